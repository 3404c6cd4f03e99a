"""What is found in the real files of other publishers, counted by release, place, code and severity.

``python tests/real_findings.py`` prints them all, for another state of the code too (with PYTHONPATH before it).
"""

import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.desk import build_report, create_book, import_file
from ledger.foundation import Refused
from ledger.rates import read_rates
from ledger.reporting import Definition

DEFINITION = Definition(name="all", title="All", currency="EUR", horizon="2030-12-31")
# Release 8 once more, as somebody would read it who does not know that it is Kiel's.
MAPPING = """
source = "items"
decimal = "point"
multiplier = 1
missing = ["."]
ignore = [
    "Unit Price in USD",
    "Value committed (own estimate, in USD)",
    "Value delivered (own estimate, in USD)",
    "Total",
    "Converted Value in EUR",
    "Total monetary value delivered in EUR",
]

[columns]
donor = "countries"
title = "Explanation"
category = "Type of Aid General"
announced = "Announcement Date"
amount = "Monetary Value as Given by Source"
currency = "Original Currency"

[constants]
recipient = "UKR"
instrument = "unspecified"
stage = "commitment"
qualifier = "exact"
term = "one_off"

[values.amount]
"Not given" = "undisclosed"
"" = "undisclosed"
"""
RELEASES = {
    "kiel/R07_2022-10_corrected.xlsx": "kiel/R07_2022-10_corrected.xlsx",
    "kiel/R08_items.csv": "kiel/R08_items.csv",
    "kiel/R08_items.csv with a mapping": "kiel/R08_items.csv",
    "kiel/website_R29/*.csv": "kiel/website_R29/*.csv",
    "fts/*.json": "fts/*.json",
    "iati/activity-standard-example-annotated.xml": "iati/activity-standard-example-annotated.xml",
    "iati/foodsecurity-dportal.xml": "iati/foodsecurity-dportal.xml",
    "iati/cases/**/should-pass": "iati/cases/**/should-pass/**/*.xml",
    "iati/cases/**/should-fail": "iati/cases/**/should-fail/**/*.xml",
    "context/*.csv, news/*.csv": "[cn]*/*.csv",
    "rates/*.csv": "rates/*.csv",
}
# Their files are of one release; those of the others stand alone, and what is found in them is added up.
TOGETHER = {"fts/*.json"}


def counted(data, release):
    """The lines of a release.

    Args:
        data: folder of the files.
        release: one of RELEASES.
    """
    paths = sorted(data.glob(RELEASES[release]))
    assert paths, release
    if release.startswith("rates"):
        found = [("rates", problem) for path in paths for problem in read_rates(path.stem, path.read_bytes())[1]]
    else:
        schema = data / "iati" / "iati-activities-schema.xsd" if release.startswith("iati/cases") else None
        found = _in_books([paths] if release in TOGETHER else [[path] for path in paths], release, schema)
    counts = Counter((where, problem.code, str(problem.severity)) for where, problem in found)
    return [f"{release} | {' | '.join(key)} | {number}" for key, number in sorted(counts.items())]


def _in_books(groups, release, schema):
    """What is found in each group of files alone: a book into which something has entered serves no other."""
    with TemporaryDirectory() as folder:
        mapping = Path(folder) / "mapping.toml"
        mapping.write_text(MAPPING, encoding="utf-8")
        options = {"mapping": mapping, "accept_clean": True} if "mapping" in release else {"schema": schema}
        found, book = [], None
        for number, group in enumerate(groups):
            if book is None or book.ids():
                book = create_book(Path(folder) / f"{number}.db", author="Ann")
            found += _found(book, group, options)
        return found


def _found(book, paths, options):
    """What an import of the files finds, and what a report of all that has entered says of it."""
    try:
        imported = import_file(book, *paths, author="Ann", **options)
    except Refused as refused:
        return [("refused", it) for it in refused.problems]
    found = [("import", it) for it in imported.problems]
    if imported.revisions:
        found += [("report", it.problem) for it in build_report(DEFINITION, book).findings]
    return found


if __name__ == "__main__":
    for named in RELEASES:
        print(*counted(Path(sys.argv[1]), named), sep="\n", flush=True)  # noqa: T201 - the purpose of the call
