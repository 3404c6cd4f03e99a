"""The reports of a desk: which there are, each as it is displayed, and its files."""

import io
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from ledger import desk
from ledger.answers import definitions
from ledger.foundation import Place, Problem, Refused, errors, quoted
from ledger.presentation import Language
from ledger.reporting import LANGUAGES
from ledger.web.asked_report import AskedReport
from ledger.web.definitions import report_named
from ledger.web.drawing import drawn_charts
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest
from ledger.web.report_form import report_fields

# Of a chart that has the whole width of the page.
_WIDTH = 1216
_KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "zip": "application/zip",
}


def reports(held: HeldBook, asked: PageRequest) -> Answer:
    """Which reports there are, and what each of them shows."""
    return held.drawn("reports", asked, reports=definitions.answer(desk.report_definitions()).reports)


def report(held: HeldBook, asked: PageRequest) -> Answer:
    """One report with all its tables, by its own rules or by those that are asked for."""
    name = report_named(held, asked.parts["name"])
    if not held.records:
        return held.drawn("empty", asked)
    chosen = AskedReport.with_options(name, dict(asked.query))
    try:
        shown = held.presented(chosen.token, asked.language)
    except Refused as refused:
        if not chosen.options:
            raise
        return _faulty(held, asked, chosen, refused.problems)
    return held.drawn(
        "report",
        asked,
        within="reports",
        report=chosen.token,
        name=name,
        fields=_fields(chosen, (), asked),
        is_varied=bool(chosen.options),
        formats=desk.REPORT_FORMATS,
        shown=shown,
        charts=drawn_charts(shown.chart, _WIDTH),
        ids=held.ids,
    )


def report_file(held: HeldBook, asked: PageRequest) -> Answer:
    """A report as a file of one format, in a language; several files, as tables in CSV are, in one archive."""
    chosen = AskedReport.of(report_named(held, asked.value("report")))
    kind, language = asked.value("as"), next((it for it in LANGUAGES if it == asked.value("lang")), asked.language)
    if kind not in desk.REPORT_FORMATS:
        expected = f"one of {', '.join(desk.REPORT_FORMATS)}"
        raise Refused.of("FORM", Place(argument="as"), quoted(kind), expected, "follow a link of the report")
    built = held.built(chosen.token)
    with TemporaryDirectory() as name:
        folder = Path(name) / "files"
        comparison = desk.comparison_of(built, held.book)
        desk.write_documents(built, folder, (kind,), language=language, comparison=comparison)
        files = sorted(folder.iterdir())
        if len(files) == 1:
            return Answer(files[0].read_bytes(), kind=_KINDS[kind], file=files[0].name)
        return Answer(_archive(files), kind=_KINDS["zip"], file=f"{chosen.name}-{kind}.zip")


def _archive(files: Sequence[Path]) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    return packed.getvalue()


def _fields(chosen: AskedReport, problems: Sequence[Problem], asked: PageRequest) -> object:
    return report_fields(desk.varied_report(chosen.name), chosen.texts, problems, Language(asked.language))


def _faulty(held: HeldBook, asked: PageRequest, chosen: AskedReport, problems: Sequence[Problem]) -> Answer:
    """The form alone, with what speaks against it: a report by other rules than were asked for is none."""
    return held.drawn(
        "report_faulty",
        asked,
        status=422,
        within="reports",
        name=chosen.name,
        fields=_fields(chosen, errors(problems), asked),
    )
