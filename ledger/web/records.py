"""The records of the book: searched, narrowed down, sorted, added up, and as a table to keep."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ledger import desk
from ledger.foundation import CODES, Phrase, marked
from ledger.presentation import (
    MEASURE_TITLES,
    MISSING,
    FigureKey,
    Presentation,
    ShownFigure,
    label_in,
    legend_of_figures,
    one_figure,
)
from ledger.totals import DIMENSIONS, Dimension, Measure
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest
from ledger.web.paging import paged

_MOST = 50
_OPEN_VALUES = 6
# What is left away when a choice changes: a page of another list.
_PAGE = "from"
FACET_TITLES: Mapping[desk.Facet, str] = {
    "category": marked("Type of aid"),
    "sum": marked("Sum"),
    "donor": marked("Donor"),
    "recipient": marked("Recipient"),
    "stage": marked("Stage"),
    "year": marked("Year"),
    "currency": marked("Original currency"),
    "finding": marked("Findings"),
}
"""What each way to narrow a list down is called."""
_SUMS: Mapping[str, str] = {
    "exact": marked("Exact"),
    "about": marked("About"),
    "at_least": marked("At least"),
    "up_to": marked("Up to"),
    "range": marked("From a lowest to a highest sum"),
    "undisclosed": marked("Undisclosed"),
    "none": marked("No money"),
    desk.NOT_CONVERTED: marked("Not converted"),
}
_NOT_COUNTED: Mapping[desk.NotCounted, str] = {
    "internal": marked("internal, and the report is public"),
    "outside": marked("outside the report"),
    "undisclosed": marked("undisclosed"),
    "not converted": marked("not converted"),
    "no money": marked("no money"),
    "endless": marked("owed without an end, and the report has no horizon"),
    "nothing falls": marked("nothing of it falls within the report"),
}
# Facets by which totals of the report are grouped too. A year of the list is that of the announcement, so it is none.
_BY_LABEL: Mapping[desk.Facet, Dimension] = {
    "category": "category",
    "donor": "donor",
    "recipient": "recipient",
    "currency": "currency",
}


@dataclass(frozen=True)
class FacetValue:
    """One value by which a list can be narrowed down.

    Args:
        words: what it is called.
        count: how many records would be listed.
        address: of the list with it, or without it where it is chosen.
        is_chosen: whether the list is narrowed down to it.
        is_english: whether its words are English in every language.
    """

    words: str
    count: int
    address: str
    is_chosen: bool
    is_english: bool = False


@dataclass(frozen=True)
class FacetValues:
    """The values of one facet.

    Args:
        title: of the facet.
        first: those that are always shown: what is chosen, and the most frequent.
        others: those behind them.
    """

    title: str
    first: tuple[FacetValue, ...]
    others: tuple[FacetValue, ...]


@dataclass(frozen=True)
class SortedColumn:
    """How a column can be sorted.

    Args:
        address: of the list sorted by it, the other way round where it is so already.
        direction: as ``aria-sort`` has it; empty where the list is sorted by another column.
    """

    address: str
    direction: str


@dataclass(frozen=True)
class ListedTotal:
    """What the records of a list come to, of one measure.

    Args:
        title: of the measure.
        figure: as it is displayed.
        exact: to its last digit; empty where no record has a figure.
        records: how many of the list belong to it.
        is_of_report: whether the report has the same total, whose explanation can be opened.
    """

    title: str
    figure: ShownFigure
    exact: str
    records: int
    is_of_report: bool


def records(held: HeldBook, asked: PageRequest) -> Answer:
    """The records that are asked for, a page at a time."""
    if not held.records:
        # A report of nothing is refused.
        return held.drawn("empty", asked)
    shown = held.presented(held.settings.report, asked.language)
    view = view_of(asked)
    browsed = held.searchable.browse(view, shown.language)
    rows, paging = paged(browsed.records, asked, _MOST)
    figures = {it.id: worth_shown(it, shown) for it in rows}
    totals = _totals(browsed, view, shown)
    return held.drawn(
        "records",
        asked,
        view=view,
        browsed=browsed,
        shown=shown,
        rows=rows,
        paging=paging,
        figures=figures,
        totals=totals,
        worth=_worth(totals, shown),
        choices=[_choices(facet, view, browsed, asked, shown) for facet in desk.FACETS],
        active_filters=tuple(_active_filters(view, asked, shown)),
        columns={order: _sorted_column(order, view, asked) for order in desk.ORDERS_OF_VIEW},
        left_out=_left_out(browsed, shown),
        legend=legend_of_figures([*figures.values(), *(it.figure for it in totals)], shown.language),
        has_stages=len({it.listed.stage for it in browsed.records}) > 1,
        has_joint=any(len(it.listed.donors) > 1 for it in browsed.records),
        internal=sum(it.record.handling == "internal" for it in browsed.records),
        table="/records.csv" + asked.address.removeprefix(asked.path),
        near=f"/records?{urlencode({'search': browsed.near})}",
        label=label_in,
    )


def records_table(held: HeldBook, asked: PageRequest) -> Answer:
    """The same records, all of them, as a table that reads back equal."""
    browsed = held.searchable.browse(view_of(asked), held.presented(held.settings.report, asked.language).language)
    data = desk.records_as_csv(it.record for it in browsed.records)
    return Answer(data, kind="text/csv; charset=utf-8", file="records.csv")


def view_of(asked: PageRequest) -> desk.View:
    """What an address asks for; an order that there is none of is the usual one.

    >>> view_of(PageRequest("records", "/records", query=(("sort", "-worth"), ("donor", "GBR")))).order
    'worth'
    """
    sort = asked.value("sort") or "-day"
    order = next((it for it in desk.ORDERS_OF_VIEW if it == sort.removeprefix("-")), None)
    chosen: dict[desk.Facet, frozenset[str]] = {
        facet: frozenset(value for name, value in asked.query if name == facet) for facet in desk.FACETS
    }
    search = " ".join(asked.value("search").split())
    return desk.View(
        search, {it: own for it, own in chosen.items() if own}, order or "day", not order or sort.startswith("-")
    )


def worth_shown(record: desk.BrowsedRecord, shown: Presentation) -> ShownFigure | None:
    """What a record adds to its total, as it is displayed; None where it stands in no total."""
    if record.measure is None or not (record.worth.records or record.worth.missing):
        return None
    return one_figure(shown, FigureKey(record.measure, record=record.id), record.worth)


def reason_shown(reason: Phrase | desk.NotCounted, shown: Presentation) -> str:
    """Why a record is in no total, in words."""
    if isinstance(reason, Phrase):
        return shown.language.worded(reason)
    return shown.language.term(_NOT_COUNTED[reason])


def facet_words(facet: desk.Facet, value: str, shown: Presentation) -> str:
    """What a value of a facet is called."""
    match facet:
        case "sum":
            return shown.language.term(_SUMS[value]) if value in _SUMS else value
        case "finding":
            return CODES.get(value, value)
        case "category" | "donor" | "recipient" | "stage" | "currency":
            return label_in(facet, value, shown.language)
        case _:
            return value


def _totals(browsed: desk.Browsed, view: desk.View, shown: Presentation) -> tuple[ListedTotal, ...]:
    totals = []
    for measure, summed in browsed.totals.items():
        figure = one_figure(shown, _key(measure, view), summed)
        central = summed.figures.central
        exact = shown.language.exact(central.value, central.currency) if central and summed.records else ""
        of_report = shown.sums.get(figure.key)
        is_of_report = of_report is not None and of_report.figures == summed.figures
        title, own = shown.language.term(MEASURE_TITLES[measure]), sum(it.measure == measure for it in browsed.records)
        totals.append(ListedTotal(title, figure, exact, own, is_of_report))
    return tuple(totals)


def _worth(totals: Sequence[ListedTotal], shown: Presentation) -> str:
    """What the list is worth, for its heading; empty where it has no total or several, which are never added."""
    figure = totals[0].figure if len(totals) == 1 else None
    if figure is None or figure.number is None:
        return ""
    # What is not nothing never reads as nothing here.
    if figure.exact_minor and not figure.number:
        return totals[0].exact
    # What is missing from it is told below the list, in words.
    return shown.language.money(figure.number, shown.scale, figure.marks - frozenset(MISSING))


def _key(measure: Measure, view: desk.View) -> FigureKey:
    """The sum of the report that the list would be, if nothing but its labels limits it."""
    labels = {_BY_LABEL[it]: own for it, own in view.chosen.items() if it in _BY_LABEL and len(own) == 1}
    return FigureKey(measure, tuple((it, next(iter(labels[it]))) for it in DIMENSIONS if it in labels))


def _left_out(browsed: desk.Browsed, shown: Presentation) -> tuple[tuple[str, int], ...]:
    """Why records of the list are in no total, and how many for each reason; the most frequent first."""
    reasons = Counter(reason_shown(it.not_counted, shown) for it in browsed.records if it.not_counted is not None)
    return tuple(reasons.most_common())


def _choices(
    facet: desk.Facet, view: desk.View, browsed: desk.Browsed, asked: PageRequest, shown: Presentation
) -> FacetValues:
    counts, chosen = browsed.counts[facet], view.chosen.get(facet, frozenset())
    values = sorted(counts, key=lambda it: (it not in chosen, *_place(facet, it, counts[it], shown)))
    every = [
        FacetValue(
            facet_words(facet, value, shown),
            counts[value],
            _toggled(facet, value, asked),
            value in chosen,
            is_english=facet == "finding",
        )
        for value in values
    ]
    # A choice that shows nothing is only offered among a few, where its absence would be missed.
    if len(every) > _OPEN_VALUES:
        every = [it for it in every if it.count or it.is_chosen]
    first = max(_OPEN_VALUES, len(chosen))
    return FacetValues(shown.language.term(FACET_TITLES[facet]), tuple(every[:first]), tuple(every[first:]))


def _place(facet: desk.Facet, value: str, count: int, shown: Presentation) -> tuple[object, ...]:
    """Kinds of sums from sure to unknown, years from the last, all else by how many there are."""
    if facet == "sum":
        return ([*_SUMS].index(value),)
    if facet == "year":
        return (-int(value),)
    return -count, shown.language.sort_key(facet_words(facet, value, shown))


def _active_filters(view: desk.View, asked: PageRequest, shown: Presentation) -> Iterator[FacetValue]:
    """What the list is narrowed down to, each with the address of the list without it."""
    if view.search:
        yield FacetValue(
            view.search, 0, _address(asked, [it for it in asked.query if it[0] != "search"]), is_chosen=True
        )
    for facet, values in view.chosen.items():
        for value in sorted(values):
            words = facet_words(facet, value, shown)
            yield FacetValue(words, 0, _toggled(facet, value, asked), is_chosen=True, is_english=facet == "finding")


def _toggled(facet: str, value: str, asked: PageRequest) -> str:
    pair = (facet, value)
    return _address(asked, [it for it in asked.query if it != pair] if pair in asked.query else [*asked.query, pair])


def _sorted_column(order: desk.Order, view: desk.View, asked: PageRequest) -> SortedColumn:
    is_sorted = order == view.order
    # Names begin at their first letter; days and sums at the newest and the largest.
    descending = not view.descending if is_sorted else order in ("day", "worth")
    query = [*(it for it in asked.query if it[0] != "sort"), ("sort", f"{'-' if descending else ''}{order}")]
    direction = ("descending" if view.descending else "ascending") if is_sorted else ""
    return SortedColumn(_address(asked, query), direction)


def _address(asked: PageRequest, query: Sequence[tuple[str, str]]) -> str:
    pairs = [it for it in query if it[0] != _PAGE]
    return f"{asked.path}?{urlencode(pairs)}" if pairs else asked.path
