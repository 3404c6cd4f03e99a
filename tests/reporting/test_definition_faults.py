"""Every field of a definition, whatever is added later: wrong kinds and slips are told with line, choices, nearest."""

import pytest

from ledger.foundation import Refused
from ledger.reporting import Definition, load_definition
from ledger.reporting.definition_faults import SOUND

SCHEMA = Definition.model_json_schema()
# What stands in each part of a sound definition, as TOML.
ROWS = {"name": '"{}"', "title": '"T"', "rows": '["donor"]'}
PARTS = {
    "": {"name": '"mine"', "title": '"Mine"', "currency": '"EUR"'},
    "boundary": {},
    "filters": {},
    "tables": {**ROWS, "name": '"One"', "measure": '"pledges"', "columns": '"year"'},
    "stages": {**ROWS, "name": '"Two"'},
    "goods": {**ROWS, "name": '"Three"'},
}
LISTED = ("tables", "stages", "goods")
MOST_NAMED = 30


def written(part, name, value):
    """The definition with a field that says this, and the line in which it stands."""
    lines, line = [], 0
    for section, fields in PARTS.items():
        given = fields | ({name: value} if section == part else {})
        lines += [f"[[{section}]]"] if section in LISTED else [f"[{section}]"] * bool(section)
        for field, text in given.items():
            lines.append(f"{field} = {text}")
            line = len(lines) if (section, field) == (part, name) else line
    return "\n".join(lines), line


def faults(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_definition(str(path))
    return refused.value.problems


def meant(schema):
    """The forms that a field may have, references followed."""
    if "$ref" in schema:
        return meant(SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    return [form for it in schema.get("anyOf", ()) for form in meant(it)] or [schema]


def fields():
    """Every field of a definition that is no group, with its part."""
    for name, schema in SCHEMA["properties"].items():
        (form, *_) = meant(schema)
        inner = meant(form["items"])[0] if form.get("type") == "array" else form
        if inner.get("type") == "object":
            yield from ((name, field, it) for field, it in inner["properties"].items())
        else:
            yield "", name, schema


FIELDS = list(fields())


def closed():
    """Fields that take only words of a list, each with a slip of one of them."""
    for part, name, schema in FIELDS:
        for form in meant(schema):
            is_list = form.get("type") == "array"
            choices = (meant(form["items"])[0] if is_list else form).get("enum")
            if choices:
                word = next((it for it in choices if len(it) > 2), choices[0])
                slip = word[:-1] if len(word) > 3 else f"{word}O" if len(word) > 2 else word.swapcase()
                yield part, name, f'["{slip}"]' if is_list else f'"{slip}"', choices, word


def test_every_part_of_a_definition_is_asked():
    assert {part for part, _, _ in FIELDS} == PARTS.keys()
    assert {("", "chart"), ("tables", "memo"), ("stages", "stages"), ("filters", "terms")} <= {it[:2] for it in FIELDS}


def test_the_definition_that_the_faults_stand_in_is_sound(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(written("", "name", '"mine"')[0], encoding="utf-8")

    assert load_definition(str(path)).name == "mine"


@pytest.mark.parametrize(("part", "name", "schema"), FIELDS, ids=lambda it: it if isinstance(it, str) else "")
def test_a_field_of_another_kind_is_told_with_its_line_and_what_it_takes(tmp_path, part, name, schema):
    text, line = written(part, name, "{ a = 1 }")
    (problem,) = faults(tmp_path, text)

    assert problem.place.row == line
    assert name in problem.place.field
    assert problem.expected != "a value that the schema allows"
    assert problem.remedy != "correct the value"
    choices = [choice for form in meant(schema) for choice in form.get("enum", ())]
    assert len(choices) > MOST_NAMED or all(choice in problem.expected for choice in choices)


@pytest.mark.parametrize("slip", [*closed()], ids=lambda slip: "-".join(slip[:3]))
def test_a_slip_in_a_closed_list_is_told_with_its_line_all_choices_and_the_nearest(tmp_path, slip):
    part, name, value, choices, word = slip
    text, line = written(part, name, value)
    (problem,) = faults(tmp_path, text)

    assert problem.place.row == line
    assert len(choices) > MOST_NAMED or all(choice in problem.expected for choice in choices)
    assert word in f"{problem.expected} {problem.remedy}".split(" perhaps ")[-1]
    assert problem.found == value.strip("[]")


@pytest.mark.parametrize("name", ["donors", "recipients"])
@pytest.mark.parametrize("slip", ["ger", "Germny", "Germany", "DEUT"])
def test_a_slip_of_a_party_is_told_with_the_key_that_is_near(tmp_path, name, slip):
    text, line = written("filters", name, f'["USA", "{slip}"]')
    (problem,) = faults(tmp_path, text)

    assert (problem.place.row, problem.place.field) == (line, f"filters.{name}.1")
    assert problem.expected.startswith("the key of a party, perhaps DEU (Germany)")
    assert problem.remedy == "write DEU"


@pytest.mark.parametrize("part", PARTS)
def test_an_unknown_field_is_told_with_its_line_all_fields_and_the_nearest(tmp_path, part):
    known = [name for inside, name, _ in FIELDS if inside == part]
    text, line = written(part, f"{known[0]}s" if f"{known[0]}s" not in known else f"{known[0]}z", '"x"')
    (problem,) = faults(tmp_path, text)

    assert problem.place.row == line
    assert all(name in problem.expected for name in known)
    assert problem.remedy == f"call it {known[0]}, or take it out"


@pytest.mark.parametrize(
    ("part", "field", "remedy"),
    [
        ("", "sort", "write it in tables or stages, or take it out"),
        ("filters", "share", "write it in tables, or take it out"),
        ("filters", "currency", "write it in the lines before the first table, or take it out"),
    ],
)
def test_a_field_in_the_wrong_place_is_told_where_it_belongs(tmp_path, part, field, remedy):
    text, line = written(part, field, '"size"')
    (problem,) = faults(tmp_path, text)

    assert (problem.place.row, problem.found) == (line, f'the unknown field "{field}"')
    assert problem.remedy == remedy


def test_an_unknown_kind_of_table_is_told_with_its_line(tmp_path):
    text, _ = written("", "name", '"mine"')
    (problem,) = faults(tmp_path, f'{text}\n[[charts]]\nname = "x"')

    assert (problem.place.row, problem.place.field) == (len(text.splitlines()) + 1, "charts")
    assert problem.found == 'the unknown field "charts"'
    assert problem.remedy == "call it chart, or take it out"


TABLE = '[[tables]]\nname = "A"\ntitle = "A"\nmeasure = "pledges"\n'
TOP = 'name = "mine"\ntitle = "Mine"\ncurrency = "EUR"\n'


@pytest.mark.parametrize(
    ("text", "line", "expected", "remedy"),
    [
        ('rows = ["donor"]\ncolumns = "donor"\n', 9, "each dimension once", "take one of them out"),
        ('columns = "year"\nrows = ["donor", "donor"]\n', 9, "each dimension once", "take one of them out"),
        ('rows = ["year"]\nmemo = ["EU"]\n', 9, "donor among the rows", "add donor to the rows or take memo out"),
        ('rows = ["donor"]\nmemo = ["EU", "EU"]\n', 9, "each group once", "take one of them out"),
        ('rows = ["year"]\nsort = "own"\norder = ["2o24"]\n', 10, "a year such as 2025", "write it in this form"),
        (
            'rows = ["stage"]\nsort = "own"\norder = ["pledged"]\n',
            10,
            (
                "one of pledge, commitment, allocation, disbursement, return, delivery, cancelled pledge, "
                "cancelled commitment"
            ),
            "write pledge",
        ),
    ],
)
def test_fields_that_do_not_go_together_are_told_at_one_of_them(tmp_path, text, line, expected, remedy):
    (problem,) = faults(tmp_path, TOP + TABLE + text)

    assert (problem.place.row, problem.expected, problem.remedy) == (line, expected, remedy)


@pytest.mark.parametrize("kind", ["goods", "stages"])
def test_rows_in_time_where_stages_belong_together_are_told_with_the_other_dimensions(tmp_path, kind):
    (problem,) = faults(tmp_path, f'{TOP}[[{kind}]]\nname = "A"\ntitle = "A"\nrows = ["donor", "year"]\n')

    assert (problem.place.row, problem.found) == (7, "rows by year")
    assert problem.expected == ("rows whose stages belong together: donor, recipient, category, instrument, currency")
    assert problem.remedy == "take it out, or name one of these"


def test_all_faults_are_told_at_once_also_those_of_fields_that_do_not_go_together(tmp_path):
    text = (
        'name = "mine"\ntitle = ""\ncurrency = "EURO"\nunit = "milion"\ndecimals = 99\n'
        'since = "2025-01-02"\ncutoff = "2025-01-01"\n\n'
        '[[tables]]\nname = "A"\ntitle = "A"\nmeasure = "pledge"\nrows = ["donor"]\ncolumns = "donor"\nmemo = ["NAT"]\n'
        '[[tables]]\nname = "A"\ntitle = "A"\nmeasure = "pledges"\nrows = ["year"]\ntop = 3\nsort = "own"\n'
    )
    told = [(it.place.row, it.place.field) for it in faults(tmp_path, text)]

    assert told == [
        (2, "title"),
        (3, "currency"),
        (4, "unit"),
        (5, "decimals"),
        (6, "since"),
        (12, "tables.0.measure"),
        (14, "tables.0.columns"),
        (15, "tables.0.memo.0"),
        (17, "tables.1.name"),
        (21, "tables.1.top"),
        (22, "tables.1.sort"),
    ]


def test_what_hangs_on_a_field_that_is_wrong_is_not_told_before_it_is_mended(tmp_path):
    text = TOP + 'chart = "B"\n' + TABLE + 'rows = ["doner"]\ncolumns = "donor"\nmemo = ["EU"]\n'

    assert [it.place.field for it in faults(tmp_path, text)] == ["chart", "tables.0.rows.0"]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ("yeer", ["tables.0.columns"]),
        ("category", ["chart"]),
    ],
)
def test_a_chart_of_a_table_whose_columns_are_misspelt_is_no_second_fault(tmp_path, columns, told):
    text = f'{TOP}chart = "A"\n{TABLE}rows = ["donor"]\ncolumns = "{columns}"\n'

    assert [it.place.field for it in faults(tmp_path, text)] == told


def test_a_chart_of_no_table_is_told_with_the_tables_that_can_be_drawn(tmp_path):
    (problem,) = faults(
        tmp_path, f'{TOP}chart = "One"\n{TABLE.replace("A", "Ones")}rows = ["donor"]\ncolumns = "year"\n'
    )

    assert (problem.place.row, problem.found) == (4, '"One"')
    assert (problem.expected, problem.remedy) == ("none, or a table with time across: Ones", "write Ones")


@pytest.mark.parametrize(
    ("fields", "expected", "remedy"),
    [
        ("", "0 to 8 decimals of EUR million", "choose 8, or another unit"),
        ('unit = "one"\n', "0 to 2 decimals of EUR", "choose 2, or another unit"),
        ('unit = "once"\n', "0 to 11 decimals of EUR", "choose 11, or another unit"),
    ],
)
def test_decimals_are_told_by_what_is_known_of_the_unit(tmp_path, fields, expected, remedy):
    told = faults(tmp_path, f"{TOP}{fields}decimals = 99\n")

    assert (told[-1].expected, told[-1].remedy) == (expected, remedy)


def test_an_empty_text_that_must_be_there_is_to_be_filled_in(tmp_path):
    (problem,) = faults(tmp_path, 'name = "mine"\ntitle = ""\ncurrency = "EUR"\n')

    assert (problem.expected, problem.remedy) == ("text that is not empty", "fill in the value")


def test_an_empty_text_that_need_not_be_there_may_be_left_out(tmp_path):
    (problem,) = faults(tmp_path, TOP + 'chart = ""\n')

    assert (problem.place.row, problem.remedy) == (4, "fill in the value, or leave the field out")


def test_what_must_be_there_has_something_sound_to_stand_in_its_place():
    models = [SCHEMA, *SCHEMA["$defs"].values()]

    assert {name for model in models for name in model.get("required", ())} == SOUND.keys()
