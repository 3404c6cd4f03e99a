"""Rounding together by trying every way there is: what the footing of documents is held against."""

from itertools import product


def adds_up(flows, shown):
    balance = {}
    for flow in flows:
        balance[flow.tail] = balance.get(flow.tail, 0) - shown[flow.key]
        balance[flow.head] = balance.get(flow.head, 0) + shown[flow.key]
    return not any(balance.values())


def neighbours(flow, step):
    return sorted({flow.exact // step, -(-flow.exact // step)})


def by_brute_force(flows, step):
    """The best of all ways to display each figure by a neighbour, by the words of the rule; None if there is none."""
    ranked = sorted(flows, key=lambda it: (-abs(it.exact), it.key))

    def cost(shown):
        apart = sum(abs(shown[it.key] - it.elsewhere) for it in flows if it.elsewhere is not None)
        distance = sum(abs(shown[it.key] * step - it.exact) for it in flows)
        return apart, distance, [-abs(shown[it.key]) for it in ranked]

    choices = [[flow.shown] if flow.shown is not None else neighbours(flow, step) for flow in flows]
    ways = ({flow.key: multiple for flow, multiple in zip(flows, way, strict=True)} for way in product(*choices))
    return min((way for way in ways if adds_up(flows, way)), key=cost, default=None)
