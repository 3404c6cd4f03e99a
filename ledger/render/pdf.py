"""A presentation as PDF: set by typst from a template, tagged for reading aloud (PDF/UA-1) and for archives (PDF/A-2a).

A brief is one page, on which first the chart gets lower and then the table gets fewer named rows until all of it fits;
where that is not enough there is no chart. A report with one table is one page too, if that takes all its rows. Every
other document has as many pages as it needs.
All texts go to the template as JSON, so that nothing in them is taken for markup; the same presentation gives the same
bytes.
"""

import json
import shutil
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from ledger.presentation import Presentation, with_named_rows
from ledger.render.panels import least_height
from ledger.render.printed import Paper, as_json, printed
from ledger.render.typeface import Typeface, missing_package, source_sans
from ledger.reporting import Orientation

if TYPE_CHECKING:
    from typst import Compiler

# For reading aloud and for archives: typst refuses what does not keep to them.
_STANDARDS: tuple[Literal["ua-1"], Literal["a-2a"]] = ("ua-1", "a-2a")

_TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
# A brief with fewer named rows says too little.
_FEWEST_ROWS = 3
# More do not fit on a page, whatever else stands there.
_MOST_ROWS = 60


_PORTRAIT = Paper(landscape=False, chart_width=510.2, chart_height=130, width=498, columns=8)
_LANDSCAPE = Paper(
    landscape=True, chart_width=487, chart_height=175, width=744, columns=4, arrangement="changes-below-figures"
)
# All panels in one row.
_FLAT = replace(_LANDSCAPE, columns=_PORTRAIT.columns)
# How one page may be filled: the first way in which all rows are named, or the first that there is.
_WAYS = {
    _PORTRAIT: (_PORTRAIT,),
    _LANDSCAPE: (_LANDSCAPE, replace(_FLAT, chart_width=_FLAT.width, arrangement="figures-in-one-row")),
}
# The same with what changed, which stands beside the table only where one of full width would have gaps alone.
_WAYS_WITH_CHANGES = {
    _PORTRAIT: (_PORTRAIT,),
    _LANDSCAPE: (
        _LANDSCAPE,
        replace(_LANDSCAPE, arrangement="changes-across"),
        replace(_FLAT, arrangement="changes-beside-table"),
        replace(_FLAT, chart_width=440, arrangement="figures-in-one-row"),
    ),
}
_PAPERS: Mapping[Orientation | None, Sequence[Paper]] = {
    None: (_PORTRAIT, _LANDSCAPE),
    "portrait": (_PORTRAIT,),
    "landscape": (_LANDSCAPE,),
}


@dataclass(frozen=True)
class PdfFile:
    """A PDF.

    Args:
        content: the bytes of the file.
        pages: how many it has.
        lacks_chart: whether its one page has no room for the chart of the presentation.
    """

    content: bytes
    pages: int
    lacks_chart: bool = False


def as_pdf(presentation: Presentation, *, is_brief: bool = False, orientation: Orientation | None = None) -> PdfFile:
    """A presentation on paper.

    Args:
        presentation: what is printed.
        is_brief: whether it is to be one page, for which tables may name fewer rows and add up the rest, and the chart
            may be left out; one that no page holds even so has as many as it needs. Otherwise a report with one table
            is one page too, if that takes all of its rows.
        orientation: how pages lie; by default upright, and on their long side where a table needs it.

    Raises:
        Refused: FILE if a package that it needs is not installed.
    """
    papers = _PAPERS[orientation]
    with _setter() as setter:
        for shown in _for_one_page(presentation, is_brief=is_brief):
            fitted = (setter.brief(shown, paper, may_fold=is_brief) for paper in papers)
            if page := next((page for page in fitted if page), None):
                return replace(page, lacks_chart=shown.chart != presentation.chart)
        return setter.document(presentation, papers)


def _for_one_page(presentation: Presentation, *, is_brief: bool) -> Iterator[Presentation]:
    """What may be one page: of a brief all of it, or else all but the chart."""
    if is_brief or len(presentation.tables) == 1:
        yield presentation
    if is_brief and presentation.chart:
        yield replace(presentation, chart=None)


@dataclass(frozen=True)
class _Setter:
    """Sets pages from the template.

    Args:
        compiler: typst with the template and the fonts.
        face: the typeface, which says what it lacks.
    """

    compiler: "Compiler"
    face: Typeface

    def brief(self, presentation: Presentation, paper: Paper, *, may_fold: bool) -> PdfFile | None:
        """One page; None where a table needs a wider one, or where not even the smallest chart leaves room for all."""
        counts = (sum(row.kind == "row" for row in table.rows) for table in presentation.tables)
        most = max(counts, default=0)
        fewest = min(most, _FEWEST_ROWS) if may_fold else most
        if fewest > _MOST_ROWS:
            return None
        # What changed is drawn only where nothing else has to give way: its sentences say the same.
        drawn = self._content(presentation, paper, most, paper.chart_height, has_bridge=True)
        if presentation.changes and most <= _MOST_ROWS and self._fits(drawn):
            return PdfFile(self._pdf(drawn, presentation), 1)
        named: dict[Paper, int] = {}
        for way in (_WAYS_WITH_CHANGES if presentation.changes else _WAYS)[paper]:
            rows = self._most_rows(presentation, way, range(fewest, min(most, _MOST_ROWS) + 1))
            if rows is not None:
                named[way] = rows
            if rows == most:
                break
        if not named:
            return None
        best = max(named, key=lambda way: named[way] == most)
        return PdfFile(self._pdf(self._highest(presentation, best, named[best]), presentation), 1)

    def _most_rows(self, presentation: Presentation, paper: Paper, counts: range) -> int | None:
        """How many rows fit with the least chart; None where not even the fewest do."""
        least, _ = self._heights(presentation, paper)
        return _most(counts, lambda rows: self._fits(self._content(presentation, paper, rows, least)))

    def _highest(self, presentation: Presentation, paper: Paper, rows: int) -> str:
        """The content with so many named rows and the highest chart that fits with them."""
        least, highest = self._heights(presentation, paper)

        def content(more: int) -> str:
            return self._content(presentation, paper, rows, least + more)

        return content(_most(range(int(highest - least) + 1), lambda more: self._fits(content(more))) or 0)

    def _fits(self, content: str) -> bool:
        return self._measured(content) == (1, 1)

    def _content(
        self, presentation: Presentation, paper: Paper, rows: int, height: float, *, has_bridge: bool = False
    ) -> str:
        """One page with so many named rows in each table, and a chart of this height."""
        for table in presentation.tables:
            presentation = with_named_rows(presentation, table.name, rows)
        return as_json(
            printed(presentation, paper, self.face, is_brief=True, chart_height=height, has_bridge=has_bridge)
        )

    def document(self, presentation: Presentation, papers: Sequence[Paper]) -> PdfFile:
        """As many pages as it takes, on the first of some kinds of paper on which tables are cut the least."""
        best, fewest, count = "", 0, 0
        for paper in papers:
            height = paper.chart_height
            drawn = printed(presentation, paper, self.face, is_brief=False, chart_height=height, has_bridge=True)
            content = as_json(drawn)
            pages, strips = self._measured(content)
            if not best or strips < fewest:
                best, fewest, count = content, strips, pages
            if fewest == 1:
                break
        return PdfFile(self._pdf(best, presentation), count)

    def _heights(self, presentation: Presentation, paper: Paper) -> tuple[float, float]:
        """The least and the greatest height of the chart."""
        if presentation.chart is None:
            return 0, 0
        canvas = paper.canvas(presentation.chart, self.face, paper.chart_height)
        least = least_height(presentation.chart, canvas)
        return least, max(least, paper.chart_height)

    def _measured(self, content: str) -> tuple[int, int]:
        """How many pages a content takes, and into how many strips its tables are cut at most."""
        self.compiler.compile(format="svg", sys_inputs={"document": content})
        pages = json.loads(self.compiler.query("<pages>", field="value", one=True))
        strips = json.loads(self.compiler.query("<strips>", field="value"))
        return pages, max(strips, default=1)

    def _pdf(self, content: str, presentation: Presentation) -> bytes:
        # A day of the book and no clock: the same presentation is the same file.
        made = datetime.combine(presentation.as_of, time(0), UTC)
        pdf = self.compiler.compile(
            format="pdf", sys_inputs={"document": content}, pdf_standards=[*_STANDARDS], timestamp=made
        )
        if not isinstance(pdf, bytes):
            raise TypeError("a PDF is one file")
        return pdf


@contextmanager
def _setter() -> Iterator[_Setter]:
    """A setter with a folder of its own: the two fonts and the template are all that typst may read.

    Raises:
        Refused: FILE if a package that it needs is not installed.
    """
    face = source_sans()
    try:
        from typst import Compiler, Fonts
    except ModuleNotFoundError as fault:
        raise missing_package(fault) from None
    with TemporaryDirectory() as folder:
        for _, file in face.files:
            shutil.copy(file, folder)
        template = shutil.copy(_TEMPLATE, folder)
        fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
        yield _Setter(Compiler(template, root=folder, font_paths=fonts, ignore_system_fonts=True), face)


def _most(numbers: range, holds: Callable[[int], bool]) -> int | None:
    """The largest of some numbers for which something holds that holds for all smaller ones; None if for none.

    >>> _most(range(3, 9), lambda number: number < 6)
    5
    """
    # The smallest first: what does not even hold there is soon told.
    if not holds(numbers[0]):
        return None
    if holds(numbers[-1]):
        return numbers[-1]
    return numbers[bisect_left(numbers, x=True, key=lambda number: not holds(number)) - 1]
