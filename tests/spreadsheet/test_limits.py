"""How much a workbook may hold before it is unpacked, each limit with what just holds it and what is just beyond."""

import zipfile
from hashlib import shake_256

import pytest

from ledger.foundation import Refused
from ledger.spreadsheet.archive import open_archive

MIB = 1024 * 1024
NEEDED = ("[Content_Types].xml", "xl/workbook.xml")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.xlsx"


def pack(path, parts, stated=None):
    """Pack parts, by name or with their contents; the last may state another size of itself than it has."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**dict.fromkeys(NEEDED, b""), **parts}.items():
            archive.writestr(name, content)
        if stated is not None:
            archive.filelist[-1].file_size = stated


def refused(path, part=None):
    """What is said of an archive that is opened, or of one of its parts that is unpacked."""
    try:
        archive = open_archive(path, path.name)
        if part:
            assert sum(map(len, archive.pieces(part))) == archive.unpacked(part)
    except Refused as fault:
        return [problem.found for problem in fault.problems]
    return []


@pytest.mark.proof
@pytest.mark.parametrize(("number", "found"), [(10_000, []), (10_001, ["10001 parts"])])
def test_a_workbook_has_at_most_ten_thousand_parts(path, number, found):
    pack(path, {f"xl/{count}.txt": b"" for count in range(number - len(NEEDED))})

    assert refused(path) == found


BOMB = ["more in it than its size lets expect"]


@pytest.mark.parametrize(("stated", "found"), [(512 * MIB, []), (512 * MIB + 1, BOMB)])
def test_a_workbook_states_at_most_512_mib(path, stated, found):
    pack(path, {"xl/sheet.xml": b"x"}, stated)

    assert refused(path) == found


@pytest.mark.parametrize(("size", "found"), [(32 * MIB, []), (32 * MIB + 1, BOMB)])
def test_a_part_of_32_mib_may_be_packed_as_small_as_it_gets(path, size, found):
    pack(path, {"xl/sheet.xml": b" " * size})

    assert refused(path, "xl/sheet.xml") == found


@pytest.mark.proof
@pytest.mark.parametrize(("more", "found"), [(50, []), (-50, BOMB)])
def test_a_larger_part_is_packed_250_times_at_most(path, more, found):
    """Fifty bytes more or less of 130,000: as much noise as is needed for that stands before blanks."""
    size, wanted = 33 * MIB, 33 * MIB // 250 + more
    noise = wanted
    for _ in range(5):
        pack(path, {"xl/sheet.xml": shake_256().digest(noise) + b" " * (size - noise)})
        with zipfile.ZipFile(path) as archive:
            noise += wanted - archive.getinfo("xl/sheet.xml").compress_size

    assert refused(path, "xl/sheet.xml") == found
