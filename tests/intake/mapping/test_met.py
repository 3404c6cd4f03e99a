"""Entries of a mapping that meet nothing in the tables are told: one with a slip in it does nothing."""

import pytest
from mapped import mapping, table

from ledger.foundation import Severity

STATUS = ("Status", "Cancelled", "Active")


def skipping(*texts):
    listed = ", ".join(f'"{text}"' for text in texts)
    return f"{mapping()}\n[skip_rows]\nStatus = [{listed}]\n"


def told(reading):
    return [
        (str(it.severity), str(it.place), it.found, it.expected) for it in reading.problems if "which no" in it.found
    ]


def test_an_entry_of_ignore_that_meets_nothing_is_named_with_the_nearest_heading(reading):
    found = reading(table(("Contact", "A", "B")), mapping(ignore=["Contakt"]))

    assert told(found) == [
        (
            "warning",
            "aid.toml:ignore",
            '"Contakt", which nothing in the table is called',
            "a heading, line:2 or sheet:2023, perhaps Contact",
        )
    ]
    assert len(found.drafts) == 2


def test_an_entry_that_is_near_to_nothing_is_a_note(reading):
    found = reading(table(("Contact", "A", "B")), mapping(ignore=["Exchange rate", "sheet:2019"]))

    assert told(found) == [
        (
            "note",
            "aid.toml:ignore",
            '"Exchange rate" and "sheet:2019", which nothing in the table is called',
            "a heading, line:2 or sheet:2023",
        )
    ]


@pytest.mark.parametrize("entry", ["CONTACT", "contact ", "line:1", "Sum"])
def test_an_entry_that_meets_a_heading_or_a_line_is_not_told(reading, entry):
    found = reading(table(("Contact", "A", "B"), above=("Aid, prices as paid",)), mapping(ignore=[entry.strip()]))

    assert told(found) == []


def test_a_text_of_skip_rows_with_a_slip_is_a_warning(reading):
    found = reading(table(STATUS), skipping("Canceled"))

    assert told(found) == [
        (
            "warning",
            "aid.toml:skip_rows.Status",
            '"Canceled", which no row has there',
            "a text of that column, perhaps cancelled",
        )
    ]
    assert len(found.drafts) == 2


@pytest.mark.parametrize(
    ("texts", "severities"),
    [
        (("cancelled",), []),
        (("Active", "Cancelled"), []),
        # Most releases have no row of some status.
        (("cancelled", "lost in transit"), ["note"]),
        # What is met is no likely reading of another entry.
        (("cancelled", "canceled"), ["note"]),
    ],
)
def test_texts_that_rows_have_are_not_told(reading, texts, severities):
    assert [severity for severity, *_ in told(reading(table(STATUS), skipping(*texts)))] == severities


def test_nothing_is_told_of_entries_where_no_table_was_read(reading):
    found = reading(table(), mapping(columns={"donor": "Land"}, ignore=["Contakt"]))

    assert [problem.severity for problem in found.problems] == [Severity.ERROR]
