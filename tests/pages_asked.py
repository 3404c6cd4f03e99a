"""Pages as the process behind a desk draws them, without a server."""

from urllib.parse import parse_qsl, urlsplit

from lxml import html

from ledger.web import Settings
from ledger.web.messages import PageRequest
from ledger.web.pages import Answering


def page_of(book, page, address, language="en", *, reads_only=False, **parts):
    """The status of a page and the page itself, of a desk that was just opened."""
    split = urlsplit(address)
    asked = PageRequest(page, split.path, parts, tuple(parse_qsl(split.query, keep_blank_values=True)), language)
    answer = Answering(Settings(book, reads_only=reads_only))(asked)
    return answer.status, html.fromstring(answer.body.decode())


def texts(tree, path):
    """The texts of elements, each in one line."""
    return [" ".join(it.text_content().split()) for it in tree.xpath(path)]
