"""Pages from templates: each label in the language of the reader, each text as text."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ledger.desk import package_version
from ledger.foundation import marked
from ledger.presentation import FigureKey, Language, SmallMultiples
from ledger.render import chart_svg, swatch
from ledger.reporting import LANGUAGES, LanguageCode
from ledger.web.messages import Answer, PageRequest, Role
from ledger.web.office import may

_FOLDER = Path(__file__).parent / "templates"
_WRITING = ("enter", "import")
# Each page of the menu: its name, its address and what it is called.
MENU = (
    ("overview", "/", marked("Overview")),
    ("records", "/records", marked("Records")),
    ("enter", "/enter", marked("Enter")),
    ("import", "/import", marked("Import")),
    ("reports", "/reports", marked("Reports")),
    ("changes", "/changes", marked("Changes")),
    ("findings", "/findings", marked("Findings")),
    ("issued", "/issued", marked("Issued")),
    ("sample", "/sample", marked("Sample")),
    ("rates", "/rates", marked("Rates")),
    ("journal", "/journal", marked("Journal")),
    ("method", "/method", marked("Method and help")),
)
"""The pages of the menu: name, address, and what they are called."""
_PHONE, _PAPER = 288, 656
_ROLES: Mapping[Role, str] = {
    "clerk": marked("enters and issues"),
    "reviewer": marked("reviews and issues"),
    "auditor": marked("audits"),
    "reader": marked("reading only"),
}
_NAMES: Mapping[LanguageCode, str] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "français",
    "pl": "polski",
    "uk": "українська",
}


@dataclass(frozen=True)
class Frame:
    """What stands around every page.

    Args:
        title: of the report whose figures the desk shows, in English.
        reads_only: whether nothing may be entered.
    """

    title: str
    reads_only: bool


def drawn(template: str, asked: PageRequest, frame: Frame, *, status: int = 200, **values: object) -> Answer:
    """A page.

    Args:
        template: its name without ``.html.jinja``.
        asked: what was asked for.
        frame: what stands around it.
        status: of HTTP.
        values: what the template needs.
    """
    values.setdefault("held", None)
    values.setdefault("within", "")

    def allowed(page: str) -> bool:
        return not frame.reads_only and may(asked.person, page)

    page = _template(template, asked.language).render(
        asked=asked,
        title=frame.title,
        may=allowed,
        menu=tuple(it for it in MENU if it[0] not in _WRITING or allowed(it[0])),
        role=_ROLES[asked.person.role] if asked.person else "",
        **values,
    )
    return Answer(page.encode(), status)


def drawn_charts(chart: SmallMultiples | None, width: int) -> tuple[tuple[str, str], ...]:
    """A chart as it is drawn for a screen, a phone and paper, each by its class; texts are never drawn smaller.

    Args:
        chart: what is displayed; None for nothing.
        width: of the place that a screen has for it, in pixels.
    """
    widths = {"broad": width, "narrow": _PHONE, "paper": _PAPER}
    return tuple((name, chart_svg(chart, own)) for name, own in widths.items()) if chart else ()


def figure_link(key: FigureKey, report: str = "") -> str:
    """The address of the page that explains a figure.

    >>> figure_link(FigureKey("pledges", (("donor", "GBR"), ("year", "2025"))), "brief")
    '/figure?report=brief&measure=pledges&donor=GBR&year=2025'
    """
    pairs = [("report", report)] if report else []
    pairs += [("measure", key.measure), *key.labels]
    others = (("group", key.group), ("record", key.record), ("bound", "" if key.bound == "central" else key.bound))
    flags = (("open", "yes" if key.is_open else ""), ("until", "yes" if key.is_until else ""))
    members = [(f"others-{dimension}", label) for dimension, label in key.members]
    return f"/figure?{urlencode([*pairs, *(it for it in (*others, *flags) if it[1]), *members])}"


def record_link(key: str) -> str:
    """The address of the page of a record.

    >>> record_link("kiel:2024/7")
    '/records/kiel%3A2024%2F7'
    """
    return f"/records/{quote(key, safe='')}"


def form_link(action: str, key: str) -> str:
    """The address of the form by which something is done to a record.

    >>> form_link("amend", "a/b c")
    '/amend/a%2Fb%20c'
    """
    return f"/{action}/{quote(key, safe='')}"


def event_link(kind: str, key: str) -> str:
    """The address of the form for what became of a promise.

    >>> event_link("cancellation", "a b")
    '/enter?record=transaction&commitment=a+b&type=cancellation'
    """
    return f"/enter?{urlencode({'record': 'transaction', 'commitment': key, 'type': kind})}"


@cache
def _template(name: str, code: LanguageCode) -> Template:
    return _environment(code).get_template(f"{name}.html.jinja")


@cache
def _environment(code: LanguageCode) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    language = Language(code)
    environment.globals |= {
        "language": language,
        "term": language.term,
        "say": language.say,
        "say_count": language.say_count,
        "languages": {it: _NAMES[it] for it in LANGUAGES},
        "figure_link": figure_link,
        "record_link": record_link,
        "form_link": form_link,
        "event_link": event_link,
        "swatch": swatch,
        "version": package_version(),
    }
    return environment
