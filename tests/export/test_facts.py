"""Facts: a database that only adds them up comes to the figures of the report, to the last cent."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from made import amount, over, paid, pledge, report
from oracle.comparing import report_of
from oracle.records import TABLE, Maker, hryvnia

from ledger import ecb_rates, read_rates
from ledger.desk import export_facts
from ledger.export import FactRow, write_facts
from ledger.foundation import Refused
from ledger.totals import sums_of_lines

WAYS = [(), ("donor",), ("year",), ("donor", "fiscal_year"), ("category", "quarter"), ("currency", "recipient")]
ONE = FactRow(
    *("a", 1, "DEU", "UKR", "military", "grant", "pledge", "EUR", "2025", "2025", "2025-Q2"),
    groups=("EU", "NATO"),
    low=1,
    central=2,
    high=3,
    open_high=True,
    state="known",
)


def added_up(folder, by, measure):
    """What a database makes of the facts with nothing but SUM: low, central and high by labels."""
    signs = json.loads((folder / "_manifest.json").read_text(encoding="utf-8"))["measures"][measure]
    figures = ", ".join(f"sum({sign} * {taken_as(end, sign)}) FILTER (stage = '{stage}')"
                        for end in ("low", "central", "high") for stage, sign in signs.items())  # fmt: skip
    files = f"read_parquet('{folder}/*/*.parquet', hive_partitioning = true, hive_types_autocast = false)"
    groups = f"GROUP BY {', '.join(by)}" if by else ""
    known = f"state = 'known' AND stage IN ({', '.join(map(repr, signs))})"
    rows = duckdb.sql(f"SELECT {', '.join([*by, figures])} FROM {files} WHERE {known} {groups}").fetchall()  # noqa: S608 - names of our own columns
    return {row[: len(by)]: ends_of(row[len(by) :], len(signs)) for row in rows}


def taken_as(end, sign):
    """What is taken away at most lowers the low figure."""
    return end if sign > 0 else {"low": "high", "central": "central", "high": "low"}[end]


def ends_of(sums, stages):
    return tuple(sum(filter(None, sums[stages * end : stages * (end + 1)])) for end in range(3))


@pytest.fixture(scope="module")
def random(tmp_path_factory):
    """A report of random records of all kinds, and its facts."""
    files = [("NBU", hryvnia()), ("kiel", TABLE)]
    rates = [ecb_rates(), *(read_rates(name, text.encode())[0] for name, text in files)]
    rules = {"currency": "EUR", "basis": "announced", "horizon": "2027-08-15", "handling": "public"}
    made = report_of(Maker(11).make(60), rates, rules, date(2026, 10, 30))
    folder = tmp_path_factory.mktemp("exported") / "facts"
    return made, folder, export_facts(made, folder)


@pytest.mark.thorough
def test_a_database_comes_to_the_figures_of_the_report_by_adding_alone(random):
    made, folder, _ = random
    measures = json.loads((folder / "_manifest.json").read_text(encoding="utf-8"))["measures"]

    assert {"pledges", "commitments", "disbursements"} <= set(measures)
    for measure in measures:
        for by in WAYS:
            of_lines = {key: it.figures for key, it in sums_of_lines(made.cube, by, measure).items() if it.records}
            expected = {key: (it.low_minor, it.central_minor, it.high_minor) for key, it in of_lines.items()}
            assert added_up(folder, by, measure) == expected
            reported = {key: it.figures.central_minor for key, it in made.sums(by, measure).items() if it.records}
            assert {key: it[1] for key, it in expected.items()} == reported


def test_the_query_that_the_guide_prints_makes_no_floating_point_number_of_a_sum(tmp_path):
    """Divided by 100.0, two such figures came to 19 cents less 13."""
    guide = (Path(__file__).parent.parent.parent / "docs" / "scale.md").read_text(encoding="utf-8")
    query = guide.partition("DuckDB:\n\n```sql\n")[2].partition("```")[0]
    central = 9_007_199_254_740_993
    folder = tmp_path / "facts"
    folder.mkdir()
    write_facts([ONE._replace(line=line, low=central, central=central, high=central) for line in (1, 2)], folder)

    found = duckdb.sql(query.replace("'facts/", f"'{folder}/")).fetchall()
    assert found == [("DEU", 2025, Decimal("180143985094819.86"))]


@pytest.mark.thorough
def test_the_manifest_says_what_must_come_out_of_which_files(random):
    made, folder, facts = random
    manifest = json.loads((folder / "_manifest.json").read_text(encoding="utf-8"))

    assert manifest["book"] == {"head": made.issued.head, "entries": made.issued.entries, "as_of": "2026-10-30"}
    assert (manifest["currency"], manifest["minor_units"]) == ("EUR", 2)
    assert sum(it["rows"] for it in manifest["files"]) == facts.rows
    for it in manifest["files"]:
        data = (folder / it["name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == it["sha256"]
        assert pq.read_metadata(folder / it["name"]).num_rows == it["rows"]
    for stage, ends in manifest["sums"].items():
        by_year = [it["sums"][stage]["central"]["amount"] for it in manifest["files"] if stage in it["sums"]]
        assert sum(int(text.replace(".", "")) for text in by_year) == int(ends["central"]["amount"].replace(".", ""))
    assert manifest["sums"]["pledge"]["central"]["amount"] == str(made.total("pledges").central.value)


def test_a_sum_that_nobody_says_or_that_has_no_rate_is_missing_and_not_zero(tmp_path):
    made = report(
        pledge("a", term=over("2025-12-31", "2026-01-01"), amount=amount("3", "EUR")),
        pledge("b", amount={"qualifier": "undisclosed"}),
        pledge("c", amount=amount("7", "AED")),
        paid("t", commitment="a", amount=amount("1", "EUR")),
    )
    facts = export_facts(made, tmp_path / "facts")
    table = pq.read_table(tmp_path / "facts").sort_by([("record", "ascending"), ("quarter", "ascending")])

    assert (facts.rows, facts.records, facts.internal) == (5, 4, 0)
    assert table.select(["record", "central", "state"]).to_pylist() == [
        {"record": "a", "central": 150, "state": "known"},
        {"record": "a", "central": 150, "state": "known"},
        {"record": "b", "central": None, "state": "undisclosed"},
        {"record": "c", "central": None, "state": "not_converted"},
        {"record": "t", "central": 100, "state": "known"},
    ]


def test_a_figure_has_room_in_64_bits_or_is_refused(tmp_path):
    (tmp_path / "room").mkdir()
    written = write_facts([ONE._replace(high=2**63 - 1)], tmp_path / "room")

    assert [(it.name, it.rows) for it in written] == [("year=2025/facts.parquet", 1)]
    with pytest.raises(Refused, match=r"^a:amount: FILE error: found 9223372036854775808, expected at most 9223372036"):
        write_facts([ONE._replace(high=2**63)], tmp_path)


def test_facts_replace_nothing_and_are_of_a_report(tmp_path):
    (tmp_path / "facts").mkdir()

    with pytest.raises(Refused, match="expected a name that is free"):
        export_facts(report(pledge("a")), tmp_path / "facts")
    with pytest.raises(Refused, match="expected the name of a folder"):
        export_facts(report(pledge("a")), tmp_path / "facts.parquet")
    with pytest.raises(TypeError, match="report is a Report, as build_report makes it, not the str 'commitments'"):
        export_facts("commitments", tmp_path / "new")
