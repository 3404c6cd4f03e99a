"""Draw an audit sample: how, what is drawn, and the workbook to fill in; the same words draw the same sample again."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger import desk
from ledger.answers import sample as answers
from ledger.foundation import Problem, Refused, errors, marked
from ledger.presentation import MEASURE_TITLES, Language
from ledger.web.fields import FieldKind, FormField, RecordFields
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE = "sample.xlsx"
_LABELS: Mapping[str, str] = {
    "report": marked("Report"),
    "measure": marked("What is sampled"),
    "tolerable": marked("Error that would still mislead nobody"),
    "expected": marked("Error that is expected"),
    "confidence": marked("Confidence, %"),
    "seed": marked("A text that nobody could foresee"),
}
_HELP: Mapping[str, str] = {
    "tolerable": "A share such as 2%, or a sum such as EUR 5 million",
    "expected": "Written in the same way; 0 where none is expected",
    "confidence": "From 60 to 99.9",
    "seed": "For example two words and today's lottery number; the same text draws the same sample",
}
_BY_ITSELF: Mapping[str, str] = {"expected": "0", "confidence": "95"}
_ROWS = (("report", "measure"), ("tolerable", "expected"), ("confidence", "seed"))


def sample(held: HeldBook, asked: PageRequest) -> Answer:
    """The form, and what is drawn by it."""
    if not held.records:
        return held.drawn("empty", asked)
    if not asked.value("tolerable") and not asked.value("seed"):
        return _page(held, asked, None)
    try:
        with TemporaryDirectory() as folder:
            return _page(held, asked, _drawn(held, asked, Path(folder)))
    except Refused as refused:
        return _page(held, asked, None, errors(refused.problems))


def sample_workbook(held: HeldBook, asked: PageRequest) -> Answer:
    """The workbook in which the auditor says what each drawn conversion is worth."""
    with TemporaryDirectory() as folder:
        made = _drawn(held, asked, Path(folder))
        return Answer(made.workbook.read_bytes(), kind=_WORKBOOK, file=_FILE)


def _drawn(held: HeldBook, asked: PageRequest, folder: Path) -> desk.DrawnSample:
    built = held.built(_report(held, asked))
    chosen = {name: asked.value(name) or _BY_ITSELF.get(name) for name in _LABELS if name != "report"}
    design = desk.sample_design(built, {name: text for name, text in chosen.items() if text})
    return desk.draw_sample(held.book, built, design, folder / _FILE)


def _report(held: HeldBook, asked: PageRequest) -> str:
    name = asked.value("report")
    return name if name in {it.name for it in desk.report_definitions()} else held.settings.report


def _page(
    held: HeldBook, asked: PageRequest, made: desk.DrawnSample | None, problems: tuple[Problem, ...] = ()
) -> Answer:
    return held.drawn(
        "sample",
        asked,
        status=422 if problems else 200,
        fields=_fields(held, asked, problems),
        answer=answers.answer(made) if made else None,
        doubts=made.problems if made else (),
        query=asked.query,
    )


def _fields(held: HeldBook, asked: PageRequest, problems: Iterable[Problem]) -> RecordFields:
    language = Language(asked.language)
    by_field: dict[str, list[Problem]] = {}
    for problem in problems:
        by_field.setdefault(problem.place.argument or problem.place.field, []).append(problem)
    choices = {
        "report": tuple((it.name, language.term(it.title)) for it in desk.report_definitions()),
        "measure": (
            ("", language.term("all conversions")),
            *((name, language.term(title)) for name, title in MEASURE_TITLES.items()),
        ),
    }
    texts = {"report": _report(held, asked)}

    def field(name: str) -> FormField:
        kind: FieldKind = "choice" if name in choices else "text"
        text = texts.get(name, asked.value(name) or _BY_ITSELF.get(name, ""))
        own = tuple(by_field.get(name, ()))
        return FormField(
            name, language.term(_LABELS[name]), _HELP.get(name, ""), text, kind, choices.get(name, ()), own
        )

    elsewhere = tuple(it for name, those in by_field.items() if name not in _LABELS for it in those)
    return RecordFields(tuple(tuple(map(field, row)) for row in _ROWS), (), elsewhere)
