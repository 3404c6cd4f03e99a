"""What ``report --list`` answers: the reports that come with the program, and what each of them shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.answers.text import Lines
from ledger.reporting import Definition


@dataclass(frozen=True)
class DefinitionTold:
    """One report that comes with the program.

    Args:
        report: its name, by which it is asked for.
        title: what it is called.
        tables: what each of its tables shows.
    """

    report: str
    title: str
    tables: tuple[str, ...]


@dataclass(frozen=True)
class DefinitionsAnswer:
    """The reports that come with the program.

    Args:
        reports: each of them, by name.
    """

    reports: tuple[DefinitionTold, ...]


def answer(definitions: Sequence[Definition]) -> DefinitionsAnswer:
    """The definitions as an answer."""
    return DefinitionsAnswer(tuple(DefinitionTold(it.name, it.title, _tables(it)) for it in definitions))


def lines(definitions: Sequence[Definition]) -> Lines:
    """The same for people."""
    told = ((f"{it.name}: {it.title}", *(f"  {title}" for title in _tables(it))) for it in definitions)
    return tuple(line for report in told for line in report)


def _tables(definition: Definition) -> tuple[str, ...]:
    return tuple(table.title for table in (*definition.tables, *definition.stages, *definition.goods))
