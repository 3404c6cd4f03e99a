"""Joint donors: who gives one sum together, and which share of it is whose.

A share is a percentage (``60%``) or a fraction (``1/3``) of the whole. Donors without one give together what the known
shares leave: how much of that each of them gives, nobody says.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from math import lcm
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from ledger.foundation import expected
from ledger.records.scalars import Line, PartyKey

SHARE_PATTERN = r"^(?:[0-9]{1,2}(?:\.[0-9]{1,6})?%|[1-9][0-9]{0,11}/[1-9][0-9]{0,11})$"
TOGETHER = " + "
_NAME_ALL = "name all who give it, each once, or leave the column empty for one donor"


def _share(value: str) -> str:
    if not re.fullmatch(SHARE_PATTERN, value) or not 0 < _fraction(value) < 1:
        remedy = "write the share as 60% or 1/3, or leave it out where nobody says it"
        raise expected("FORM", "a share of the whole such as 60% or 1/3", remedy)
    return value


def _fraction(share: str) -> Fraction:
    return Fraction(share[:-1]) / 100 if share.endswith("%") else Fraction(share)


def _parts_of(share: str) -> int:
    """Into how many parts a share divides the whole, as it is written: 100 for a percentage, 3 for a third."""
    if share.endswith("%"):
        return int(100 * 10 ** len(share[:-1].partition(".")[2]))
    return int(share.partition("/")[2])


Share = Annotated[Line, AfterValidator(_share), WithJsonSchema({"type": "string", "pattern": SHARE_PATTERN})]


class JointDonor(BaseModel):
    """One of several donors that give one sum together.

    Args:
        donor: ISO 3166 code of three letters, a code of our list, or a name.
        share: its share of the whole, such as ``60%`` or ``1/3``; left out where nobody says it.

    >>> str(JointDonor(donor="DEU", share="60%"))
    'DEU 60%'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    donor: PartyKey = Field(description="Who gives: ISO 3166 code, code of our list, or name.")
    share: Share | None = Field(default=None, description="Its share of the whole, as 60% or 1/3, where it is known.")

    def __str__(self) -> str:
        return f"{self.donor} {self.share}" if self.share else self.donor


@dataclass(frozen=True)
class Portion:
    """What some donors give of a commitment: one of them alone, or several of whom nobody says who gives how much.

    Portions lie one behind the other in the whole, so that sums can be cut at their borders with cumulative rounding.

    Args:
        donors: keys, in alphabetical order.
        start: where it begins in the whole, in parts of it.
        end: where it ends.
        of: how many parts the whole has.

    >>> Portion(("NLD",), 60, 100, 100).label
    'NLD'
    """

    donors: tuple[str, ...]
    start: int
    end: int
    of: int

    @property
    def label(self) -> str:
        """The donor as totals group by it: its key, or those of joint donors."""
        return together(self.donors)


def together(donors: Iterable[str]) -> str:
    """The label of donors that give jointly, the same for any order of them.

    >>> together(["NLD", "DEU"])
    'DEU + NLD'
    """
    return TOGETHER.join(sorted(donors))


def donors_of(label: str) -> tuple[str, ...]:
    """The donors behind a label of :func:`together`, which no key of a party looks like; one gives alone.

    >>> donors_of("DEU + NLD"), donors_of("DEU")
    (('DEU', 'NLD'), ('DEU',))
    """
    return tuple(label.split(TOGETHER))


def portions_of(joint: Sequence[JointDonor]) -> tuple[Portion, ...]:
    """The portions of joint donors: those with a known share as they are listed, then what the others give together.

    >>> [(it.label, it.start, it.end) for it in portions_of([JointDonor(donor="DEU", share="60%"),
    ...     JointDonor(donor="NLD"), JointDonor(donor="BEL")])]
    [('DEU', 0, 60), ('BEL + NLD', 60, 100)]
    """
    known = [(it.donor, it.share) for it in joint if it.share is not None]
    of = lcm(*(_parts_of(share) for _, share in known))
    ends = list(accumulate((int(_fraction(share) * of) for _, share in known), initial=0))
    alone = (Portion((key,), *border, of) for (key, _), border in zip(known, pairwise(ends), strict=True))
    others = tuple(sorted(it.donor for it in joint if it.share is None))
    return (*alone, Portion(others, ends[-1], of, of)) if others else tuple(alone)


def hold_to_whole(joint: tuple[JointDonor, ...]) -> tuple[JointDonor, ...]:
    """Joint donors as they came, if they go together: two or more, each once, with shares that make up the whole.

    Args:
        joint: none for a commitment of one donor.

    Raises:
        PydanticCustomError: FORM, or FOOT for shares that do not add up.
    """
    if not joint:
        return joint
    keys = [it.donor for it in joint]
    shown = "; ".join(map(str, joint))
    if len(set(keys)) != len(keys) or len(keys) == 1:
        raise expected("FORM", "two joint donors or more, each of them once", _NAME_ALL, found=shown)
    shares = [_fraction(it.share) for it in joint if it.share is not None]
    if len(shares) == len(joint) and sum(shares) != 1:
        remedy = "correct a share, or write thirds as 1/3"
        raise expected("FOOT", "shares that add up to the whole", remedy, found=f"{shown}, together {_shown(shares)}")
    if len(shares) < len(joint) and sum(shares) >= 1:
        requirement, remedy = (
            "known shares that leave something for the other donors",
            "correct a share, or take them out",
        )
        raise expected("FOOT", requirement, remedy, found=f"{shown}, together {_shown(shares)}")
    return joint


def _shown(shares: Sequence[Fraction]) -> str:
    per_cent = sum(shares) * 100
    return f"{per_cent} %" if per_cent.denominator == 1 else f"{sum(shares)} of the whole"
