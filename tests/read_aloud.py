"""A PDF as a screen reader tells it: its headings, texts and tables in their order, and what a checker finds wrong."""

from dataclasses import dataclass
from itertools import zip_longest

import outloud
from displayed import cells, sentences, spoken, tables_of
from outloud.model import Document
from pikepdf import Dictionary

from ledger.render.typeface import source_sans


@dataclass(frozen=True)
class Cell:
    """A cell of a table; of a head, what it is the head of."""

    text: str
    head_of: str = ""


@dataclass(frozen=True)
class Aloud:
    """What is read of a PDF.

    Args:
        title: of the document.
        language: of the document.
        pages: how many there are.
        standards: the part of PDF/UA that it says it keeps to, and part and level of PDF/A.
        headings: each with its level.
        tables: the rows of each.
        pictures: the texts that stand for pictures.
        text: everything that is read.
        skipped: everything that stands on a page and is not read.
        findings: what a checker finds.
    """

    title: str
    language: str
    pages: int
    standards: tuple[str, str]
    headings: tuple[tuple[int, str], ...]
    tables: tuple[tuple[tuple[Cell, ...], ...], ...]
    pictures: tuple[str, ...]
    text: str
    skipped: str
    findings: tuple[str, ...]


def aloud(pdf, folder):
    """What is read of a PDF, and what a checker of PDF/UA and of the words themselves finds."""
    file = folder / "aloud.pdf"
    file.write_bytes(pdf)
    checked = outloud.check(str(file))
    assert checked.error is None, checked.error
    document = Document(str(file))
    try:
        return _told(document, checked.findings)
    finally:
        document.close()


def _told(document, findings):
    xmp = document.pdf.open_metadata()
    runs = [run for page in range(len(document.pages)) for run in document.content(page).runs]
    tables = [[row for row in table.descendants() if row.type == "TR"] for table in document.elements_of("Table")]
    texts = [tuple(tuple(_cells(document, row)) for row in rows) for rows in tables]
    heads = {word for head, *_ in texts for cell in head for word in cell.text.split()}
    return Aloud(
        title=document.title,
        language=document.lang,
        pages=len(document.pages),
        standards=(str(xmp["pdfuaid:part"]), f"{xmp['pdfaid:part']}{xmp['pdfaid:conformance']}"),
        headings=tuple((it.heading_level, _text(document, it)) for it in document.elements if it.is_heading),
        tables=tuple(texts),
        pictures=tuple(it.alt for it in document.elements_of("Figure")),
        text="\n".join(_text(document, it) for it in document.elements if it.parent is None),
        skipped=" ".join(run.text for run in runs if run.artifact),
        findings=tuple(f"{it.rule} {it.message}" for it in findings if not _is_repeated_head(it, heads)),
    )


def _is_repeated_head(finding, heads):
    """Whether what a checker takes for skipped prose is the head of a table on its next page, which is read once."""
    return finding.rule == "TAG-002" and set(str(finding.evidence).split()) <= heads


def _cells(document, row):
    for cell in row.logical_children:
        yield Cell(_text(document, cell), str(cell.attr("Scope")) if cell.type == "TH" else "")


def _text(document, element):
    """What is read of an element, in the order in which its parts stand in it."""
    if element.alt is not None:
        return element.alt
    inside = {it.objgen: it for it in element.children}
    kids = element.obj.get("/K", [])
    parts = []
    for kid in [kids] if isinstance(kids, int | Dictionary) else list(kids):
        if isinstance(kid, Dictionary) and kid.objgen in inside:
            parts.append(_text(document, inside[kid.objgen]))
        else:
            mcid = kid if isinstance(kid, int) else int(kid.MCID)
            refs = [ref for ref in element.mcrefs if ref.mcid == mcid]
            parts += [document.content(ref.page).mcid_text.get((ref.stream, ref.mcid), "") for ref in refs[:1]]
    between = "" if element.type in {"P", "H1", "H2", "TD", "TH", "Strong", "Span", "LI", "Caption"} else "\n"
    return between.join(parts).strip()


def faults_aloud(heard, shown):
    """What of a presentation is not read of its PDF as it is displayed, and what a checker finds."""
    face = source_sans()
    whole = _undotted(heard.text)
    # A brief has only the notes without which its figures would mislead.
    notes = [note for note in shown.notes if note.is_always_shown or heard.pages > 1]
    texts = [_undotted(face.shown(text)) for text in sentences(shown, notes)]
    faults = [*heard.findings, *(f"not read: {text}" for text in texts if text not in whole)]
    said_of_itself = (heard.title, heard.language, heard.standards)
    # Which spaces stand in it is a matter of its lines.
    title = spoken(face.shown(shown.finding.text))
    if (spoken(heard.title), *said_of_itself[1:]) != (title, shown.language.code, ("1", "2A")):
        faults.append(f"says of itself: {said_of_itself}")
    parts = iter(heard.tables)
    # A page that is all there is has no room for the records that moved.
    for table in tables_of(shown) if heard.pages > 1 else shown.tables:
        expected = [[spoken(face.shown(text)) for text in line] for line in _lines(table)]
        names, width = len(table.headings), len(expected[0]) if expected else 0
        (_, *rows) = _joined(parts, names, width)
        read = [[spoken(cell) for cell in row] for row in rows]
        faults += [f"{table.title}: {it} is read as {at}" for it, at in zip_longest(expected, read) if it != at]
    return faults + [f"a table that is not displayed: {part[0]}" for part in parts]


def _undotted(text):
    """A text without the dots that part it: where a line ends, none is printed."""
    return spoken(text.replace(" · ", " "))


def _lines(table):
    """Of each row of a table what stands in its names and cells."""
    for row in table.rows:
        yield (*row.names, *(cell.text if cell else "" for cell in cells(table, row)))


def _joined(parts, names, width):
    """The rows of a table; of one whose last columns stand below the others, with all columns beside each other."""
    rows = [[cell.text for cell in row] for row in next(parts)]
    while len(rows[0]) < width:
        rows = [[*row, *(cell.text for cell in more[names:])] for row, more in zip(rows, next(parts), strict=True)]
    return rows
