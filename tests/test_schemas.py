"""The schemas in ``schemas/``: in step with the models, and enough for a checker that knows nothing of this package."""

import json
import tomllib

import pytest
import typer.main
from altered import ALTERATIONS, COMMITMENT, OF_TRANSACTIONS, TRANSACTION, altered
from jsonschema import Draft202012Validator

from ledger.answers.schemas import ANSWERS, check_schemas, schemas, write_schemas
from ledger.cli.answer import Reply, deliver
from ledger.cli.main import app
from ledger.foundation import Place, Problem, Severity, folder
from ledger.records import parse_json, parse_record

X = Place(record="x")
CHECKER = Draft202012Validator.FORMAT_CHECKER


def validator(name):
    schema = json.loads((folder("schemas") / f"{name}.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=CHECKER)


def faults(checker, values):
    return [fault.message for fault in checker.iter_errors(values)]


RECORD = validator("record")
OF_RECORDS = {"Record", *RECORD.schema["$defs"]}
SEEDS = [
    pytest.param(json.loads(line), id=f"{path.name}:{number}")
    for path in sorted(folder("seeds").glob("*.jsonl"))
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
]


# In step with the models


# As they lie in the folder: to make all anew takes seconds in each process that collects this file.
TEXTS = {
    path.relative_to(folder("schemas")).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(folder("schemas").rglob("*.schema.json"))
}


def test_the_folder_holds_what_the_models_say():
    assert check_schemas(folder("schemas")) == (), "run `defense-ledger schema`"


def test_the_same_models_give_the_same_texts():
    assert schemas() == TEXTS


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_schema_is_one_itself(name):
    Draft202012Validator.check_schema(json.loads(TEXTS[name]))


def test_each_schema_is_sorted_text_with_a_title_and_a_name():
    parsed = {name: json.loads(text) for name, text in TEXTS.items()}
    names = {name: f"urn:defense-ledger:{name.removesuffix('.schema.json')}" for name in TEXTS}

    assert {name: json.dumps(it, indent=2, sort_keys=True) + "\n" for name, it in parsed.items()} == TEXTS
    assert {it["$schema"] for it in parsed.values()} == {"https://json-schema.org/draft/2020-12/schema"}
    assert {name: it["$id"] for name, it in parsed.items()} == names
    assert [name for name, it in parsed.items() if not it["title"]] == []


def test_a_changed_missing_or_left_over_schema_is_found(tmp_path):
    write_schemas(tmp_path)
    for name in ("record.schema.json", "old.schema.json", "answers/list.schema.json", "answers/old.schema.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    for name in ("problem.schema.json", "answers/show.schema.json"):
        (tmp_path / name).unlink()

    problems = check_schemas(tmp_path)

    assert [(it.code, str(it.place), it.remedy) for it in problems] == [
        ("FORM", str(tmp_path / "problem.schema.json"), "run `defense-ledger schema`"),
        ("FORM", str(tmp_path / "answers/show.schema.json"), "run `defense-ledger schema`"),
        ("FORM", str(tmp_path / "record.schema.json"), "run `defense-ledger schema`"),
        ("FORM", str(tmp_path / "answers/list.schema.json"), "run `defense-ledger schema`"),
        ("FORM", str(tmp_path / "old.schema.json"), "remove it"),
        ("FORM", str(tmp_path / "answers/old.schema.json"), "remove it"),
    ]


# One for the JSON of each command


def commands(group, path=()):
    """The name of every command of the program, groups followed to their ends."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name))


COMMANDS = sorted(commands(typer.main.get_command(app)))


def test_every_command_has_a_schema_and_no_schema_is_without_a_command():
    files = [name for name in TEXTS if name.startswith("answers/")]

    assert sorted(ANSWERS) == COMMANDS
    assert sorted(files) == sorted(f"answers/{command.replace(' ', '-')}.schema.json" for command in COMMANDS)


def schema_of(command):
    return json.loads(TEXTS[f"answers/{command.replace(' ', '-')}.schema.json"])


def test_a_schema_says_which_command_prints_what_it_describes():
    named = {command: schema_of(command) for command in COMMANDS}

    assert {command: schema["title"] for command, schema in named.items()} == {it: it for it in COMMANDS}
    assert [it for it, schema in named.items() if schema["properties"]["command"] != {"const": it}] == []


def test_every_key_of_an_answer_says_what_it_means():
    assert [(command, key) for command in COMMANDS for key in unexplained(schema_of(command))] == []


def unexplained(schema):
    shapes = [shape for shape in schema["anyOf"] if shape["title"] != "Refused"]
    shapes += [schema["$defs"][name] for name in sorted(schema["$defs"].keys() - OF_RECORDS)]

    return [
        f"{shape['title']}.{key}"
        for shape in shapes
        for key, part in shape.get("properties", {}).items()
        if part is not True and not part.get("description")
    ]


def test_no_number_of_an_answer_is_a_float():
    assert [name for name, text in TEXTS.items() if name.startswith("answers/") and '"type": "number"' in text] == []


# Enough for a checker alone


@pytest.mark.parametrize("values", SEEDS)
def test_every_seed_is_accepted_by_jsonschema_alone(values):
    assert faults(RECORD, values) == []


@pytest.mark.parametrize("values", SEEDS)
def test_every_seed_is_accepted_by_the_schema_of_its_kind(values):
    assert faults(validator(values["record"]), values) == []


@pytest.mark.parametrize("path", sorted(folder("reports").glob("*.toml")), ids=lambda path: path.name)
def test_every_report_definition_is_accepted_by_jsonschema_alone(path):
    assert faults(validator("report-definition"), tomllib.loads(path.read_text(encoding="utf-8"))) == []


EVERYWHERE = Place(
    argument="--set", file="a", sheet="S", row=2, column="J", subject="issue:2", record="x", field="amount"
)


@pytest.mark.parametrize("place", [Place(), Place(file="a.csv", row=1), EVERYWHERE], ids=str)
@pytest.mark.parametrize("further", [0, 17])
def test_a_problem_as_commands_print_it_is_accepted(capsys, place, further):
    problem = Problem("FORM", Severity.ERROR, place, "x", "y", "z", further)
    deliver("check", Reply(None, problems=[problem]), 1, as_json=True)
    (printed,) = json.loads(capsys.readouterr().out)["problems"]

    assert faults(validator("problem"), printed) == []
    assert (printed["place"], Place(**printed["at"])) == (str(place), place)


PROBLEM = {
    "code": "FORM",
    "severity": "error",
    "place": "p",
    "at": {},
    "found": "f",
    "expected": "e",
    "remedy": "r",
    "further": 0,
    "to_mend": [],
    "others": [],
}


@pytest.mark.parametrize(
    "change",
    [
        {"code": "OOPS"},
        {"severity": "fatal"},
        {"more": "x"},
        {"place": 3},
        {"at": "p"},
        {"at": {"line": 3}},
        {"at": {"row": "3"}},
        {"at": {"row": 0}},
        {"at": {"file": ""}},
        {"at": {"field": None}},
        {"further": -1},
        {"to_mend": ["p"]},
        {"others": [3]},
    ],
    ids=str,
)
def test_a_malformed_problem_is_refused(change):
    assert validator("problem").is_valid(PROBLEM)
    assert not validator("problem").is_valid(PROBLEM | change)


@pytest.mark.parametrize("left_out", sorted(PROBLEM))
def test_a_problem_says_all_of_it(left_out):
    assert not validator("problem").is_valid({key: it for key, it in PROBLEM.items() if key != left_out})


@pytest.mark.parametrize(
    "change",
    [
        {"format": "report-definition-2"},
        {"basis": "today"},
        {"currency": "EURO"},
        {"cutoff": "2025-02-30"},
        {"fiscal_year_starts": "4-1"},
        {"tables": [{"name": "A/B", "title": "x", "measure": "pledges", "rows": ["donor"]}]},
        {"tables": [{"name": "A", "title": "x", "measure": "promises", "rows": ["donor"]}]},
        {"tables": [{"name": "A", "title": "x", "measure": "pledges", "rows": []}]},
        {"boundary": {"donor": ["GBR"]}},
        {"colour": "red"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_malformed_report_definition_is_refused(change):
    good = {"name": "x", "title": "X", "currency": "EUR"}

    assert validator("report-definition").is_valid(good)
    assert not validator("report-definition").is_valid(good | change)


# The schema and the model say the same


def told(alteration):
    return str(alteration) if isinstance(alteration, (str, bool, int, float)) else None


@pytest.mark.parametrize("record", [COMMITMENT, TRANSACTION], ids=lambda it: it["record"])
def test_the_examples_are_good_for_both(record):
    assert RECORD.is_valid(record)
    assert parse_record(record, X).problems == ()


@pytest.mark.parametrize(("path", "value", "good"), ALTERATIONS, ids=told)
def test_schema_and_model_agree_on_commitments(path, value, good):
    record = altered(COMMITMENT, path, value)

    assert (RECORD.is_valid(record), parse_record(record, X).problems == ()) == (good, good)


@pytest.mark.parametrize(("path", "value", "good"), OF_TRANSACTIONS, ids=told)
def test_schema_and_model_agree_on_transactions(path, value, good):
    record = altered(TRANSACTION, path, value)

    assert (RECORD.is_valid(record), parse_record(record, X).problems == ()) == (good, good)


def test_what_the_model_writes_the_schema_accepts():
    for parameter in SEEDS:
        values, _ = parse_json(json.dumps(parameter.values[0]), X)
        record = parse_record(values, X).record
        assert faults(RECORD, record.model_dump(mode="json", exclude_none=True)) == []
