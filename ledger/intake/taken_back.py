"""Sums below zero in a list of promises: corrections and withdrawals become cancellations of what they reduce.

For readers of lists whose rows are promises (Kiel, FTS, mapped tables). A row whose promise cannot be told has an error
with its sum, since the total would be too large without it; it stays a draft, so that its sum is known to the import.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from ledger.foundation import EXACT, grouped, malformed, plain
from ledger.intake.drafts import Draft
from ledger.records import find_party

_KEPT = ("title", "sources", "note", "handling")
_PAID = ("disbursement", "delivery")


def taken_back(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts of one release with what was taken back as cancellations and returns.

    A negative promise takes from the record that it is tied to; else from the only one of its donor, recipient,
    category, stage and currency that was announced by then and still holds as much: of several from the only one with
    its title, or with its sum. A negative payment is money that came back.

    Args:
        drafts: of one release, written as paths, with the ids of their source; a negative amount keeps its sign.

    Yields:
        What is not negative as it was, cancellations and returns; a sum that takes from no record as it was, with FORM
        among its faults.

    >>> from ledger.foundation import Place
    >>> promise = {"donor": "SWE", "recipient": "UKR", "stage": "pledge"}
    >>> first = promise | {"id": "a", "announced": "2024-01-01", "amount": {"value": "90", "currency": "SEK"}}
    >>> second = promise | {"id": "b", "announced": "2024-03-01", "amount": {"value": "-20", "currency": "SEK"}}
    >>> *_, taken = taken_back([Draft(it, Place(file="a.csv", row=2)) for it in (first, second)])
    >>> taken.values["type"], taken.values["commitment"], taken.values["amount"]["value"]
    ('cancellation', 'a', '20')
    """
    everything = tuple(drafts)
    if not any(drafted_value(draft.values) < 0 for draft in everything):
        yield from everything
        return
    search = _Promises(everything)
    below = [_is_promise(draft) and drafted_value(draft.values) < 0 for draft in everything]
    homes = [search.reduced_by(draft) if is_below else None for draft, is_below in zip(everything, below, strict=True)]
    of_id = {
        str(draft.values["id"]): home
        for draft, is_below, home in zip(everything, below, homes, strict=True)
        if is_below and "id" in draft.values
    }
    for draft, home in zip(everything, homes, strict=True):
        yield _settled_promise(draft, home) if _is_promise(draft) else _settled_payment(draft, of_id)


def drafted_value(values: Mapping[str, Any]) -> Decimal:
    """The figure of a draft; 0 where it has none, or none that is a number.

    >>> drafted_value({"amount": {"value": "-20.50"}})
    Decimal('-20.50')
    """
    amount = values.get("amount")
    text = amount.get("value") if isinstance(amount, Mapping) else None
    try:
        value = Decimal(text) if isinstance(text, str) else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() else Decimal(0)


class _Promises:
    """The promises of a release, and how much of each is left."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._left = {
            str(it.values["id"]): drafted_value(it.values) for it in drafts if _is_promise(it) and "id" in it.values
        }
        self._alike: dict[tuple[object, ...], list[Mapping[str, Any]]] = defaultdict(list)
        for draft in drafts:
            if _is_promise(draft) and "id" in draft.values and drafted_value(draft.values) > 0:
                self._alike[_likeness(draft.values)].append(draft.values)

    def reduced_by(self, draft: Draft) -> str | None:
        """The promise that a negative one takes from; None where none or several could be meant."""
        values, taken = draft.values, drafted_value(draft.values).copy_abs()
        fitting = [
            it
            for it in self._alike.get(_likeness(values), ())
            if str(it.get("announced")) <= str(values.get("announced")) and self._left[str(it["id"])] >= taken
        ]
        tied = {tie["target"] for tie in values.get("relations", ())}
        chosen = (
            _only(it for it in fitting if it["id"] in tied)
            or _only(iter(fitting))
            or _only(it for it in fitting if values.get("title") and it.get("title") == values["title"])
            or _only(it for it in fitting if drafted_value(it) == taken)
        )
        if chosen is None:
            return None
        self._left[chosen] = EXACT.subtract(self._left[chosen], taken)
        return chosen


def _only(promises: Iterator[Mapping[str, Any]]) -> str | None:
    ids = [str(it["id"]) for it in promises]
    return ids[0] if len(ids) == 1 else None


def _settled_promise(draft: Draft, home: str | None) -> Draft:
    if drafted_value(draft.values) >= 0:
        return draft
    if home is None:
        return _nothing_to_take_from(draft)
    # What the day of a promise is called in the file is what that of the cancellation is called.
    names = {**draft.names, "value_date": draft.names["announced"]} if "announced" in draft.names else draft.names
    return draft._replace(values=_cancellation(draft.values, home), names=names)


def _settled_payment(draft: Draft, homes: Mapping[str, str | None]) -> Draft:
    values = draft.values
    if drafted_value(values) >= 0 or values.get("type") not in _PAID:
        return draft
    home = homes.get(str(values.get("commitment")), values.get("commitment"))
    if home is None:
        return _nothing_to_take_from(draft)
    back = {"commitment": home, "type": "return", "amount": _positive(values)}
    return draft._replace(values={**values, **back})


def _cancellation(values: Mapping[str, Any], home: str) -> dict[str, Any]:
    return {
        "record": "transaction",
        "id": values["id"],
        "commitment": home,
        "type": "cancellation",
        "value_date": values["announced"],
        "amount": _positive(values),
        **{name: values[name] for name in _KEPT if values.get(name)},
    }


def _positive(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values["amount"], "value": plain(drafted_value(values).copy_abs())}


def _nothing_to_take_from(draft: Draft) -> Draft:
    currency = draft.values["amount"].get("currency") or "a sum of"
    found = f"{currency} {grouped(drafted_value(draft.values))}, and no single record that it is taken from"
    expected = "a sum above 0, or the one record of its donor, recipient and currency that it reduces"
    remedy = "record it as a cancellation of what it reduces; without it totals are too large by this sum"
    if "id" not in draft.values:
        remedy = f"give the rows ids, by which one can take from another, or {remedy}"
    place = draft.at(draft.names.get("amount.value") or draft.names.get("amount") or "amount")
    return draft._replace(faults={**draft.faults, "amount.value": malformed(place, found, expected, remedy)})


def _is_promise(draft: Draft) -> bool:
    return bool(draft.values.get("record", "commitment") == "commitment")


def _likeness(values: Mapping[str, Any]) -> tuple[str, ...]:
    # As text: a file of a stranger may hold a list where one value belongs, which its record says later.
    # A party counts by whichever of its names.
    amount = values.get("amount")
    currency = amount.get("currency") if isinstance(amount, Mapping) else None
    parties = (str(values.get(side)) for side in ("donor", "recipient"))
    keys = (find_party(party) or party for party in parties)
    return (*keys, *(str(it) for it in (*map(values.get, ("joint_donors", "category", "stage")), currency)))
