"""Copies of an issued workbook that were saved anew and then changed so that programs read them in different ways.

In a package that was written anew no part is compared, so that only what is read of its cells stands guard: whatever
another program reads otherwise must be an error. Comments in every part make the package look rewritten.
"""

import json
import re
import shutil
import zipfile
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from made import brief, pledge
from workbooks import part_of, respelt

from ledger.book import Book
from ledger.desk import build_report, import_file, issue, verify_workbook

TABLES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/table"


class Copy(NamedTuple):
    """A book, and a copy of the workbook that was issued from it, saved anew."""

    book: Book
    path: object


@pytest.fixture(scope="module")
def saved_anew(tmp_path_factory):
    """Its sheet Pledges by donor has a text in A6 and formulas from B6 on."""
    folder = tmp_path_factory.mktemp("issued")
    book = Book.create(folder / "book.db")
    record = pledge("a").model_dump(mode="json", exclude_defaults=True)
    (folder / "a.jsonl").write_text(json.dumps({"record": "commitment", **record}))
    import_file(book, folder / "a.jsonl", author="Ann")
    build = partial(build_report, brief(), book)
    path = issue(book, build, folder / "sent.xlsx", author="Ann", reason="to the minister").workbook
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts = {name: content.replace(b"?>", b"?><!-- saved anew -->", 1) for name, content in parts.items()}
    return Copy(book, respelt(path, None, None, parts))


@pytest.fixture
def copy(saved_anew, tmp_path):
    """A copy of the copy, to be changed."""
    return Copy(saved_anew.book, Path(shutil.copy(saved_anew.path, tmp_path)))


def changed(copy, old, new, sheet="Pledges by donor"):
    """The copy with the one place in the XML of a sheet that this expression finds changed."""

    def change(content):
        text, times = re.subn(old, new, content.decode(), count=1, flags=re.DOTALL)
        assert times == 1, old
        return text.encode()

    return respelt(copy.path, part_of(copy.path, sheet), change)


def errors(copy):
    problems = verify_workbook(copy.book, copy.path).problems
    return [
        (str(problem.place).removeprefix("sent.xlsx:"), problem.found)
        for problem in problems
        if problem.severity == "error"
    ]


@pytest.mark.proof
def test_a_copy_that_was_only_saved_anew_holds(copy):
    assert [(str(note.severity), note.found) for note in verify_workbook(copy.book, copy.path).problems] == [
        ("note", "a package that another program wrote anew")
    ]


FORMULA = r'(<c r="C6"[^>]*><f>)([^<]*)(</f>)'
VALUE = r'(<c r="C6"[^>]*><f>[^<]*</f>)<v>[^<]*</v>'


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("old", "new", "place", "found"),
    [
        (FORMULA, r"\1\2\3<f>2*(\2)</f>", "C6", "a formula twice in one cell"),
        (VALUE, r"\1<v>0</v><v>2</v>", "C6", "a value twice in one cell"),
        (VALUE, r"\1<v>0<x/>2</v>", "C6", "<x> inside a value"),
        (FORMULA, r"\1\2<x/>*2\3", "C6", "<x> inside a formula"),
        ("</sheetData>", '<row r="6"><c r="&#65;6"><v>2</v></c></row></sheetData>', "6", "row 6 behind row 7"),
        ("</sheetData>", '<row r="3"><c r="C3"><v>7</v></c></row></sheetData>', "3", "row 3 behind row 7"),
        ('(<row r="6"[^>]*>)', r'\1<c r="Z6"><v>7</v></c>', "A6", "the cell A6 behind Z6"),
        ('(<row r="6"[^>]*>)', r'\1<c r="&#65;6"><v>2</v></c>', "A6", "A6 written twice"),
        (VALUE, r"\1<v>0_0</v>", "C6", 'the value "0_0" in a cell of the type n'),
    ],
)
def test_what_two_programs_read_in_two_ways_is_named_at_its_cell(copy, old, new, place, found):
    changed(copy, old, new)

    assert errors(copy) == [(f"Pledges by donor!{place}", found)]


@pytest.mark.thorough
def test_a_second_table_of_the_same_name_that_alone_is_named_is_found(copy):
    part = part_of(copy.path, "E1 Records")
    ties = part.replace("worksheets/", "worksheets/_rels/") + ".rels"
    with zipfile.ZipFile(copy.path) as archive:
        number = re.search(rb'Id="(rId\d+)"[^>]*Target="../tables/(table\d+.xml)"', archive.read(ties))
        table = archive.read(f"xl/tables/{number[2].decode()}")
    shorter = re.sub(rb'ref="(A5:[A-Z]+)\d+"', rb'ref="\g<1>5"', table)
    assert shorter != table
    tie = b'<Relationship Id="rId99" Type="%s" Target="../tables/table99.xml"/></Relationships>' % TABLES.encode()
    respelt(
        copy.path, ties, lambda content: content.replace(b"</Relationships>", tie), {"xl/tables/table99.xml": shorter}
    )
    respelt(
        copy.path,
        part,
        lambda content: content.replace(b'<tablePart r:id="%s"' % number[1], b'<tablePart r:id="rId99"'),
    )

    assert ("E1 Records", f"tied to the tables {number[1].decode()} and rId99, and names rId99") in errors(copy)


@pytest.mark.thorough
def test_other_texts_that_only_the_relation_leads_to_are_found(copy):
    with zipfile.ZipFile(copy.path) as archive:
        texts = archive.read("xl/sharedStrings.xml").replace(b"Germany", b"Ruritania")
    ties = "xl/_rels/workbook.xml.rels"
    respelt(
        copy.path, ties, lambda content: content.replace(b"sharedStrings.xml", b"texts.xml"), {"xl/texts.xml": texts}
    )

    assert errors(copy) == [("sent.xlsx", 'as table of texts "xl/texts.xml" instead of xl/sharedStrings.xml')]
