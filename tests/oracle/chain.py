"""The parts, pieces and cells of a report worked out a second time from its lines, one object after the other.

Each line is cut, labelled and put into its cell by itself, with the calendar and the rounding of the recomputation, and
every field of what comes out is compared. What the lines themselves are worth is for ``engine`` to say.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import zip_longest

from oracle.days import cut, label, length
from oracle.sums import spread

GRIDS = ("year", "fiscal_year", "quarter")
OWN = ("donor", "recipient", "category", "instrument", "stage", "currency")
MOST_TOLD = 20


@dataclass(frozen=True)
class Chain:
    """What a report is made of, as tuples of plain values.

    Args:
        parts: of every line with a figure.
        pieces: of the parts, then of what has no figure, then of what cancels out.
        cells: the pieces of one place together.
    """

    parts: list
    pieces: list
    cells: list


def worked_out(report, groups_of, holders):
    """The chain of a report from its records, lines and offsets.

    Args:
        report: of the product.
        groups_of: the groups of a party on a day.
        holders: of a part without a figure the records that count with its money, by its id.
    """
    starts = report.definition.fiscal_year_starts
    homes = {row.record.id: row.commitment for row in report.rows}
    parts = [part for number, line in enumerate(report.lines) for part in _parts(number, line, starts)]
    places = [_place(line, homes[line.home], groups_of) for line in report.lines]
    figured = [_figured(part, report.lines[part[0]], places[part[0]], starts) for part in parts]
    missing = [
        _piece(line.record.id, _labels(place, stretch[0], starts), None, groups)
        | {"not_converted": line.status == "not_converted", "held_by": frozenset(holders.get(line.record.id, ()))}
        for line, (place, groups) in zip(report.lines, places, strict=True)
        if line.status in ("no_figure", "not_converted")
        for stretch in cut(_counted(line), GRIDS, starts)
    ]
    pieces = [*figured, *missing, *_offsetting(report.offsets, figured)]
    return Chain(parts, pieces, _cells(pieces))


def shown(report):
    """The same as the report itself has it."""
    parts = [(it.line, it.interval.start, it.interval.end, it.first_day, *_numbers(it.figures)) for it in report.parts]
    pieces = [
        {
            "record": it.record_id,
            "labels": dict(it.labels),
            "figures": _numbers(it.figures),
            "groups": it.groups,
            "not_converted": it.not_converted,
            "line": it.line,
            "side": it.side and (it.side.offset, it.side.number),
            "held_by": it.held_by,
            "in_all": _numbers(it.in_all),
            "in_net": _numbers(it.in_net),
        }
        for it in report.pieces
    ]
    cells = [
        {
            "labels": dict(it.labels),
            "groups": it.groups,
            "figures": _numbers(it.figures),
            "records": it.records,
            "lines": it.lines,
            "undisclosed": dict(it.undisclosed),
            "unconverted": it.unconverted,
            "offsets": [(one.record_id, one.side.offset, one.side.number, _numbers(one.figures)) for one in it.offsets],
            "in_all": _numbers(it.in_all),
            "in_net": _numbers(it.in_net),
        }
        for it in report.cube.cells
    ]
    return Chain(parts, pieces, cells)


def chain_differences(report, groups_of, holders):
    """A line for each part, piece or cell that is another than worked out again, or stands elsewhere."""
    ours, again = shown(report), worked_out(report, groups_of, holders)
    told = []
    for name in ("parts", "pieces", "cells"):
        pairs = zip_longest(getattr(ours, name), getattr(again, name))
        told += [f"{name} {at}: {one} / {other}" for at, (one, other) in enumerate(pairs) if one != other]
    return told[:MOST_TOLD]


def _numbers(figures):
    if figures is None:
        return None
    return figures.low_minor, figures.central_minor, figures.high_minor, figures.open_high, figures.currency


def _counted(line):
    return line.instalment.counted.start, line.instalment.counted.end


def _parts(number, line, starts):
    if line.figures is None:
        return
    low, central, high, is_open, currency = _numbers(line.figures)
    stretches, passed = cut(_counted(line), GRIDS, starts), 0
    cuts = [spread(total, stretches) for total in (low, central, high)]
    for stretch, *three in zip(stretches, *cuts, strict=True):
        yield (number, *stretch, passed, *three, is_open, currency)
        passed += length(stretch)


def _place(line, home, groups_of):
    portion = line.instalment.portion
    donors = portion.donors if portion else home.donors
    own = (" + ".join(sorted(donors)), home.recipient, home.category, home.instrument, line.stage)
    groups = frozenset.intersection(*(frozenset(groups_of(donor, home.announced)) for donor in donors))
    return dict(zip(OWN, (*own, line.record.amount.currency or ""), strict=True)), groups


def _labels(place, on, starts):
    return place | {grid: label(on, grid, starts) for grid in GRIDS}


def _piece(record, labels, figures, groups):
    plain = {"not_converted": False, "line": 0, "side": None, "held_by": frozenset(), "in_all": None, "in_net": None}
    return plain | {"record": record, "labels": labels, "figures": figures, "groups": groups}


def _figured(part, line, place, starts):
    number, first, _, _, *figures = part
    labels, groups = place
    share = {"line": number, "in_all": _numbers(line.in_all), "in_net": _negative(_numbers(line.takes_off))}
    return _piece(line.record.id, _labels(labels, first, starts), tuple(figures), groups) | share


def _negative(figures):
    """Each figure taken away from the same one."""
    return figures and (*(-it for it in figures[:3]), False, figures[4])


def _offsetting(offsets, figured):
    for it in offsets.parts:
        if not offsets.offsets[it.offset].is_of_all:
            own = figured[it.part] | {"figures": _numbers(it.worth), "side": (it.offset, it.side)}
            taken = {"in_all": _numbers(it.in_all), "in_net": _negative(_numbers(it.takes_off))}
            yield own | taken if it.taken else own
    for it in offsets.totals:
        own = [figured[part] for part in it.parts]
        names = [name for name in own[0]["labels"] if len({one["labels"].get(name) for one in own}) == 1]
        labels = {name: own[0]["labels"][name] for name in names}
        groups = frozenset.intersection(*(one["groups"] for one in own))
        whole = _piece(offsets.offsets[it.offset].envelope, labels, _numbers(it.worth), groups)
        yield whole | {"side": (it.offset, None), "in_all": _numbers(it.in_all), "in_net": _numbers(it.left)}


def _cells(pieces):
    gathered = defaultdict(list)
    for piece in pieces:
        gathered[frozenset(piece["labels"].items()), piece["groups"]].append(piece)
    return [_cell(its) for its in gathered.values()]


def _cell(pieces):
    known = [it for it in pieces if it["figures"] and it["side"] is None]
    silent = [it for it in pieces if it["figures"] is None]
    offsets = [it for it in pieces if it["side"]]
    return {
        "labels": pieces[0]["labels"],
        "groups": pieces[0]["groups"],
        "figures": _added([it["figures"] for it in known]),
        "records": frozenset(it["record"] for it in known),
        "lines": frozenset(it["line"] for it in known),
        "undisclosed": {it["record"]: it["held_by"] for it in silent if not it["not_converted"]},
        "unconverted": frozenset(it["record"] for it in silent if it["not_converted"]),
        "offsets": [(it["record"], *it["side"], it["figures"]) for it in offsets],
        "in_all": _instead(known, "in_all", lambda figures: figures),
        "in_net": _instead(known, "in_net", _turned),
    }


def _instead(pieces, name, otherwise):
    if not any(it[name] for it in pieces):
        return None
    return _added([it[name] or otherwise(it["figures"]) for it in pieces])


def _turned(figures):
    low, central, high, _, currency = figures
    return -high, -central, -low, False, currency


def _added(figures):
    sums = [sum(it[bound] for it in figures) for bound in range(3)]
    return (*sums, any(it[3] for it in figures), max((it[4] for it in figures), default=""))
