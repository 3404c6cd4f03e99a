"""What changed between two states of a book: two days, an issued report and now, or what was announced by a day."""

from collections.abc import Iterable

from ledger import desk
from ledger.foundation import Problem, Refused, errors
from ledger.presentation import Language, Presentation
from ledger.web.asked_report import AskedReport
from ledger.web.fields import FormField, RecordFields
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest
from ledger.web.report_form import report_fields

_ENDS = ("against", "as_of")


def changes(held: HeldBook, asked: PageRequest) -> Answer:
    """How the totals of one state came from those of another, step by step, with the records behind each step."""
    if not held.records:
        return held.drawn("empty", asked)
    name = asked.value("report") or held.settings.report
    if name not in (held.settings.report, *_names()):
        return held.drawn("absent", asked, status=404)
    chosen = AskedReport.with_options(name, {end: asked.value(end) for end in _ENDS})
    try:
        shown = held.presented(chosen.token, asked.language) if "against" in chosen.texts else None
    except Refused as refused:
        return _page(held, asked, chosen, problems=errors(refused.problems))
    return _page(held, asked, chosen, shown)


def _page(
    held: HeldBook,
    asked: PageRequest,
    chosen: AskedReport,
    shown: Presentation | None = None,
    problems: tuple[Problem, ...] = (),
) -> Answer:
    return held.drawn(
        "changes",
        asked,
        status=422 if problems else 200,
        report=chosen.token,
        name=chosen.name,
        chosen=chosen.texts,
        reports=_names(),
        fields=_fields(chosen, problems, Language(asked.language)),
        issues=held.issues[::-1],
        ids=held.ids,
        shown=shown,
    )


def _names() -> tuple[str, ...]:
    return tuple(it.name for it in desk.report_definitions())


def _fields(chosen: AskedReport, problems: Iterable[Problem], language: Language) -> RecordFields:
    """Which report, and its two ends as the form of a report asks for them."""
    of_report = report_fields(desk.varied_report(chosen.name), chosen.texts, problems, language)
    ends = tuple(next(it for it in of_report.all if it.name == end) for end in _ENDS)
    reports = tuple((name, language.term(desk.varied_report(name).title)) for name in _names())
    report = FormField("report", language.term("Report"), "", chosen.name, "choice", reports)
    return RecordFields(((report,), ends), (), of_report.elsewhere)
