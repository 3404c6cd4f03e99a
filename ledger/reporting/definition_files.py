"""Report definitions from files and from values, each fault told with its line, what is allowed and what is near."""

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ledger.foundation import Place, Refused, folder, quoted, toml_fault
from ledger.records import nearest
from ledger.reporting.definition import Definition
from ledger.reporting.definition_faults import faults_of, validated
from ledger.reporting.toml_lines import line_at, lines_of

MAX_BYTES = 1_000_000

GivenDefinition = str | PathLike[str] | Mapping[str, Any] | Definition
"""What a program names a report by."""


def definition_names() -> tuple[str, ...]:
    """Names of the definitions that come with the package."""
    return tuple(sorted(path.stem for path in folder("reports").glob("*.toml")))


@cache
def shipped_words(name: str) -> frozenset[str]:
    """The titles, and names of tables, of the definition of that name that comes with the package; none for any other.

    >>> "Units by donor" in shipped_words("in-kind"), shipped_words("my-own")
    (True, frozenset())
    """
    if name not in definition_names():
        return frozenset()
    shipped = load_definition(name)
    tables = (*shipped.tables, *shipped.stages, *shipped.goods)
    return frozenset({shipped.title, *(word for table in tables for word in (table.name, table.title))})


def as_definition(given: GivenDefinition) -> Definition:
    """The definition that a program means.

    Args:
        given: name of one that comes with the package, path of a TOML file, its keys as a dict, or the definition
            itself.

    Raises:
        Refused: FILE if there is none of that name, FORM for every fault in it.
        TypeError: for anything else.

    >>> as_definition({"name": "x", "title": "X", "currency": "USD"}).currency
    'USD'
    """
    if isinstance(given, Definition):
        return given
    if isinstance(given, Mapping):
        return definition_of(given)
    if isinstance(given, str | PathLike):
        return load_definition(fspath(given))
    what = "a name such as 'commitments', the path of a TOML file, a dict or a Definition"
    raise TypeError(f"a report is named by {what}, not by the {type(given).__name__} {str(given)[:40]!r}")


def load_definition(name: str) -> Definition:
    """Read a definition by its name, or from a TOML file by its path.

    Raises:
        Refused: FILE if there is none of that name, FORM for every fault in it.

    >>> load_definition("commitments").currency
    'EUR'
    """
    text, values = _read_toml(_path_of(name))
    return _validated(values, Place(file=name), lines_of(text))


def line_in_file(name: str, field: str) -> int | None:
    """The line of a field, such as ``boundary.donors.0``, in a sound file of a definition.

    >>> from ledger.foundation import folder
    >>> line_in_file(str(folder("reports") / "brief.toml"), "unit")
    9
    """
    text, _ = _read_toml(Path(name))
    return line_at(lines_of(text), field.split("."))


def definition_of(values: Mapping[str, Any]) -> Definition:
    """A definition from the values of one, as an issue entry of a book keeps them.

    Raises:
        Refused: FORM for every fault in it.

    >>> definition_of({"name": "x", "title": "X", "currency": "EUR"}).basis
    'announced'
    """
    return _validated(dict(values), Place(subject="definition"))


def definition_text(definition: Definition) -> str:
    """A definition with all that was asked for in its place, as the workbook drawn from it carries it: in JSON.

    What every definition has that says nothing else is left out, and only ASCII is in it, which no program changes.

    >>> definition_text(Definition(name="x", title="X", currency="EUR"))
    '{"format":"report-definition-1","name":"x","title":"X","currency":"EUR"}'
    """
    values = {"format": definition.format, **definition.model_dump(mode="json", exclude_defaults=True)}
    return json.dumps(values, separators=(",", ":"))


def definition_in(text: str, place: Place) -> Definition:
    """The definition in such a text.

    Args:
        text: whatever stands in the place of one.
        place: where it stands.

    Raises:
        Refused: FORM for every fault in it.

    >>> definition_in('{"name":"x","title":"X","currency":"EUR"}', Place()).basis
    'announced'
    """
    try:
        return Definition.model_validate_json(text)
    except ValidationError as invalid:
        raise Refused(faults_of(invalid, Definition, place)) from None


def _path_of(name: str) -> Path:
    if name.endswith(".toml"):
        return Path(name)
    if name in definition_names():
        return folder("reports") / f"{name}.toml"
    near = nearest(name, definition_names()) or definition_names()
    expected_name = f"a report such as {' or '.join(near)}, or a file that ends in .toml"
    raise Refused.of("FILE", Place(argument="report"), quoted(name), expected_name, "name a report or a file")


def _read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    place, expected_file = Place(file=str(path)), "a file that holds a report definition"
    if path.exists() and not path.is_file():
        raise Refused.of("FILE", place, "a folder or a device", expected_file, "name a file")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as fault:
        found = fault.strerror if isinstance(fault, OSError) else "a name that no file can have"
        raise Refused.of("FILE", place, str(found), expected_file, "check the path") from None
    if len(data) > MAX_BYTES:
        raise Refused.of("FILE", place, f"more than {MAX_BYTES} bytes", expected_file, "name another file")
    try:
        # Some editors write the sign of an encoding before the first letter.
        text = data.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError:
        raise Refused.of("FORM", place, "a file in another encoding", "text in UTF-8", "save it as UTF-8") from None
    except RecursionError:
        raise Refused.of(
            "FORM", place, "brackets nested without end", "a report definition", "write it again"
        ) from None
    except tomllib.TOMLDecodeError as fault:
        raise Refused([toml_fault(fault, text, str(path))]) from None


def _validated(values: dict[str, Any], place: Place, lines: Mapping[tuple[str, ...], int] | None = None) -> Definition:
    return validated(Definition, values, place, lines or {})
