"""Workbooks that the product writes while tests run are held against Excel's rules; no test has to ask for it.

Those of the rooms that write workbooks are all held. Other tests write hundreds that differ in little: of a quarter of
these tests, always the same, and with ``make prove`` of all.

Excel is not at hand, its rules are: openxml-audit holds each element to Microsoft's schemas, ``excel_rules`` says what
these do not. A test in which an invalid workbook is written fails with what is wrong in it. Workbooks that tests write
themselves, to spoil them, are not the product's and are not looked at.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from excel_parts import MAIN
from excel_rules import faults
from lxml import etree
from proving import PROVES_WHOLE

from ledger.export import entry_form
from ledger.foundation import sealed
from ledger.intake.mapping import draw
from ledger.intake.own import faulty_cells
from ledger.render import files

# Where the product writes a workbook. ``seal`` adds a comment to the archive of one that was just written.
WRITERS = {
    "render/files.py",
    "export/entry_form.py",
    "intake/mapping/draw.py",
    "intake/own/faulty_cells.py",
    "foundation/sealing.py",
}
_OF_WRITERS = ("tests/render/", "tests/export/", "tests/intake/", "tests/spreadsheet/", "tests/test_")
_IN_TURNS = 4
_SHEETS = "xl/worksheets/sheet"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MARKED_COPY = "marked copy"
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Written:
    """A workbook of ours as bytes, and the one that it is a copy of: its faults are not ours."""

    kind: str
    content: bytes
    source: bytes = b""


class Audit:
    """The plugin of pytest that collects the workbooks and holds each of them once."""

    def __init__(self):
        self._written: list[Written] = []
        self._held: set[bytes] = set()
        self._shapes: set[tuple[object, ...]] = set()

    def watch(self, patch):
        """Collect what is written from now on, at the last step of each place that writes workbooks."""
        patch.setattr(files, "seal", self._after_seal(files.seal))
        patch.setattr(entry_form, "TextWorkbook", self._after_close(entry_form.TextWorkbook, "entry form"))
        patch.setattr(draw, "TextWorkbook", self._after_close(draw.TextWorkbook, "mapping"))
        patch.setattr(faulty_cells, "_write", self._after_copy(faulty_cells._write))

    def take(self, written):
        self._written.append(written)

    def findings(self):
        """What is wrong in the workbooks that were taken since the last call; a workbook is held once in a run."""
        taken, self._written = self._written, []
        found = []
        for it in taken:
            key = hashlib.sha256(it.content).digest()
            if key not in self._held:
                self._held.add(key)
                found += [f"{it.kind}: {fault}" for fault in (all_faults(it) if self._is_new(it) else rules_broken(it))]
        return found

    def _is_new(self, written):
        """Whether anything in a workbook has a shape that the schemas have not been asked about in this run."""
        if written.source or PROVES_WHOLE:
            return True
        new = shapes(thinned(written.content)) - self._shapes
        self._shapes |= new
        return bool(new)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        try:
            answer = yield
        except BaseException:
            # What a test fails for already is enough.
            self._written.clear()
            raise
        if not is_held(item.nodeid):
            self._written.clear()
            return answer
        for path in _written_by_programs(item):
            self.take(Written(str(sealed(path)), path.read_bytes()))
        if found := self.findings():
            pytest.fail("\n".join(["Excel would not take this workbook as it is:", *found[:20]]), pytrace=False)
        return answer

    def _after_seal(self, seal):
        def sealing(workbook, kind):
            seal(workbook, kind)
            self.take(Written(kind, workbook.getvalue()))

        return sealing

    def _after_close(self, workbook, kind):
        audit = self

        class Closing(workbook):
            def close(self):
                super().close()
                audit.take(Written(kind, self.filename.getvalue()))

        return Closing

    def _after_copy(self, write):
        def copying(path, package, out):
            write(path, package, out)
            self.take(Written(_MARKED_COPY, Path(out).read_bytes(), Path(path).read_bytes()))

        return copying


def is_held(test):
    """Whether the workbooks of a test are held, by its name as pytest gives it.

    >>> is_held("tests/render/test_workbook.py::test_a"), is_held("tests/cli/test_list.py::test_a")
    (True, False)
    """
    return PROVES_WHOLE or test.startswith(_OF_WRITERS) or zlib.crc32(test.encode()) % _IN_TURNS == 0


def all_faults(written):
    """What is wrong in a workbook and was not wrong in the one that it is a copy of."""
    schema = schema_faults(written.content)
    if written.source and schema:
        # Red cells have styles of their own, so of a copy more cells are held, and some findings count them.
        known = {_without_numbers(it) for it in schema_faults(written.source)}
        schema = [it for it in schema if _without_numbers(it) not in known]
    return [*rules_broken(written), *schema]


def rules_broken(written):
    """The same of what no schema says."""
    own = faults(written.content)
    before = set(faults(written.source)) if written.source and own else ()
    return [it for it in own if it not in before]


def shapes(content):
    """The shape of every element of a workbook, with the part and the elements it stands in and those inside it.

    A schema says the same of all elements of one shape, in whichever workbook: texts and numbers do not count.
    """
    with ZipFile(BytesIO(content)) as archive:
        parts = [it for it in archive.namelist() if it.endswith((".xml", ".rels"))]
        roots = {it: etree.fromstring(archive.read(it)) for it in parts}
    return {
        (_without_numbers(part), element.tag, _written_as(element), _order_in(element))
        for part, root in roots.items()
        for element in root.iter(etree.Element)
    }


def _written_as(element):
    return tuple((name, _without_numbers(text)) for name, text in element.items())


def _order_in(element):
    """Which elements follow each other inside one; of more than two alike, two."""
    tags = [it.tag for it in element]
    return tuple(tag for place, tag in enumerate(tags) if tags[max(0, place - 2) : place] != [tag, tag])


def schema_faults(content):
    """What openxml-audit says of a workbook, warnings too."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "thin.xlsx"
        path.write_bytes(thinned(content))
        return [f"{it.part_uri} {it.path}: {it.description}" for it in _validator().validate(path).errors]


def thinned(content):
    """The same workbook with one cell of each shape and style in a sheet, and one text and one link of each shape.

    A schema says the same of a thousand cells of one shape, and needs seconds for it; their values, places and order
    are the business of ``excel_rules``.
    """
    packed = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(packed, "w") as target:
        sheets = {name: etree.fromstring(source.read(name)) for name in source.namelist() if name.startswith(_SHEETS)}
        gone = {_relations_of(name): _thin_links(root) for name, root in sheets.items()}
        for info in source.infolist():
            part = source.read(info)
            if info.filename in sheets:
                part = _thin_sheet(sheets[info.filename])
            elif gone.get(info.filename):
                part = _without_relations(etree.fromstring(part), gone[info.filename])
            elif info.filename in ("xl/sharedStrings.xml", "xl/calcChain.xml"):
                part = _thin_texts(etree.fromstring(part))
            target.writestr(info.filename, part)
    return packed.getvalue()


def _relations_of(sheet):
    folder, _, name = sheet.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _thin_links(root):
    """Leave one link of each shape in a sheet; gives the relations of the others."""
    shapes, gone = set(), set()
    for links in root.iter(f"{MAIN}hyperlinks"):
        for link in list(links):
            if _shape(link) in shapes:
                gone.add(link.get(_RELATION))
                links.remove(link)
            shapes.add(_shape(link))
    return gone - {None}


def _without_relations(root, gone):
    for relation in list(root):
        if relation.get("Id") in gone:
            root.remove(relation)
    return etree.tostring(root)


@cache
def _validator():
    # Loading all schemas takes half a second: for those who need it.
    from openxml_audit import FileFormat, OpenXmlValidator

    return OpenXmlValidator(file_format=FileFormat.OFFICE_2019)


def _thin_sheet(root):
    cells, rows = set(), set()
    for data in root.iter(f"{MAIN}sheetData"):
        for row in list(data):
            for cell in list(row):
                shape = _shape(cell, cell.get("t"), cell.get("s"))
                if shape in cells:
                    row.remove(cell)
                elif cell.get("t") == "s":
                    cell.find(f"{MAIN}v").text = "0"
                cells.add(shape)
            if not len(row) and _shape(row) in rows:
                data.remove(row)
            rows.add(_shape(row))
    return etree.tostring(root)


def _thin_texts(root):
    shapes = set()
    for item in list(root):
        shape = _shape(item)
        if shape in shapes:
            root.remove(item)
        shapes.add(shape)
    return etree.tostring(root)


def _without_numbers(finding):
    return _NUMBER.sub("#", finding)


def _shape(element, *more):
    return (*more, tuple((it.tag, tuple(sorted(it.attrib))) for it in element.iter() if it.tag != f"{MAIN}c"))


def _written_by_programs(item):
    """Workbooks of ours in the folder of a test: those that another process wrote are seen nowhere else."""
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    found = sorted(Path(folder).rglob("*.xlsx")) if folder else []
    return [it for it in found if it.is_file() and sealed(it) not in {None, _MARKED_COPY}]
