"""Values of the library as JSON and back: the same JSON as in what commands answer, and its schema.

What people make and keep (records, conversions, rate sets, problems) comes back as it was. A report and its tables go
out only: they are built from a book, and a copy of their figures is no proof of them.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import ValidationError

from ledger.answers import diff, evaluation, explain, reconciliation, sample
from ledger.answers.document import adapter, json_of
from ledger.answers.portable import published
from ledger.answers.shapes import Schema, model_schema, schema_of
from ledger.desk import Compared, DrawnSample, Evaluated, ExplainedFigure, Reconciliation
from ledger.foundation import Money, Place, Problem, Refused, broken_json, is_nested_too_deep, malformed, require_kind
from ledger.rates import RateSet
from ledger.records import Commitment, Transaction, dump_record, each_key_once, problems_of
from ledger.reporting import (
    GoodsTable,
    GoodsTableAnswer,
    Report,
    ReportTables,
    StageTable,
    StageTableAnswer,
    Table,
    TableAnswer,
    goods_table_in_json,
    report_in_json,
    stage_table_in_json,
    table_in_json,
)
from ledger.valuation import Conversion

_Value = TypeVar("_Value")

_HAND_OVER = "hand over what to_json wrote"
_RECORDS = (Commitment, Transaction)
_VALUES = (Conversion, Money, Problem, RateSet, Refused)
_ANSWERS: Mapping[type, tuple[type, Callable[[Any], object]]] = {
    Compared: (diff.DiffAnswer, diff.answer),
    DrawnSample: (sample.SampleAnswer, sample.answer),
    Evaluated: (evaluation.EvaluateAnswer, evaluation.answer),
    ExplainedFigure: (explain.ExplainAnswer, explain.answer),
    GoodsTable: (GoodsTableAnswer, goods_table_in_json),
    Reconciliation: (reconciliation.ReconcileAnswer, reconciliation.answer),
    Report: (ReportTables, report_in_json),
    StageTable: (StageTableAnswer, stage_table_in_json),
    Table: (TableAnswer, table_in_json),
}
"""What goes out only, with the answer that it is in JSON, and how that is made."""


def to_json(value: object) -> str:
    """A value as a line of JSON: days as ISO 8601, figures as text, money as ``{"currency", "amount"}``.

    Args:
        value: a commitment, transaction, conversion, rate set, problem, refusal or money; or a report, or a table of
            one, or what the auditor's functions of ``ledger.desk`` give, whose figures it gives as money.

    Raises:
        TypeError: for anything else.

    >>> to_json(Money("1250.50", "EUR"))
    '{"currency": "EUR", "amount": "1250.50"}'
    """
    if isinstance(value, _RECORDS):
        return dump_record(value)
    kind = type(value)
    if kind not in _VALUES:
        _, made = _answer(kind, "to_json(report.tables[0])")
        value = made(value)
    return json.dumps(json_of(value), ensure_ascii=False)


def from_json(text: str | bytes, kind: type[_Value]) -> _Value:
    """The value that :func:`to_json` wrote, equal to what it was.

    A conversion is made again from the quotes that it carries, by its basis and for its day, and refused where it
    differs. That the quotes are as published, the nearest to its day and all of those of its mean or window, or that
    there was no rate where it has none, only the whole rate set can show: convert the amount again for that.

    Args:
        text: one JSON object, in UTF-8.
        kind: what it is to be: ``Commitment``, ``Transaction``, ``Conversion``, ``RateSet``, ``Problem``, ``Refused``
            or ``Money``.

    Raises:
        Refused: FORM for what is no JSON or no such value, each fault with its key as place.
        TypeError: for another kind, and what is neither text nor bytes; a report is built, not read.

    >>> from_json('{"currency": "EUR", "amount": "1250.50"}', Money)
    Money('1250.50', 'EUR')
    """
    if kind not in (*_RECORDS, *_VALUES):
        names = ", ".join(each.__name__ for each in (*_RECORDS, *_VALUES))
        raise TypeError(f"{kind!r:.60} is not read from JSON, but {names}: from_json(text, ledger.Conversion)")
    require_kind(text, str | bytes, "text is JSON, as to_json writes it, in text or bytes")
    decoded = _decoded(text)
    if problems := _broken(decoded):
        raise Refused(problems)
    try:
        value: _Value = adapter(kind).validate_json(decoded)
    except ValidationError as invalid:
        raise Refused(map(_at_text, problems_of(invalid, Place()))) from None
    return value


def json_schema(kind: type) -> Schema:
    """The JSON Schema of what :func:`to_json` writes, as it stands in ``schemas/`` where that has it.

    Args:
        kind: the class of the value.

    Raises:
        TypeError: for a class of which there is no JSON.

    >>> json_schema(Money)["required"]
    ['currency', 'amount']
    """
    if kind in _RECORDS:
        made = model_schema(kind)
    else:
        made = schema_of(kind if kind in _VALUES else _answer(kind, "json_schema(ledger.Conversion)")[0])
    return published(schema_name(kind), made | {"title": kind.__name__})


def schema_name(kind: type) -> str:
    """The name of the schema of a kind of value.

    >>> schema_name(RateSet)
    'rate-set'
    """
    # A table is that of a report, whatever class of ours is called a table elsewhere.
    within = "report-" if kind in (Table, StageTable, GoodsTable) else ""
    return within + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__).lower()


def _answer(kind: type, example: str) -> tuple[type, Callable[[Any], object]]:
    if kind not in _ANSWERS:
        name = getattr(kind, "__name__", kind)
        raise TypeError(f"there is no JSON of {name!s:.60}, but of records, conversions and reports: {example}")
    return _ANSWERS[kind]


def _at_text(problem: Problem) -> Problem:
    """A problem at its key; at the text where it is of the whole of it."""
    return replace(problem, place=Place(argument="text")) if problem.place == Place() else problem


def _decoded(text: str | bytes) -> str:
    """A text without the mark at its start that some editors leave.

    Raises:
        Refused: FORM for bytes that are not UTF-8.
    """
    try:
        return (text if isinstance(text, str) else text.decode()).removeprefix("\ufeff")
    except UnicodeDecodeError as fault:
        problem = malformed(Place(argument="text"), f"broken JSON ({fault})", "one JSON object", _HAND_OVER)
        raise Refused([problem]) from None


def _broken(text: str) -> tuple[Problem, ...]:
    """What keeps a text from being one JSON object."""
    if is_nested_too_deep(text):
        return (malformed(Place(argument="text"), "brackets nested without end", "one JSON object", _HAND_OVER),)
    try:
        json.loads(text, object_pairs_hook=each_key_once)
    except json.JSONDecodeError as fault:
        line, column, stands = broken_json(fault)
        place = Place(argument="text", row=line, field=f"column {column}")
        return (malformed(place, stands, "one JSON object", "mend the text at this place"),)
    except ValueError as fault:
        return (malformed(Place(argument="text"), f"broken JSON ({fault})", "one JSON object", _HAND_OVER),)
    return ()
