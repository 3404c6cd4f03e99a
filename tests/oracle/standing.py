"""Which records count, and in whose lines the money of the others stands: boundary, ties, envelopes with their parts.

Records are dictionaries as a programmer would post them; rules are a dictionary of the fields of a report definition.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from oracle.days import day
from oracle.sums import bounds_of

REPEATS = ("restates", "part_of", "contributes_to", "draws_down")
ALWAYS = "0001-01-01"
# Who belonged to which group from when until when, of the parties that occur here.
GROUPS = {
    "NATO": {
        **dict.fromkeys(("BEL", "DEU", "FRA", "GBR", "NLD", "NOR", "USA", "CAN"), (ALWAYS, "9999-12-31")),
        "POL": ("1999-03-12", "9999-12-31"),
        "EST": ("2004-03-29", "9999-12-31"),
        "FIN": ("2023-04-04", "9999-12-31"),
        "SWE": ("2024-03-07", "9999-12-31"),
    },
    "EU": {
        **dict.fromkeys(("BEL", "DEU", "FRA", "NLD"), (ALWAYS, "9999-12-31")),
        **dict.fromkeys(("FIN", "SWE"), ("1995-01-01", "9999-12-31")),
        **dict.fromkeys(("POL", "EST"), ("2004-05-01", "9999-12-31")),
        "GBR": ("1973-01-01", "2020-01-31"),
    },
}


def targets(record, *kinds):
    return [it["target"] for it in record.get("relations", ()) if it["kind"] in kinds]


def first_day(record):
    return day(record["term"].get("start") or record["announced"])


def own_day(record):
    return day(record["announced"] if "stage" in record else record["value_date"])


def donors_of(record):
    return tuple(it["donor"] for it in record.get("joint_donors") or ()) or (record["donor"],)


@dataclass
class Standing:
    """Commitments by id and what is known of them.

    Args:
        commitments: the visible ones.
        transactions: the visible ones.
        superseded: ids.
        outside: ids of those outside of the boundary, or due after the horizon.
        below: per id the ids whose money stands in it, with the tie.
        held: per id that does not count itself the holder.
        displaced: ids of envelopes whose parts count in their place.
        children: per envelope the parts that are taken from it, directly.
    """

    commitments: dict
    transactions: list
    superseded: set = field(default_factory=set)
    outside: set = field(default_factory=set)
    below: dict = field(default_factory=dict)
    held: dict = field(default_factory=dict)
    displaced: set = field(default_factory=set)
    children: dict = field(default_factory=dict)

    def counts(self, key):
        return key not in {*self.superseded, *self.outside, *self.displaced} and key not in self.held

    def holder(self, key):
        """The record that counts with the money of this one, at the end of a chain of ties."""
        seen = set()
        while key in self.held and key not in seen:
            seen.add(key)
            key = self.held[key][0]
        return key


def standing(records, rules):
    seen = [it for it in records if _is_seen(it, rules)]
    commitments = {it["id"]: it for it in seen if "stage" in it}
    found = Standing(commitments, [it for it in seen if "stage" not in it and it["commitment"] in commitments])
    successors = _successors(commitments)
    found.superseded = set(successors)
    found.outside = {key for key, it in commitments.items() if is_outside(it, rules)}
    found.below = _with_doubts_ended(found, _ties(commitments, successors))
    _hold(found)
    for key in commitments:
        if key not in found.superseded and key not in found.displaced and key not in found.held:
            children = _children(found, key)
            if children:
                found.children[key] = children
    return found


def _is_seen(record, rules):
    cutoff = rules.get("cutoff")
    public = record.get("handling", "public") == "public" or rules.get("handling") == "internal"
    return public and (cutoff is None or own_day(record) <= day(cutoff))


def names(rules, side, party, on):
    """Whether a party is named as a donor or recipient, by itself or by a group that it belonged to on a day."""
    boundary = rules.get("boundary", {})
    if party in boundary.get(f"{side}s", ()):
        return True
    spans = [GROUPS[group].get(party) for group in boundary.get(f"{side}_groups", ())]
    return any(first <= str(on) <= last for first, last in filter(None, spans))


def is_open(rules, side):
    boundary = rules.get("boundary", {})
    return not boundary.get(f"{side}s") and not boundary.get(f"{side}_groups")


def donors_are_outside(record, donors, rules):
    """Of what several give jointly nothing counts unless all of them are inside."""
    on = own_day(record)
    return any(
        it == record["recipient"] or not (is_open(rules, "donor") or names(rules, "donor", it, on)) for it in donors
    )


def is_outside(record, rules):
    on = own_day(record)
    if all(donors_are_outside(record, it, rules) for it, _, _ in portions_of(record)):
        return True
    if not is_open(rules, "recipient") and not names(rules, "recipient", record["recipient"], on):
        return True
    late = rules.get("horizon") is not None and first_day(record) > day(rules["horizon"])
    return names(rules, "donor", record["recipient"], on) or late


def portions_of(record):
    """Who gives which stretch of the sum: donors, where it begins and where it ends, as fractions of the whole."""
    joint = record.get("joint_donors")
    if not joint:
        return [((record["donor"],), 0, 1)]
    found, reached = [], 0
    for it in joint:
        if "share" in it:
            found.append(((it["donor"],), reached, reached + share_of(it["share"])))
            reached = found[-1][2]
    others = tuple(sorted(it["donor"] for it in joint if "share" not in it))
    return [*found, (others, reached, 1)] if others else found


def share_of(text):
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def _successors(commitments):
    found = {}
    for key, record in commitments.items():
        for target in targets(record, "supersedes"):
            if target in commitments and commitments[target]["stage"] == record["stage"]:
                found.setdefault(target, set()).add(key)
    return found


def _last(key, successors):
    if key not in successors:
        return {key}
    return set().union(*(_last(it, successors) for it in successors[key]))


def _ties(commitments, successors):
    """Whose money stands in whose; a successor takes over the ties of what it supersedes, but for circles."""
    below, moved = {}, []
    for key in sorted(commitments):
        for tie in commitments[key].get("relations", ()):
            target = commitments.get(tie["target"])
            if tie["kind"] not in REPEATS or target is None or target["stage"] != commitments[key]["stage"]:
                continue
            if {key, target["id"]} & successors.keys():
                pairs = [(up, low) for up in _last(target["id"], successors) for low in _last(key, successors)]
                moved += [(up, low, tie["kind"]) for up, low in sorted(pairs)]
            else:
                _tie(below, target["id"], key, tie["kind"])
    for up, low, kind in moved:
        if up != low and up not in within(below, [low]):
            _tie(below, up, low, kind)
    return below


def _with_doubts_ended(found, below):
    """The ties once a restatement with a figure has taken the place of a sum that nobody says."""
    gone = {*found.superseded, *found.outside}
    said = {}
    for key, record in found.commitments.items():
        if key not in gone and record["amount"]["qualifier"] == "undisclosed":
            again = _restatements(found, below, gone, key)
            if again:
                said[key] = min(again, key=lambda it: (found.commitments[it]["announced"], it))
    moved = {}
    for up in sorted(below):
        for low, kind in sorted(below[up].items()):
            upper, lower = said.get(up, up), said.get(low, low)
            if upper != lower and upper not in within(moved, [lower]):
                _tie(moved, upper, lower, kind)
    for key, again in said.items():
        _tie(moved, again, key, "restates")
    return moved


def _restatements(found, below, gone, key):
    """Those with a figure that restate a record, looking through those that have none or say nothing that counts."""
    those, seen, waiting = set(), {key}, [key]
    while waiting:
        for low, kind in below.get(waiting.pop(), {}).items():
            if kind == "restates" and low not in seen:
                seen.add(low)
                if _figure(found, low) and low not in gone:
                    those.add(low)
                else:
                    waiting.append(low)
    return those


def _tie(below, up, low, kind):
    # What restates its envelope is all of it, whatever else is said: part_of says least.
    if below.setdefault(up, {}).get(low, "part_of") == "part_of":
        below[up][low] = kind


def within(below, keys):
    found, waiting = set(), list(keys)
    while waiting:
        fresh = set(below.get(waiting.pop(), {})) - found
        found |= fresh
        waiting += fresh
    return found


def _figure(found, key):
    return bounds_of(found.commitments[key]["amount"])


def _parts(found, key):
    """Parts with a figure, looking through those that have none."""
    parts, seen, waiting = set(), {key}, [key]
    while waiting:
        for low, kind in found.below.get(waiting.pop(), {}).items():
            if kind == "part_of" and low not in seen:
                seen.add(low)
                if _figure(found, low):
                    parts.add(low)
                else:
                    waiting.append(low)
    return parts


def takable(found, key):
    """Parts whose figures can be taken from that of their envelope: of one currency, neither owed again and again."""
    envelope = found.commitments[key]
    if not _figure(found, key) or envelope["term"]["kind"] == "recurring":
        return set()
    return {
        it
        for it in _parts(found, key)
        if found.commitments[it]["amount"]["currency"] == envelope["amount"]["currency"]
        and found.commitments[it]["term"]["kind"] != "recurring"
    }


def _hold(found):
    """Of records that hold the same money the outermost one inside the boundary with a figure counts."""
    commitments = found.commitments
    for key in commitments:
        by_parts = commitments[key].get("counts") == "parts" and _figure(found, key)
        if by_parts and _parts(found, key) - takable(found, key):
            found.displaced.add(key)
    gone = {*found.superseded, *found.outside, *found.displaced}
    holders = sorted(key for key in commitments if key not in gone and _figure(found, key))
    taken = {key: takable(found, key) for key in holders}
    # In rounds, so that a record is held by the nearest holder above it.
    waiting = [(key, key) for key in holders]
    for key, holder in waiting:
        for low, kind in sorted(found.below.get(key, {}).items()):
            if low in found.held or low == holder or (kind == "part_of" and low in taken[holder]):
                continue
            found.held[low] = (holder, kind)
            found.displaced.discard(low)
            waiting.append((low, holder))


def _children(found, key):
    taken = takable(found, key)
    return [it for it in sorted(taken - within(found.below, taken)) if found.holder(it) != key]
