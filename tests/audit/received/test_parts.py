"""The parts of two packages, compared without the words of formulas and the sizes of rows and columns."""

from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.audit import package_parts
from ledger.audit.received import compare

PART = "xl/worksheets/sheet1.xml"
TAGS = [
    b"<cols>",
    b"<col/>",
    b"</cols>",
    b'<row r="1" ht="9">',
    b'<row r="1">',
    b"<f>A1",
    b"<f>",
    b"</f>",
    b"<v>1</v>",
    b"</row>",
]


def packed(path, sheet):
    with ZipFile(path, "w") as archive:
        archive.writestr(PART, sheet)
    return path


@given(parts=st.lists(st.sampled_from(TAGS), max_size=30))
def test_a_sheet_cut_into_pieces_has_the_hash_of_the_whole(tmp_path_factory, parts):
    path = packed(tmp_path_factory.mktemp("parts") / "a.xlsx", b"".join(parts))
    whole = package_parts(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "_PIECE", 1)
        assert package_parts(path) == whole


def test_only_words_of_formulas_and_sizes_are_left_out(tmp_path):
    rows = b'<row r="1" ht="9"><c><f>A1</f><v>1</v></c></row>' * 40_000
    sheet = b"<sheet><cols><col/></cols>" + rows + b"</sheet>"
    other = sheet.replace(b"A1", b"B1").replace(b' ht="9"', b"").replace(b"<col/>", b"")
    wrong = sheet.replace(b"<v>1</v>", b"<v>2</v>")
    issued, alike, unlike = (
        package_parts(packed(tmp_path / name, content)) for name, content in (("i", sheet), ("a", other), ("u", wrong))
    )

    assert alike == issued
    assert unlike != issued
