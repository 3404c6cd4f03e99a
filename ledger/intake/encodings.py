"""In which code page a table of text was saved: what a user says of it, and what the text itself shows.

A code page is never chosen by a guess: text that is not UTF-8 is read as Windows-1252 or as the user says. What a wrong
one leaves behind is known by its looks (``Ïîëüùà``), and charset-normalizer advises which was meant.
"""

import codecs
import re
from functools import lru_cache
from typing import BinaryIO

from ledger.foundation import Place, Problem, Refused, Severity, advice, malformed, quoted

WESTERN = "cp1252"
"""What spreadsheets of Western Europe and America save a table in, where it is not UTF-8."""

# Those in which spreadsheets and offices save tables, beside the Western one; the likelier first.
_OTHERS = ("cp1250", "cp1251", "koi8_u", "cp1253", "cp1254", "cp1257", "cp866", "cp852", "mac_cyrillic", "mac_roman")
_NAMES = {"cp1252": "Windows-1252", "utf_8": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16"}
# Enough to tell a language, and read at once.
_MOST_SAMPLED = 64 * 1024
_LONGEST_LINE = 4096
# No language of the Latin script writes four letters with accents in a row, and none these signs between small letters;
# the accent that people type for an apostrophe is not among them.
_ACCENTED = "\u00c0-\u00ff\u0160\u0161\u017d\u017e\u0152\u0153\u0178"
_SIGNS = "\u00a1-\u00a3\u00a5\u00a6\u00a8\u00ac\u00af\u00b2\u00b3\u00b6\u00b9\u00bc-\u00bf"
# What Polish and Czech leave behind: a capital within a word (uchodŸców), œ where French has none (œw, œæ), ø beside ì.
_OF_THE_EAST = (
    f"[a-z]\u0178[a-z{_ACCENTED}]|[\u0152\u0153][w\u00e6]|\u00f8[a-z{_ACCENTED}]*\u00ec|\u00ec[a-z{_ACCENTED}]*\u00f8"
)
_SPOILT = re.compile(f"[{_ACCENTED}]{{4,}}|[a-z{_ACCENTED}][{_SIGNS}][a-z]|{_OF_THE_EAST}")
# The same of text that is UTF-8 by now: only what is certain, since nothing else can be said of it.
_SPOILT_BEFORE = re.compile(f"[{_ACCENTED}]{{5,}}")
_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\r\n\t"
_UTF16 = re.compile(r"utf-16(-[lb]e)?")
_NO_TABLES = re.compile(r"utf[-_]?(?:16|32|7)|idna|punycode|(?:raw_)?unicode", re.IGNORECASE)


def encoding_of(name: str) -> str:
    """The name by which Python knows an encoding in which a table may be saved.

    Raises:
        Refused: FORM for any other name.

    >>> encoding_of("windows-1251"), encoding_of("KOI8-U")
    ('cp1251', 'koi8-u')
    """
    try:
        encoding = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        encoding = ""
    if not (_UTF16.fullmatch(encoding) or _keeps_ascii(encoding)):
        expected = "an encoding of tables, such as windows-1251, windows-1250, koi8-u, utf-16 or utf-8"
        raise Refused([malformed(Place(argument="encoding"), quoted(name), expected, "write the name of one")])
    return encoding


def shown_encoding(name: str) -> str:
    """An encoding as it is written in messages and behind ``--encoding``.

    >>> shown_encoding("cp1251"), shown_encoding("koi8_u")
    ('Windows-1251', 'KOI8-U')
    """
    if name in _NAMES:
        return _NAMES[name]
    return f"Windows-{name[2:]}" if re.fullmatch(r"cp125[0-9]", name) else name.replace("_", "-").upper()


def sample_of(stream: BinaryIO) -> list[bytes]:
    """The first lines of a stream that are not ASCII alone, about 64 KiB of them; the stream is put back to its start.

    >>> from io import BytesIO
    >>> [line.decode("cp1252") for line in sample_of(BytesIO("für".encode("cp1252")))]
    ['für']
    """
    stream.seek(0)
    sample: list[bytes] = []
    while sum(map(len, sample)) < _MOST_SAMPLED and (line := stream.readline(_LONGEST_LINE)):
        if not line.isascii():
            sample.append(line)
    stream.seek(0)
    return sample


def is_utf8(line: bytes) -> bool:
    """Whether a line is UTF-8; one that is cut may end within a character.

    >>> is_utf8("für".encode()), is_utf8("für".encode("cp1252"))
    (True, False)
    """
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line, final=len(line) < _LONGEST_LINE)
    except UnicodeDecodeError:
        return False
    return True


def spoilt(text: str) -> str | None:
    """The first word that a wrong code page must have made of another one; None where there is none.

    >>> spoilt("5 Ïîëüùà"), spoilt("Zad³u¿enie"), spoilt("Älvsbyn, Créée, Côte d\u00b4Ivoire, £5m")
    ('Ïîëüùà', 'Zad³u¿enie', None)
    """
    return _word(_SPOILT.search(text), text)


def spoilt_before(text: str) -> str | None:
    """The same of text that was saved as UTF-8 when it was spoilt already.

    >>> spoilt_before("5 Ïîëüùà"), spoilt_before("Œuvre créée à Århus")
    ('Ïîëüùà', None)
    """
    return _word(_SPOILT_BEFORE.search(text), text)


@lru_cache(maxsize=64)
def likely_encoding(sample: bytes) -> str | None:
    """The code page in which text was saved that is spoilt as Windows-1252; None where none makes it whole.

    >>> likely_encoding("Польща; Латвія; військова допомога".encode("cp1251"))
    'cp1251'
    """
    from charset_normalizer import from_bytes  # noqa: PLC0415 - a fifth of a second that few files need

    advised = [match.encoding for match in from_bytes(sample, cp_isolation=[*_OTHERS, WESTERN])]
    return next((it for it in dict.fromkeys((*advised, *_OTHERS)) if it != WESTERN and _makes_whole(it, sample)), None)


def wrong_code_page(file: str, sample: bytes) -> Problem | None:
    """FILE for text that is not in Windows-1252, with the code page that it is likely in; None where that may be right.

    Args:
        file: its name in places.
        sample: lines of it that are not UTF-8.

    >>> print(wrong_code_page("a.csv", "Польща".encode("cp1251")).remedy)
    save the file as UTF-8, or read it with encoding windows-1251
    """
    word = spoilt(sample.decode(WESTERN, "replace"))
    if word is None:
        return None
    likely = likely_encoding(sample)
    if likely is None:
        expected, remedy = (
            "text in UTF-8",
            advice("save the file as UTF-8, or import it with --encoding and its code page"),
        )
    else:
        name = shown_encoding(likely)
        expected = f"text in UTF-8, or in {name}, in which this reads {quoted(_read_again(word, likely))}"
        remedy = advice(f"save the file as UTF-8, or read it with --encoding {name.lower()}")
    found = f"text that reads as {quoted(word)}, which no language has, in Windows-1252"
    return Problem("FILE", Severity.ERROR, Place(file=file), found, expected, remedy)


def _read_again(word: str, encoding: str) -> str:
    return word.encode(WESTERN, "ignore").decode(encoding, "ignore")


def _keeps_ascii(encoding: str) -> bool:
    """Whether an encoding is one of texts that leaves separators and line ends what they are."""
    if not encoding or _NO_TABLES.match(encoding):
        return False
    try:
        return _PRINTABLE.decode(encoding).encode("ascii", "replace") == _PRINTABLE
    except (LookupError, ValueError):
        return False


def _word(match: re.Match[str] | None, text: str) -> str | None:
    if match is None:
        return None
    before = re.search(r"[^\s;,\t\"]*$", text[max(0, match.start() - 40) : match.start()])
    after = re.match(r"[^\s;,\t\"]*", text[match.end() : match.end() + 40])
    return (before[0] if before else "") + match[0] + (after[0] if after else "")


def _makes_whole(encoding: str, sample: bytes) -> bool:
    try:
        return spoilt(sample.decode(encoding)) is None
    except UnicodeDecodeError:
        return False
