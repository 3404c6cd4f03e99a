"""Tables on the screen: one line for each row in a pipe, as wide as the terminal on one."""

import pytest

from ledger.answers import TextTable
from ledger.cli import screen
from ledger.cli.screen import page, say

ROWS = TextTable(
    ("id", "sum", "title"), [("a", "1.50", "Ships that sail far"), ("bb", "200", "Україна 日本")], figures={1}, wraps=2
)


@pytest.fixture
def terminal(monkeypatch):
    """Tell the screen that it is a terminal of so many columns and lines."""

    def of(columns, lines=25):
        monkeypatch.setattr(screen.sys.stdout, "isatty", lambda: True, raising=False)
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("LINES", str(lines))

    return of


def test_in_a_pipe_a_row_is_a_line(capsys):
    say("Two records.", ROWS)

    assert capsys.readouterr().out.splitlines() == [
        "Two records.",
        "id   sum  title",
        "a   1.50  Ships that sail far",
        "bb   200  Україна 日本",
    ]


def test_on_a_terminal_the_one_text_that_may_be_broken_is_broken(capsys, terminal):
    terminal(20)

    say(ROWS)

    assert capsys.readouterr().out.splitlines() == [
        "id   sum  title",
        "a   1.50  Ships that",
        "          sail far",
        "bb   200  Україна",
        "          日本",
    ]


def test_where_not_even_a_word_has_room_a_row_flows_over_lines(capsys, terminal):
    terminal(12)

    say(ROWS)

    assert capsys.readouterr().out.splitlines() == [
        "a",
        "    1.50",
        "    Ships",
        "    that",
        "    sail far",
        "bb",
        "    200",
        "    Україна",
        "    日本",
    ]


@pytest.mark.parametrize(("lines", "paged"), [(3, False), (2, True)])
def test_what_a_terminal_is_too_low_for_is_shown_page_by_page(monkeypatch, capsys, terminal, lines, paged):
    shown = []
    monkeypatch.setattr("pydoc.pager", shown.append)
    terminal(80, lines)

    page(ROWS)

    table = "id   sum  title\na   1.50  Ships that sail far\nbb   200  Україна 日本\n"
    assert (shown, capsys.readouterr().out) == (([table], "") if paged else ([], table))


@pytest.mark.parametrize(("variable", "named"), [("PAGER", "no-such-pager -R"), ("MANPAGER", "no-such-pager")])
def test_without_the_program_that_shows_pages_all_lines_are_written(monkeypatch, capsys, terminal, variable, named):
    """The shell said that it found none, and no line was shown."""
    monkeypatch.setenv(variable, named)
    terminal(80, 2)

    page(ROWS)

    assert capsys.readouterr().out.splitlines()[0] == "id   sum  title"
