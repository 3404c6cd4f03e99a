"""Whether an IATI file keeps an XML schema, activity by activity, so that a large file need not be held.

The schema is the user's file with the files beside it that it includes; nothing is fetched from a network.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from lxml import etree

from ledger.foundation import Problem, Severity, quoted

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
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.XMLSchema(etree.parse(str(path), parser))
    except (OSError, etree.LxmlError) as fault:
        found = f"no usable schema ({_plain(str(fault))})"
        remedy = "give iati-activities-schema.xsd with iati-common.xsd and xml.xsd beside it"
        return Problem("FILE", Severity.ERROR, quoted(path.name)[1:-1], found, "an XML schema", remedy)


def violations(schema: etree.XMLSchema, element: etree._Element, file: str) -> Iterator[Problem]:
    """What in an element, or in a file by its outermost one, the schema does not allow, at its lines.

    >>> schema = etree.XMLSchema(etree.fromstring('''<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema">
    ...   <s:element name="value" type="s:decimal"/></s:schema>'''))
    >>> print(*(it.place for it in violations(schema, etree.fromstring("<value>1,5</value>"), "a.xml")))
    a.xml:1
    """
    if not schema.validate(element):
        for entry in cast("Iterable[Any]", schema.error_log):
            place = f"{file}:{entry.line}"
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
