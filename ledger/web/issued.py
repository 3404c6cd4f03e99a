"""The reports that left the house: by whom, to whom, of which state of the book, and each workbook again."""

from pathlib import Path
from tempfile import TemporaryDirectory

from ledger import desk
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def issued(held: HeldBook, asked: PageRequest) -> Answer:
    """All of them, the newest first."""
    return held.drawn("issued", asked, issues=held.issues[::-1])


def issued_report(held: HeldBook, asked: PageRequest) -> Answer:
    """One of them, with its sign-offs."""
    number = int(asked.parts["number"])
    issue = next((it for it in held.issues if it.number == number), None)
    if issue is None:
        return held.drawn("absent", asked, status=404)
    return held.drawn("issued_report", asked, within="issued", issue=issue)


def issued_workbook(held: HeldBook, asked: PageRequest) -> Answer:
    """Its workbook again, byte by byte as it left the house."""
    number = int(asked.parts["number"])
    with TemporaryDirectory() as folder:
        path = desk.write_issued(held.book, number, Path(folder))
        return Answer(path.read_bytes(), kind=_WORKBOOK, file=path.name)
