"""A mapping file for rates says base, direction and publisher, and in which columns a foreign table has its rates."""

import pytest

from ledger.rates import RatesMapping, load_rates_mapping, own_table, read_rates

SAID = {"base": "UAH", "direction": "base_per_unit", "source": "Bank"}
HEAD = "date,currency,rate,base,direction,unit,source"


def table(text, **lines):
    made, problems = own_table("rates.csv", text.encode(), RatesMapping(**SAID | lines))
    return (made.decode().splitlines() if made else None), [str(problem) for problem in problems]


def test_a_list_under_headings_of_its_own_becomes_our_own_csv():
    text = "Stand;Code;Einheiten;Kurs\n03.06.2025;usd;1;1.041,5\n02.06.2025;JPY;100;28,9\n02.06.2025;UAH;1;1\n"
    lines = {"day": "stand", "currency": "Code", "unit": "Einheiten", "rate": "Kurs", "decimal": "comma"}

    made, problems = table(text, **lines)

    assert problems == []
    assert made == [
        HEAD,
        "2025-06-02,JPY,28.9,UAH,base_per_unit,100,Bank",
        "2025-06-03,USD,1041.5,UAH,base_per_unit,1,Bank",
    ]
    assert read_rates("OWN", "\n".join(made).encode())[0].base == "UAH"


def test_a_wide_table_has_a_column_for_each_code_and_others_are_passed_over():
    text = "Our rates\nTag,USD,Note,EUR\n02/06/2025,41.5289,x,47.1\n03/06/2025,N/A,,47.2\n"

    made, problems = table(text, day="Tag", heading_row=2, date_format="%d/%m/%Y")

    assert problems == []
    assert [line.rsplit(",", 4)[0] for line in made[1:]] == [
        "2025-06-02,EUR,47.1",
        "2025-06-03,EUR,47.2",
        "2025-06-02,USD,41.5289",
    ]


@pytest.mark.parametrize(
    ("decimal", "written", "rate"),
    [
        ("point", "1,041.5", "1041.5"),
        ("point", "1,234", "1234"),
        ("comma", "1.234", "1234"),
        ("comma", "41,5", "41.5"),
        ("point", "41.5", "41.5"),
    ],
)
def test_numbers_are_read_as_the_mapping_says(decimal, written, rate):
    made, problems = table(f"Day;USD\n2025-06-02;{written}\n", day="Day", decimal=decimal)

    assert problems == []
    assert made[1] == f"2025-06-02,USD,{rate},UAH,base_per_unit,1,Bank"


@pytest.mark.parametrize(
    ("text", "lines", "problem"),
    [
        (
            "Day,USD\n2025-06-02,41.5\n",
            {"day": "Dai"},
            (
                'rates.csv:1: FX-FEED error: found no columns called "Dai", expected one, perhaps "Day". '
                "Do: correct the heading in the mapping file."
            ),
        ),
        (
            "date,currency,eur_per_unit\n2025-06-02,USD,0.9\n",
            {"day": "date", "currency": "currency", "rate": "eur_per_unit"},
            (
                'rates.csv:1: FX-FEED error: found "eur_per_unit", and UAH base_per_unit in the mapping file, '
                "expected one base and direction. Do: correct the mapping file."
            ),
        ),
        (
            "Day,USD\n02/06/2025,41.5\n",
            {"day": "Day"},
            (
                'rates.csv:2:Day: FX-FEED error: found "02/06/2025" (not a day written as YYYY-MM-DD), '
                "expected a real day such as 2025-06-02. Do: write the day as YYYY-MM-DD."
            ),
        ),
        (
            "Day,USD\n2025-06-02,41.5\n2025-06-02,41.6\n",
            {"day": "Day"},
            (
                "rates.csv:3:USD: FX-FEED error: found 41.6 for USD on 2025-06-02, of which line 2 says 41.5, "
                "expected one rate for each currency and day. Do: remove the one that is wrong."
            ),
        ),
        (
            "Day,USD\n2025-06-02,41.5\n",
            {"day": "Day", "source": None},
            (
                "rates.csv: FX-FEED error: found a mapping that does not say source, expected base, direction and "
                "publisher, since it names the columns. Do: write source = ...."
            ),
        ),
        (
            "Day,USD\n",
            {"day": "Day"},
            (
                "rates.csv: FX-FEED error: found no rates, expected at least one. "
                "Do: check that this is the file you meant."
            ),
        ),
    ],
)
def test_what_is_wrong_is_told_once_with_its_line(text, lines, problem):
    assert table(text, **lines) == (None, [problem])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('base = "XXY"', "currency"),
        ('rate = "Kurs"\nday = "Tag"', "currency and rate together"),
        ('decimal = "comma"', "the heading of the days"),
        ('day = "Tag"\ndate_format = "%d.%m"', "a pattern of day, month and year"),
        ('day = "Tag"\ndate_format = "%d.%d.%m.%Y"', "a pattern of day, month and year"),
        ('day = "Tag"\nheading_row = 0', "1 or more"),
        ('bse = "EUR"', ""),
        ("base = ", "TOML in UTF-8"),
    ],
)
def test_a_faulty_mapping_is_one_problem(tmp_path, text, expected):
    path = tmp_path / "rates.toml"
    path.write_text(text, encoding="utf-8")

    said, [problem] = load_rates_mapping(path)

    assert said is None
    assert problem.place.file == "rates.toml"
    assert expected in problem.expected


@pytest.mark.parametrize(("size", "found"), [(100_000, []), (100_001, ["more than 100,000 bytes"])])
def test_a_mapping_file_for_rates_has_at_most_100000_bytes(tmp_path, size, found):
    lines = 'base = "UAH"\ndirection = "base_per_unit"\nsource = "Bank"\n#'
    path = tmp_path / "rates.toml"
    path.write_text(lines + "x" * (size - len(lines)), encoding="utf-8")

    assert [problem.found for problem in load_rates_mapping(path)[1]] == found
