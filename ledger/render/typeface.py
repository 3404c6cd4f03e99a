"""The typeface of documents: Source Sans, from a package of its own, for paper and for pages on a screen.

Only its two upright weights are used: the italics have neither Cyrillic letters nor the narrow space between digits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from unicodedata import category

from ledger.foundation import Place, Refused

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

Weight = Literal[400, 600]
FAMILY = "Source Sans Pro"
"""What the typeface is called inside its files."""

_PACKAGES = ("fontTools", "font_source_sans_pro", "jinja2", "typst")
_FILES: dict[Weight, str] = {400: "SourceSansPro-Regular.ttf", 600: "SourceSansPro-Semibold.ttf"}


@dataclass(frozen=True)
class Typeface:
    """Source Sans as it is installed: what it can show, and how wide it is.

    Args:
        files: the file of each weight.

    >>> source_sans().shown("rocket \N{ROCKET}")
    'rocket [U+1F680]'
    """

    files: tuple[tuple[Weight, Path], ...]

    def file(self, weight: Weight) -> Path:
        """The file of a weight, as its package has it."""
        return dict(self.files)[weight]

    def shown(self, text: str) -> str:
        """A text in one line as it is displayed: characters that the typeface lacks by their code points."""
        known = _advances(self.file(400))
        return "".join(it if ord(it) in known else _named(it) for it in text)

    def lacks(self, text: str) -> bool:
        """Whether a text has characters that the typeface lacks."""
        return self.shown(text) != text.translate(_BLANKS)

    def width(self, text: str, size: float, weight: Weight = 400) -> float:
        """How wide a text is, in the unit of the size; a little less is possible, since pairs may stand closer.

        >>> round(source_sans().width("12.5", 10), 2)
        17.4
        """
        advances = _advances(self.file(weight))
        return sum(advances.get(ord(it), 0) for it in text) * size / 1000

    def subset(self, weight: Weight, texts: Iterable[str]) -> bytes:
        """A font file (WOFF) with nothing but the characters of some texts, the same for the same characters."""
        return _subset(self.file(weight), "".join(sorted({it for text in texts for it in self.shown(text)})))


def source_sans() -> Typeface:
    """The installed typeface.

    Raises:
        Refused: FILE if a package that it needs is not installed.
    """
    try:
        import fontTools  # noqa: F401 - whether it is there
        from font_source_sans_pro import font_directory
    except ModuleNotFoundError as fault:
        raise missing_package(fault) from None
    folder = Path(font_directory)
    return Typeface(tuple((weight, folder / name) for weight, name in _FILES.items()))


def missing_packages() -> tuple[str, ...]:
    """Which of the packages that write pages and PDF are not installed; they come with the extra ``pdf``."""
    return tuple(name for name in _PACKAGES if find_spec(name) is None)


def missing_package(fault: ModuleNotFoundError) -> Refused:
    """The problem of a package that writes documents and is not installed."""
    place, remedy = Place(subject=str(fault.name)), 'install it with `pip install "defense-ledger[pdf]"`'
    return Refused.of("FILE", place, "a package that is not installed", "the packages that write PDF", remedy)


# What nobody sees may be anywhere in a text: the font has two of these (U+00AD, U+FEFF), and shows nothing.
_UNSEEN = "Cf"
_BLANKS = {ord(it): " " for it in "\t\n\v\f\r\x85\u2028\u2029"}


def _named(character: str) -> str:
    return " " if ord(character) in _BLANKS else f"[U+{ord(character):04X}]"


@cache
def _advances(file: Path) -> dict[int, int]:
    """The width of each character that a font file has and shows, in thousandths of the size."""
    with _opened(file) as font:
        widths, em = font["hmtx"], font["head"].unitsPerEm
        seen = {code: glyph for code, glyph in font.getBestCmap().items() if category(chr(code)) != _UNSEEN}
        return {code: round(widths[glyph][0] * 1000 / em) for code, glyph in seen.items()}


# Documents of one report are often written again with the same characters, and most of a small page is its font.
@lru_cache(maxsize=8)
def _subset(file: Path, characters: str) -> bytes:
    from fontTools.subset import Options, Subsetter

    options = Options(flavor="woff", layout_features=["ccmp", "kern", "locl", "mark", "mkmk"], notdef_outline=True)
    subsetter, packed = Subsetter(options), BytesIO()
    subsetter.populate(unicodes=map(ord, characters))
    with _opened(file) as font:
        subsetter.subset(font)
        font.flavor = options.flavor
        font.save(packed)
    return packed.getvalue()


def _opened(file: Path) -> "TTFont":
    from fontTools.ttLib import TTFont

    return TTFont(file, recalcTimestamp=False, lazy=True)
