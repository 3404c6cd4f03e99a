"""``report`` and ``demo``: totals on the screen, workbooks in their place, and nothing of the user's replaced."""

import subprocess
import sys

import pytest
from demonstrated import demo_copied
from held import needs_bash
from openpyxl import Workbook, load_workbook

from ledger.book import Book
from ledger.foundation import Place

PLEDGES = {
    "measure": "pledges",
    "low": {"currency": "EUR", "amount": "28998623450.13"},
    "central": {"currency": "EUR", "amount": "79000757557.44"},
    "high": {"currency": "EUR", "amount": "79002891664.74"},
    "open_high": True,
    "records": 7,
    "without_figure": 2,
    "not_converted": 0,
}


@pytest.fixture
def demonstrated(own_folder):
    """The folder of a demonstration that was made before, but for the documents."""
    return demo_copied(own_folder / "out").book.path.parent


@pytest.mark.thorough
def test_the_demo_makes_a_book_and_a_workbook_and_prints_the_totals(run, own_folder):
    shown = run("demo")

    assert shown.code == 0
    assert sorted(path.name for path in (own_folder / "out").iterdir()) == [
        "book.db",
        "brief.pdf",
        "commitments.html",
        "commitments.xlsx",
        "entry-form.xlsx",
    ]
    assert "pledges        28,998,623,450.13  79,000,757,557.44  ≥ 79,002,891,664.74" in shown.out
    assert shown.out.splitlines()[:3] == [
        "Imported article.jsonl: 4 recorded.",
        "Imported commitments.jsonl: 13 recorded.",
        "Imported article.jsonl again, to show that nothing enters twice: 4 unchanged.",
    ]
    assert shown.out.splitlines()[-11:] == [
        (
            "17 records: 15 counted (2 of them without a figure), 2 left out (the sheet E1 Records says why); "
            "all checks agree."
        ),
        "Book: out/book.db",
        "Workbook: out/commitments.xlsx",
        "Brief: out/brief.pdf",
        "Page: out/commitments.html",
        "Form: out/entry-form.xlsx",
        "All 5 warnings and notes below are planned: they show how a doubt is told.",
        "Now open out/brief.pdf: one page that says what the figures are.",
        "Behind it stand out/commitments.html, in which a total opens its records and a record its words,",
        "and out/commitments.xlsx, with every rate, every check and live formulas.",
        "To open the book in your browser: defense-ledger desk --book out/book.db",
    ]
    assert len(shown.err.splitlines()) == 5
    assert "CUR-HOME warning" in shown.err


@pytest.mark.proof
def test_without_the_packages_for_documents_the_demo_says_how_to_get_them(run, own_folder, monkeypatch):
    monkeypatch.setattr("ledger.desk.demo_book.missing_packages", lambda: ("typst",))
    shown = run("demo")

    assert not (own_folder / "out" / "brief.pdf").exists()
    assert shown.out.splitlines()[-2:] == [
        "Now open out/commitments.xlsx: its first sheet says what the totals are and which checks agree.",
        "For a brief and a page too: pip install 'defense-ledger[pdf]', then once more.",
    ]


@pytest.mark.proof
def test_what_a_person_reads_last_is_what_to_open(own_folder):
    command = [sys.executable, "-m", "ledger", "demo"]
    both = subprocess.run(
        command, cwd=own_folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True
    )

    assert [line.split(":")[0] for line in both.stdout.splitlines()[-10:]] == [
        "All 5 warnings and notes below are planned",
        "gbr-gbr-2025-06-01-1",
        "cze-ukr-2023-04-05-1",
        "jpn-phl-2024-06-10-1",
        "nor-ukr-2023-02-16-1",
        "gbr-ukr-2025-06-02-1",
        "Now open out/brief.pdf",
        "Behind it stand out/commitments.html, in which a total opens its records and a record its words,",
        "and out/commitments.xlsx, with every rate, every check and live formulas.",
        "To open the book in your browser",
    ]


@pytest.mark.proof
def test_a_warning_of_the_demo_that_is_not_planned_is_not_called_so(run, monkeypatch):
    planned = ("TERM", Place(record="gbr-ukr-2025-06-02-1", field="term"))
    monkeypatch.setattr("ledger.desk.demo_book.PLANNED", frozenset({planned}))

    assert "1 of the 5 warnings and notes below are planned: they show how a doubt is told." in run("demo").out


@pytest.mark.proof
def test_the_demo_as_json_has_the_totals_as_text_and_counts_the_records_in_them(run):
    shown = run("demo", "--out", "here", "--json").json

    columns = ("records", "without_figure", "not_converted")
    assert shown["counted"] == sum(total[name] for total in shown["totals"].values() for name in columns) == 15
    assert shown["totals"]["pledges"] == PLEDGES
    assert shown["proofs"]["agree"]
    assert (shown["book"], shown["workbook"]) == ("here/book.db", "here/commitments.xlsx")


@pytest.mark.proof
def test_the_demo_replaces_its_own_book(run, demonstrated):
    first = Book.open(demonstrated / "book.db").head

    assert run("demo").code == 0
    assert Book.open(demonstrated / "book.db").head == first


@pytest.mark.proof
def test_the_demo_leaves_a_form_that_was_filled_in(run, demonstrated):
    form = demonstrated / "entry-form.xlsx"
    form.write_bytes(b"filled in")

    assert run("demo").code == 0
    assert form.read_bytes() == b"filled in"


@pytest.mark.proof
def test_the_demo_does_not_replace_a_book_that_someone_has_used(run, demonstrated):
    run("withdraw", "gbr-gbr-2025-06-01-1", "--reason", "x", "--book", "out/book.db")
    before = (demonstrated / "book.db").read_bytes()

    shown = run("demo", "--json")

    assert (shown.code, shown.codes) == (1, ["FILE"])
    assert "Ann" in shown.json["problems"][0]["found"]
    assert (demonstrated / "book.db").read_bytes() == before


@pytest.mark.thorough
def test_a_demo_that_fails_leaves_no_folder_of_its_own(run, own_folder, monkeypatch):
    def full(*_, **__):
        raise OSError(27, "File too large")

    monkeypatch.setattr("ledger.desk.demo_book.write_report", full)

    shown = run("demo", "--out", "a/b", "--json")

    assert (shown.code, shown.codes) == (1, ["FILE"])
    assert list(own_folder.iterdir()) == []


@pytest.mark.proof
@needs_bash
def test_a_demo_without_room_says_so_and_leaves_nothing(own_folder):
    command = f"ulimit -f 100; exec {sys.executable} -m ledger demo --out x"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=own_folder)

    assert done.returncode == 1
    assert "make room or check the disk, then try again; nothing was written" in done.stderr
    assert done.stderr.startswith("x/book.db: FILE error")
    assert list(own_folder.iterdir()) == []


@pytest.mark.parametrize("name", ["book.db", "commitments.xlsx"])
def test_the_demo_does_not_replace_a_file_that_is_not_its_own(run, own_folder, name):
    (own_folder / "out").mkdir()
    (own_folder / "out" / name).write_text("precious")

    assert run("demo", "--json").codes == ["FILE"]
    assert (own_folder / "out" / name).read_text() == "precious"


@pytest.mark.proof
@pytest.mark.usefixtures("book")
def test_a_report_is_written_under_its_name(run, own_folder):
    shown = run("report", "commitments", "--json")

    assert (shown.code, shown.json["workbook"], shown.json["totals"]["pledges"]) == (0, "commitments.xlsx", PLEDGES)
    assert "Summary" in load_workbook(own_folder / "commitments.xlsx", read_only=True).sheetnames


@pytest.mark.proof
@pytest.mark.usefixtures("book")
def test_a_report_goes_where_it_is_told(run, own_folder):
    (own_folder / "sent").mkdir()

    assert run("report", "commitments", "--out", "sent", "--json").json["workbook"] == "sent/commitments.xlsx"
    assert run("report", "commitments", "--out", "x.xlsx").out.splitlines()[-1] == "Workbook: x.xlsx"


@pytest.mark.proof
@pytest.mark.usefixtures("book")
def test_a_report_can_be_varied(run):
    given = {
        "--currency": "usd",
        "--basis": "year",
        "--cutoff": "2024-12-31",
        "--as-of": "2026-10-30",
        "--horizon": "2026-12-31",
    }

    shown = run("report", "commitments", *(text for pair in given.items() for text in pair), "--json").json

    assert (shown["currency"], shown["basis"], shown["cutoff"]) == ("USD", "year", "2024-12-31")
    assert (shown["as_of"], shown["horizon"]) == ("2026-10-30", "2026-12-31")


@pytest.mark.proof
@pytest.mark.usefixtures("book")
def test_a_report_with_a_sum_that_has_no_rate_is_written_and_ends_with_1(run, own_folder, written):
    definition = "name = 'x'\ntitle = 'X'\ncurrency = 'UAH'\nhorizon = '2030-03-31'\n"

    shown = run("report", written("x.toml", definition), "--json")

    assert shown.code == 1
    assert set(shown.codes) >= {"FX-GAP"}
    assert (own_folder / "x.xlsx").exists()
    pounds = next(it for it in shown.json["not_converted"] if it["central"]["currency"] == "GBP")
    assert pounds == {"records": pounds["records"], "central": {"currency": "GBP", "amount": "21024000000"}}
    assert shown.json["totals"]["pledges"]["not_converted"] > 0
    assert shown.json["totals"]["pledges"]["central"] is None
    text = run("report", "x.toml").out
    assert "not converted" in text
    assert "Not converted for want of a rate: GBP 21,024,000,000 (" in text


@pytest.mark.thorough
@pytest.mark.usefixtures("book")
def test_the_screen_says_that_all_checks_agree_without_a_number(run):
    assert "17 records: 15 counted (2 of them without a figure), 2 left out" in run("report", "commitments").out


@pytest.mark.proof
@pytest.mark.usefixtures("book")
def test_a_workbook_of_ours_is_replaced_and_that_is_said(run):
    run("report", "commitments")

    shown = run("report", "commitments")

    assert (shown.code, shown.out.splitlines()[-1]) == (
        0,
        "Workbook: commitments.xlsx (the file of that name was replaced)",
    )


@pytest.mark.parametrize("kind", ["a text", "a workbook"])
@pytest.mark.usefixtures("book")
def test_a_file_of_somebody_else_is_not_replaced(run, own_folder, kind):
    mine = own_folder / "commitments.xlsx"
    if kind == "a text":
        mine.write_text("precious")
    else:
        Workbook().save(mine)
    before = mine.read_bytes()

    shown = run("report", "commitments", "--json")

    assert (shown.code, shown.codes) == (1, ["FILE"])
    assert mine.read_bytes() == before


@pytest.mark.thorough
@pytest.mark.usefixtures("book")
def test_a_report_is_as_of_a_day_or_an_entry(run):
    shown = run("report", "commitments", "--as-of", "entry:3", "--out", "early.xlsx", "--json").json
    assert shown["entries"] == 3


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("then", '--as-of: FORM error: found "then", expected a day such as 2025-06-02, entry:12, batch:3 or issue:7'),
        ("now", '--as-of: FORM error: found "now", expected a day such as 2025-06-02, entry:12, batch:3 or issue:7'),
        ("entry:0", '--as-of: FORM error: found "entry:0", expected a number from 1 on, such as entry:12'),
        ("entry:9999", "--as-of: FORM error: found entry:9999, expected an entry from entry:1 to entry:"),
        ("issue:1", "--as-of: FILE error: found issue:1, expected a report that was issued"),
    ],
)
@pytest.mark.usefixtures("book")
def test_a_state_that_the_book_cannot_have_is_wrong_use(run, state, told):
    shown = run("report", "commitments", "--as-of", state)
    assert (shown.code, shown.out, shown.err[: len(told)]) == (2, "", told)


@pytest.mark.usefixtures("book")
def test_a_report_before_the_first_record_is_refused(run):
    shown = run("report", "commitments", "--as-of", "2020-01-01", "--json")

    assert (shown.code, shown.codes) == (1, ["FILE"])
    assert "2020-01-01" in shown.json["problems"][0]["found"]


@pytest.mark.thorough
@pytest.mark.usefixtures("book")
def test_a_horizon_before_everything_is_told_as_the_reason_for_nothing(run):
    told = run("report", "commitments", "--horizon", "1990-01-01")

    assert told.code == 0
    assert "horizon: TERM warning: found 1990-01-01, before the first day of every record, expected " in told.err


@pytest.mark.parametrize(
    "args", [("report", "commitments"), ("diff", "entry:1"), ("issued", "22"), ("explain", "donor=GBR")]
)
def test_a_name_that_no_disk_takes_is_not_echoed_in_whole(run, args):
    told = run(*args, "--out", "x" * 300 + ".xlsx")

    assert (told.code, len(told.err) < 300) == (2, True)
    assert "Do: choose a shorter name." in told.err


@pytest.mark.proof
def test_a_report_as_markdown_and_csv_lists_its_files(run, demonstrated):
    shown = run(
        "report", "commitments", "--as", "md, csv", "--unit", "billion", "--out", "out", "--book", "out/book.db"
    )

    assert [line for line in shown.out.splitlines() if line.startswith(("Workbook", "Markdown", "CSV"))] == [
        "Markdown: out/commitments.md",
        "CSV: out/commitments-Pledges by donor.csv",
        "CSV: out/commitments-Pledges by category.csv",
        "CSV: out/commitments-Pledges by fiscal year.csv",
        "CSV: out/commitments-Commitments by donor.csv",
        "CSV: out/commitments-Disbursements.csv",
        "CSV: out/commitments-Paid by quarter.csv",
        "CSV: out/commitments-notes.csv",
    ]
    assert "| United Kingdom | – | 2.7 | 2.7\xa0.. | 3.6 |" in (demonstrated / "commitments.md").read_text("utf-8")


@pytest.mark.proof
@pytest.mark.usefixtures("demonstrated")
def test_the_answer_lists_all_files_the_workbook_first(run):
    answer = run("report", "commitments", "--as", "md,xlsx", "--out", "out", "--book", "out/book.db", "--json").json
    without = run("report", "commitments", "--as", "md", "--out", "out", "--book", "out/book.db", "--json").json

    assert (answer["workbook"], answer["replaced"]) == ("out/commitments.xlsx", True)
    assert answer["files"] == ["out/commitments.xlsx", "out/commitments.md"]
    assert (without["workbook"], without["replaced"], without["files"]) == (None, False, ["out/commitments.md"])


@pytest.mark.thorough
@pytest.mark.usefixtures("book")
def test_what_the_command_line_says_counts_and_the_document_says_so(run, own_folder):
    asked = [
        "--since",
        "2024-01-01",
        "--cutoff",
        "2025-12-31",
        "--group",
        "nato",
        "--by",
        "donor,year",
        "--sort",
        "name",
    ]

    shown = run(
        "report", "commitments", "--as", "md", *asked, "--top", "5", "--decimals", "0", "--out", "new", "--json"
    )

    assert (shown.json["since"], shown.json["groups"], shown.json["filters"]) == ("2024-01-01", ["NATO"], {})
    lines = (own_folder / "new" / "commitments.md").read_text("utf-8").replace("\xa0", " ").splitlines()
    assert lines[2].endswith(" · announced from 1 January 2024 to 31 December 2025 · donors: NATO members")
    assert [line for line in lines if line.startswith("## ")] == [
        "## Pledges by donor and year",
        "## Firm commitments by donor and year",
        "## Disbursements by donor and year",
        "## Notes",
    ]
    since = "only what was announced from 1 January 2024 on. Left out: 4 records announced before that day."
    assert f"- Since: Counted: {since}" in lines


def test_the_reports_that_come_along_are_listed(run):
    shown = run("report", "--list")

    assert shown.out.splitlines()[:2] == ["audit: Audit of the commitments", "  Pledges by donor and year"]
    assert run("report", "--list", "--json").json["reports"][0]["report"] == "audit"
    assert run("report").err.startswith("NAME: FORM error: found nothing, expected a report such as commitments. ")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ["--group", "NATTO"],
            '--group: FORM error: found "NATTO", expected one of EU, NATO, G7, EURO-AREA. Do: choose NATO.',
        ),
        (["--by", "donor,yaer"], '--by: FORM error: found "yaer", expected one of donor, '),
        (
            ["--as", "md", "--orientation", "landscape", "--one-page"],
            "--orientation and --one-page: FORM error: found --orientation and --one-page without PDF, expected a ",
        ),
        (["--orientation", "side"], '--orientation: FORM error: found "side", expected one of portrait, landscape. '),
        (["--basis", "anounced"], '--basis: FORM error: found "anounced", expected announced, month, year, '),
        (["--as", "pdf", "--orientation", "lanscape"], '--orientation: FORM error: found "lanscape", expected one of '),
        (["--top", "-1"], '--top: FORM error: found "-1", expected a number of rows, or 0 for all. '),
        (
            ["--by", "donor,year,donor"],
            "--by: FORM error: found donor twice, expected each dimension once. Do: take one of them out.",
        ),
        (
            ["--by", "donor,category,instrument,currency,stage,year"],
            "--by: FORM error: found 6 dimensions, expected at most 5, the last of them across. ",
        ),
        (["--sort", "siz"], '--sort: FORM error: found "siz", expected size, name, or labels of donor. '),
        (["--sort", "own"], '--sort: FORM error: found "own", expected size or name alone, or labels. '),
        (["--sort", "GBR,GBR"], "--sort: FORM error: found GBR twice, expected each label once. "),
        (
            ["--decimals", "99"],
            "--decimals: FORM error: found 99, expected 0 to 8 decimals of EUR million. Do: choose 8, or another unit.",
        ),
        (["--decimals", "1.5"], '--decimals: FORM error: found "1.5", expected a number of decimals. '),
        (
            ["--since", "2030-01-01", "--cutoff", "2025-01-01"],
            "--since: FORM error: found since 2030-01-01, after the ",
        ),
        (["--since", "2024"], '--since: FORM error: found "2024", expected a real day'),
        (["--as", "mdd"], '--as: FORM error: found "mdd", expected one of xlsx, html, pdf, md, csv. Do: choose md.'),
        (
            ["--as", "md,"],
            '--as: FORM error: found "", expected one of xlsx, html, pdf, md, csv. Do: choose one of these.',
        ),
        (
            ["--as", "csv", "--unit", "milions"],
            (
                '--unit: FORM error: found "milions", expected one of one, thousand, million, billion. '
                "Do: choose million."
            ),
        ),
        (
            ["--evidence", "ful"],
            (
                '--evidence: FORM error: found "ful", expected one of none, summary, full, or sheets of the journal: '
                "revisions, decisions, samples, duplicates. Do: choose full."
            ),
        ),
        (
            ["--as", "md", "--issue", "--reason", "x"],
            (
                '--as: FORM error: found "md", expected xlsx with --issue. '
                "Do: issue the workbook, and write the others without --issue."
            ),
        ),
    ],
)
def test_a_wrong_wish_for_documents_is_answered_with_what_there_is(run, options, told):
    shown = run("report", "commitments", *options)

    assert (shown.code, shown.err.strip()[: len(told)]) == (2, told)
