"""What single elements of an IATI activity say: narratives, organisations, places, values and days.

Knows nothing of records; what an activity comes to is said in ``activity``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from hashlib import sha256
from typing import NamedTuple, cast

import pycountry
from lxml import etree

from ledger.foundation import Place, Problem, malformed, quoted
from ledger.records import find_party, rows

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
LONGEST_LINE = 300
LONGEST_NAME = 120

_STRING = etree.XPath("string()")
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d|T\S*)?", re.ASCII)
# What a line of a record must not hold and a screen would not show: DEL and the marks that turn a text's direction.
_UNSEEN = re.compile(r"[\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PROMISES = ("commitment", "pledge")
_DECIMALS = 6
_MOST_DIGITS = 60
_COUNTED = 65535
# The parts of an activity that records rest on: their lineage keeps them in every language.
_FACTS = (
    "iati-identifier",
    "reporting-org",
    "title",
    "participating-org",
    "recipient-country",
    "recipient-region",
    "sector",
    "default-finance-type",
    "default-aid-type",
    "activity-status",
    "related-activity",
)


class Opened(NamedTuple):
    """An element beside the elements in it, which lxml would go through again in each search for one of them.

    Args:
        element: the element.
        inner: the elements in it by name, those of one name in their order.
    """

    element: etree._Element
    inner: Mapping[str, Sequence[etree._Element]]

    def first(self, name: str) -> etree._Element | None:
        """The first element of a name in it.

        >>> opened(etree.fromstring("<a><b/></a>")).first("c")
        """
        found = self.inner.get(name)
        return found[0] if found else None

    def all(self, name: str) -> Sequence[etree._Element]:
        """All elements of a name in it."""
        return self.inner.get(name, ())


def opened(element: etree._Element) -> Opened:
    """An element with those in it by name.

    >>> [it.text for it in opened(etree.fromstring("<a><b>1</b><c/><b>2</b></a>")).all("b")]
    ['1', '2']
    """
    inner: dict[str, list[etree._Element]] = {}
    for child in element:
        inner.setdefault(child.tag, []).append(child)
    return Opened(element, inner)


class OpenedTransaction(NamedTuple):
    """A ``transaction`` with what tells it from the others of its activity.

    Args:
        opened: the element beside those in it.
        code: its type in IATI; empty where it has none.
        dated: its day as it is written; may be empty.
        ref: its own reference; may be empty.
    """

    opened: Opened
    code: str
    dated: str
    ref: str


def opened_transaction(element: etree._Element) -> OpenedTransaction:
    """A transaction with its type, day and reference.

    >>> one = etree.fromstring('<transaction ref="7"><transaction-type code="2"/></transaction>')
    >>> opened_transaction(one)[1:]
    ('2', '', '7')
    """
    inside = opened(element)
    code = attribute_of(inside.first("transaction-type"), "code")
    dated = attribute_of(inside.first("transaction-date"), "iso-date")
    return OpenedTransaction(inside, code, dated, element.get("ref", "").strip())


@dataclass(frozen=True)
class Organisation:
    """One ``participating-org`` or ``reporting-org``: its role there, its identifier and its name."""

    role: str
    ref: str
    name: str


@dataclass(frozen=True)
class ActivityFacts:
    """What an activity says of all its transactions.

    Args:
        identifier: its ``iati-identifier``, or what stands in for one.
        title: in English if there is one, else in its first language.
        language, currency: the defaults for its narratives and values; may be empty.
        reporter: who reports it.
        reports_others: a secondary reporter, who gives and receives nothing itself.
        organisations: who takes part.
        place: country or region, where transactions name none.
        implementer: who carries it out, where nobody else is named.
        sends: whether it states commitments or pledges of its own beside those that it receives.
        humanitarian, sectors, aid, finance: the flag and the codes that count where transactions have none.
        named: the activities that it names as parent, child, provider or receiver of money.
        cells: the elements this was read from, word for word, in every language.
        status: what its status says, in words for a note; empty while it is under way.
    """

    identifier: str
    title: str
    language: str
    currency: str
    reporter: Organisation
    reports_others: bool
    organisations: tuple[Organisation, ...]
    place: str | None
    implementer: str | None
    sends: bool
    humanitarian: str
    sectors: tuple[str, ...]
    aid: tuple[str, ...]
    finance: str
    named: Mapping[str, str]
    cells: Mapping[str, str]
    status: str

    @property
    def reporting(self) -> str:
        """The name of the reporter, or its identifier; may be empty."""
        return self.reporter.name or self.reporter.ref

    @cached_property
    def reporting_party(self) -> str | None:
        """The reporter as a party, if it says who it is."""
        return party(self.reporting) if self.reporting else None

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names that the activity has for identifiers; the first one counts."""
        known = (*reversed(self.organisations), self.reporter)
        return {it.ref: it.name for it in known if it.ref and it.name}

    @cached_property
    def category(self) -> str:
        """The type of assistance of transactions that say nothing of it themselves."""
        return _category(self.sectors, self.aid, self.humanitarian)

    @cached_property
    def funder(self) -> str | None:
        """The funding organisation, role 1."""
        return one_of(tuple(dict.fromkeys(it.name or it.ref for it in self.organisations if it.role == "1")))


def facts_of(
    activity: Opened, transactions: Sequence[OpenedTransaction], named: Mapping[str, str], status: str
) -> ActivityFacts:
    """Read what an activity says of all its transactions; what is missing stays empty.

    Args:
        activity: the ``iati-activity``.
        transactions: those in it.
        named: the activities that it names.
        status: what its status says, for a note.
    """
    attributes = activity.element.attrib
    language = attributes.get(LANGUAGE, "")
    reporting = activity.first("reporting-org")
    organisations = tuple(_organisation(it, language) for it in activity.all("participating-org"))
    reporter, title = _organisation(reporting, language), said(activity.first("title"), language)
    return ActivityFacts(
        # Without one, who reports and what it is called are all that can tell it from others in the next release.
        identifier=text_of(activity.first("iati-identifier")) or f"{reporter.ref}-{digest(title)}",
        title=title,
        language=language,
        currency=attributes.get("default-currency", "").strip(),
        reporter=reporter,
        reports_others=reporting is not None and reporting.get("secondary-reporter") in {"1", "true"},
        organisations=organisations,
        place=_place(activity, language),
        implementer=one_of([it.name or it.ref for it in organisations if it.role == "4" and (it.name or it.ref)]),
        sends=any(map(_is_own_promise, transactions)),
        humanitarian=attributes.get("humanitarian", ""),
        sectors=_dac_sectors(activity),
        aid=_aid_types(activity, "default-aid-type"),
        finance=attribute_of(activity.first("default-finance-type"), "code"),
        named=named,
        cells=dict(_cells(activity)),
        status=status,
    )


def line_of(element: etree._Element) -> int:
    """The line on which an element begins.

    >>> line_of(etree.fromstring("<a/>"))
    1
    """
    line = int(cast("int | None", element.sourceline) or 1)
    if line <= _COUNTED:
        return line
    # From there on libxml2 knows only where the next text ends, which may be the line break behind the tag.
    if element.text is None and len(element):
        return line_of(element[0])
    return line - (element.text or element.tail or "").count("\n")


def text_of(element: etree._Element | None) -> str:
    """All text in an element on one line, without what a screen would not show.

    >>> text_of(etree.fromstring("<a> two <!-- or three --> words </a>"))
    'two words'
    """
    if element is None:
        return ""
    # XPath takes twenty times as long, and few elements hold others.
    found = str(_STRING(element)) if len(element) else element.text or ""
    return " ".join((found if found.isascii() and "\x7f" not in found else _UNSEEN.sub("", found)).split())


def said(element: etree._Element | None, language: str) -> str:
    """The narrative of an element: the English one, else the first that is not empty.

    >>> said(etree.fromstring('<t><narrative>Mil</narrative><narrative xml:lang="EN">One</narrative></t>'), "fr")
    'One'
    """
    first = ""
    for narrative in () if element is None else element:
        if narrative.tag == "narrative" and (text := text_of(narrative)):
            if narrative.get(LANGUAGE, language).lower().startswith("en"):
                return text
            first = first or text
    return first


def shortened(text: str, longest: int) -> str:
    """A text that fits its field; where it was cut, an ellipsis says so.

    >>> shortened("military aid", 9)
    'military…'
    """
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def party(name: str) -> str:
    """The key of a party that our lists know by this name, or the name as it stands."""
    return find_party(name) or shortened(name, LONGEST_NAME)


def one_of(names: Sequence[str]) -> str | None:
    """The one name, or a name of our own for several: money is never split on a guess.

    >>> one_of(["Kenya 60 %", "Somalia 40 %"])
    'several: Kenya 60 %, Somalia 40 %'
    """
    if len(names) > 1:
        return shortened(f"several: {', '.join(names)}", LONGEST_NAME)
    return party(names[0]) if names else None


def country_key(code: str) -> str | None:
    """The key of a country by its code of two letters, as IATI writes it.

    >>> country_key("UA"), country_key("xk"), country_key("ZZ")
    ('UKR', 'XKX', None)
    """
    return _country_keys().get(code.upper())


@cache
def _country_keys() -> Mapping[str, str]:
    own = {row["alpha_2"]: row["code"] for row in rows("territories")}
    return own | {str(it.alpha_2): str(it.alpha_3) for it in pycountry.countries}


def place_of(element: etree._Element, language: str) -> str:
    """The key or name of a ``recipient-country`` or ``recipient-region``."""
    code = element.get("code", "").strip()
    if element.tag == "recipient-country" and (key := country_key(code)):
        return key
    return said(element, language) or (f"region {code}" if element.tag == "recipient-region" else code)


def value_of(element: etree._Element | None, place: Place) -> Decimal | Problem:
    """The figure of a ``value``, as XML Schema writes decimals; a comma or an exponent is no part of one.

    >>> value_of(etree.fromstring("<value> -1000.50 </value>"), Place(file="a.xml", row=7))
    Decimal('-1000.50')
    """
    text = text_of(element)
    if len(text) > _MOST_DIGITS or not _DECIMAL.fullmatch(text):
        found = quoted(text) if text else "nothing"
        return malformed(place.at("value"), found, "one number such as 1250.50", "correct the value at its publisher")
    whole, _, decimals = text.partition(".")
    # Zeros beyond what the ledger keeps say nothing; any other digit there is refused with the record.
    return Decimal(f"{whole}.{decimals[:_DECIMALS]}{decimals[_DECIMALS:].rstrip('0')}")


def day_of(text: str, place: Place, field: str) -> str | Problem:
    """The day of an ``iso-date`` or ``value-date``; a time or time zone behind it is left out.

    >>> day_of("2012-03-04Z", Place(file="a.xml", row=7), "value/@value-date")
    '2012-03-04'
    """
    if match := _DAY.fullmatch(text.strip()):
        return match[1]
    found = quoted(text) if text.strip() else "nothing"
    return malformed(place.at(field), found, "a day such as 2025-06-02", "correct the day at its publisher")


def digest(text: str) -> str:
    """Eight characters that stand for a text which would not fit into an id.

    >>> digest("a b")
    'c8687a08'
    """
    return sha256(text.encode()).hexdigest()[:8]


@cache
def transaction_types() -> Mapping[str, Mapping[str, str]]:
    """The transaction types of IATI by their codes, each with what it is read as."""
    return {row["code"]: row for row in rows("iati_transaction_types")}


@cache
def _instruments() -> Mapping[str, str]:
    return {row["code"]: row["instrument"] for row in rows("iati_finance_types")}


def instrument_of(facts: ActivityFacts, element: Opened) -> str:
    """Form of the support by the finance type of a transaction, else of its activity."""
    return _instruments().get(attribute_of(element.first("finance-type"), "code") or facts.finance, "unspecified")


def category_of(facts: ActivityFacts, element: Opened) -> str:
    """Type of assistance: humanitarian by flag or DAC sectors 720 to 740, financial for budget support, else other.

    The activities of IATI are development aid; nothing in them is called military.
    """
    sectors, aid, flag = _dac_sectors(element), _aid_types(element, "aid-type"), element.element.get("humanitarian")
    if not (sectors or aid or flag):
        return facts.category
    return _category(sectors or facts.sectors, aid or facts.aid, flag or facts.humanitarian)


def _category(sectors: Sequence[str], aid: Sequence[str], flag: str) -> str:
    if flag in {"1", "true"} or (sectors and all(it.startswith(("72", "73", "74")) for it in sectors)):
        return "humanitarian"
    budget_support = sectors and all(it.startswith("510") for it in sectors)
    return "financial" if budget_support or {"A01", "A02"}.intersection(aid) else "other"


def attribute_of(element: etree._Element | None, name: str) -> str:
    """An attribute without blanks around it; empty where there is none, or no element.

    >>> attribute_of(etree.fromstring('<sector code=" 72010 "/>'), "code")
    '72010'
    """
    return "" if element is None else element.get(name, "").strip()


def _dac_sectors(element: Opened) -> tuple[str, ...]:
    # Vocabularies 1 and 2: the purpose codes of the DAC with 5 and with 3 digits.
    dac = [it for it in element.all("sector") if it.get("vocabulary", "1") in {"1", "2"}]
    return tuple([attribute_of(it, "code") for it in dac])


def _aid_types(element: Opened, tag: str) -> tuple[str, ...]:
    return tuple([attribute_of(it, "code") for it in element.all(tag) if it.get("vocabulary", "1") == "1"])


def _organisation(element: etree._Element | None, language: str) -> Organisation:
    if element is None:
        return Organisation("", "", "")
    return Organisation(element.get("role", ""), element.get("ref", "").strip(), said(element, language))


def places_in(element: Opened) -> Sequence[etree._Element]:
    """The countries and then the regions that an activity or a transaction is for."""
    return *element.all("recipient-country"), *element.all("recipient-region")


def counted_places(activity: Opened) -> list[etree._Element]:
    """The countries and regions among which an activity is shared, each region once."""
    places = places_in(activity)
    # The regions may stand twice, once in each vocabulary; the first one is that of the DAC.
    vocabulary = {it.tag: it.get("vocabulary", "1") for it in reversed(places)}
    return [it for it in places if it.get("vocabulary", "1") == vocabulary[it.tag] and it.get("percentage") != "0"]


def _is_own_promise(transaction: OpenedTransaction) -> bool:
    known = transaction_types().get(transaction.code)
    return known is not None and known["read_as"] in _PROMISES and known["direction"] == "outgoing"


def _place(activity: Opened, language: str) -> str | None:
    counted = counted_places(activity)
    if len(counted) == 1:
        return place_of(counted[0], language)
    if counted:
        shares = (f" {it.get('percentage')} %" if it.get("percentage") else "" for it in counted)
        return one_of([place_of(it, language) + share for it, share in zip(counted, shares, strict=True)])
    return None


def _cells(activity: Opened) -> Iterator[tuple[str, str]]:
    """The parts of an activity that its records rest on; each language and each organisation on its own."""
    for name in ("default-currency", "humanitarian", LANGUAGE):
        if text := activity.element.get(name):
            yield f"@{name.replace(LANGUAGE, 'xml:lang')}", text
    for tag in _FACTS:
        for number, element in enumerate(activity.all(tag), start=1):
            text = etree.tostring(element, encoding="unicode", with_tail=False)
            yield f"{tag}[{number}]", text
