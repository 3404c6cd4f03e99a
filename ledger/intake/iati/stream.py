"""The XML of a stranger, read piece by piece within bounds, and in our words why the rest of it was not read.

Nothing is resolved and nothing is fetched. Which elements are wanted and what they mean is the business of ``file``.
An XML schema is kept activity by activity, so that a large file need not be held; it is the user's file, with the
files beside it that it includes.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from lxml import etree

from ledger.foundation import SAFE_XML, Place, Problem, Severity, quoted, shown_name
from ledger.intake.iati.elements import line_of

_KEPT = "what the XML schema allows"
_REMEDY = "correct it at its publisher, or import without the schema"
_LONGEST = 300

# Valid in 2.01 to 2.03. It stands for the activities that were looked at already when the file as a whole is looked at.
_STUB = etree.fromstring("""\
<iati-activity>
  <iati-identifier/><reporting-org ref="" type=""><narrative/></reporting-org>
  <title><narrative/></title><description><narrative/></description>
  <participating-org role=""/><activity-status code=""/><activity-date type="" iso-date="2000-01-01"/>
</iati-activity>""")


def load_schema(path: Path) -> etree.XMLSchema | Problem:
    """Read a schema with what it includes from its folder.

    >>> load_schema(Path("absent.xsd")).code
    'FILE'
    """
    parser = etree.XMLParser(**SAFE_XML)
    try:
        return etree.XMLSchema(etree.parse(str(path), parser))
    except (OSError, etree.LxmlError) as fault:
        found = f"no usable schema ({_plain(str(fault))})"
        remedy = "give iati-activities-schema.xsd with iati-common.xsd and xml.xsd beside it"
        place = Place(file=shown_name(path))
        return Problem("FILE", Severity.ERROR, place, found, "an XML schema", remedy)


def violations(schema: etree.XMLSchema, element: etree._Element, file: str) -> Iterator[Problem]:
    """What in an element, or in a file by its outermost one, the schema does not allow, at its lines.

    >>> schema = etree.XMLSchema(etree.fromstring('''<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema">
    ...   <s:element name="value" type="s:decimal"/></s:schema>'''))
    >>> print(*(it.place for it in violations(schema, etree.fromstring("<value>1,5</value>"), "a.xml")))
    a.xml:1
    """
    if not schema.validate(element):
        for entry in cast("Iterable[Any]", schema.error_log):
            place = Place(file=file, row=entry.line)
            yield Problem("FORM", Severity.ERROR, place, _plain(entry.message).rstrip("."), _KEPT, _REMEDY)


def reduce_to_stub(activity: etree._Element) -> None:
    """Put the least valid content in place of an activity, and only once for a run of activities."""
    activity.clear()
    for child in etree.fromstring(etree.tostring(_STUB)):
        activity.append(child)
    before = activity.getprevious()
    parent = activity.getparent()
    if before is not None and parent is not None and before.tag == activity.tag:
        parent.remove(before)


def _plain(message: str) -> str:
    shown = "".join(it if it.isprintable() else " " for it in message)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


MAX_ACTIVITY = 16 * 1024 * 1024
# libxml2 gives up at 10,000,000, in words for programmers and at the line of the end.
MAX_TEXT = 9_900_000

ASK = "ask the publisher for a file of IATI 2.0x activities"

_WHOLE = "a whole file of well-formed XML; the rest of this one was not read"
_AGAIN = "get the file again from its publisher"
_TOO_LONG = "one text or attribute without end"
_FIRST_BYTES = 4096
_SHOWN = 40
_EBCDIC = "<".encode("cp037")
_NO_TEXT = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"


class Unreadable(Exception):  # noqa: N818 - what was not read is told, not raised any further
    """The rest of a file was not read.

    Args:
        place: the line, with the attribute if it is about one; without a part where nothing at all was read.
        found: why.
        expected: what would have been read.
        remedy: what to do.
    """

    def __init__(self, place: Place, found: str, expected: str = _WHOLE, remedy: str = _AGAIN) -> None:
        super().__init__(found)
        self.place, self.found, self.expected, self.remedy = place, found, expected, remedy

    def problem(self, file: str) -> Problem:
        """FILE: the records of the rest are missing, so none of the file may pass for all of it.

        >>> endless = Unreadable(Place(row=7), "an activity without end", "an end of it", "ask the publisher")
        >>> print(endless.problem("a.xml"))
        a.xml:7: FILE error: found an activity without end, expected an end of it. Do: ask the publisher.
        """
        place = self.place.within(Place(file=file))
        return Problem("FILE", Severity.ERROR, place, self.found, self.expected, self.remedy)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Bounded:
    """A file that is read as long as its activities and its texts end; ``unread`` counts bytes since the last end."""

    def __init__(self, stream: _Readable) -> None:
        self.stream, self.unread = stream, 0
        self.breaks, self.line, self.run = 0, 1, 0

    def read(self, size: int) -> bytes:
        """The next bytes of the file.

        Raises:
            Unreadable: where no text or no activity ended within the bound.
        """
        content = self.stream.read(size)
        self.unread += len(content)
        # Text and attributes hold no "<", so the last one is where the present one begins.
        if (last := content.rfind(b"<")) >= 0:
            self.line, self.run = 1 + self.breaks + content.count(b"\n", 0, last), -last
        self.breaks += content.count(b"\n")
        self.run += len(content)
        if self.run > MAX_TEXT:
            expected = f"texts and attributes of at most {MAX_TEXT} bytes; the rest of the file was not read"
            raise Unreadable(Place(row=self.line), _TOO_LONG, expected, ASK)
        if self.unread > MAX_ACTIVITY:
            expected = f"activities of at most {MAX_ACTIVITY} bytes; the rest of the file was not read"
            raise Unreadable(Place(), "an activity without end", expected, ASK)
        return content


class Elements:
    """The elements of one name in a file, in its order: each whole, as soon as it ends.

    Args:
        stream: the bytes of the file.
        tag: the name.

    >>> from io import BytesIO
    >>> [it.text for it in Elements(BytesIO(b"<all><a>1</a><b/><a>2</a></all>"), "a")]
    ['1', '2']
    """

    def __init__(self, stream: BinaryIO, tag: str) -> None:
        self._bounded = _Bounded(stream)
        self._parsing = _parse(self._bounded, tag)

    def __iter__(self) -> Iterator[etree._Element]:
        """The elements.

        Raises:
            Unreadable: where the rest of the file cannot be read.
        """
        begun: etree._Element | None = None
        try:
            for event, element in self._parsing:
                begun = element if event == "start" else None
                if event == "end":
                    self._bounded.unread = 0
                    yield element
        except Unreadable as fault:
            if fault.place.row is None:
                fault.place = Place(row=self._bounded.line if begun is None else line_of(begun))
            raise
        except etree.XMLSyntaxError as fault:
            raise _broken(fault, self._parsing) from None

    @property
    def root(self) -> etree._Element | None:
        """The outermost element, once all of the file is read."""
        root: etree._Element | None = self._parsing.root
        return root


def root_of(stream: BinaryIO) -> etree._Element:
    """The outermost element of a file, of which nothing more is read than its beginning.

    Raises:
        Unreadable: where there is none.

    >>> from io import BytesIO
    >>> root_of(BytesIO(b'<all version="2.03">')).get("version")
    '2.03'
    """
    start = stream.read(_FIRST_BYTES)
    stream.seek(0)
    parsing = _parse(_Bounded(stream), None)
    try:
        root: etree._Element = next(element for _, element in parsing)
    except etree.XMLSyntaxError as fault:
        raise _no_xml(start) or _broken(fault, parsing) from None
    return root


def _no_xml(start: bytes) -> Unreadable | None:
    """Why a file is no XML at all, if its first bytes show it."""
    shown = start.strip(_NO_TEXT)
    if not shown and len(start) < _FIRST_BYTES:
        return Unreadable(Place(), "nothing in it", "IATI activities", _AGAIN)
    if not shown or shown.startswith((b"<", _EBCDIC)):
        return None
    text = quoted(shown.replace(b"\0", b"").decode("utf-8", "replace")[:_SHOWN])
    remedy = "name the XML file, or give this one the ending of what it is"
    return Unreadable(Place(), f"no XML: it begins with {text}", "IATI activities, which are XML", remedy)


def _parse(stream: _Bounded, tag: str | None) -> "etree.iterparse[tuple[str, etree._Element]]":
    return etree.iterparse(
        cast("BinaryIO", stream),
        events=("start", "end"),
        tag=tag,
        **SAFE_XML,
    )


def _broken(fault: etree.XMLSyntaxError, parsing: "etree.iterparse[tuple[str, etree._Element]]") -> Unreadable:
    # Where no element has ended yet lxml says "no element found" in line 0; its log knows the reason.
    for entry in parsing.error_log:
        if entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            found = "elements nested without end" if "depth" in entry.message else _TOO_LONG
            return Unreadable(Place(row=entry.line), found, remedy=ASK)
        return Unreadable(Place(row=entry.line), _broken_by(entry.message))
    return Unreadable(Place(row=fault.lineno or 1), _broken_by(fault.msg))


def _broken_by(message: str) -> str:
    return f"XML that is broken or breaks off ({quoted(message.strip())[1:-1]})"
