"""What a function gives is read as money: no whole number of cents that looks like a count, however deep it lies."""

import enum
import inspect
import re
import typing
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import pytest

import ledger
from ledger import desk
from ledger.records import InMoney

OF_MONEY = frozenset(
    {
        *(
            "amount",
            "audited",
            "book",
            "central",
            "change",
            "closing",
            "difference",
            "exact",
            "figure",
            "hidden",
            "high",
        ),
        *("interval", "left", "likely", "low", "lowest", "opening", "own", "projected", "result", "running", "start"),
        *("step", "tolerable", "tolerance", "total", "upper", "worth"),
    }
)
COUNTS = {
    ("Portion", "start"),
    ("FigureScale", "unit_amount"),
    ("Sum", "lines"),
    ("RecordList", "in_book"),
    ("Browsed", "in_book"),
}
"""Parts of a whole, units of the currency in one that is displayed, lines, each with its rounding, and records."""
WITHOUT_CURRENCY = {
    # Rules of a sample, chosen before there is one; `Sample` reads them as money.
    *(("Design", "tolerable_minor"), ("Design", "expected_minor")),
    # By how much a sum is out of order, which is rounding and no figure.
    ("Sum", "disorder_minor"),
    # The steps to what is open; `steps_of` of an explanation reads them as money.
    ("OpenStep", "change_minor"),
    # What documents are drawn from, all in the one currency of its scale: `number` is the figure that is displayed.
    *(("ShownFigure", "exact_minor"), ("ShownChange", "exact_minor"), ("BoundFigure", "exact_minor")),
    *(("Bar", "lowest_minor"), ("Bar", "central_minor"), ("Gridline", "height_minor"), ("FigureScale", "step_minor")),
}
LATE = {name: getattr(face, name) for face in (ledger.book, desk, ledger) for name in face.__all__} | {"pd": pd}


def classes(annotation):
    if isinstance(annotation, type):
        yield annotation
    if typing.get_origin(annotation) is not typing.Literal:
        for part in typing.get_args(annotation):
            yield from classes(part)


def returned(function):
    return typing.get_type_hints(function, localns=LATE).get("return")


def functions_of(cls):
    """What a class works out or answers, by its name."""
    for name, member in inspect.getmembers_static(cls):
        plain = member.func if isinstance(member, cached_property) else getattr(member, "fget", member)
        plain = getattr(plain, "__func__", plain)
        if inspect.isfunction(plain) and not name.startswith("_") and plain.__module__.startswith("ledger"):
            yield name, plain


def read_of(cls):
    """What can be read of a value, with its types and what its documentation says of it."""
    arguments = dict(re.findall(r"^    +(\w+): (.*(?:\n {12,}.*)*)", cls.__doc__ or "", re.MULTILINE))
    for name, annotation in typing.get_type_hints(cls, localns=LATE).items():
        if not name.startswith("_"):
            yield name, annotation, arguments.get(name, "")
    for name, function in functions_of(cls):
        yield name, returned(function), function.__doc__ or ""


def walked(start):
    """Every class of ours that can be reached from these by reading."""
    seen, waiting = set(), list(start)
    while waiting:
        cls = waiting.pop()
        if cls in seen or not cls.__module__.startswith("ledger") or issubclass(cls, enum.Enum):
            continue
        seen.add(cls)
        waiting += [it for _, annotation, _ in read_of(cls) for it in classes(annotation)]
    return seen


def given():
    for face in (ledger, desk):
        for name in face.__all__:
            value = getattr(face, name)
            if isinstance(value, type):
                yield value
            elif inspect.isfunction(value):
                yield from classes(returned(value))


def bare(cls):
    """The whole numbers of a class that are minor units by name or by what is said of them, and that nothing says."""
    for name, annotation, said in read_of(cls):
        is_whole = int in classes(annotation) and not name.startswith("without_")
        if name.endswith("_minor"):
            twin = inspect.getattr_static(cls, name.removesuffix("_minor"), None)
            kinds = [ledger.Money] if isinstance(twin, InMoney) else []
            kinds += classes(returned(twin.fget)) if isinstance(twin, property) else []
            if ledger.Money not in kinds:
                yield name
        elif is_whole and ("minor unit" in said or name.rpartition("_")[2] in OF_MONEY):
            yield name


def test_figures_show_themselves_as_money():
    assert repr(ledger.Figures(1, 2, 3, currency="JPY")) == "<Figures low JPY 1, central JPY 2, high JPY 3>"
    assert repr(ledger.Figures(open_high=True)) == "<Figures in no currency: low 0, central 0, high ≥ 0>"


@pytest.fixture(scope="module")
def reachable():
    return walked(given())


def test_no_whole_number_that_a_program_reads_is_money_without_saying_so(reachable):
    found = {(cls.__name__, name) for cls in reachable for name in bare(cls)}
    assert found - COUNTS == WITHOUT_CURRENCY
    assert len(reachable) > 180


@dataclass(frozen=True)
class Cents:
    """A value of the old kind.

    Args:
        total: of it.
        reserve: set aside, in minor units.
        rows: how many.
    """

    total: int
    reserve: int
    rows: int
    paid_minor: int
    left_minor: int
    left = InMoney()


def test_a_bare_number_is_found():
    assert list(bare(Cents)) == ["total", "reserve", "paid_minor"]
