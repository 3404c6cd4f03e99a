"""What the search of the site looks through."""

from collections.abc import Iterator
from itertools import groupby

Entry = dict[str, str]


def sections(indexed: list[Entry]) -> Iterator[Entry]:
    """Each section once; that of a page's own heading stands for the page.

    Args:
        indexed: as the plugin makes them: a page with all of its text, behind it each of its sections.
    """
    for location, entries in groupby(indexed, key=lambda entry: entry["location"].partition("#")[0]):
        page, *parts = entries
        first, *others = parts or [page]
        yield first | {"location": location}
        yield from others
