"""Pages of the desk in the browser, asked for as the server asks, and read as a browser reads them."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import html

from ledger.web import Settings
from ledger.web.forms import FORMS, Entering
from ledger.web.messages import Answer, PageRequest
from ledger.web.pages import PAGES, Answering

_ADDRESSES = {name: address for pages in (FORMS, PAGES) for name, (address, _) in pages.items()}


@dataclass(frozen=True)
class ShownPage:
    """A page as it came: its status, and its elements."""

    answer: Answer

    @property
    def tree(self):
        return html.fromstring(self.answer.body.decode())

    @property
    def heading(self):
        return words(self.tree.find(".//h1"))

    @property
    def main(self):
        return words(self.tree.find(".//main"))

    def all(self, path):
        """The words of all elements at a path."""
        return [words(it) for it in self.tree.xpath(path)]

    @property
    def filled(self):
        """What a browser would post of its form, by name."""
        fields = self.tree.xpath("//main//form//*[self::input or self::select or self::textarea]")
        return {it.get("name"): text for it in fields if (text := _typed(it)) is not None}

    @property
    def faults(self):
        """What the list of faults says, each in one line."""
        return self.all("//*[@class='summary']//li")

    def links(self, path="//main//a"):
        """The addresses of links."""
        return [it.get("href") for it in self.tree.xpath(path)]


def words(element):
    """What an element says to those who see it and to those who hear it, in one line."""
    return " ".join(element.text_content().replace("\xa0", " ").split())


def _typed(field):
    if field.tag == "select":
        chosen = field.xpath("option[@selected]/@value") or field.xpath("option/@value")
        return chosen[0]
    if field.tag == "textarea":
        return field.text or ""
    if field.get("type") == "radio" and field.get("checked") is None:
        return None
    return field.get("value") or ""


class Asking:
    """Asks for pages of one book by their addresses."""

    def __init__(self, book, **settings):
        given = Settings(Path(book), **settings)
        self._figures, self._forms = Answering(given), Entering(given)

    def answer(self, address, language="en", form=()):
        parts = urlsplit(address)
        name, rest = _route(parts.path)
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        answering = self._forms if name in FORMS else self._figures
        return answering(PageRequest(name, parts.path, rest, query, language, tuple(dict(form).items())))

    def page(self, address, language="en", form=()):
        return ShownPage(self.answer(address, language, form))


def _route(path):
    for name, pattern in _ADDRESSES.items():
        if pattern == path:
            return name, {}
    for name, pattern in _ADDRESSES.items():
        before, brace, part = pattern.partition("{")
        if brace and path.startswith(before):
            return name, {part.rstrip("}").partition(":")[0]: unquote(path.removeprefix(before))}
    raise LookupError(path)


def page_of(book, address, language="en", **settings):
    """The status of a page and its elements, of a desk that was just opened."""
    shown = Asking(book, **settings).page(address, language)
    return shown.answer.status, shown.tree


def texts(tree, path):
    """The texts of elements, each in one line."""
    return [" ".join(it.text_content().split()) for it in tree.xpath(path)]
