"""Records as flat rows and back: each field in a cell under its heading, nothing lost on the way.

A record's second item, source, equivalent, partner or joint donor stands under the same headings with ``_2`` behind
them. Rows are read by a :class:`FlatPlan`, which is made once for a line of headings.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from ledger.records.codes import code_list
from ledger.records.headings import HEADINGS, Heading, heading_of, name_at, rank
from ledger.records.names import find_party
from ledger.records.parse import Record, dump_record

_Fill = Callable[[dict[str, Any], str], None]
_Read = Callable[[str], str | bool]
_Field = tuple[_Read, str, str]
"""How the text of a field is read, the path of the group around it, and its name."""

_PARTY_KINDS = ("country", "institution", "company", "other")
_PARTIES = ("donor", "recipient", "country")
_FIRST_PATHS = frozenset(heading.path for heading in HEADINGS)
_SHORT_FORMS = ("relations", "partners", "joint_donors")
_LISTS = ("stated_equivalents", "joint_donors", "partners", "items", "sources")
_BEFORE_A_SHARE = re.compile(r"(?<![\s:(])[\s:(]++(?=[-+]?[0-9])")
# No party has so long a name, in any language.
_LONGEST_NAME = 500
_YES_OR_NO: Mapping[str, bool] = {"yes": True, "true": True, "no": False, "false": False}
# A spreadsheet takes a cell that begins with one of these for a formula, in some languages the wide forms too.
_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


class FlatPlan:
    """Which cell of a row goes where in a record; headings that the table does not know are passed over.

    Args:
        headings: those of one table, in its order; an empty text for a column without one.

    >>> FlatPlan(["record", "amount", "quote_2"]).values(["transaction", "5 ", "five"])
    {'amount': {'value': '5'}, 'record': 'transaction', 'sources': [{'quote': 'five'}]}
    """

    def __init__(self, headings: Sequence[str]) -> None:
        known = [(heading, position) for position, name in enumerate(headings) if (heading := heading_of(name))]
        self._known = sorted(known, key=lambda it: rank(it[0]))
        self._width = len(headings)
        self._steps = tuple((position, (_filling(heading), *_field(heading))) for heading, position in self._known)
        self._kind = next((position for heading, position in known if heading.name == "record"), None)
        self._lists = tuple({group for it, _ in known if (group := it.path.split(".")[0]) in _LISTS})
        paths = [heading.path for heading, _ in known]
        self._short_forms: Mapping[str, str] = {
            name: name for name in _SHORT_FORMS if name in paths and not any(it.startswith(f"{name}.") for it in paths)
        }
        self._is_numbered = any(heading.path not in _FIRST_PATHS for heading, _ in known)

    def values(self, cells: Sequence[str]) -> dict[str, Any]:
        """Nest a row into the values of a record; empty cells and empty groups are left out.

        Cells of ``joint_donors``, ``partners`` and the relations may name several, with ``;`` between them. A donor or
        recipient given by its exact name becomes its key.
        """
        row = cells if len(cells) >= self._width else (*cells, *[""] * (self._width - len(cells)))
        kind = row[self._kind].strip() if self._kind is not None else ""
        # An empty amount or term is there all the same, so that a fault in it names its own heading.
        values: dict[str, Any] = {"amount": {}} if kind == "transaction" else {"amount": {}, "term": {}}
        # The dictionary of each group is looked up once per row, not once per cell.
        groups: dict[str, dict[str, Any]] = {"": values}
        for position, step in self._steps:
            # Most cells of a row are empty.
            if not (cell := row[position]):
                continue
            fill, read, path, field = step
            if fill is not None:
                fill(values, cell)
            elif (text := cell.strip() if read is _text and '"' not in cell else read(cell)) != "":
                if (group := groups.get(path)) is None:
                    group = groups[path] = _group(values, path)
                group[field] = text
        for name in self._lists:
            if name in values:
                values[name] = list(values[name].values())
        return values

    def names(self, cells: Sequence[str]) -> Mapping[str, str]:
        """What the fields of a row are called where that is not plain: in short forms, and behind an empty group."""
        if not self._is_numbered:
            return self._short_forms
        names = dict(self._short_forms)
        filled: dict[str, list[str]] = {}
        for heading, position in self._known:
            group, _, rest = heading.path.partition(".")
            number, _, field = rest.partition(".")
            if group not in _LISTS or not field or position >= len(cells) or not cells[position].strip():
                continue
            numbers = filled.setdefault(group, [])
            if number not in numbers:
                numbers.append(number)
            now = numbers.index(number)
            if str(now) != number:
                names.setdefault(f"{group}.{now}", heading.name)
                names[f"{group}.{now}.{field}"] = heading.name
        return names


def values_of(row: Mapping[str, str]) -> dict[str, Any]:
    """Nest one flat row, given by its headings, into the values of a record; see :meth:`FlatPlan.values`.

    >>> values_of({"record": "transaction", "amount": "5 ", "donor": "", "url": " "})
    {'amount': {'value': '5'}, 'record': 'transaction'}
    """
    return _plan(tuple(row)).values(tuple(row.values()))


def cells_of(record: Record) -> dict[str, str]:
    """A record as the cells of one row, by their headings; :func:`values_of` makes an equal record of them.

    Texts stand there as they are. A text that a spreadsheet would run as a formula, or whose blanks at the ends would
    get lost, stands in quotation marks of its own, which reading takes away.

    >>> from ledger.records.transaction import Transaction
    >>> cells_of(Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06",
    ...     amount={"qualifier": "undisclosed"}, title="=1+1"))["title"]
    '"=1+1"'
    """
    return dict(_cells(json.loads(dump_record(record)), ""))


@lru_cache(maxsize=256)
def _plan(headings: tuple[str, ...]) -> FlatPlan:
    return FlatPlan(headings)


def _filling(heading: Heading) -> _Fill | None:
    """How a cell that may name several is filled in; None for one that holds a single field."""
    match heading.path.split("."):
        case ["partners"]:
            return partial(_fill_list, "partners", _partner)
        case ["joint_donors"]:
            return partial(_fill_list, "joint_donors", _joint_donor)
        case ["relations"]:
            return _fill_relations
        case ["relations", kind]:
            return partial(_fill_ties, kind)
        case _:
            return None


def _field(heading: Heading) -> _Field:
    path, _, field = heading.path.rpartition(".")
    read: _Read = _READ_AS.get(field, _text)
    return read, path, field


def _group(values: dict[str, Any], path: str) -> dict[str, Any]:
    for name in path.split("."):
        values = values.setdefault(name, {})
    return values


def _fill_list(name: str, read: Callable[[str], dict[str, Any]], values: dict[str, Any], cell: str) -> None:
    there = values.setdefault(name, {}) if cell.strip() else {}
    for part in _parts(cell):
        there[f"{name} {len(there)}"] = read(part)


def _fill_relations(values: dict[str, Any], cell: str) -> None:
    for part in _parts(cell):
        tie = dict(zip(("kind", "target"), part.split(None, 1), strict=False))
        values.setdefault("relations", []).append(tie)


def _fill_ties(kind: str, values: dict[str, Any], cell: str) -> None:
    for target in _parts(cell):
        values.setdefault("relations", []).append({"kind": kind, "target": target})


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _partner(text: str) -> dict[str, Any]:
    kind, colon, rest = (part.strip() for part in text.partition(":"))
    if colon and kind in _PARTY_KINDS:
        return {"kind": kind, "name": rest}
    if colon and (hidden := kind.removeprefix("undisclosed ")) in _PARTY_KINDS:
        return {"kind": hidden, "undisclosed": True, "description": rest}
    key = find_party(text)
    known = "institution" if key in code_list("institutions") else "country"
    return {"kind": known if key else "other", "name": text}


def _joint_donor(text: str) -> dict[str, Any]:
    """``Germany 60 %`` as donor and share; what begins with a digit behind the name is meant as a share."""
    inner = text.rstrip().removesuffix(")")
    # No bracket stands in a share, so it begins behind the last one.
    last = max(inner.rfind("("), inner.rfind(")"))
    behind = (it for it in _BEFORE_A_SHARE.finditer(inner) if it.end() > last)
    if (match := next(behind, None)) is None:
        return {"donor": _party(text)}
    return {"donor": _party(text[: match.start()]), "share": _share(inner[match.end() :])}


def _share(cell: str) -> str:
    """A share as people type it: with blanks, or with a decimal comma."""
    return "".join(_text(cell).split()).replace(",", ".")


def _text(cell: str) -> str:
    text = cell.strip()
    return text[1:-1] if text[:1] == '"' and _is_held(text) else text


def _yes_or_no(cell: str) -> str | bool:
    text = _text(cell)
    return _YES_OR_NO.get(text.casefold(), text)


# A column of parties says the same few names again and again.
@lru_cache(maxsize=4096)
def _party(cell: str) -> str:
    text = cell.strip()
    if text[:1] == '"' and _is_held_party(text):
        return text[1:-1]
    return find_party(text) or text if text else ""


def _is_held(text: str) -> bool:
    """Whether a text stands in quotation marks that are not its own."""
    pairs = min(len(text) - len(text.lstrip('"')), len(text) - len(text.rstrip('"')))
    inner = text[pairs : len(text) - pairs]
    # What stands between two marks stands in quotation marks in its turn; the innermost text decides.
    return pairs > 0 and inner != "" and (inner.startswith(_FORMULA) or inner != inner.strip())


def _needs_holding(text: str) -> bool:
    return text.startswith(_FORMULA) or text != text.strip() or _is_held(text)


def _is_held_party(text: str) -> bool:
    while len(text) > 2 and text[0] == text[-1] == '"':
        text = text[1:-1]
        if _needs_holding(text) or _is_another_party(text):
            return True
    return False


def _party_needs_holding(text: str) -> bool:
    # A name that is another party's name as well would be read as the key of that party.
    return _needs_holding(text) or _is_held_party(text) or _is_another_party(text)


def _is_another_party(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and find_party(text) not in (None, text)


_READ_AS: Mapping[str, _Read] = {
    **dict.fromkeys(_PARTIES, _party),
    "undisclosed": _yes_or_no,
    "share": _share,
}


def _cells(value: Any, path: str) -> "chain[tuple[str, str]] | list[tuple[str, str]]":  # noqa: ANN401 - any part of a record
    if isinstance(value, dict):
        return chain.from_iterable(_cells(it, f"{path}.{name}" if path else name) for name, it in value.items())
    if path == "relations":
        return [(path, "; ".join(f"{tie['kind']} {tie['target']}" for tie in value))] if value else []
    if isinstance(value, list):
        return chain.from_iterable(_cells(it, f"{path}.{number}") for number, it in enumerate(value))
    if isinstance(value, bool):
        return [(_name(path), "yes")] if value else []
    needs = _party_needs_holding if path.rpartition(".")[2] in _PARTIES else _needs_holding
    return [(_name(path), f'"{value}"' if needs(value) else value)]


@lru_cache(maxsize=4096)
def _name(path: str) -> str:
    return name_at(path, {})
