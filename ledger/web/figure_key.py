"""The figure that an address names, and what it is called."""

from collections.abc import Iterator, Sequence
from typing import cast

from ledger.foundation import Place, Refused, marked, quoted
from ledger.presentation import MEASURE_TITLES, FigureKey, Language, label_in, others_name
from ledger.records import GROUP_MEMBERS, nearest
from ledger.totals import BOUNDS, DIMENSIONS, IN_TIME, MEASURES, Bound, Dimension, Measure

_OTHERS = "others-"
_PLACE = Place(subject="figure")
# Of the page and not of the figure.
_BESIDE = ("report", "from")
_NAMES = ("measure", *DIMENSIONS, "group", "record", "bound", "open", "until")
_FLAG = ("", "yes")
_READINGS = {"low": marked("Lowest"), "high": marked("Highest")}
_OPEN = marked("Still open")


def key_of(query: Sequence[tuple[str, str]]) -> FigureKey:
    """The figure that an address names, as :func:`ledger.web.drawing.figure_link` writes it.

    Args:
        query: the pairs behind the question mark.

    Raises:
        Refused: FORM for a name that no figure has, one that is there twice, or a value that it cannot have.

    >>> str(key_of([("report", "brief"), ("measure", "pledges"), ("donor", "GBR"), ("year", "2025")]))
    'pledges donor=GBR year=2025 central'
    """
    pairs = [pair for pair in query if pair[0] not in _BESIDE]
    members = tuple((_dimension(name.removeprefix(_OTHERS)), it) for name, it in pairs if name.startswith(_OTHERS))
    own = [pair for pair in pairs if not pair[0].startswith(_OTHERS)]
    for number, (name, _) in enumerate(own):
        _one_of(name, _NAMES)
        if name in [before for before, _ in own[:number]]:
            raise Refused.of("FORM", _PLACE, f"{name} twice", "each name once", "follow the link of a figure")
    values = dict(own)
    return FigureKey(
        cast("Measure", _one_of(values.get("measure", ""), tuple(MEASURES))),
        tuple((_dimension(name), label) for name, label in own if name in DIMENSIONS),
        values.get("group", ""),
        cast("Bound", _one_of(values.get("bound", "central"), BOUNDS)),
        values.get("record", ""),
        is_open=_one_of(values.get("open", ""), _FLAG) == "yes",
        is_until=_one_of(values.get("until", ""), _FLAG) == "yes",
        members=members,
    )


def words_of(key: FigureKey, language: Language) -> str:
    """What a figure is called: what it adds, of whom, when, and at which reading.

    >>> words_of(FigureKey("pledges", (("donor", "GBR"), ("year", "2025")), bound="low"), Language("en"))
    'Pledges, United Kingdom, 2025, lowest'
    """
    return ", ".join(_words(key, language))


def _words(key: FigureKey, language: Language) -> Iterator[str]:
    yield language.term(_OPEN if key.is_open else MEASURE_TITLES[key.measure])
    for dimension, label in key.labels:
        words = label_in(dimension, label, language)
        is_until = key.is_until and dimension in IN_TIME
        yield language.say("up to the end of {period}", period=words) if is_until else words
    if key.group:
        yield language.term(GROUP_MEMBERS[key.group])
    if key.members:
        yield others_name(len(key.members), language)
    if key.bound != "central":
        yield language.inside(language.term(_READINGS[key.bound]))


def _dimension(name: str) -> Dimension:
    return cast("Dimension", _one_of(name, DIMENSIONS))


def _one_of(value: str, allowed: Sequence[str]) -> str:
    if value in allowed:
        return value
    near = nearest(value, allowed, most=1)
    remedy = f"write {near[0]}, if that is meant" if near else "follow the link of a figure"
    raise Refused.of("FORM", _PLACE, quoted(value), f"one of {', '.join(filter(None, allowed))}", remedy)
