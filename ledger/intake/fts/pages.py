"""Pages of OCHA FTS: the JSON that its API returns, cut into flows with the words and the place of each.

What a flow means stands in ``flows``, what several pages are together in ``query``.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import AliasGenerator, BaseModel, ConfigDict, TypeAdapter

from ledger.foundation import Place, Problem, Severity, broken_json, is_nested_too_deep, quoted
from ledger.records import validate

# The API gives a thousand flows at most in one answer. A flow takes two kilobytes, 70 values and 11 objects.
MAX_FLOWS = 10_000
MAX_BYTES = 32 * 1024 * 1024
_MOST_VALUES = 100 * MAX_FLOWS
_MOST_OBJECTS = 25 * MAX_FLOWS

_WANTED = "a page of flows as the API of OCHA FTS returns it"
_SPACE = re.compile(r"[ \t\n\r]*")
# Numbers keep the digits that they were written with.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


def _api_name(field: str) -> str:
    """The name of a field in the API.

    >>> _api_name("amount_usd"), _api_name("flow_type")
    ('amountUSD', 'flowType')
    """
    first, *others = field.split("_")
    return first + "".join("USD" if word == "usd" else word.capitalize() for word in others)


class _OfTheApi(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=AliasGenerator(_api_name), populate_by_name=True
    )


class Thing(_OfTheApi):
    """What a flow comes from or goes to: an organization, a place, a year, a plan; ``shared`` with others."""

    type: str
    name: str
    behavior: str = "single"


class FlowReport(_OfTheApi):
    """Who told FTS of a flow, by which channel and when."""

    organization: str | None = None
    report_channel: str | None = None
    date: str | None = None


class Flow(_OfTheApi):
    """One flow as the API describes it; numbers as text with the digits that they were written with.

    >>> Flow(id="1", boundary="incoming", status="paid", date="2020-03-13T00:00:00Z").amount_usd is None
    True
    """

    id: str
    version_id: str = "1"
    boundary: Literal["incoming", "internal", "outgoing"]
    on_boundary: str = "single"
    status: Literal["pledge", "commitment", "paid"]
    date: str
    decision_date: str | None = None
    updated_at: str | None = None
    description: str | None = None
    amount_usd: str | None = None
    original_amount: str | None = None
    original_currency: str | None = None
    exchange_rate: str | None = None
    flow_type: str | None = None
    contribution_type: str | None = None
    method: str | None = None
    new_money: bool | None = None
    keywords: tuple[str, ...] | None = None
    grand_bargain_earmarking_type: tuple[str, ...] | None = None
    budget_year: str | None = None
    ref_code: str | None = None
    parent_flow_id: str | tuple[str, ...] | None = None
    child_flow_ids: tuple[str, ...] | None = None
    source_objects: tuple[Thing, ...] = ()
    destination_objects: tuple[Thing, ...] = ()
    report_details: tuple[FlowReport, ...] | None = None

    def came_from(self, kind: str) -> tuple[str, ...]:
        """Names of the things of one type that it comes from."""
        return tuple(it.name for it in self.source_objects if it.type == kind)

    def goes_to(self, kind: str) -> tuple[str, ...]:
        """Names of the things of one type that it goes to."""
        return tuple(it.name for it in self.destination_objects if it.type == kind)

    @property
    def parents(self) -> tuple[str, ...]:
        """Ids of the flows that it was split from."""
        given = self.parent_flow_id
        return (given,) if isinstance(given, str) else given or ()


_FLOW: TypeAdapter[Flow] = TypeAdapter(Flow)


@dataclass(frozen=True)
class PlacedFlow:
    """A flow, the words it was read from, and where they stand: file, path such as ``data.flows[12]``, and line.

    One of the flat table has no path, and ``cells`` by its headings in place of the words.
    """

    flow: Flow
    text: str
    file: str
    path: str
    line: int
    cells: Mapping[str, str] | None = None

    @property
    def place(self) -> Place:
        """Where a problem of it is told."""
        return Place(file=self.file, subject=self.path) if self.path else Place(file=self.file, row=self.line)


@dataclass(frozen=True)
class Page:
    """One page.

    Args:
        file: name of the file.
        counts: what it says of its query, such as ``{"incoming.fundingTotal": "725591299", "meta.count": "484"}``; the
            same on all pages of one query.
        flows: in the order of the page.
        problems: of the flows that could not be understood, which are not among ``flows``.
        rows: how many flows stand on the page, understood or not.
    """

    file: str
    counts: Mapping[str, str]
    flows: tuple[PlacedFlow, ...]
    problems: tuple[Problem, ...]
    rows: int


def read_page(data: bytes, file: str) -> Page | Problem:
    """Read one page.

    Args:
        data: the bytes of the file, at most :data:`MAX_BYTES`.
        file: its name, the first part of each place.

    >>> print(read_page(b"[]", "x.json"))
    x.json: FILE error: found a JSON list, expected a page of flows as the API of OCHA FTS returns it. Do: save the answer of the API again.
    """  # noqa: E501 - the line of a problem
    text = _text(data, file)
    if isinstance(text, Problem):
        return text
    whole = _parsed(text, file)
    if isinstance(whole, Problem):
        return whole
    if not isinstance(whole, dict):
        return _no_page(file, f"a JSON {'list' if isinstance(whole, list) else 'value'}")
    inside = whole.get("data")
    if not isinstance(inside, dict) or not isinstance(inside.get("flows"), list):
        message = next((whole[key] for key in ("message", "status") if isinstance(whole.get(key), str)), None)
        return _no_page(file, "JSON without data.flows" + (f", which says {quoted(message)}" if message else ""))
    if len(inside["flows"]) > MAX_FLOWS:
        return _too_large(file, f"{len(inside['flows'])} flows")
    placed, problems = _placed(text, inside["flows"], file)
    return Page(file, _counts(whole, inside), tuple(placed), tuple(problems), len(inside["flows"]))


def _text(data: bytes, file: str) -> str | Problem:
    # Counted before it is parsed: values take far more memory than their text.
    if data.count(b",") > _MOST_VALUES or data.count(b"{") > _MOST_OBJECTS:
        return _too_large(file, "more values than that many flows have")
    try:
        return data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as fault:
        found = f"text that is not {fault.encoding.removesuffix('-sig').upper()} (byte {fault.start + 1})"
        return Problem(
            "FILE", Severity.ERROR, Place(file=file), found, "text in UTF-8", "save the answer of the API again"
        )


def _parsed(text: str, file: str) -> Any:  # noqa: ANN401 - any JSON value, or a problem
    broken = ("one JSON document", "save the answer of the API again, whole")
    if is_nested_too_deep(text):
        return Problem("FILE", Severity.ERROR, Place(file=file), "brackets nested without end", *broken)
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_constant, object_pairs_hook=_unique)
    except json.JSONDecodeError as fault:
        line, column, message = broken_json(fault)
        place = Place(file=file, row=line, field=f"column {column}")
        return Problem("FILE", Severity.ERROR, place, message, *broken)
    except ValueError as fault:
        return Problem("FILE", Severity.ERROR, Place(file=file), f"broken JSON ({fault})", *broken)


def _placed(text: str, values: list[Any], file: str) -> tuple[list[PlacedFlow], list[Problem]]:
    placed: list[PlacedFlow] = []
    problems: list[Problem] = []
    line, counted_to = 1, 0
    for number, ((start, end), value) in enumerate(zip(_spans(text), values, strict=True)):
        line += text.count("\n", counted_to, start)
        counted_to = start
        path = f"data.flows[{number}]"
        parsed = validate(_FLOW, value, Place(file=file, subject=path))
        problems += parsed[1]
        if parsed[0] is not None:
            placed.append(PlacedFlow(parsed[0], text[start:end], file, path, line))
    return placed, problems


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each flow begins and ends in the text of a page, which is known to be sound."""
    flows = _member(text, _member(text, _skipped(text, 0), "data"), "flows")
    at = _skipped(text, flows + 1)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        yield at, end
        at = _skipped(text, end)
        at = _skipped(text, at + 1) if text[at] == "," else at


def _member(text: str, at: int, name: str) -> int:
    """Where the value of a key begins, in the object that begins at a place; the key is known to be there."""
    while True:
        key, end = _DECODER.raw_decode(text, _skipped(text, at + 1))
        value = _skipped(text, _skipped(text, end) + 1)
        if key == name:
            return value
        _, end = _DECODER.raw_decode(text, value)
        at = _skipped(text, end)


def _skipped(text: str, at: int) -> int:
    blanks = _SPACE.match(text, at)
    return blanks.end() if blanks else at


def _counts(whole: Mapping[str, Any], inside: Mapping[str, Any]) -> dict[str, str]:
    groups = {"meta": whole.get("meta"), **{name: inside.get(name) for name in ("incoming", "internal", "outgoing")}}
    return {
        f"{name}.{key}": value
        for name, group in groups.items()
        if isinstance(group, dict)
        for key, value in group.items()
        if isinstance(value, str) and key in ("count", "flowCount", "fundingTotal", "pledgeTotal")
    }


def _too_large(file: str, found: str) -> Problem:
    expected = f"a page of at most {MAX_FLOWS} flows"
    remedy = "ask the API for smaller pages, such as limit=1000"
    return Problem("FILE", Severity.ERROR, Place(file=file), found, expected, remedy)


def _no_page(file: str, found: str) -> Problem:
    return Problem("FILE", Severity.ERROR, Place(file=file), found, _WANTED, "save the answer of the API again")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return values


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")
