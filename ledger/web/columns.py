"""A table with headings of its own: what each column is, chosen from what it may be, and what holds for all rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ledger import desk
from ledger.foundation import marked
from ledger.intake import DraftLine, MappingDraft, answered, with_columns
from ledger.records import HEADINGS
from ledger.web.clerk import DO, Clerk
from ledger.web.fields import FieldKind, FormField, choices_of, label_of
from ledger.web.messages import Answer

_SAMPLES = 3
_IGNORED = "ignore"
_LABELS = {
    "source": marked("Whose data it is"),
    "release": marked("Release"),
    "sheet": marked("Sheet"),
    "heading_row": marked("Row of the headings"),
    "decimal": marked("Decimals are written with"),
    "date_format": marked("Days are written as"),
    "multiplier": marked("One unit of the amounts is worth"),
    "id_prefix": marked("Put before each id"),
    "totals": marked("Rows that look like totals"),
}
_CHOICES = {
    "decimal": {"": marked("each figure is clear by itself"), "point": marked("a point"), "comma": marked("a comma")},
    "date_format": {
        "": marked("each day is clear by itself"),
        "dmy": marked("day, month, year"),
        "mdy": marked("month, day, year"),
        "ymd": marked("year, month, day"),
    },
    "multiplier": {
        "": marked("nothing is said of a unit"),
        "1": marked("one"),
        "1000": marked("a thousand"),
        "1000000": marked("a million"),
        "1000000000": marked("a billion"),
    },
    "totals": {"": marked("ask"), "skip": marked("leave them out"), "keep": marked("take them for records")},
}


@dataclass(frozen=True)
class TableColumn:
    """A column of the table.

    Args:
        field: in which it is said what it is.
        name: its heading.
        samples: some of its cells.
    """

    field: FormField
    name: str
    samples: str


def columns(clerk: Clerk) -> Answer:
    """What the columns of a table are, and the plan of its import once they are named."""
    digest = clerk.asked.parts["digest"]
    file = clerk.uploads.file(digest)
    if file is None:
        return clerk.drawn("import_gone", status=404)
    draft = desk.drafted_table(file)
    sent = clerk.sent
    chosen = _chosen(draft, sent) if clerk.has_sent else {name: it.name for name, it in draft.look.sure.items()}
    draft = with_columns(draft, chosen)
    if sent.get(DO) == "enter":
        clerk.uploads.map(digest, answered(_lines(draft, sent)))
        return Answer(b"", location=f"/import/{digest}")
    return clerk.drawn(
        "import_columns",
        within="import",
        file=file.name,
        digest=digest,
        columns=list(_columns(clerk, draft, chosen)),
        settings=[_setting(clerk, draft, name) for name in _LABELS if name != "sheet" or len(draft.sheets) > 1],
        constants=[_constant(clerk, line) for line in draft.of("constants")],
        values=[_value(clerk, line) for line in draft.lines if line.section.startswith("values.")],
        ignored=[(f"ignore={line.value}", line) for line in draft.of(_IGNORED)],
        sent=sent,
    )


def _chosen(draft: MappingDraft, sent: Mapping[str, str]) -> dict[str, str]:
    """Our headings with the columns that stand under them."""
    means = {column.name: sent.get(f"column={column.name}", "") for column in draft.look.columns}
    return {meaning: name for name, meaning in means.items() if meaning and meaning != _IGNORED}


def _lines(draft: MappingDraft, sent: Mapping[str, str]) -> Iterator[DraftLine]:
    """All that was said, as a mapping file says it."""
    for name in _LABELS:
        if text := sent.get(f"setting={name}", "").strip():
            yield DraftLine("", name, int(text) if name == "heading_row" and text.isdecimal() else text)
    if missing := next((line.value for line in draft.of("") if line.name == "missing"), ()):
        yield DraftLine("", "missing", missing)
    entries = [str(line.value) for line in draft.of(_IGNORED) if f"ignore={line.value}" in sent]
    entries += [it.name for it in draft.look.columns if sent.get(f"column={it.name}") == _IGNORED]
    yield from (DraftLine(_IGNORED, "", entry) for entry in dict.fromkeys(entries))
    yield from draft.of("columns")
    for line in draft.of("constants"):
        if text := sent.get(f"constant={line.name}", "").strip():
            yield DraftLine("constants", line.name, text)
    for line in draft.lines:
        if line.section.startswith("values.") and (text := sent.get(_named(line), "").strip()):
            yield DraftLine(line.section, line.name, text)


def _named(line: DraftLine) -> str:
    return f"{line.section}={line.name}"


def _columns(clerk: Clerk, draft: MappingDraft, chosen: Mapping[str, str]) -> Iterator[TableColumn]:
    means = {name: heading for heading, name in chosen.items()}
    language = clerk.language
    choices = (
        ("", language.term(marked("is not read"))),
        (_IGNORED, language.term(marked("speaks of money and is passed over"))),
        *((it.name, label_of(it.name, language)) for it in HEADINGS if "commitment" in it.kinds),
    )
    for column in draft.look.columns:
        key = f"column={column.name}"
        text = clerk.sent.get(key, means.get(column.name, ""))
        samples = "; ".join(it for it, _ in column.counts.most_common(_SAMPLES))
        yield TableColumn(FormField(key, column.name, "", text, "choice", choices), column.name, samples)


def _setting(clerk: Clerk, draft: MappingDraft, name: str) -> FormField:
    line = next((it for it in draft.of("") if it.name == name and it.state != "example"), None)
    text = str(line.value) if line is not None and line.state == "sure" else ""
    choices = tuple((code, clerk.language.term(words)) for code, words in _CHOICES.get(name, {}).items())
    key = f"setting={name}"
    kind: FieldKind = "choice" if choices else "text"
    note = line.note if line is not None else ""
    return FormField(key, clerk.language.term(_LABELS[name]), note, clerk.sent.get(key, text), kind, choices)


def _constant(clerk: Clerk, line: DraftLine) -> FormField:
    key = f"constant={line.name}"
    text = str(line.value) if line.state == "sure" else ""
    choices = tuple(choices_of(line.name, clerk.language))
    kind: FieldKind = "choice" if choices else "text"
    help_text = "" if choices else f"{line.note}, for example {line.value}" if line.value else line.note
    return FormField(key, label_of(line.name, clerk.language), help_text, clerk.sent.get(key, text), kind, choices)


def _value(clerk: Clerk, line: DraftLine) -> FormField:
    key, heading = _named(line), line.section.removeprefix("values.")
    choices = tuple(choices_of(heading, clerk.language))
    text = clerk.sent.get(key, "" if choices else str(line.value))
    kind: FieldKind = "choice" if choices else "text"
    label = f"{label_of(heading, clerk.language)}: {line.name or '“”'}"
    return FormField(key, label, line.note, text, kind, choices)
