"""A PDF as a screen reader tells it: its headings, texts and tables in their order, and what a checker finds wrong."""

from dataclasses import dataclass

import outloud
from outloud.model import Document
from pikepdf import Dictionary


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
        return _told(document, tuple(f"{it.rule} {it.message}" for it in checked.findings))
    finally:
        document.close()


def _told(document, findings):
    xmp = document.pdf.open_metadata()
    runs = [run for page in range(len(document.pages)) for run in document.content(page).runs]
    tables = [[row for row in table.descendants() if row.type == "TR"] for table in document.elements_of("Table")]
    return Aloud(
        title=document.title,
        language=document.lang,
        pages=len(document.pages),
        standards=(str(xmp["pdfuaid:part"]), f"{xmp['pdfaid:part']}{xmp['pdfaid:conformance']}"),
        headings=tuple((it.heading_level, _text(document, it)) for it in document.elements if it.is_heading),
        tables=tuple(tuple(tuple(_cells(document, row)) for row in rows) for rows in tables),
        pictures=tuple(it.alt for it in document.elements_of("Figure")),
        text="\n".join(_text(document, it) for it in document.elements if it.parent is None),
        skipped=" ".join(run.text for run in runs if run.artifact),
        findings=findings,
    )


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
