"""Number formats that carry the marks of a figure, so that its cell stays a number.

Each mark behind the digits has a slot of its own in a column where it occurs: cells without it leave as much room, so
that the decimals stand below each other.
"""

from collections.abc import Collection, Iterable

from ledger.presentation import DOUBTS, MISSING, Mark, ShownChange, ShownFigure, ShownShare

_MINUS = "\N{MINUS SIGN}"
_NARROW = frozenset(".,'\N{RIGHT SINGLE QUOTATION MARK} \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")
# A digit of Arial in 10 points is a little wider than the pixels of which Excel makes a character.
_OF_A_DIGIT, _FREE = 1.06, 1.5


def slots_of(shown: Iterable[ShownFigure | ShownShare | ShownChange]) -> frozenset[Mark]:
    """The marks that stand behind any figure of a column.

    >>> slots_of([])
    frozenset()
    """
    return frozenset(mark for figure in shown for mark in figure.marks if mark in MISSING)


def room_for(figures: Iterable[ShownFigure | ShownShare | ShownChange]) -> float:
    """How wide a column of figures is, in the characters of Excel: all leave room for the marks behind any of them.

    >>> from decimal import Decimal
    >>> room_for([ShownShare(Decimal("63.3"), frozenset(), "63.3")])
    5.2
    """
    shown = list(figures)
    slots = slots_of(shown)
    texts = (it.text + "".join(f" {mark.sign}" for mark in slots - it.marks) for it in shown)
    return room_for_text(max(texts, key=room_for_text, default=""))


def room_for_text(text: str) -> float:
    """The same for one text of digits, in which what parts them takes half as much.

    >>> room_for_text("139,804,355,151.12 fx")
    21.1
    """
    digits = sum(0.5 if character in _NARROW else 1 for character in text)
    return round(digits * _OF_A_DIGIT + _FREE, 1)


def number_code(
    decimals: int, marks: Collection[Mark], slots: Collection[Mark], *, is_negative: bool = False, signed: bool = False
) -> str:
    """The number format of a figure with its marks.

    Args:
        decimals: how many are displayed.
        marks: of the figure.
        slots: the marks that stand behind any figure of its column.
        is_negative: whether it is below zero.
        signed: whether it is a change, so that one above zero has its sign as well.

    >>> number_code(1, {Mark.UP_TO}, {Mark.UNDISCLOSED})
    '"≤ "#,##0.0_ _._.'
    >>> number_code(1, {Mark.UNDISCLOSED}, {Mark.UNDISCLOSED})
    '#,##0.0" .."'
    >>> number_code(1, {Mark.UP_TO}, (), signed=True).split(";")[0]
    '"≤ +"#,##0.0'
    >>> number_code(0, {Mark.UNDER_ONE}, {Mark.UNDISCLOSED}).split(";")[-1]
    '"<1"_ _._.'
    """
    digits = "0" if Mark.ZERO in marks else "#,##0" + ("." + "0" * decimals if decimals else "")
    doubts = "".join(mark.sign for mark in DOUBTS if mark in marks)
    behind = _behind(marks, slots)

    def reading(sign: str, what: str = digits) -> str:
        # As in all other documents a doubt stands before the sign: it is the whole figure that is in doubt.
        before = f"{doubts} {sign}" if doubts else sign
        return f'"{before}"{what}{behind}' if before else f"{what}{behind}"

    figure, below = reading(""), reading(_MINUS)
    # Only as long as the cell is 0: a changed rate may make more of it.
    nothing = reading("", f'"{Mark.UNDER_ONE.sign}"') if Mark.UNDER_ONE in marks else figure
    if signed:
        return f"{reading('+')};{below};{nothing}"
    if nothing != figure:
        return f"{figure};{below};{nothing}"
    return f"{figure};{below}" if is_negative else figure


def text_code(marks: Collection[Mark], slots: Collection[Mark]) -> str:
    """The number format of a cell that holds marks alone: they stand where they stand beside figures.

    >>> text_code({Mark.NONE}, {Mark.UNDISCLOSED}), text_code({Mark.UNDISCLOSED}, {Mark.UNDISCLOSED})
    ('@_ _._.', '@')
    """
    last = max((place for place, mark in enumerate(MISSING) if mark in marks), default=-1)
    return "@" + "".join(_room(mark) for mark in MISSING[last + 1 :] if mark in slots)


def standing_off(code: str) -> str:
    """A number format with room for a line at the right of its figures: not all programs indent what stands right.

    >>> standing_off(number_code(0, (), (), is_negative=True)).split(";")[0], standing_off(text_code((), ()))
    ('#,##0_0', '@_0')
    """
    return ";".join(f"{section}_0" for section in code.split(";"))


def _behind(marks: Collection[Mark], slots: Collection[Mark]) -> str:
    return "".join(
        f'" {mark.sign}"' if mark in marks else _room(mark) for mark in MISSING if mark in marks or mark in slots
    )


def _room(mark: Mark) -> str:
    """As much room as a mark takes."""
    return "".join(f"_{character}" for character in f" {mark.sign}")
