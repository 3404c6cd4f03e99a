"""Three reports of which every document is read back: of the seeds, of a real release, and of a large made-up book."""

from random import Random

from foreign import need_files
from made import amount, material, over, pledge, report, seed_records
from proving import proven

from ledger.intake import read_files, settle
from ledger.reporting import build, load_definition

TABLE = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"], "columns": "year"}
HOSTILE = [
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@SUM(A1)",
    "a|b",
    "<script>alert(1)</script>",
    "`code`",
    "# no heading",
    "[a](http://b)",
    "*bold* _too_ ~~gone~~",
    "a\\|b",
    "&lt;",
    "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER BEH} abc",
    "\N{ROCKET}",
    "x" * 300,
]


def seeds():
    return build(load_definition("commitments"), material(*seed_records()))


def release_7():
    """The real release 7 of the Kiel tracker."""
    reading = read_files([need_files("kiel", "R07_2022-10_corrected.xlsx")])
    records, faults = settle(reading.drafts, ())
    assert faults == ()
    return build(load_definition("commitments"), material(*records))


def sixty_donors():
    """60 donors x 12 years, with sums of which nobody says one, and memo lines."""
    random, letters = Random(60), "ABCDEFGHIJ"  # noqa: S311 - no secret
    donors = [f"X-{first}{second}" for first in letters[:6] for second in letters]
    made = [
        pledge(
            f"p{number}",
            donor=donor,
            category=random.choice(["military", "financial"]),
            amount=(
                {"qualifier": "undisclosed"}
                if not number % 17
                else amount(str(random.randrange(10**11)), qualifier=random.choice(["exact", "up_to", "at_least"]))
            ),
            announced="2019-12-31",
            term=over(f"{2020 + number % 10}-03-01", f"{2020 + number % 10 + random.randrange(3)}-10-31"),
        )
        for number, donor in enumerate(donors * proven(2, 5))
    ]
    tables = [
        TABLE | {"memo": ["NATO"]},
        TABLE | {"name": "Kinds", "rows": ["category"]},
        TABLE | {"name": "Fiscal", "columns": "fiscal_year"},
        TABLE | {"name": "Both", "rows": ["donor", "category"], "columns": None},
    ]
    return report(*made, horizon="2031-12-31", tables=tables)


BOOKS = {"seeds": seeds, "release 7": release_7, "sixty donors": sixty_donors}
