"""What ``template`` answers: the entry form for people who work in a spreadsheet."""

from dataclasses import dataclass
from pathlib import Path

from ledger.answers.text import Lines


@dataclass(frozen=True)
class TemplateAnswer:
    """An entry form.

    Args:
        form: the new workbook.
    """

    form: Path


def answer(form: Path) -> TemplateAnswer:
    """A form that was written, as an answer."""
    return TemplateAnswer(form)


def lines(form: TemplateAnswer) -> Lines:
    """The same for people."""
    return (f"Form: {form.form}",)
