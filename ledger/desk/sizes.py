"""Up to what size each kind of work is meant, in one place, and the refusal of what is larger, with the way out.

A larger one would not be wrong: it would fill the memory of a machine, or make a file that no program opens. What each
size costs is measured in ``docs/scale.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ledger.foundation import Advice, Place, Refused, read_only

Work = Literal["report", "workbook", "page"]
"""What has a largest size."""


@dataclass(frozen=True)
class LargestSize:
    """Up to how many records something is meant.

    Args:
        records: so many at most.
        what: what it is, as the problem calls it.
        remedy: the way out.
    """

    records: int
    what: str
    remedy: str


LARGEST: Mapping[Work, LargestSize] = read_only(
    {
        "report": LargestSize(
            1_000_000,
            "a report",
            Advice(
                "keep the records of each donor or of some years in a book of their own, or take all of them with "
                "export_book(book, 'parquet', path) and add them up in a database",
                "keep the records of each donor or of some years in a book of their own, or take all of them with "
                "`export parquet` and add them up in a database",
            ),
        ),
        "workbook": LargestSize(
            250_000,
            "a workbook with its evidence",
            Advice(
                "leave the evidence out with evidence='none', or take what is behind the figures with export_facts",
                "leave the evidence out with --evidence none, or take what is behind the figures with `export --facts`",
            ),
        ),
        "page": LargestSize(
            50_000,
            "a page that a browser opens",
            Advice(
                "write it as pdf, md or csv, or take what is behind the figures with export_facts",
                "write it --as pdf,md,csv, or take what is behind the figures with `export --facts`",
            ),
        ),
    }
)


def require_size(work: Work, name: str, records: int) -> None:
    """Refuse what is larger than it is meant for.

    Args:
        work: what is to be made.
        name: of the report.
        records: of how many records.

    Raises:
        Refused: FILE with the size, the largest one and the way out.

    >>> require_size("workbook", "commitments", 250_000)
    """
    largest = LARGEST[work]
    if records > largest.records:
        expected = f"at most {largest.records:,} records in {largest.what}"
        raise Refused.of("FILE", Place(subject=f"report {name}"), f"{records:,} records", expected, largest.remedy)
