"""The true range of a cell of envelopes and parts, by trying every assignment; knows nothing of any rule.

The bounds are whole numbers and the conditions are nested sums, so that every corner of the possible assignments has
whole coordinates: the least and the greatest of the corners are those of all assignments.
"""

from itertools import product


def true_range(wholes, children, fractions, top="e"):
    """The least and the greatest sum that may lie in a cell; None where no assignment is possible.

    Args:
        wholes: per id (low, high) in whole numbers.
        children: per envelope the ids of its direct parts.
        fractions: per id which fraction of its own money, beside that of its parts, lies in the cell.
        top: the id of the outermost envelope.
    """
    found = _by_value(top, wholes, children, fractions)
    if not found:
        return None
    return min(least for least, _ in found.values()), max(most for _, most in found.values())


def _by_value(key, wholes, children, fractions):
    """For every value that a record may have the least and the greatest sum of it and of all that is in it."""
    low, high = wholes[key]
    inside = [_by_value(child, wholes, children, fractions) for child in children.get(key, ())]
    found = {}
    for values in product(*inside):
        taken = sum(values)
        ends = [found_in[value] for found_in, value in zip(inside, values, strict=True)]
        least, most = sum(end[0] for end in ends), sum(end[1] for end in ends)
        for value in range(max(low, taken), high + 1):
            own = fractions[key] * (value - taken)
            known = found.get(value)
            ranges = (own + least, own + most)
            found[value] = (min(known[0], ranges[0]), max(known[1], ranges[1])) if known else ranges
    return found
