"""Whether the countries and regions of an activity share out all of it: their percentages add up to 100, or do not."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from lxml import etree

from ledger.foundation import Place, Problem, Severity, exact_sum, plain, quoted
from ledger.intake.iati.elements import Opened, counted_places, line_of, places_in

_PERCENTAGE = re.compile(r"[0-9]{1,3}(?:\.(?P<decimals>[0-9]{1,12}))?", re.ASCII)
_WHOLE = Decimal(100)


def doubtful_shares(activity: Opened, file: str) -> Iterator[Problem]:
    """FORM: percentages that leave a part of the activity to nobody, or give it twice.

    Places without any percentage are not judged: nobody has said how the activity is shared. Shares that were rounded,
    such as three of 33.33 %, may miss 100 by half a unit of the last digit each. Regions of a second vocabulary may
    say the same once more, or stand for what the first one has no code for.

    Args:
        activity: the ``iati-activity``, whole.
        file: its file, the first part of the place.

    >>> from ledger.intake.iati.elements import opened
    >>> half = etree.fromstring('<iati-activity><recipient-country code="UA" percentage="60"/></iati-activity>')
    >>> print(next(doubtful_shares(opened(half), "a.xml")).found)
    60 %
    """
    places = counted_places(activity)
    texts = _percentages(places)
    if not any(texts) or _are_whole(texts) or _are_whole(_percentages(places_in(activity))):
        return
    shown = " + ".join(f"{_shown(text)} %" if text else "nothing" for text in texts)
    readable = [Decimal(text) for text in texts if _PERCENTAGE.fullmatch(text)]
    total = f" = {plain(exact_sum(readable))} %" if len(readable) == len(texts) > 1 else ""
    place = Place(file=file, row=line_of(places[0]), field=f"{places[0].tag}/@percentage")
    remedy = "ask the publisher which place is missing or wrong; the record names them and splits nothing"
    yield Problem("FORM", Severity.WARNING, place, f"{shown}{total}", "percentages that add up to 100", remedy)


def _percentages(places: Sequence[etree._Element]) -> list[str]:
    return [it.get("percentage", "").strip() for it in places]


def _shown(text: str) -> str:
    return text if _PERCENTAGE.fullmatch(text) else quoted(text)


def _are_whole(texts: Sequence[str]) -> bool:
    matches = [_PERCENTAGE.fullmatch(text) for text in texts]
    if not all(matches):
        return False
    total = exact_sum(map(Decimal, texts))
    if len(texts) == 1:
        return total == _WHOLE
    rounded = exact_sum(Decimal(5).scaleb(-1 - len(it["decimals"] or "")) for it in matches if it)
    return abs(total - _WHOLE) <= rounded
