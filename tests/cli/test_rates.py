"""``rates``: showing what holds on a day, adding a file, listing the sets."""

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from made import amount, pledge

from ledger.book import Book
from ledger.rates import ecb_history
from ledger.records import Commitment

NOON = datetime(2026, 10, 30, 12, 0, 0, tzinfo=UTC)
OF_A_BANK = ("--base", "EUR", "--direction", "units_per_base", "--source", "a bank")
HRYVNIA = "date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41.5289,UAH,base_per_unit,1,National Bank\n"


def test_the_rates_of_a_day_are_shown(run):
    shown = run("rates", "show", "--on", "2025-06-01", "--json").json
    dollar = next(it for it in shown["quotes"] if it["currency"] == "USD")

    assert (dollar["rate"], dollar["last"], dollar["days_back"]) == ("1.1339", "2025-05-30", 2)
    assert "1 EUR = 1.1339 USD" in run("rates", "show", "usd", "--on", "2025-06-01").out


def test_the_euro_rate_of_a_legacy_currency_is_shown_with_its_law(run):
    shown = run("rates", "show", "HRK", "--on", "2023-02-01").out

    assert "1 EUR = 7.53450 HRK" in shown
    assert "Council Regulation (EU) 2022/1208" in shown


@pytest.mark.parametrize(("currency", "day"), [("UAH", "2025-06-02"), ("USD", "2035-01-01")])
def test_a_currency_without_a_rate_is_a_gap(run, currency, day):
    shown = run("rates", "show", currency, "--on", day, "--json")

    assert (shown.code, shown.json["quotes"], shown.codes) == (1, [], ["FX-GAP"])


@pytest.mark.usefixtures("book")
def test_an_added_file_makes_its_currency_convertible(run, written):
    assert run("convert", "41528.90", "UAH", "USD", "--on", "2025-06-02").code == 1

    added = run("rates", "add", written("nbu.csv", HRYVNIA))
    shown = run("convert", "41528.90", "UAH", "USD", "--on", "2025-06-02", "--json").json

    assert added.code == 0
    assert shown["result"] == {"currency": "USD", "amount": "1000.00"}
    assert shown["legs"][1]["said"] == "1 USD = 41.5289 UAH"
    assert shown["legs"][1]["rate_set"] == "NBU"


def test_the_same_file_again_enters_nothing_and_says_so(run, written, book):
    file = written("nbu.csv", HRYVNIA)
    run("rates", "add", file)
    before = book.head

    shown = run("rates", "add", file, "--json")

    assert (shown.code, shown.codes, shown.json["entered"]) == (0, ["DUP"], [])
    assert book.head == before


@pytest.mark.proof
@pytest.mark.usefixtures("newest")
def test_a_file_with_fewer_rates_than_the_one_it_replaces_is_warned_about(run, written):
    shown = run("rates", "add", written("ecb.csv", "Date,USD\n2026-06-02,1.1\n"), *OF_A_BANK, "--apply", "--json")

    assert (shown.code, shown.codes) == (0, ["FX-FEED"])
    found = shown.json["problems"][0]["found"]
    assert found.startswith("rates since 2026-06-02 for 1 currency (1 rate up to 2026-06-02) in place of rates since")
    assert re.search("2025-05-02 for [23][0-9] currencies", found)
    assert "reports as of earlier days keep the old ones" in found


@pytest.mark.usefixtures("book")
def test_a_book_may_take_no_file_of_rates_that_is_doubted(run, written):
    run("severity", "FX-FEED", "error", "--reason", "we check each file")

    refused = run("rates", "add", written("ecb.csv", "Date,USD\n2026-06-02,1.1\n"), *OF_A_BANK, "--json")

    assert (refused.code, refused.codes) == (1, ["FX-FEED"])
    assert [it["first_day"] for it in run("rates", "list", "--json").json["rate_sets"]] == ["1999-01-04"]


@pytest.mark.usefixtures("book")
def test_a_file_with_more_rates_is_taken_in_silence(run, written):
    run("rates", "add", written("nbu.csv", HRYVNIA))

    longer = HRYVNIA + "2025-06-03,USD,41.6,UAH,base_per_unit,1,National Bank\n"

    assert run("rates", "add", written("nbu.csv", longer), "--json").codes == []


@pytest.mark.usefixtures("untouched")
def test_a_fault_in_a_file_is_told_under_the_name_of_the_file(run, written):
    written("rate_comma.csv", HRYVNIA.replace("41.5289", '"41,5"'))

    shown = run("rates", "add", "rate_comma.csv", "--json")

    assert [it["place"] for it in shown.json["problems"]] == ["rate_comma.csv:2:rate"]


@pytest.mark.usefixtures("book")
def test_the_sets_are_listed_in_the_order_in_which_they_are_tried(run, written):
    run("rates", "add", written("nbu.csv", HRYVNIA), "--name", "hryvnia")

    shown = run("rates", "list", "--json").json["rate_sets"]

    assert [(it["name"], it["base"], it["direction"]) for it in shown] == [
        ("ECB", "EUR", "units_per_base"),
        ("hryvnia", "UAH", "base_per_unit"),
    ]
    assert "National Bank" in run("rates", "list").out


WIDE = "Date,UAH\n2025-06-02,41.5289\n"
IN_HRYVNIA = ("--base", "USD", "--direction", "units_per_base", "--source", "National Bank")


@pytest.mark.usefixtures("untouched")
def test_a_table_that_says_no_base_is_refused_with_the_options_to_give(run, written):
    shown = run("rates", "add", written("nbu.csv", WIDE), "--json")

    assert (shown.code, shown.codes) == (1, ["FX-FEED"])
    assert "give --base CODE, --source PUBLISHER and --direction base_per_unit" in shown.json["problems"][0]["remedy"]


def test_what_is_said_of_a_file_stays_with_it(run, written, book):
    file = written("nbu.csv", WIDE)

    assert run("rates", "add", file, *IN_HRYVNIA).code == 0
    assert [(it.name, it.stated.base, it.stated.source) for it in book.rate_files()][1:] == [
        ("NBU", "USD", "National Bank")
    ]
    assert (
        run("convert", "41528.90", "UAH", "USD", "--on", "2025-06-02", "--json").json["result"]["amount"] == "1000.00"
    )
    assert run("rates", "add", file, *IN_HRYVNIA, "--json").codes == ["DUP"]
    assert book.verify() == ()


@pytest.mark.parametrize(
    ("option", "word", "place"),
    [("--base", "HRYVNIA", "--base"), ("--direction", "both", "--direction"), ("--source", " ", "--source")],
)
@pytest.mark.usefixtures("untouched")
def test_an_impossible_answer_is_refused_at_its_option(run, written, option, word, place):
    shown = run("rates", "add", written("nbu.csv", WIDE), option, word, "--json")

    assert (shown.code, [it["place"] for it in shown.json["problems"]]) == (2, [place])


@pytest.mark.usefixtures("untouched")
def test_a_file_that_contradicts_the_rates_of_the_book_is_refused(run, written):
    turned = "Date,USD,GBP,PLN\n2025-06-02,41.5289,55.9011,11.1\n"
    words = ("--base", "UAH", "--direction", "units_per_base", "--source", "National Bank")

    shown = run("rates", "add", written("nbu.csv", turned), *words, "--json")

    assert (shown.code, set(shown.codes)) == (1, {"FX-INV"})
    assert run("rates", "add", "nbu.csv", *words[:3], "base_per_unit", *words[4:], "--dry-run").code == 0


def as_it_entered_once(book, name, text):
    """A file in the book that the doors for people refuse by now."""
    with book.writing(author="Ann", reason="as it was") as posting:
        posting.add_rates(name, text.encode())


def test_a_check_tells_of_rates_that_entered_before_anybody_asked(run, book):
    as_it_entered_once(book, "NBU", WIDE)
    turned = HRYVNIA.replace("41.5289", "0.0241") + HRYVNIA.splitlines()[1].replace("USD,41.5289", "GBP,0.0179") + "\n"
    as_it_entered_once(book, "turned", turned)

    told = [it for it in run("check", "--json").json["problems"] if it["place"].startswith("rates:")]

    assert [(it["code"], it["severity"], it["place"]) for it in told] == [
        ("FX-FEED", "error", "rates:NBU"),
        ("FX-INV", "error", "rates:turned:2025-06-02:GBP"),
    ]
    assert "--name NBU" in told[0]["remedy"]


def test_the_list_names_currencies_that_are_quoted_the_other_way_round(run, written, book):
    lines = ['"Series Description","a","b"', '"Unit:","Currency:_Per_EUR","Currency:_Per_USD"']
    lines += ['"Currency:","USD","JPY"', '"Unique Identifier: ","H10/H10/a","H10/H10/b"', '"Time Period","a","b"']
    run("rates", "add", written("fed.csv", "\n".join([*lines, "2025-06-02,1.1422,142.79", ""])))

    shown = run("rates", "list", "--json").json["rate_sets"]

    assert [(it["name"], it["direction"], it["turned"]) for it in shown] == [
        ("ECB", "units_per_base", []),
        ("FED", "base_per_unit", ["JPY"]),
    ]
    assert "but JPY" in run("rates", "list").out
    assert book.verify() == ()


@pytest.mark.proof
def test_a_report_tells_of_them_too(run, book):
    as_it_entered_once(book, "NBU", WIDE)

    shown = run("report", "commitments", "--out", "a.xlsx", "--json").json

    assert "rates:NBU" in [it["place"] for it in shown["problems"]]


# All files have the 27 years before it in common, and reading them proves nothing here.
SINCE = "2025-05-01"


def history(changes=(), *, lost=(), later=()):
    """The file that the book holds, with quotes of some (day, currency) changed, days lost and lines added."""
    data = ecb_history()[1]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            data = archive.read(archive.namelist()[0])
    heading, *lines = data.decode().splitlines()
    columns = [name.strip() for name in heading.split(",")]
    rows = {line[:10]: line.split(",") for line in lines if line[:10] >= SINCE}
    for (day, currency), rate in dict(changes).items():
        rows[day][columns.index(currency)] = rate
    added = [",".join([day, *("1.5" if name == "USD" else "N/A" for name in columns[1:])]) for day in later]
    kept = [",".join(cells) for day, cells in rows.items() if day not in lost]
    return "\n".join([heading, *added, *kept]) + "\n"


POUNDS = {("2025-05-30", "GBP"): "0.7434"}
PLEDGED = {
    "record": "commitment",
    "id": "in-pounds",
    "title": "Aid in pounds",
    "donor": "GBR",
    "recipient": "UKR",
    "category": "military",
    "instrument": "grant",
    "stage": "pledge",
    "announced": "2025-05-30",
    "amount": {"qualifier": "exact", "value": "8412000000", "currency": "GBP"},
    "term": {"kind": "one_off"},
}


@pytest.fixture
def newest(own_folder):
    """A book with the ECB's newest rates alone."""
    book = Book.create(own_folder / "book.db", clock=lambda: NOON)
    book.add_rates(ecb_history()[0], history().encode(), author="Ann", reason="rates")
    return book


@pytest.fixture
def in_pounds(newest):
    """The same with a pledge of GBP 8,412 million on 30 May 2025, EUR 10 billion at 0.8412."""
    newest.record([Commitment.model_validate(PLEDGED)], author="Ann", reason="test")
    return newest


def test_a_changed_past_rate_is_shown_with_the_totals_that_move_and_enters_nothing(run, written, in_pounds):
    before = in_pounds.head

    shown = run("rates", "add", written("ecb.csv", history(POUNDS)), "--json")

    assert (shown.code, shown.json["applied"], shown.json["entered"], in_pounds.head) == (0, False, [], before)
    assert shown.json["changes"] == [{"day": "2025-05-30", "currency": "GBP", "old": "0.8412", "new": "0.7434"}]
    moved = {(row["measure"], row["bound"]): row["difference"] for row in shown.json["moved"]}
    # 8,412,000,000 / 0.7434 less 8,412,000,000 / 0.8412
    assert moved["pledges", "central"] == {"currency": "EUR", "amount": "1315577078.29"}


def test_people_read_what_changes_and_how_to_do_it(run, written, in_pounds):
    out = run("rates", "add", written("ecb.csv", history(POUNDS))).out

    assert out.startswith("ECB: 1 quote changed, 0 lost, 0 added.\n")
    assert "2025-05-30  GBP       0.8412  0.7434" in out
    assert out.endswith("To do it, give --apply.\n")
    assert in_pounds.rate_files()[0].seq == 1


@pytest.mark.thorough
def test_with_apply_the_changed_rate_enters_and_the_next_check_and_report_name_it(run, written, in_pounds):
    applied = run("rates", "add", written("ecb.csv", history(POUNDS)), "--apply", "--json")
    checked, reported = run("check"), run("report", "commitments")

    seq = in_pounds.entries
    assert (applied.code, applied.json["applied"], applied.json["entered"][0]["seq"]) == (0, True, seq)
    told = f"rates:ECB:2025-05-30:GBP: FX-FEED warning: found 0.7434 since entry {seq}, 0.8412 before, expected"
    assert told in checked.err
    assert told in reported.err


@pytest.mark.thorough
def test_a_changed_rate_is_waived_once_compared_and_told_again_when_it_changes_again(run, written, in_pounds):
    run("rates", "add", written("ecb.csv", history(POUNDS)), "--apply")
    waived = run("waive", "FX-FEED", "rates:ECB:2025-05-30:GBP", "--reason", "the ECB mended it")
    assert waived.code == 0
    assert "FX-FEED warning" not in run("check").err

    run("rates", "add", written("ecb.csv", history({("2025-05-30", "GBP"): "0.7435"})), "--apply")
    assert f"found 0.7435 since entry {in_pounds.entries}, 0.7434 before" in run("check").err


@pytest.mark.thorough
def test_a_past_day_that_is_lost_asks_and_is_told(run, written, in_pounds):
    shown = run("rates", "add", written("ecb.csv", history(lost=("2025-05-30",))), "--json")
    assert shown.json["applied"] is False
    assert {"day": "2025-05-30", "currency": "GBP", "old": "0.8412", "new": None} in shown.json["changes"]

    run("rates", "add", "ecb.csv", "--apply")
    assert f"lost by entry {in_pounds.entries}, from" in run("check").err


def test_a_past_day_that_is_new_asks(run, written, in_pounds):
    # A Sunday: whatever was converted with Friday's rate would now take this one.
    shown = run("rates", "add", written("ecb.csv", history(later=("2025-06-01",))), "--json").json

    assert shown["applied"] is False
    assert shown["changes"] == [{"day": "2025-06-01", "currency": "USD", "old": None, "new": "1.5"}]
    assert in_pounds.rate_files()[0].seq == 1


LATER = "2025-06-03,USD,41.6,UAH,base_per_unit,1,National Bank\n"


@pytest.mark.usefixtures("book")
def test_later_days_alone_enter_at_once_and_nothing_is_accused(run, written):
    run("rates", "add", written("nbu.csv", HRYVNIA))

    shown = run("rates", "add", written("nbu.csv", HRYVNIA + LATER), "--json")

    assert (shown.code, shown.json["applied"], shown.json["moved"]) == (0, True, [])
    assert shown.json["changes"] == [{"day": "2025-06-03", "currency": "USD", "old": None, "new": "41.6"}]
    assert "since entry" not in run("check").err


@pytest.mark.thorough
def test_a_dry_run_enters_not_even_later_days(run, written, book):
    run("rates", "add", written("nbu.csv", HRYVNIA))
    before = book.entries

    shown = run("rates", "add", written("nbu.csv", HRYVNIA + LATER), "--dry-run", "--json").json

    assert (shown["applied"], book.entries) == (False, before)
    assert run("rates", "add", "nbu.csv", "--dry-run", "--apply").code == 2


HRYVNIAS = PLEDGED | {
    "id": "in-hryvnias",
    "title": "Aid in hryvnias",
    "amount": {"qualifier": "exact", "value": "415289000", "currency": "UAH"},
}
EUROS = "2025-05-30,EUR,41.5289,UAH,base_per_unit,1,National Bank\n"


@pytest.mark.thorough
def test_records_that_get_a_rate_are_counted_apart_from_the_sums(run, written, book):
    book.record([Commitment.model_validate(HRYVNIAS)], author="Ann", reason="test")
    run("rates", "add", written("nbu.csv", HRYVNIA))

    shown = run("rates", "add", written("nbu.csv", HRYVNIA + EUROS), "--json").json

    assert shown["not_converted"] == [{"measure": "pledges", "before": 1, "after": 0, "difference": -1}]
    assert [(row["measure"], row["bound"]) for row in shown["moved"]] == [
        ("pledges", "low"),
        ("pledges", "central"),
        ("pledges", "high"),
    ]
    assert {row["difference"]["amount"] for row in shown["moved"]} == {"10000000.00"}
    last = run("rates", "add", "nbu.csv").out.splitlines()[-3]
    assert last.split() == ["pledges,", "records", "not", "converted", "1", "0", "-1"]


def test_a_mapping_file_says_what_a_file_of_rates_does_not(run, own_folder):
    run("init")
    (own_folder / "uah.csv").write_text("Tag;USD\n02/06/2025;41,5289\n", encoding="utf-8")
    said = 'base = "UAH"\ndirection = "base_per_unit"\nsource = "Bank"\n'
    columns = 'day = "Tag"\ndate_format = "%d/%m/%Y"\ndecimal = "comma"\n'
    (own_folder / "uah.toml").write_text(said + columns, encoding="utf-8")

    added = run("rates", "add", "uah.csv", "--mapping", "uah.toml")
    again = run("rates", "add", "uah.csv", "--mapping", "uah.toml")

    assert added.code == 0
    assert "41.5289" in run("rates", "show", "USD", "--on", "2025-06-02").out
    assert "nothing was entered" in again.err
    beside = run("rates", "add", "uah.csv", "--mapping", "uah.toml", "--base", "UAH")
    assert (beside.code, "the mapping file alone" in beside.err) == (2, True)


def test_a_mapping_without_columns_says_what_the_options_say_and_contradicts_as_they_do(run, own_folder):
    run("init")
    (own_folder / "uah.csv").write_text("Date,USD\n2025-06-02,41.5289\n", encoding="utf-8")
    ours = "date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41.5289,UAH,base_per_unit,1,Bank\n"
    (own_folder / "own.csv").write_text(ours, encoding="utf-8")
    (own_folder / "uah.toml").write_text(
        'base = "UAH"\ndirection = "base_per_unit"\nsource = "Bank"\n', encoding="utf-8"
    )
    (own_folder / "pln.toml").write_text('base = "PLN"\n', encoding="utf-8")

    assert run("rates", "add", "uah.csv", "--mapping", "uah.toml").code == 0
    refused = run("rates", "add", "own.csv", "--mapping", "pln.toml")

    assert refused.code == 1
    assert 'found the base "UAH" in the file, and "PLN" beside it' in refused.err


def test_a_table_of_another_code_page_is_read_by_its_name_and_held_in_utf_8(run, own_folder):
    run("init")
    (own_folder / "uah.csv").write_bytes("Дата;Код;Курс\n02.06.2025;USD;41,5289\n".encode("cp1251"))
    said = 'base = "UAH"\ndirection = "base_per_unit"\nsource = "НБУ"\nday = "Дата"\ncurrency = "Код"\nrate = "Курс"\n'
    (own_folder / "uah.toml").write_text(f'{said}decimal = "comma"\n', encoding="utf-8")

    without = run("rates", "add", "uah.csv", "--mapping", "uah.toml")
    added = run("rates", "add", "uah.csv", "--mapping", "uah.toml", "--encoding", "windows-1251")
    shown = run("rates", "show", "USD", "--on", "2025-06-02")

    remedy = "or add it with --encoding and its code page, such as windows-1251"
    assert (without.code, remedy in without.err) == (1, True)
    assert (added.code, shown.code, "41.5289" in shown.out) == (0, 0, True)


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-16"])
def test_a_file_without_a_mapping_is_held_in_utf_8_as_well(run, own_folder, encoding):
    run("init")
    lines = "date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41.5289,UAH,base_per_unit,1,НБУ\n"
    (own_folder / "uah.csv").write_bytes(lines.encode(encoding))
    (own_folder / "again.csv").write_text(lines, encoding="utf-8")

    added = run("rates", "add", "uah.csv", "--name", "NBU", "--encoding", encoding)
    again = run("rates", "add", "again.csv", "--name", "NBU")

    assert (added.code, added.err) == (0, "")
    assert "DUP" in again.err


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04", "found an archive or a workbook, and an encoding, expected a file of text"),
        (b"date\n2025-06-02,\x98", "uah.csv:2: FX-FEED error: found the byte 0x98, expected text in cp1251"),
    ],
)
def test_what_is_not_in_the_encoding_that_is_named_is_refused(run, own_folder, data, told):
    run("init")
    (own_folder / "uah.csv").write_bytes(data)

    refused = run("rates", "add", "uah.csv", "--encoding", "windows-1251")

    assert (refused.code, told in refused.err) == (1, True)


def test_rates_are_withdrawn_and_reports_before_keep_them(run, written, book):
    run("rates", "add", written("nbu.csv", HRYVNIA))
    shown = run("rates", "withdraw", "NBU", "--author", "Ann", "--reason", "the wrong file", "--json").json

    assert [(it["action"], it["id"]) for it in shown["entered"]] == [("withdraw_rates", None)]
    assert (shown["name"], shown["moved"], shown["not_converted"]) == ("NBU", [], [])
    assert [it["name"] for it in run("rates", "list", "--json").json["rate_sets"]] == ["ECB"]
    assert [file.name for file in book.rate_files(book.entries - 1)] == ["ECB", "NBU"]
    assert run("rates", "withdraw", "NBU", "--author", "Ann", "--reason", "again").code == 1
    assert book.verify() == ()


def test_rates_that_are_withdrawn_show_the_totals_that_move(run, own_folder):
    run("init", "--book", "own.db")
    promised = pledge("a", amount=amount("1000", "USD"))
    Book.open(own_folder / "own.db").record([promised], author="Ann", reason="the first one")
    shown = run("rates", "withdraw", "ECB", "--book", "own.db", "--author", "Ann", "--reason", "our bank's alone").out

    cells = [line.split() for line in shown.splitlines() if line.startswith("pledges, ")]
    assert cells == [
        *(["pledges,", bound, "875.73", "unknown", "unknown"] for bound in ("low", "central", "high")),
        ["pledges,", "records", "not", "converted", "0", "1", "1"],
    ]
