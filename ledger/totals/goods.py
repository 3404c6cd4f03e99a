"""Goods and services in kind: how many units were promised, firmly committed and delivered; never in money."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ledger.foundation import EXACT
from ledger.records import Commitment, Item, Record

GoodsStage = Literal["pledged", "committed", "delivered"]
GOODS_STAGES: tuple[GoodsStage, ...] = ("pledged", "committed", "delivered")


@dataclass(frozen=True)
class Quantity:
    """How many units.

    Args:
        number: of those that are stated.
        records: how many records state a number.
        without_number: how many records name such goods, and nobody says how many.

    >>> Quantity(Decimal(18), 1, 0).is_nothing
    False
    """

    number: Decimal = Decimal(0)
    records: int = 0
    without_number: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is recorded."""
        return not (self.records or self.without_number)

    def __add__(self, other: "Quantity") -> "Quantity":
        """Both together."""
        number = EXACT.add(self.number, other.number)
        return Quantity(number, self.records + other.records, self.without_number + other.without_number)

    def plus(self, item: Item, sign: int) -> "Quantity":
        """With one more item in it, or without one that was cancelled."""
        if item.quantity is None:
            return Quantity(self.number, self.records, self.without_number + (sign > 0))
        number = EXACT.add(self.number, item.quantity) if sign > 0 else EXACT.subtract(self.number, item.quantity)
        return Quantity(number, self.records + 1, self.without_number)


@dataclass(frozen=True)
class Good:
    """Goods of one kind in one unit, by what they are called.

    Args:
        description: as the first record calls them; capitals and blanks do not tell kinds apart.
        unit: of the quantity; empty where nobody names one.
    """

    description: str
    unit: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells kinds apart.

        >>> Good("Leopard 2  tanks", "pieces").key == Good("leopard 2 tanks", "Pieces").key
        True
        """
        return " ".join(self.description.casefold().split()), " ".join(self.unit.casefold().split())


Quantities = Mapping[GoodsStage, Quantity]
NO_GOODS: Quantities = dict.fromkeys(GOODS_STAGES, Quantity())
GoodsKey = tuple[tuple[str, ...], Good]
"""The labels under which goods stand, and of which kind they are."""


def all_together(by_record: Mapping[str, Quantities]) -> Quantities:
    """The units of several records, stage by stage.

    >>> of_two = {it: dict(NO_GOODS, pledged=Quantity(Decimal(5), 1)) for it in "ab"}
    >>> all_together(of_two)["pledged"].number
    Decimal('10')
    """
    return {stage: sum((it[stage] for it in by_record.values()), Quantity()) for stage in GOODS_STAGES}


def goods_in(
    counted: Iterable[tuple[Record, Commitment, tuple[str, ...]]],
) -> Mapping[GoodsKey, Mapping[str, Quantities]]:
    """The units that each record names, by labels and by kind of goods, in the order in which they are met.

    An envelope names again what its parts name: of a record with parts the goods count only where no part names any.
    What a cancellation names is taken from the stage that it cancels. Goods have no shares: what several donors give
    jointly stands under all of them together.

    Args:
        counted: the records that count, each with its commitment, and the labels under which it stands.
    """
    rows = list(counted)
    parts = (record for record, _, _ in rows if isinstance(record, Commitment) and record.items)
    doubled = {target for part in parts for target in part.targets("part_of")}
    named = [
        (record.id, item, labels, stage, sign)
        for record, commitment, labels in rows
        for stage, sign in [_stage_of(record, commitment)]
        if stage is not None and record.id not in doubled
        for item in record.items
    ]
    units: dict[tuple[tuple[str, ...], str], set[str]] = {}
    for _, item, labels, _, _ in named:
        if item.unit:
            units.setdefault((labels, Good(item.description).key[0]), set()).add(item.unit)
    goods: dict[tuple[tuple[str, ...], tuple[str, str]], tuple[Good, dict[str, dict[GoodsStage, Quantity]]]] = {}
    for key, item, labels, stage, sign in named:
        # Whoever does not say how many does not say of what: it is that of the others, where they have one.
        known = units.get((labels, Good(item.description).key[0]), set())
        unit = item.unit or (min(known) if item.quantity is None and len(known) == 1 else "")
        good = Good(item.description, unit)
        _, by_record = goods.setdefault((labels, good.key), (good, {}))
        quantities = by_record.setdefault(key, dict(NO_GOODS))
        quantities[stage] = quantities[stage].plus(item, sign)
    return {(labels, good): by_record for (labels, _), (good, by_record) in goods.items()}


def _stage_of(record: Record, commitment: Commitment) -> tuple[GoodsStage | None, int]:
    """To which column the goods of a record belong, and with which sign; None for what names no goods of its own."""
    of_commitment: GoodsStage = "pledged" if commitment.stage == "pledge" else "committed"
    if isinstance(record, Commitment):
        return of_commitment, 1
    match record.type:
        case "delivery":
            return "delivered", 1
        case "cancellation":
            return of_commitment, -1
        case _:
            return None, 1
