"""The draft of a mapping file names what else a table says about its money, and how many rows it is made of."""

import tomllib

import pytest
import xlsxwriter
from mapped import mapping, table

from ledger.foundation import Severity
from ledger.intake import Options, draft_mapping, read_files


@pytest.fixture
def draft(tmp_path):
    def drafted(text):
        path = tmp_path / "aid.csv"
        path.write_text(text.replace("Giver", "Donor", 1).replace("When", "Date", 1), encoding="utf-8")
        written, problems = draft_mapping(path)
        assert problems == ()
        tomllib.loads(written)
        return [line.strip() for line in written.splitlines()]

    return drafted


@pytest.mark.parametrize(
    ("further", "lines", "entry"),
    [
        ([("Unit", "million", "thousand")], {}, '# "Unit",  # speaks of million, thousand'),
        ([("Status", "Cancelled", "Active")], {}, '# "Status",  # speaks of Cancelled, Active'),
        ([("Value in SEK", "5.5", "6.5")], {}, '# "Value in SEK",  # figures that seem to be sums of money'),
        ([("2023", "5.5", "6.5")], {}, '# "2023",  # figures that seem to be sums of money'),
        ([], {"above": ["in NOK thousand"]}, '# "line:1",  # speaks of NOK, thousand: in NOK thousand'),
        ([], {"below": ["Cumulative sums"]}, '# "line:4",  # speaks of Cumulative: Cumulative sums'),
    ],
)
def test_what_speaks_of_money_is_a_comment_under_ignore(draft, further, lines, entry):
    written = draft(table(*further, **lines))

    assert entry in written
    assert tomllib.loads("\n".join(written))["ignore"] == []


def test_a_draft_of_a_table_that_says_nothing_more_has_no_such_line(draft):
    assert not any(line.startswith("ignore") for line in draft(table(("Rank", "1", "2"))))


def test_the_currency_and_the_unit_of_a_line_are_offered(draft):
    written = draft(table(above=["Figures in NOK thousand"]))

    assert '# multiplier = "1000"  # Figures in NOK thousand speaks of it' in written
    assert 'currency = "NOK"  # Figures in NOK thousand speaks of NOK' in written


def test_a_column_of_millions_is_no_unit_of_goods(draft):
    assert not any(line.startswith("unit =") for line in draft(table(("Unit", "million", "thousand"))))
    assert 'unit = "Unit"  # pieces; kg' in draft(table(("Unit", "pieces", "kg")))


@pytest.mark.parametrize(
    ("rows", "made_of"),
    [(1, "1 row"), (3, "3 rows"), (1999, "1999 rows"), (2000, "the first 1,999 of 2,000 rows")],
)
def test_a_draft_says_of_how_many_rows_it_is_made(draft, rows, made_of):
    [first, *_] = draft(table(rows=[("Finland", f"Boots {number}", "7", "2025-03-03") for number in range(rows)]))

    assert first == f"# A draft for aid.csv, made of {made_of} below row 1."


def test_what_stands_far_down_is_seen_all_the_same(draft):
    rows = [("Finland", f"Boots {number}", "7", "2025-03-03") for number in range(2500)]
    status = "\n".join(["Donor,What,Sum,Date,Project status", *(f"{','.join(row)},Active" for row in rows[:-1])])

    written = draft(f"{status}\nFinland,Boots,7,2025-03-03,Withdrawn\n")

    assert '# "Project status",  # speaks of Active, Withdrawn' in written


def test_a_row_of_tags_is_no_row_of_a_draft(draft):
    written = draft(table(rows=(("#org", "#activity", "#value", "#date"), ("Finland", "Boots", "7", "2025-03-03"))))

    assert written[0] == "# A draft for aid.csv, made of 1 row below row 1."
    assert 'donor = "Donor"  # Finland' in written


def test_other_sheets_of_the_same_headings_are_listed(tmp_path):
    path = tmp_path / "aid.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("North", "South"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Donor", "Amount"])
            sheet.write_row(1, 0, ["Finland", 5])

    text, _ = draft_mapping(path)

    assert '# "sheet:South",  # the same headings; sheets = [...] reads several' in text


def test_the_entries_of_a_draft_are_those_that_settle_an_import(tmp_path, draft):
    text = table(("Unit", "million", "thousand"), ("Value in SEK", "5.5", "6.5"), below=["Cumulative sums"])
    entries = [line.split('"')[1] for line in draft(text) if line.startswith('# "') and " = " not in line]
    by = tmp_path / "aid.toml"
    by.write_text(mapping(columns={"donor": "Donor", "announced": "Date"}, ignore=entries), encoding="utf-8")

    found = read_files([tmp_path / "aid.csv"], options=Options(mapping=by))

    assert (len(found.drafts), {problem.severity for problem in found.problems}) == (2, set())
    assert Severity.NOTE not in {problem.severity for problem in found.problems}


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("heading", "code", "words"),
    [
        ("Сума, млн грн", "UAH", "грн"),
        ("Сума (тис. гривень)", "UAH", "гривень"),
        ("Betrag (Mio. EUR)", "EUR", "EUR"),
        ("Kwota, mln zł", "PLN", "zł"),
        ("Montant (milliards de francs suisses)", "CHF", "francs suisses"),
        ("Importe (millones de euros)", "EUR", "de euros"),
        ("Beløp i NOK", "NOK", "NOK"),
        ("Amount (US$ million)", "USD", "US$"),
    ],
)
def test_a_currency_that_a_heading_of_amounts_names_is_sure(draft, heading, code, words):
    written = draft(table(heading=heading))

    assert f'currency = "{code}"  # {heading} speaks of {words}' in written


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("heading", "further", "line"),
    [
        ("Amount (kr)", {}, '# currency = ""  # Amount (kr) speaks of kr: DKK, ISK, NOK, SEK'),
        ("Amount ($)", {}, '# currency = ""  # Amount ($) speaks of $: ARS, AUD, BRL, CAD, CLP, COP ...'),
        ("Amount (kr)", {"above": ["Figures in NOK"]}, 'currency = "NOK"  # Figures in NOK speaks of NOK'),
        ("Amount (USD)", {"above": ["in EUR"]}, '# currency = "EUR"  # where the amounts do not say it themselves'),
        ("Amount", {}, '# currency = "EUR"  # where the amounts do not say it themselves'),
        (
            "Amount (NOK)",
            {"rows": [("Finland", "Boots", "5 mn EUR", "2025-03-03"), ("Estonia", "Tents", "6", "2025-03-04")]},
            '# currency = "NOK"  # Amount (NOK) speaks of NOK',
        ),
    ],
)
def test_a_currency_that_is_not_sure_is_left_open(draft, heading, further, line):
    assert line in draft(table(heading=heading, **further))


@pytest.mark.thorough
def test_a_currency_is_not_sure_where_a_column_may_say_another(draft):
    written = draft(table(("Currency", "EUR", "SEK"), heading="Amount (NOK)"))

    assert 'currency = "Currency"  # EUR; SEK' in written
    assert not any(line.startswith(('currency = "NOK"', '# currency = "NOK"')) for line in written)


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (("million", "thousand"), ['# "million" = "1000000"', '# "thousand" = "1000"']),
        (("mil", "bn"), ['# "mil" = "1000"  # or 1000000', '# "bn" = "1000000000"']),
        (("million", "million"), []),
        (("million", "boots"), []),
    ],
)
def test_a_column_whose_cells_are_different_units_is_offered_with_what_each_is_worth(draft, cells, lines):
    written = draft(table(("Unit", *cells)))

    heading = '# [multipliers."Unit"]  # if it is the unit of its row, in place of multiplier above'
    assert [line for line in written if line.startswith("# [multipliers.")] == ([heading] if lines else [])
    assert [line for line in lines if line not in written] == []
