"""The life of a record on the command line: entered, listed, shown, changed, taken out, brought back."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from ledger.cli import clock

NOON = datetime(2026, 10, 30, 12, 0, 0, tzinfo=UTC)
YEARLY = "gbr-ukr-2025-06-02-1"
VENTURES = "gbr-ukr-2025-06-02-2"


def test_a_new_book_has_the_rates_as_its_first_entry(run):
    shown = run("init", "--json")

    assert (shown.code, shown.json["entries"]) == (0, 1)
    assert [it["name"] for it in run("rates", "list", "--json").json["rate_sets"]] == ["ECB"]


def test_a_file_is_imported_as_a_whole_with_its_warnings(run, written):
    run("init")
    row = {"title": "Aid", "donor": "DEU", "recipient": "UKR", "category": "military", "instrument": "grant"}
    row |= {"stage": "pledge", "announced": "2025-06-02", "term": {"kind": "one_off"}}
    row |= {"amount": {"qualifier": "exact", "value": "5", "currency": "USD"}}
    file = written("records.jsonl", json.dumps(row) + "\n" + json.dumps(row | {"title": "More aid"}) + "\n")

    shown = run("import", file, "--json")

    assert shown.code == 0
    assert [it["id"] for it in shown.json["entered"]] == ["deu-ukr-2025-06-02-1", "deu-ukr-2025-06-02-2"]
    assert "CUR-HOME" in shown.codes
    assert run("verify", "--json").json["head"] == shown.json["head"]


@pytest.mark.usefixtures("book")
def test_the_list_has_a_line_for_each_record(run):
    shown = run("list")

    assert shown.out.splitlines()[0].split() == ["id", "announced", "donor", "recipient", "stage", "amount", "title"]
    assert f"{YEARLY} " in shown.out
    assert "GBP 3,000,000,000 a year" in shown.out
    assert shown.out.splitlines()[-1] == "17 records in book.db"
    assert run("list", "--json").json["count"] == 17


@pytest.mark.parametrize(
    ("asked", "ids", "counted"),
    [
        (("--donor", "sweden"), ["swe-ukr-2023-03-16-1", "swe-ukr-2023-03-23-1"], "2 of 17 records in book.db"),
        (("--recipient", "PHL"), ["jpn-phl-2024-06-10-1"], "1 of 17 records in book.db"),
        (
            ("--donor", "GBR", "--stage", "disbursement", "--sort", "newest", "--limit", "1"),
            ["gbr-ukr-2025-03-01-1-disbursement-2"],
            "1 of 2 that match, of 17 records in book.db",
        ),
        (("--since", "2023-03-16", "--until", "2023-03-22"), ["swe-ukr-2023-03-16-1"], "1 of 17 records in book.db"),
        (("--search", "ARCHER howitzers"), ["swe-ukr-2023-03-16-1"], "1 of 17 records in book.db"),
        (("--sort", "id", "--limit", "1"), ["can-ukr-2024-04-16-1"], "1 of 17 records in book.db"),
        (("--donor", "Red Cross"), [], "0 of 17 records in book.db"),
    ],
)
@pytest.mark.usefixtures("untouched")
def test_the_list_may_be_of_some_records_in_an_order_of_its_own(run, asked, ids, counted):
    shown = run("list", *asked)

    assert ([line.split()[0] for line in shown.out.splitlines()[1:-1]], shown.out.splitlines()[-1]) == (ids, counted)


@pytest.mark.parametrize("option", ["--donor", "--recipient"])
@pytest.mark.usefixtures("untouched")
def test_a_slip_in_the_name_of_a_party_is_no_party_of_which_nothing_is_listed(run, option):
    shown = run("list", option, "Norwey")

    assert (shown.code, shown.out) == (2, "")
    assert shown.err == (
        f'{option}: FORM error: found "Norwey", expected the name or the code of a party, perhaps NOR (Norway). '
        "Do: write NOR.\n"
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            ("--since", "2025-06-02", "--until", "2025-06-01"),
            (
                "--until: FORM error: found 2025-06-01, expected a day from 2025-06-02 on, which --since names. "
                "Do: give the later day to --until."
            ),
        ),
        (
            ("--donor", " "),
            (
                "--donor: FORM error: found an empty text, expected the name or the code of a party. "
                "Do: write one, or leave the option out."
            ),
        ),
    ],
)
@pytest.mark.usefixtures("untouched")
def test_what_no_record_can_meet_is_no_list_of_nothing(run, asked, told):
    shown = run("list", *asked)

    assert (shown.code, shown.out, shown.err) == (2, "", f"{told}\n")


@pytest.mark.usefixtures("untouched")
def test_a_list_of_one_day_begins_and_ends_on_it(run):
    shown = run("list", "--since", "2025-06-02", "--until", "2025-06-02", "--json").json

    assert {record["announced"] for record in shown["records"]} == {"2025-06-02"}


@pytest.mark.usefixtures("untouched")
def test_what_a_list_leaves_out_is_counted_in_json(run):
    listed = run("list", "--donor", "GBR", "--limit", "2", "--json").json

    assert (listed["count"], listed["matching"], listed["in_book"]) == (2, 7, 17)


@pytest.mark.usefixtures("book")
def test_the_list_as_of_a_day_before_the_book_is_empty(run):
    assert run("list", "--as-of", "2020-01-01", "--json").json["records"] == []


@pytest.mark.usefixtures("book")
def test_a_record_is_shown_in_plain_words_with_its_source(run):
    shown = run("show", YEARLY).out

    assert "United Kingdom (GBR)" in shown
    assert "every year from 2025-04-01, without an end" in shown
    assert "annual funding commitments reaching £3 billion ($4 billion)" in shown


@pytest.mark.parametrize("command", ["show", "history"])
@pytest.mark.usefixtures("untouched")
def test_an_unknown_id_gets_the_nearest_ones(run, command):
    shown = run(command, "gbr-ukr-2025-06-02", "--json")

    assert (shown.code, shown.codes) == (1, ["REL"])
    assert YEARLY in shown.json["problems"][0]["expected"]


@pytest.mark.usefixtures("book")
def test_history_tells_field_by_field_who_changed_what_and_why(run):
    run(
        "amend",
        VENTURES,
        "--set",
        "title=Two ventures",
        "--set",
        "note=",
        "--reason",
        "a second one",
        "--author",
        "Bob",
    )

    shown = run("history", VENTURES, "--json").json["revisions"]
    last = shown[-1]

    assert [it["action"] for it in shown] == ["record", "amend"]
    assert (last["author"], last["reason"]) == ("Bob", "a second one")
    assert last["changes"][0] == {
        "field": "title",
        "before": "Joint ventures of the United Kingdom with Ukraine",
        "after": "Two ventures",
    }
    assert (last["changes"][1]["field"], last["changes"][1]["after"]) == ("note", None)
    assert "amend by Bob: a second one" in run("history", VENTURES).out
    assert "-> Two ventures" in run("history", VENTURES).out


@pytest.mark.usefixtures("book")
def test_a_correction_by_headings_reaches_inside_the_record(run):
    run(
        "correct",
        YEARLY,
        "--set",
        "qualifier=about",
        "--set",
        "end=2030-03-31",
        "--set",
        "related_to=nor-ukr-2023-02-16-1",
        "--reason",
        "x",
    )

    record = run("show", YEARLY, "--json").json["record"]

    assert record["amount"] == {"qualifier": "about", "value": "3000000000", "currency": "GBP"}
    assert record["term"]["end"] == "2030-03-31"
    assert record["relations"] == [{"kind": "related_to", "target": "nor-ukr-2023-02-16-1"}]


@pytest.mark.usefixtures("book")
def test_a_whole_record_replaces_the_old_one(run, written):
    record = run("show", VENTURES, "--json").json["record"]
    file = written("new.json", json.dumps(record | {"title": "Two ventures"}))

    assert run("correct", VENTURES, "--from", file, "--reason", "x").code == 0
    assert run("show", VENTURES, "--json").json["record"]["title"] == "Two ventures"


@pytest.mark.usefixtures("untouched")
def test_a_file_with_another_record_is_refused(run, written):
    record = run("show", VENTURES, "--json").json["record"]
    file = written("new.json", json.dumps(record))

    assert run("correct", YEARLY, "--from", file, "--reason", "x", "--json").codes == ["FORM"]


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ("amount=", f"{YEARLY}:qualifier"),
        ("end=2020-01-01", f"{YEARLY}:term"),
        ("id=another-1", f"{YEARLY}:id"),
        ("record=transaction", f"{YEARLY}:record"),
        ("fulfils=nothing-1", f"{YEARLY}:relations"),
        ("donor=GBR", YEARLY),
    ],
)
@pytest.mark.usefixtures("untouched")
def test_a_change_that_cannot_be_is_refused_at_its_heading(run, given, place):
    shown = run("amend", YEARLY, "--set", given, "--reason", "x", "--json")

    assert (shown.code, shown.json["problems"][0]["place"]) == (1, place)


@pytest.mark.thorough
@pytest.mark.usefixtures("book")
def test_a_withdrawn_record_is_gone_and_comes_back(run):
    assert run("withdraw", VENTURES, "--reason", "doubtful").code == 0
    assert run("show", VENTURES, "--json").codes == ["REL"]
    assert run("list", "--json").json["count"] == 16
    assert run("restore", VENTURES, "--reason", "confirmed").code == 0
    assert run("show", VENTURES).code == 0
    assert [it["action"] for it in run("history", VENTURES, "--json").json["revisions"]] == [
        "record",
        "withdraw",
        "restore",
    ]


@pytest.mark.usefixtures("untouched")
def test_a_record_that_others_need_is_not_withdrawn(run):
    assert run("withdraw", "gbr-ukr-2025-03-01-1", "--reason", "x", "--json").codes == ["REL"]


@pytest.mark.thorough
@pytest.mark.usefixtures("book")
def test_text_of_records_cannot_steer_the_terminal_or_the_layout(run):
    title = "A [bold]title[/bold] with :smile: and \x9b31m"
    run("amend", VENTURES, "--set", f"title={title}", "--reason", "x")

    shown = run("list").out

    assert "A [bold]title[/bold] with :smile: and \\u009b31m" in shown


def test_the_author_is_the_login_name_unless_named(run, monkeypatch):
    monkeypatch.delenv("DEFENSE_LEDGER_AUTHOR")
    monkeypatch.setattr("getpass.getuser", lambda: "clerk")
    run("init")
    run("add", *SET)

    assert run("history", "fra-ukr-2025-06-07-1", "--json").json["revisions"][0]["author"] == "clerk"


@pytest.mark.usefixtures("untouched")
def test_an_author_with_control_characters_is_refused(run):
    assert run("withdraw", VENTURES, "--reason", "x", "--author", "Ann\x1b[2J", "--json").codes == ["FORM"]


# add


FIELDS = {
    "title": "Drones",
    "donor": "France",
    "recipient": "Ukraine",
    "category": "military",
    "instrument": "in_kind",
    "stage": "pledge",
    "announced": "2025-06-07",
    "qualifier": "undisclosed",
    "term": "one_off",
}
SET = [text for name, value in FIELDS.items() for text in ("--set", f"{name}={value}")]
#          record id title donor recipient category instrument stage announced qualifier currency term start
ANSWERS = [
    "",
    "",
    "Drones",
    "France",
    "Ukraine",
    "military",
    "in_kind",
    "pledge",
    "2025-06-07",
    "undisclosed",
    "",
    "one_off",
    "",
]
REST = [""] * 13  # equivalent, partners, eight ties, item, publisher, note
ALL = [*ANSWERS, *REST, "", "y"]


def test_a_record_is_added_by_its_headings(run):
    run("init")

    shown = run("add", *SET, "--json")

    assert (shown.code, [it["id"] for it in shown.json["entered"]]) == (0, ["fra-ukr-2025-06-07-1"])


@pytest.mark.usefixtures("untouched")
def test_an_unknown_heading_is_refused_with_the_nearest(run):
    shown = run("add", *SET, "--set", "titel=x", "--json")

    assert (shown.code, shown.codes) == (2, ["FORM"])
    assert shown.json["problems"][0]["place"] == "--set:titel"
    assert "title" in shown.json["problems"][0]["expected"]


@pytest.mark.usefixtures("untouched")
def test_headings_are_explained_on_the_page_of_the_table(run):
    assert "docs/import.md" in run("amend", YEARLY, "--set", "qqqqqq=3", "--reason", "x").err


def test_a_record_is_added_by_answers_and_shown_before_it_enters(run):
    run("init")

    shown = run("add", answers="\n".join(ALL) + "\n")

    assert shown.code == 0
    assert "Donor: France (FRA)" in shown.err
    assert "Enter this record? [y/N]" in shown.err
    assert shown.out.splitlines()[0] == "record fra-ukr-2025-06-07-1"


def test_with_json_nothing_is_asked(run):
    run("init")

    shown = run("add", "--json", answers="\n".join(ALL) + "\n")

    assert (shown.code, shown.err, shown.json["problems"][0]["place"]) == (2, "", "--set")


def test_findings_are_shown_once_and_before_the_last_question(run):
    run("init")

    shown = run("add", answers="\n".join(ALL) + "\n")

    told, _, after = shown.err.partition("Enter this record?")
    assert "SRC warning" in told
    assert "SRC warning" not in after


def test_an_unknown_donor_is_asked_back_once_and_may_be_mended(run):
    run("init")
    answers = [*ANSWERS[:3], "Untied Kingdom", "GBR", *ANSWERS[4:], *REST, "", "y"]

    shown = run("add", answers="\n".join(answers) + "\n")

    assert '"Untied Kingdom" is not known; did you mean GBR (United Kingdom)' in shown.err
    assert "Press Enter to keep it" in shown.err
    assert shown.out.startswith("record gbr-ukr-2025-06-07-1")


def test_an_unknown_recipient_is_kept_on_request(run):
    run("init")
    answers = [*ANSWERS[:4], "Ruritania", "", *ANSWERS[5:], *REST, "", "y"]

    shown = run("add", answers="\n".join(answers) + "\n")

    assert shown.out.startswith("record fra-ruritania-2025-06-07-1")
    assert "PARTY warning" in shown.err.partition("Enter this record?")[0]


def test_what_may_be_typed_in_the_form_may_be_typed_after_set(run):
    run("init")
    fields = {
        "title": "Ships",
        "donor": "Norway",
        "recipient": "Ukraine",
        "category": "Military assistance",
        "instrument": "loan",
        "stage": "pledged",
        "announced": "2. Juni 2025",
        "amount": "just over five billion kroner",
        "term": "yearly",
        "start": "2025-07-01",
    }

    shown = run("add", *(word for name, text in fields.items() for word in ("--set", f"{name}={text}")))
    changed = run("correct", "nor-ukr-2025-06-02-1", "--set", "amount=6 mrd kr", "--reason", "read again")

    assert (shown.code, changed.code) == (0, 0)
    assert "at least NOK 6,000,000,000 a year" in run("show", "nor-ukr-2025-06-02-1").out


def test_what_may_be_typed_in_the_form_may_be_answered(run):
    run("init")
    answers = [*ANSWERS[:5], "Military assistance", *ANSWERS[6:8], "7 June 2025", "up to", "3 bn €", "once", "", *REST]

    shown = run("add", answers="\n".join([*answers, "", "y"]) + "\n")

    assert shown.code == 0
    assert "up to EUR 3,000,000,000" in run("show", "fra-ukr-2025-06-07-1").out


def test_a_malformed_answer_is_asked_again(run):
    run("init")
    answers = [*ANSWERS[:5], "militray", *ANSWERS[5:8], "7/6/2025", *ANSWERS[8:], *REST, "", "y"]

    shown = run("add", answers="\n".join(answers) + "\n")

    assert shown.code == 0
    assert 'found "militray", expected one of military' in shown.err
    assert 'found "7/6/2025", expected' in shown.err


def test_a_needed_answer_cannot_be_empty(run):
    run("init")

    shown = run("add", answers="\n".join([*ANSWERS[:2], "", *ANSWERS[2:], *REST, "", "y"]) + "\n")

    assert shown.code == 0
    assert "found nothing, expected an answer: one line that says what is promised" in shown.err


def test_a_fault_between_fields_asks_the_group_again(run):
    run("init")
    amount = ["range", "9", "5", "EUR"]
    again = ["range", "5", "9", "EUR"]
    answers = [*ANSWERS[:9], *amount, "one_off", "", *REST, "", *again, "y"]

    shown = run("add", answers="\n".join(answers) + "\n")

    assert shown.code == 0
    assert "a range from low to high" in shown.err
    assert run("show", "fra-ukr-2025-06-07-1", "--json").json["record"]["amount"]["low"] == "5"


@pytest.mark.parametrize("answer", ["n", "", "later"])
@pytest.mark.usefixtures("untouched")
def test_a_record_that_is_not_confirmed_does_not_enter(run, answer):
    shown = run("add", answers="\n".join([*ALL[:-1], answer]) + "\n")

    assert (shown.code, shown.out) == (0, "Nothing was entered.\n")


@pytest.mark.parametrize("answers", [[], ANSWERS[:4], ALL[:-1]])
@pytest.mark.usefixtures("untouched")
def test_an_input_that_ends_leaves_the_book_as_it_was(run, answers):
    shown = run("add", answers="".join(f"{it}\n" for it in answers))

    assert shown.code == 1
    assert shown.err.splitlines()[-1].endswith("nothing has entered the book.")


@pytest.mark.usefixtures("untouched")
def test_ctrl_c_leaves_the_book_as_it_was_and_says_so(run, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)

    shown = run("add")

    assert shown.code == 130
    assert "found an interruption" in shown.err


@pytest.mark.usefixtures("untouched")
def test_an_answer_in_another_encoding_is_told(run):
    shown = run("add", answers=b"\n\nL\xfcbeck\n")

    assert shown.code == 2
    assert "found bytes that are no text" in shown.err
    assert "Traceback" not in shown.err


def test_the_book_can_be_named_in_the_environment(run, own_folder, monkeypatch):
    monkeypatch.setenv("DEFENSE_LEDGER_BOOK", "other.db")

    assert run("init", "--json").json["book"] == "other.db"
    assert run("list", "--json").json["count"] == 0
    assert (own_folder / "other.db").exists()


@pytest.mark.proof
@pytest.mark.usefixtures("book")
def test_a_book_dated_ahead_of_the_clock_is_told_by_every_command_on_it_and_once(run, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON - timedelta(days=2))

    for command in (("list",), ("check",), ("verify",), ("add", "--set", "donor=DEU"), ("report", "commitments")):
        told = run(*command)
        assert told.err.count("CLOCK warning: found an entry dated 2026-10-30 12:00 UTC, while the clock says") == 1, (
            command
        )
    assert run("list", "--json").codes == ["CLOCK"]


@pytest.mark.usefixtures("book")
def test_a_book_a_day_ahead_of_the_clock_is_no_finding(run, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON - timedelta(days=1))

    assert "CLOCK" not in run("list").err + run("check").err + run("verify").err


@pytest.mark.usefixtures("book")
def test_the_history_shows_what_the_clock_said(run, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON - timedelta(days=2))
    run("withdraw", VENTURES, "--reason", "told twice")

    assert (
        "2026-10-30 12:00:00 UTC (the clock said 2026-10-28 12:00:00)  withdraw by Ann" in run("history", VENTURES).out
    )
    assert run("history", VENTURES, "--json").json["revisions"][-1]["clock"] == "2026-10-28T12:00:00Z"
