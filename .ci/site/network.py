"""What a browser would ask a network for when it opens a page of the site."""

import re
from html.parser import HTMLParser
from pathlib import Path

_ASKED = {"src", "srcset", "poster", "data"}
_ASKED_BY_HREF = {"link", "image", "use"}
_OF_STYLES = re.compile(r"(?:url\(|@import)\s*[\"']?([^\"')\s]+)")
_OF_A_NETWORK = re.compile(r"(?:https?:)?//")


def requests_in(path: Path) -> list[str]:
    """The addresses of a network that a page or a style sheet asks for by itself; a link waits for a reader."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        addresses = _OF_STYLES.findall(text)
    else:
        reader = _Reader()
        reader.feed(text)
        addresses = reader.addresses
    return [address for address in addresses if _OF_A_NETWORK.match(address)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        asked = _ASKED | ({"href"} if tag in _ASKED_BY_HREF else set())
        self.addresses += [value for name, value in attrs if value and name in asked]
