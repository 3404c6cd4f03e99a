"""A workbook file before anything is unpacked from it: is it one, is it of bearable size, is its XML harmless?

A workbook is a zip archive of XML parts. Each part is unpacked once here, piece by piece and counted, since what the
archive says of its sizes is the sender's word; the sheets' own pieces go on to :mod:`ledger.spreadsheet.parts`.
"""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ledger.foundation import Place, Problem, Refused, Severity, quoted

MAX_UNPACKED = 512 * 1024 * 1024
MAX_PARTS = 10_000
MAX_RATIO = 250
PIECE = 1024 * 1024

# Deflate packs a run of one byte 1,000 times; small parts of blank cells come near, and harm nobody.
_RATIO_COUNTS_FROM = 32 * 1024 * 1024
MIMETYPE_PART = "mimetype"
_MANIFEST_PART = "META-INF/manifest.xml"
_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
_LONGEST_MIMETYPE = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_TEXT = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^<>]*?encoding\s*=\s*[\"']([^\"']*)")
_NAME_OF_TABLE = "name the workbook itself, or let the name of a table end in .csv"
_SAVE_AGAIN = "open it in Excel or LibreOffice and save it as .xlsx"
_ASK_FOR_WORKBOOK = "ask for the workbook it was made from"
# Documents that `report` writes beside a workbook: saved as .xlsx they would be no more than tables.
_BESIDE_A_WORKBOOK = (".csv", ".md")
_PAGE_BESIDE_A_WORKBOOK = b'content="defense-ledger '


class Archive:
    """An open workbook file whose parts may be read in pieces; made by :func:`open_archive`."""

    def __init__(self, opened: zipfile.ZipFile, file: str) -> None:
        self._opened = opened
        self._file = file
        self._unpacked: dict[str, int] = {}
        self.parts = tuple(info.filename for info in opened.infolist() if not info.is_dir())
        self.is_document = MIMETYPE_PART in self.parts and "xl/workbook.xml" not in self.parts
        """Whether it is an OpenDocument file."""

    def pieces(self, part: str) -> Iterator[bytes]:
        """A part, unpacked piece by piece.

        Raises:
            Refused: FILE, once all that was unpacked from the archive is too much, or the part is damaged.
        """
        info = self._opened.getinfo(part)
        packed = info.compress_size
        self._unpacked[part] = 0
        # The reader stops at the size that the archive declares; one beyond the bound makes it read on to the real end.
        declared, info.file_size = info.file_size, MAX_UNPACKED + 1
        try:
            with self._opened.open(info) as stream:
                while piece := stream.read(PIECE):
                    self._unpacked[part] += len(piece)
                    unpacked = self._unpacked[part]
                    dense = unpacked > max(_RATIO_COUNTS_FROM, MAX_RATIO * packed)
                    if dense or sum(self._unpacked.values()) > MAX_UNPACKED:
                        raise Refused([_bomb(self._file)])
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as fault:
            raise Refused([_damaged(self._file, str(fault))]) from None
        finally:
            info.file_size = declared
        if self._unpacked[part] != declared:
            raise Refused([_damaged(self._file, f"the size of {quoted(part)[1:-1]} is not what it says")])

    def unpacked(self, part: str | None = None) -> int:
        """The bytes of a part, or of all of them, as far as they were unpacked."""
        return sum(self._unpacked.values()) if part is None else self._unpacked.get(part, 0)

    def whole(self, part: str) -> bytes:
        """A small part at once; empty where there is none."""
        return b"".join(self.pieces(part)) if part in self.parts else b""


def open_spreadsheet(path: Path, file: str) -> Archive:
    """The same as :func:`open_archive` for a workbook or an OpenDocument spreadsheet (.ods).

    Raises:
        Refused: FILE, for the same reasons.
    """
    opened = _opened(path, file)
    if _is_spreadsheet(opened):
        faults = [*_package_faults(opened, file), *_locked(opened, file)]
        if not faults:
            return Archive(opened, file)
        opened.close()
        raise Refused(faults[:1])
    opened.close()
    return open_archive(path, file)


def open_archive(path: Path, file: str) -> Archive:
    """Look at a file that should be a workbook, and open it as an archive.

    Args:
        path: the file.
        file: its name in places.

    Raises:
        Refused: FILE: no workbook but a CSV, an old .xls, a page of HTML, an encrypted workbook; too many or double
            parts; more than 512 MiB in it.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     path = Path(place) / "a.xlsx"
    ...     _ = path.write_text("title;donor")
    ...     try:
    ...         open_archive(path, "a.xlsx")
    ...     except Refused as refused:
    ...         print(refused.problems[0].found)
    a text file such as CSV
    """
    opened = _opened(path, file)
    faults = tuple(_archive_faults(opened, file))
    if faults:
        opened.close()
        raise Refused(faults)
    return Archive(opened, file)


def _opened(path: Path, file: str) -> zipfile.ZipFile:
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head.startswith(b"PK"):
        raise Refused([_no_workbook(path, file, head)])
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise Refused([_damaged(file, str(fault))]) from None


def _is_spreadsheet(opened: zipfile.ZipFile) -> bool:
    """Whether an archive is an OpenDocument spreadsheet, or the template of one: its first part says so."""
    infos = opened.infolist()
    if not infos or infos[0].filename != MIMETYPE_PART or infos[0].file_size > _LONGEST_MIMETYPE:
        return False
    try:
        with opened.open(infos[0]) as stream:
            return stream.read(_LONGEST_MIMETYPE).startswith(_DOCUMENT)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
        return False


def _locked(opened: zipfile.ZipFile, file: str) -> Iterator[Problem]:
    """FILE for a document whose parts are encrypted, as its manifest says."""
    try:
        with opened.open(_MANIFEST_PART) as stream:
            manifest = stream.read(PIECE)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as fault:
        yield _damaged(file, str(fault))
    else:
        if b"encryption-data" in manifest:
            yield _fault(file, "a document with a password", "one that opens without", "save it without a password")


def refuse_declarations(piece: bytes, file: str, *, first: bool) -> None:
    """Stop at XML that declares a document type or entities: they are the way of XML bombs and of reading other files.

    Args:
        piece: of a part; cut so that no tag is broken.
        file: its name in places.
        first: whether it begins the part; then its encoding counts too.

    Raises:
        Refused: FILE.

    >>> refuse_declarations(b"<worksheet/>", "a.xlsx", first=True)
    """
    encoding = _ENCODING.search(piece[:200]) if first else None
    strange = encoding is not None and encoding[1].lower() not in (b"utf-8", b"us-ascii")
    # In another encoding the declaration would not be seen; no spreadsheet program writes one.
    if strange or (first and piece.startswith(_OTHER_TEXT)):
        raise Refused([_fault(file, "XML that is not in UTF-8", "a workbook as Excel saves it", _SAVE_AGAIN)])
    if _DECLARATION.search(piece):
        found = "XML with declarations of its own (DOCTYPE), as attacks have them"
        raise Refused([_fault(file, found, "a workbook as Excel saves it", "do not open it; ask the sender")])


def _no_workbook(path: Path, file: str, head: bytes) -> Problem:
    found, remedy = _kind_of_file(path, head)
    return _fault(file, found, "a workbook (.xlsx)", remedy)


def _kind_of_file(path: Path, head: bytes) -> tuple[str, str]:
    """What a file that is no archive seems to be, and what to do."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    found = ("a file of another kind", _SAVE_AGAIN)
    if not head:
        found = ("an empty file", "check that it was saved")
    elif head.startswith(_OLE):
        locked = ("a workbook with a password", "save it without a password")
        found = locked if _holds(path, _ENCRYPTED) else ("a workbook of the old kind (.xls)", _SAVE_AGAIN)
    elif start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        found = ("a web page (HTML)", _ASK_FOR_WORKBOOK if _PAGE_BESIDE_A_WORKBOOK in head else _SAVE_AGAIN)
    elif start.startswith(b"<"):
        found = ("an XML file", _SAVE_AGAIN)
    elif start.startswith(b"%pdf"):
        found = ("a PDF", _ASK_FOR_WORKBOOK)
    elif b"\0" not in head or head.startswith(_OTHER_TEXT):
        is_beside = path.suffix.casefold() in _BESIDE_A_WORKBOOK
        found = ("a text file such as CSV", _ASK_FOR_WORKBOOK if is_beside else _NAME_OF_TABLE)
    return found


def _holds(path: Path, marker: bytes) -> bool:
    before = b""
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            if marker in before + piece:
                return True
            before = piece[-len(marker) :]
    return False


def _archive_faults(opened: zipfile.ZipFile, file: str) -> Iterator[Problem]:
    names = Counter(info.filename.casefold() for info in opened.infolist())
    faults = tuple(_package_faults(opened, file))
    yield from faults
    if not faults and ("[content_types].xml" not in names or not any(name.startswith("xl/") for name in names)):
        yield _fault(file, _kind_of_archive(names), "a workbook (.xlsx)", _SAVE_AGAIN)


def _package_faults(opened: zipfile.ZipFile, file: str) -> Iterator[Problem]:
    infos = opened.infolist()
    names = Counter(info.filename.casefold() for info in infos)
    twice = next((name for name, times in names.items() if times > 1), None)
    if len(infos) > MAX_PARTS:
        yield _fault(file, f"{len(infos)} parts", f"at most {MAX_PARTS} parts", _SAVE_AGAIN)
    elif sum(info.file_size for info in infos) > MAX_UNPACKED:
        yield _bomb(file)
    elif twice:
        # Two programs would read two different workbooks.
        yield _damaged(file, f"two parts called {quoted(twice)[1:-1]}")
    elif any(info.flag_bits & 1 for info in infos):
        yield _fault(file, "an archive with a password", "one that opens without", "save it without a password")


def _kind_of_archive(names: Counter[str]) -> str:
    if any(name.startswith("word/") for name in names):
        return "a text document (.docx)"
    return "an OpenDocument file (.ods)" if "content.xml" in names else "a zip archive"


def _bomb(file: str) -> Problem:
    limit = f"at most {MAX_UNPACKED // 1024**2} MiB unpacked, and no part packed more than {MAX_RATIO} times"
    remedy = "delete blank rows and columns beyond the data and pictures, or split the file"
    return _fault(file, "more in it than its size lets expect", limit, remedy)


def _damaged(file: str, message: str) -> Problem:
    return _fault(file, f"a damaged file ({message})", "a whole workbook (.xlsx)", f"{_SAVE_AGAIN}, or get it again")


def _fault(file: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FILE", Severity.ERROR, Place(file=file), found, expected, remedy)
