"""Which activities a file ties to each other: parent and child by ``related-activity``, provider and receiver of money.

IATI does not say whether the two promise the same money. So the tie is kept and decides nothing: it becomes
``linked_by_source`` between their promises, and a check names those that both count.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ledger.intake.drafts import Draft
from ledger.intake.iati.elements import Opened, OpenedTransaction
from ledger.records import parse_record

# One promise that may hold the same money is enough to look at both; more of them only make the record longer.
_MOST_TIES = 20
_MOST_NAMED = 5
_RELATED: Mapping[str, str] = {"1": "parent", "2": "child"}
_ALONG_MONEY = (
    ("provider-org", "provider-activity-id", "provider"),
    ("receiver-org", "receiver-activity-id", "receiver"),
)


class Links:
    """The ties among the activities of one release, in whatever order they are read."""

    def __init__(self) -> None:
        self._promises: dict[str, list[Draft]] = defaultdict(list)
        self._named_by: dict[str, list[str]] = defaultdict(list)

    def tie(self, identifier: str, named: Mapping[str, str], promises: Sequence[Draft]) -> None:
        """Tie the promises of an activity to those of the activities that were read before it.

        Args:
            identifier: of the activity.
            named: the activities that it names, as :func:`named_activities` gives them.
            promises: its drafts of commitments; they get their ties here.

        >>> from ledger.foundation import Place
        >>> first, second = (Draft({"id": it}, Place(file="a.xml")) for it in ("a", "b"))
        >>> links = Links()
        >>> links.tie("X-1", {"X-2": "child"}, [first])
        >>> links.tie("X-2", {}, [second])
        >>> "relations" in first.values
        False
        """
        others = dict.fromkeys((*named, *self._named_by.pop(identifier, ())))
        before = [draft for other in others if other != identifier for draft in self._promises.get(other, ())]
        # A promise that is no sound record is told by itself; a tie to it would be a second complaint.
        targets = [draft.values["id"] for draft in before if parse_record(draft.values, draft.place).record]
        for draft in promises if targets else ():
            ties = [{"kind": "linked_by_source", "target": key} for key in targets[:_MOST_TIES]]
            draft.values["relations"] = [*draft.values.get("relations", ()), *ties]
        self._promises[identifier] += promises
        for other in named:
            if other not in self._promises:
                self._named_by[other].append(identifier)


def named_activities(activity: Opened, transactions: Sequence[OpenedTransaction]) -> dict[str, str]:
    """The activities that one names as its parent, child, provider or receiver of money, each with what it is.

    Siblings and activities that are only funded together hold no money of each other; the lineage keeps them.

    Args:
        activity: the ``iati-activity``.
        transactions: those in it.

    >>> from lxml import etree
    >>> from ledger.intake.iati.elements import opened
    >>> named_activities(opened(etree.fromstring('<a><related-activity ref="X-1" type="1"/></a>')), ())
    {'X-1': 'parent'}
    """
    named: dict[str, str] = {}
    for element in activity.all("related-activity"):
        if (ref := element.get("ref", "").strip()) and (kind := _RELATED.get(element.get("type", "").strip())):
            named.setdefault(ref, kind)
    for name, attribute, kind in _ALONG_MONEY:
        for transaction in transactions:
            for organisation in transaction.opened.all(name):
                if ref := organisation.get(attribute, "").strip():
                    named.setdefault(ref, kind)
    return named


def noted(named: Mapping[str, str]) -> str:
    """The same in words, for the note of a record; empty where none is named.

    >>> noted({"X-1": "parent"})
    'Tied to activity X-1 (parent).'
    """
    if not named:
        return ""
    shown = [f"{ref} ({kind})" for ref, kind in list(named.items())[:_MOST_NAMED]]
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return f"Tied to {'activity' if len(named) == 1 else 'activities'} {', '.join(shown)}{more}."
