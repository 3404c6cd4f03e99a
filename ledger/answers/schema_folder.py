"""What ``schema`` answers: a folder to which the JSON Schemas were written, or that was compared with the models."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.answers.text import Lines
from ledger.foundation import Problem


@dataclass(frozen=True)
class SchemasWrittenAnswer:
    """A folder to which all schemas were written.

    Args:
        folder: its path.
        files: the schemas.
    """

    folder: Path
    files: tuple[Path, ...]


@dataclass(frozen=True)
class SchemasCheckedAnswer:
    """A folder that was compared with the models; the problems say where it differs.

    Args:
        folder: its path.
    """

    folder: Path


def written(out: Path, files: Sequence[Path]) -> SchemasWrittenAnswer:
    """Schemas that were written, as an answer."""
    return SchemasWrittenAnswer(out, tuple(files))


def checked(out: Path) -> SchemasCheckedAnswer:
    """Schemas that were compared, as an answer."""
    return SchemasCheckedAnswer(out)


def lines_of_written(written: SchemasWrittenAnswer) -> Lines:
    """Schemas that were written, for people."""
    return tuple(f"Wrote {path}" for path in written.files)


def lines_of_checked(checked: SchemasCheckedAnswer, problems: Sequence[Problem]) -> Lines:
    """Schemas that were compared, for people; where they differ, the problems say it."""
    return () if problems else (f"{checked.folder} is what the models say.",)
