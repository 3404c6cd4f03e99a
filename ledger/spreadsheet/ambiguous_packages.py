"""What in the package of a workbook two programs read in two ways: which parts it consists of, and how they are tied.

Some programs find a part by its type, others by its name, others by the relation that leads to it; some look at the
namespace of an element, others at its name alone. In a package that a spreadsheet program wrote, all of these agree.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import join, normpath, split

from lxml import etree

from ledger.foundation import quoted
from ledger.spreadsheet.ambiguous_sheets import MAINS, OFFICES, walked
from ledger.spreadsheet.archive import Archive, open_archive
from ledger.spreadsheet.parts import WORKBOOK_PART, parsed_safely

_TIES = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_STRINGS_PART, _STYLES_PART = "xl/sharedStrings.xml", "xl/styles.xml"
_STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_WORKBOOK_TYPES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
)
_SHEETS = ("worksheet", "chartsheet")
_NUMBER = re.compile(r"[0-9]+")
# A workbook may have several of these.
_SEVERAL = frozenset({"AlternateContent", "fileRecoveryPr"})


@dataclass(frozen=True)
class PartRelation:
    """A tie from one part to another.

    Args:
        kind: the last word of its type, such as ``table``; empty where the type is none of Office's.
        part: to which it leads.
    """

    kind: str
    part: str


def relations_of(archive: Archive, part: str) -> tuple[Mapping[str, PartRelation], tuple[str, ...]]:
    """The relations of a part by their names, and what is ambiguous about them.

    Args:
        archive: the workbook.
        part: whose relations; empty for those of the package.

    Raises:
        etree.XMLSyntaxError: for what is no XML.
    """
    folder, name = split(part)
    content = archive.whole(join(folder, "_rels", f"{name}.rels"))
    root = parsed_safely(content) if content else etree.Element(f"{_TIES}Relationships")
    ties = list(root.iter("{*}Relationship"))
    ambiguities = [f"{times} relations {quoted(tie)} of {part or 'the package'}" for tie, times in _several(ties, "Id")]
    if root.tag != f"{_TIES}Relationships" or any(tie.tag != f"{_TIES}Relationship" for tie in root.iterchildren("*")):
        ambiguities.append(f"relations of another kind in {part or 'the package'}")
    return {str(tie.get("Id")): _relation(tie, folder) for tie in ties}, tuple(ambiguities)


def table_ambiguities(root: etree._Element) -> Iterator[str]:
    """What is ambiguous in the part of one table.

    >>> list(table_ambiguities(parsed_safely(b"<table/>")))
    ['a table that is not written as one']
    """
    namespace = str(root.tag).rpartition("}")[0] + "}"
    columns = root.findall(f"{namespace}tableColumns/{namespace}tableColumn")
    is_one = namespace in {f"{{{it}}}" for it in MAINS} and len(root.findall(f"{namespace}tableColumns")) == 1
    if not is_one or len(columns) != sum(1 for _ in root.iter("{*}tableColumn")) or _apart(root, namespace):
        yield "a table that is not written as one"


def package_ambiguities(path: Path) -> tuple[str, ...]:
    """What is ambiguous in a workbook beside its sheets, in words.

    Raises:
        Refused: FILE for what is no sound workbook.
        etree.XMLSyntaxError: for a part that is no XML.
    """
    archive = open_archive(path, path.name)
    return tuple(_of_package(archive))


def _of_package(archive: Archive) -> Iterator[str]:
    ties, ambiguities = relations_of(archive, "")
    yield from ambiguities
    yield from _another_part("workbook", _parts(ties, "officeDocument"), [WORKBOOK_PART])
    types = list(parsed_safely(archive.whole("[Content_Types].xml")).iter("{*}Override"))
    typed = [part for kind in _WORKBOOK_TYPES for part in _typed(types, kind)]
    # A package may name the type of its workbook as that of every part of XML.
    yield from _another_part("workbook", typed, [WORKBOOK_PART] if typed else [])
    ties, ambiguities = relations_of(archive, WORKBOOK_PART)
    yield from ambiguities
    strings = [_STRINGS_PART] if _STRINGS_PART in archive.parts else []
    for parts in (_parts(ties, "sharedStrings"), _typed(types, _STRINGS_TYPE)):
        yield from _another_part("table of texts", parts, strings)
    styles = [_STYLES_PART] if _STYLES_PART in archive.parts else []
    yield from _another_part("table of styles", _parts(ties, "styles"), styles)
    if styles:
        yield from _of_styles(parsed_safely(archive.whole(_STYLES_PART)))
    yield from _of_workbook(parsed_safely(archive.whole(WORKBOOK_PART)), ties)
    for text in walked(archive.pieces(_STRINGS_PART)).ambiguities if strings else ():
        yield f"{text.found} (text {text.row} of {_STRINGS_PART})"


def _of_workbook(root: etree._Element, ties: Mapping[str, PartRelation]) -> Iterator[str]:
    namespace = str(root.tag).rpartition("}")[0] + "}"
    sheets = root.findall(f"{namespace}sheets/{namespace}sheet")
    yield from _doubled_sections(root, "the workbook")
    if len(sheets) != sum(1 for _ in root.iter("{*}sheet")) or _apart(root, namespace):
        yield "a workbook that is not written as one"
    led: Counter[str] = Counter()
    for sheet in sheets:
        named = [str(key) for key in sheet.keys() if str(key).rpartition("}")[2] == "id"]  # noqa: SIM118 - no mapping
        tie = ties.get(str(sheet.get(named[0]))) if len(named) == 1 else None
        if tie is None or named[0] not in {f"{{{it}}}id" for it in OFFICES} or tie.kind not in _SHEETS:
            yield f"the sheet {quoted(str(sheet.get('name')))} tied to no part, or to several"
        else:
            led[tie.part] += 1
    yield from (f"{times} sheets in one part {quoted(part)}" for part, times in led.items() if times > 1)


def _of_styles(root: etree._Element) -> Iterator[str]:
    namespace = str(root.tag).rpartition("}")[0] + "}"
    yield from _doubled_sections(root, "the styles")
    if _apart(root, namespace) or _foreign(root, namespace):
        yield "styles that are not written as such"
    formats = root.findall(f"{namespace}numFmts/{namespace}numFmt")
    for number, times in _several(formats, "numFmtId"):
        yield f"{times} number formats under the number {number}"
    for element in (*formats, *root.iter(f"{namespace}xf")):
        # Python also reads 16_4 as a number, spreadsheet programs read 16.
        if not _NUMBER.fullmatch(str(element.get("numFmtId", "0"))):
            yield f"a number format under the number {quoted(str(element.get('numFmtId')))}"


def _doubled_sections(root: etree._Element, what: str) -> Iterator[str]:
    """Sections that stand twice in a part, in whatever namespace: some programs take the first, others the last."""
    names = Counter(str(child.tag).rpartition("}")[2] for child in root.iterchildren("*"))
    for name, times in names.items():
        if times > 1 and name not in _SEVERAL:
            yield f"<{name}> {times} times in {what}"


def _another_part(what: str, parts: list[str], expected: list[str]) -> Iterator[str]:
    if parts != expected:
        yield f"as {what} {' and '.join(map(quoted, parts)) or 'no part'} instead of {' '.join(expected) or 'none'}"


def _parts(ties: Mapping[str, PartRelation], kind: str) -> list[str]:
    return [tie.part for tie in ties.values() if tie.kind == kind]


def _typed(types: list[etree._Element], kind: str) -> list[str]:
    return [str(it.get("PartName")).removeprefix("/") for it in types if it.get("ContentType") == kind]


def _relation(tie: etree._Element, folder: str) -> PartRelation:
    base, _, kind = str(tie.get("Type")).rpartition("/")
    is_ours = base in OFFICES and str(tie.get("TargetMode", "Internal")) == "Internal"
    return PartRelation(kind if is_ours else "", normpath(join(folder, str(tie.get("Target")))).lstrip("/"))


def _several(elements: list[etree._Element], attribute: str) -> Iterator[tuple[str, int]]:
    times = Counter(str(element.get(attribute)) for element in elements)
    return ((value, number) for value, number in times.items() if number > 1)


def _foreign(root: etree._Element, namespace: str) -> bool:
    """Whether elements of another kind stand among the own ones, where only extensions may hold them."""
    return any(
        str(parent.tag).startswith(namespace) and not str(parent.tag).endswith("}ext")
        for element in root.iter("*")
        if not str(element.tag).startswith(namespace) and (parent := element.getparent()) is not None
    )


def _apart(root: etree._Element, namespace: str) -> bool:
    """Whether own elements stand in elements of another kind: there for some programs, and not for others."""
    return any(
        not str(parent.tag).startswith(namespace) and not str(parent.tag).endswith("}ext")
        for element in root.iter(f"{namespace}*")
        if (parent := element.getparent()) is not None
    )
