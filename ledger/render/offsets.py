"""The sheets of what cancels out between envelopes and their parts, live, and the formulas of bounds that rest on them.

Offsets says how much; Offset pieces what that is worth on each piece in time of each line; Offset totals what it is
worth where all that is in an envelope stands together. Each looks up only the sheets before it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ledger.foundation import from_minor, marked
from ledger.render.cancellations import IN_ALL, STEP_OF, TAKEN_OFF
from ledger.render.cells import Formula, Value, this
from ledger.render.evidence_sheet import EvidenceSheet, Listing
from ledger.render.keys import Condition, Lookup, flag_heading, key_heading, stage_key
from ledger.render.lines import SHARES, share_of_whole
from ledger.render.sheet import Column
from ledger.totals import DIMENSIONS, Bound, Offset, OffsetPart, OffsetTotal, bound_of, common_labels
from ledger.valuation import Figures, Line

_KEYED = tuple(dimension for dimension in DIMENSIONS if dimension != "stage")
_ENDS: tuple[Bound, ...] = ("low", "high")
# Sides of an offset of all that is in an envelope are numbered from here: no formula looks for two of them.
_OF_ALL = 10


def draw_offsets(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """One row per doubt that an envelope shares with a part of it, or with all that is in it."""
    columns = (
        Column(marked("Offset"), 7, "number"),
        Column(marked("Envelope"), 30),
        Column(marked("Parts"), 60, "wrap"),
        Column(marked("Original currency"), 9),
        Column(marked("Low"), 20, "amount"),
        Column(marked("High"), 20, "amount"),
    )
    rows: list[list[Value]] = [
        [
            number,
            it.envelope,
            _parts(lookup, it),
            lookup.rows[it.envelope].record.amount.currency,
            it.low,
            it.high,
        ]
        for number, it in enumerate(lookup.report.offsets.offsets, start=1)
    ]
    say = lookup.language.say
    about = say("What a part has more, its envelope has less: so much cancels out in a figure of both.")
    sheet.add(Listing("Offsets", say("Offsets"), about, columns, rows))


def _parts(lookup: Lookup, offset: Offset) -> str:
    parts = ", ".join(offset.parts)
    return lookup.language.say("all together: {parts}", parts=parts) if offset.is_of_all else parts


def draw_offset_pieces(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """One row per offset and piece in time of a line of its envelope or its parts: what it is worth there."""
    columns = _piece_columns(lookup)
    rows = [_piece(lookup, it) for it in lookup.report.offsets.parts]
    say = lookup.language.say
    about = say("A figure takes the smaller of what it has of the envelope and of the part.")
    sheet.add(Listing("OffsetPieces", say("Offset pieces"), about, columns, rows))


def draw_offset_totals(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """One row per offset of all that is in an envelope, in each stage: it stands only where all their pieces do."""
    columns = (
        Column(marked("Offset"), 7, "number"),
        Column(marked("Stage"), 14),
        *_end_columns("In all", lookup),
        *_end_columns("Remaining", lookup),
        *_worth_columns(lookup),
    )
    rows = [_total(lookup, it) for it in lookup.report.offsets.totals]
    say = lookup.language.say
    about = say("The smallest worth on any side: of the envelope, and of each record that is in it.")
    sheet.add(Listing("OffsetTotals", say("Offset totals"), about, columns, rows))


def narrowing(  # noqa: PLR0913 - what a figure is of has so many sides
    lookup: Lookup,
    stage: str,
    end: str,
    conditions: Sequence[Condition],
    cancelled: str = "",
    *,
    is_together: bool = False,
) -> str:
    """The formula text of what offsets take from one end of a figure of a stage; empty where there are none.

    Args:
        lookup: of the report.
        stage: of the lines.
        end: low or high.
        conditions: each a heading of keys, and the cell or number that must stand in that column.
        cancelled: the stage of what is taken off it in the same figure.
        is_together: whether the figure has all that was cancelled of each promise.
    """
    if stage not in lookup.offset_stages:
        return ""
    is_less = cancelled in lookup.offset_stages
    worth = "In all" if is_together and stage in lookup.cancelled else "Worth"
    criteria = "".join(f",OffsetPieces[{heading}],{key}" for heading, key in conditions)

    def of_side(heading: str, side: int, of: str) -> str:
        return (
            f"SUMIFS(OffsetPieces[{heading} {end}],OffsetPieces[Offset],Offsets[Offset],OffsetPieces[Side],{side},"
            f"OffsetPieces[Stage key],{stage_key(of)}{criteria})"
        )

    sides = [of_side(worth, side, stage) for side in range(2)]
    if is_less:
        sides = [f"({it}-{of_side('Takes off', side, cancelled)})" for side, it in enumerate(sides)]
    # The smaller of two numbers, for each offset by itself: MIN would give the smallest of all.
    text = f"SUMPRODUCT(({sides[0]}+{sides[1]}-ABS({sides[0]}-{sides[1]}))/2)"
    if any(it.stage == stage for it in lookup.report.offsets.totals):
        criteria = "".join(f",OffsetTotals[{heading}],{key}" for heading, key in conditions)
        column = f"{'Remaining' if is_less else worth} {end}"
        text += f"+SUMIFS(OffsetTotals[{column}],OffsetTotals[Stage key],{stage_key(stage)}{criteria})"
    return text


def _end_columns(what: str, lookup: Lookup) -> tuple[Column, ...]:
    """Columns for what cancellations change; there are none where nothing of the offsets was cancelled."""
    has_any = not lookup.cancelled.isdisjoint(lookup.offset_stages)
    return tuple(Column(f"{what} {end}", 20, "money", lookup.digits) for end in _ENDS if has_any)


def _worth_columns(lookup: Lookup) -> tuple[Column, ...]:
    return (
        *(Column(f"Worth {end}", 20, "money", lookup.digits) for end in _ENDS),
        Column("Stage key", 7, "key"),
        *(Column(key_heading(dimension), 7, "key") for dimension in _KEYED),
        *(Column(flag_heading(group), 9, "key") for group in lookup.memo_groups),
    )


def _piece_columns(lookup: Lookup) -> tuple[Column, ...]:
    digits = lookup.digits
    return (
        Column(marked("Offset"), 7, "number"),
        Column(marked("Record"), 30),
        Column(marked("Line"), 7, "number"),
        Column(marked("Stage"), 14),
        Column(marked("From"), 11, "day"),
        Column(marked("To"), 11, "day"),
        Column("Whole low", 20, "amount"),
        Column("Whole high", 20, "amount"),
        Column(marked("Days"), 8, "count"),
        Column("Days before", 8, "count"),
        Column(marked("Counted days"), 9, "count"),
        *(Column(heading, 9, "count") for heading in (SHARES if lookup.has_shares else ())),
        Column(marked("Decimals"), 8, "key"),
        Column("Counted low", 20, "amount"),
        Column("Counted high", 20, "amount"),
        Column("Converted low", 20, "money", digits),
        Column("Converted high", 20, "money", digits),
        Column(marked("Cancellation"), 9, "number"),
        Column("Piece days before", 8, "count"),
        Column(marked("Piece days"), 8, "count"),
        Column(marked("Piece of days"), 9, "count"),
        Column(marked("Side"), 7, "key"),
        *_end_columns("In all", lookup),
        *_end_columns("Takes off", lookup),
        *_worth_columns(lookup),
    )


def _piece(lookup: Lookup, offset_part: OffsetPart) -> list[Value]:
    report = lookup.report
    part, piece, line = report.parts[offset_part.part], report.pieces[offset_part.part], report.lines[offset_part.line]
    item, portion = line.instalment, line.instalment.portion
    shares: list[Value] = [portion.start, portion.end, portion.of] if portion else [None] * len(SHARES)
    is_of_all = report.offsets.offsets[offset_part.offset].is_of_all
    taking = report.lines[part.line]
    return [
        offset_part.offset + 1,
        line.record.id,
        offset_part.line + 1,
        lookup.label("stage", taking.stage),
        part.interval.start,
        part.interval.end,
        *_wholes(lookup, offset_part),
        item.interval.days,
        item.days_before,
        item.counted.days,
        *(shares if lookup.has_shares else ()),
        line.decimals,
        *_counted(offset_part, line),
        *_converted(lookup, offset_part, line),
        part.line + 1 if taking.taken else None,
        part.first_day,
        part.interval.days,
        taking.instalment.counted.days,
        offset_part.side + _OF_ALL if is_of_all else offset_part.side,
        *(
            (*_in_all(lookup, offset_part), *_taken_off(lookup, offset_part))
            if _end_columns("Takes off", lookup)
            else ()
        ),
        *_worths(lookup, offset_part),
        stage_key(taking.stage),
        *(lookup.groups[dimension, piece.labels[dimension]] for dimension in _KEYED),
        *(int(group in piece.groups) for group in report.definition.memo_groups),
    ]


def _wholes(lookup: Lookup, offset_part: OffsetPart) -> list[Value]:
    offset = lookup.report.offsets.offsets[offset_part.offset]
    number = this("OffsetPieces", "Offset")
    return [
        Formula(f"=INDEX(Offsets[{end.capitalize()}],MATCH({number},Offsets[Offset],0))", value)
        for end, value in zip(_ENDS, (offset.low, offset.high), strict=True)
    ]


def _counted(offset_part: OffsetPart, line: Line) -> list[Value]:
    # What was cut is rounded already, and the whole of an offset may be finer than its line.
    wholes = (this("OffsetPieces", f"Whole {end}") for end in _ENDS)
    return [
        Formula(f"={share_of_whole(whole, line.instalment, 'OffsetPieces')}", amount)
        for whole, amount in zip(wholes, offset_part.amounts, strict=True)
    ]


def _converted(lookup: Lookup, offset_part: OffsetPart, line: Line) -> list[Value]:
    place = f"MATCH({this('OffsetPieces', 'Line')},Conversions[Line],0)"
    rate = f"*INDEX(Conversions[To per base],{place})/INDEX(Conversions[From per base],{place})" if line.pair else ""
    return [
        Formula(
            f"=ROUND({this('OffsetPieces', f'Counted {end}')}{rate},{lookup.digits})",
            _worth(lookup, offset_part.converted, end),
        )
        for end in _ENDS
    ]


def _worth(lookup: Lookup, figures: Figures, end: Bound) -> Decimal:
    return from_minor(bound_of(figures, end), lookup.digits)


def _given_up(lookup: Lookup, end: str, fractions: tuple[str, str]) -> str:
    """What a share of a cancellation takes of the worth of one end, by the fractions under these headings."""
    whole = this("OffsetPieces", f"Converted {end}")
    place = f"MATCH({this('OffsetPieces', 'Cancellation')},Cancellations[Line],0)"
    before, after = (f"INDEX(Cancellations[{heading}],{place})" for heading in fractions)
    return f"ROUND({whole}*{after},{lookup.digits})-ROUND({whole}*{before},{lookup.digits})"


def _in_all(lookup: Lookup, offset_part: OffsetPart) -> list[Value]:
    """What a share adds to the worth of all that is cancelled."""
    return _by_fractions(lookup, offset_part, IN_ALL, offset_part.in_all)


def _taken_off(lookup: Lookup, offset_part: OffsetPart) -> list[Value]:
    """The low end keeps what is left by the largest fraction that may be given up, the high one by the smallest."""
    return _by_fractions(lookup, offset_part, TAKEN_OFF, offset_part.takes_off)


def _by_fractions(
    lookup: Lookup, offset_part: OffsetPart, fractions: Mapping[Bound, str], worth: Figures
) -> list[Value]:
    if offset_part.taken is None:
        return [from_minor(0, lookup.digits)] * len(_ENDS)
    return [
        Formula(
            f"=ROUND({_given_up(lookup, end, (f'{what} before', f'{what} after'))},{lookup.digits})",
            _worth(lookup, worth, end),
        )
        for end, what in fractions.items()
    ]


def _worths(lookup: Lookup, offset_part: OffsetPart) -> list[Value]:
    digits = lookup.digits
    before, days, of = (this("OffsetPieces", f"Piece {it}") for it in ("days before", "days", "of days"))
    cells: list[Value] = []
    for end in _ENDS:
        whole = this("OffsetPieces", f"Converted {end}")
        if offset_part.taken is not None:
            whole = f"({_given_up(lookup, end, (f'{STEP_OF[end]} before', f'{STEP_OF[end]} after'))})"
        due, earlier = (f"ROUND({whole}*{reached}/{of},{digits})" for reached in (f"({before}+{days})", before))
        cells.append(Formula(f"=ROUND({due}-{earlier},{digits})", _worth(lookup, offset_part.worth, end)))
    return cells


def _total(lookup: Lookup, offset_total: OffsetTotal) -> list[Value]:
    report = lookup.report
    own = [report.pieces[part] for part in offset_total.parts]
    labels = common_labels(own)
    groups = frozenset.intersection(*(piece.groups for piece in own))
    return [
        offset_total.offset + 1,
        lookup.label("stage", offset_total.stage),
        *(
            (*_all_cancelled(lookup, offset_total), *_left(lookup, offset_total))
            if _end_columns("Remaining", lookup)
            else ()
        ),
        *(
            Formula(
                _smallest(_sides(lookup, offset_total, end), lookup.digits), _worth(lookup, offset_total.worth, end)
            )
            for end in _ENDS
        ),
        stage_key(offset_total.stage),
        *(lookup.groups[dimension, labels[dimension]] if dimension in labels else 0 for dimension in _KEYED),
        *(int(group in groups) for group in report.definition.memo_groups),
    ]


def _all_cancelled(lookup: Lookup, offset_total: OffsetTotal) -> list[Value]:
    """What a cancelled stage is worth in a figure that has all of it; 0 for a promise."""
    if offset_total.stage not in lookup.cancelled:
        return [from_minor(0, lookup.digits)] * len(_ENDS)
    return [
        Formula(
            _smallest(_sides(lookup, offset_total, end, "In all"), lookup.digits),
            _worth(lookup, offset_total.in_all, end),
        )
        for end in _ENDS
    ]


def _left(lookup: Lookup, offset_total: OffsetTotal) -> list[Value]:
    """What cancellations leave of the offset of a promise; 0 for what is cancelled."""
    cancelled = f"cancelled {offset_total.stage}"
    if offset_total.stage in lookup.cancelled:
        return [from_minor(0, lookup.digits)] * len(_ENDS)
    cells: list[Value] = []
    for end in _ENDS:
        sides = _sides(lookup, offset_total, end)
        if cancelled in lookup.offset_stages:
            taken = _sides(lookup, offset_total, end, "Takes off", cancelled)
            sides = [f"{one}-{off}" for one, off in zip(sides, taken, strict=True)]
        cells.append(Formula(_smallest(sides, lookup.digits), _worth(lookup, offset_total.left, end)))
    return cells


def _sides(lookup: Lookup, offset_total: OffsetTotal, end: str, heading: str = "Worth", stage: str = "") -> list[str]:
    number = this("OffsetTotals", "Offset")
    return [
        f"SUMIFS(OffsetPieces[{heading} {end}],OffsetPieces[Offset],{number},OffsetPieces[Side],{_OF_ALL + side},"
        f"OffsetPieces[Stage key],{stage_key(stage or offset_total.stage)})"
        for side in range(1 + len(lookup.report.offsets.offsets[offset_total.offset].parts))
    ]


def _smallest(sides: Sequence[str], digits: int) -> str:
    return f"=ROUND(MIN({','.join(sides)}),{digits})"
