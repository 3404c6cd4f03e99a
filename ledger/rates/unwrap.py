"""From the bytes of a file to its text: zip archives, sizes and encodings.

Files come from people and from the network, so sizes are bounded before anything is unpacked or read.
"""

import struct
import zipfile
import zlib
from io import BytesIO

from ledger.foundation import Place, Problem, advice
from ledger.rates.faults import Faults

MIB = 1024 * 1024
MOST_BYTES = 32 * MIB
MOST_UNPACKED = 64 * MIB

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What the zip reader of the standard library raises for archives that are cut short or made to harm.
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)

# The part that every workbook of Excel has, in the directory at the end of the archive.
_WORKBOOK = b"xl/workbook.xml"

_SAVE_AGAIN = "save the file again as comma-separated CSV in UTF-8"


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are those of a workbook of Excel, which is a zip archive of its own kind, and not too many.

    >>> is_workbook(b"Date,USD")
    False
    """
    return len(data) <= MOST_BYTES and data.startswith(_ZIP) and _WORKBOOK in data


def is_xml(text: str) -> bool:
    """Whether a text is XML and no table.

    >>> is_xml("<?xml version='1.0'?><a/>"), is_xml("Date,USD")
    (True, False)
    """
    return text.lstrip().startswith("<")


def unwrap(data: bytes, faults: Faults) -> str | None:
    """The text of a file, or of the one CSV or XML file in a zip archive; None, with a fault, where there is none.

    >>> unwrap(b"date,USD", Faults("x"))
    'date,USD'
    """
    if len(data) > MOST_BYTES:
        faults.error(Place(), f"{len(data)} bytes", f"at most {MOST_BYTES // MIB} MiB", "split the file")
        return None
    content = _unzipped(data, faults) if data.startswith(_ZIP) else data
    return None if content is None else _decoded(content, faults)


def in_utf8(name: str, data: bytes, encoding: str) -> tuple[bytes | None, tuple[Problem, ...]]:
    """A text that was saved in another encoding, in UTF-8; what a book holds has to be read without being told one.

    Args:
        name: of the file, in places.
        data: its bytes.
        encoding: by a name that Python knows.

    >>> in_utf8("a.csv", "Дата".encode("cp1251"), "cp1251")[0].decode()
    'Дата'
    """
    faults = Faults(name)
    if data.startswith(_ZIP):
        faults.error(
            Place(),
            "an archive or a workbook, and an encoding",
            "a file of text",
            advice("leave --encoding out"),
        )
        return None, faults.problems()
    try:
        return data.decode(encoding).removeprefix("\ufeff").encode(), ()
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        remedy = "name the encoding in which it was saved"
        faults.error(Place(row=line), f"the byte {data[fault.start]:#04x}", f"text in {encoding}", remedy)
        return None, faults.problems()


def _unzipped(data: bytes, faults: Faults) -> bytes | None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _only_csv(archive, faults)
    except _BROKEN as fault:
        found = f"a zip archive that cannot be read ({fault})"
        faults.error(Place(), found, "a sound zip archive", "download it again")
        return None


def _only_csv(archive: zipfile.ZipFile, faults: Faults) -> bytes | None:
    members = [it for it in archive.infolist() if it.filename.lower().endswith((".csv", ".xml"))]
    if len(members) != 1:
        faults.error(Place(), f"an archive with {len(members)} CSV or XML files", "one of them", _SAVE_AGAIN)
        return None
    # Other methods can claim gigabytes of memory before they give a single byte.
    if members[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or members[0].flag_bits & _ENCRYPTED:
        found = "an archive that is encrypted or packed in a rare way"
        faults.error(Place(), found, "a plain zip archive", _SAVE_AGAIN)
        return None
    # The size that an archive states of itself may be a lie: read no further than the bound.
    with archive.open(members[0]) as packed:
        content = packed.read(MOST_UNPACKED + 1)
    if len(content) > MOST_UNPACKED:
        most = f"at most {MOST_UNPACKED // MIB} MiB unpacked"
        faults.error(Place(), "an archive that unpacks to more than it may", most, "split the file")
        return None
    return content


def _save_or_name(encoding: str) -> str:
    return advice(f"{_SAVE_AGAIN}, or add it with --encoding {encoding}")


def _decoded(content: bytes, faults: Faults) -> str | None:
    if content.startswith(_UTF_16):
        faults.error(Place(), "text in UTF-16", "text in UTF-8", _save_or_name("utf-16"))
        return None
    if b"\x00" in content:
        line = content.count(b"\n", 0, content.index(b"\x00")) + 1
        faults.error(Place(row=line), "a NUL byte", "plain text", _SAVE_AGAIN)
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        remedy = _save_or_name("and its code page, such as windows-1251")
        faults.error(Place(row=line), f"the byte {content[fault.start]:#04x}", "text in UTF-8", remedy)
        return None
