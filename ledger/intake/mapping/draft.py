"""A first mapping file for a foreign table: what is sure is written, what is not stands beside it for the user.

The draft is a value of single lines: ``toml`` writes them as text, ``draw`` as a workbook with lists to choose from.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby, islice
from pathlib import Path
from typing import Literal

from ledger.foundation import Place, Problem, Severity, errors, months_later, quoted, shown_name
from ledger.intake.aggregates import is_total
from ledger.intake.claims import is_category, is_money, is_year
from ledger.intake.mapping.cells import CODES, day_of
from ledger.intake.mapping.column_claims import is_figures
from ledger.intake.mapping.file import MONEY, toml_text
from ledger.intake.mapping.guess import ColumnLook, Look, decimal_of, look_at, order_of, scale_of
from ledger.intake.mapping.survey import DraftSurvey, survey_draft
from ledger.intake.mapping.table import ENDINGS
from ledger.intake.rows import TableFile, TableRow, open_table, unreadable
from ledger.notation import read_amount, read_date
from ledger.records import CURRENCIES, HEADINGS, Heading, nearest

_PERIODS = ("%Y", "%Y-%m", "%m/%Y")
_LOOKED_AT = 2000
_SAMPLES, _LONGEST_SAMPLE = 3, 40
_MOST_CURRENCIES = 6
_MOST_VALUES = 40
# Most promises are one sum.
_EXAMPLES = {"term": "one_off"}

State = Literal["sure", "perhaps", "example"]


@dataclass(frozen=True)
class DraftLine:
    """One line of a mapping file that is not complete yet.

    Args:
        section: its part of the file, such as ``columns`` or ``values.category``; empty for the settings at the top.
        name: what is said there: a setting, a heading of ours, what is written in the table; empty for an entry.
        value: what it is; of a heading of ours, the column.
        note: what speaks for it.
        state: whether it is sure, a candidate, or only an example of what may stand there.
        advice: what to do in the text of a mapping file.
    """

    section: str
    name: str
    value: str | int | tuple[str, ...]
    note: str = ""
    state: State = "sure"
    advice: str = ""


@dataclass(frozen=True)
class MappingDraft:
    """The draft of a mapping file.

    Args:
        file: the table.
        sheets: of a workbook, those that are seen.
        look: at its columns.
        rows: how many rows below its headings may be records.
        lines: what is sure and what is not, section by section.
    """

    file: str
    sheets: tuple[str, ...]
    look: Look
    rows: int
    lines: tuple[DraftLine, ...]

    @property
    def made_of(self) -> str:
        """Of how many rows of the table it is made."""
        seen, rows = self.look.rows, self.rows
        return f"the first {seen:,} of {rows:,} rows" if seen < rows else _times(rows)

    def of(self, section: str) -> tuple[DraftLine, ...]:
        """The lines of one section."""
        return tuple(line for line in self.lines if line.section == section)


def draft_mapping(
    path: Path, sheet: str | None = None, encoding: str | None = None
) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of a mapping file for a table, in TOML, or the errors that stand in the way of one.

    Args:
        path: a CSV file or a workbook.
        sheet: of a workbook; by default the first with a table.
        encoding: of a CSV file, if the user names it.

    >>> draft_mapping(Path("absent.csv"))[1][0].found
    'no such file'
    """
    draft, problems = draft_lines(path, sheet, encoding)
    return (None if draft is None else toml(draft)), problems


def draft_lines(
    path: Path, sheet: str | None = None, encoding: str | None = None
) -> tuple[MappingDraft | None, tuple[Problem, ...]]:
    """The same line by line. Errors of single cells are left to the import.

    >>> draft_lines(Path("absent.csv"))[0] is None
    True
    """
    file = shown_name(path)
    if fault := unreadable(path, file) or _no_table(path, file):
        return None, (fault,)
    table_file, opening = open_table(path, file, encoding)
    if table_file is None:
        return None, errors(opening)
    problems = list(opening)
    rows = _sound(table_file.rows(sheet), problems)
    table = list(islice(rows, _LOOKED_AT))
    if not table:
        expected, remedy = "a table with headings", "name another file"
        nothing = Problem("FILE", Severity.ERROR, Place(file=file), "nothing in it", expected, remedy)
        return None, errors(problems) or (nothing,)
    look = look_at(table)
    surveyed = survey_draft(look, table, rows)
    lines = (
        *_settings(look, file, table[0].sheet, table_file.sheets, surveyed),
        *_ignored(surveyed, table_file),
        *_columns(look),
        *_amounts(look),
        *_units(surveyed),
        *_constants(look, surveyed),
        *_values(look),
    )
    draft = MappingDraft(file, table_file.sheets, look, surveyed.rows, lines)
    return draft, tuple(problem for problem in problems if problem.severity is not Severity.ERROR)


def with_columns(draft: MappingDraft, chosen: Mapping[str, str]) -> MappingDraft:
    """The draft once somebody has said what the columns are: what is still to be said by these.

    Args:
        draft: of the table.
        chosen: the heading of a column by our heading that it stands under.
    """
    columns = {column.name: column for column in draft.look.columns}
    sure = {name: columns[chosen[name]] for name in chosen if chosen[name] in columns}
    look = replace(draft.look, sure=sure, possible={})
    own = (DraftLine("columns", name, column.name, samples(column)) for name, column in sure.items())
    currency = () if "currency" in sure else [line for line in draft.of("constants") if line.name == "currency"]
    lines = (*draft.of(""), *draft.of("ignore"), *own, *_required(look), *currency, *_values(look))
    return replace(draft, look=look, lines=lines)


def answered(lines: Iterable[DraftLine]) -> str:
    """A mapping file in TOML of lines that are all meant.

    >>> print(answered([DraftLine("", "source", "aid"), DraftLine("columns", "donor", "Land")]))
    source = "aid"
    <BLANKLINE>
    [columns]
    "donor" = "Land"
    <BLANKLINE>
    """
    parts: dict[str, list[DraftLine]] = {"": []}
    for line in lines:
        parts.setdefault(line.section, []).append(line)
    ignored = [_literal(line.value) for line in parts.pop("ignore", [])]
    head = [f"{line.name} = {_literal(line.value)}" for line in parts.pop("")]
    head += [f"ignore = [{', '.join(ignored)}]"] if ignored else []
    own = ([f"[{section}]", *map(_pair, those)] for section, those in parts.items())
    return "\n\n".join(map("\n".join, (head, *own))) + "\n"


def _pair(line: DraftLine) -> str:
    return f"{_literal(line.name)} = {_literal(line.value)}"


def toml(draft: MappingDraft) -> str:
    """The draft as a mapping file in TOML, in which what is not sure is a comment."""
    parts = [
        ["\n".join(_head(draft))],
        ["[columns]  # our heading = the heading of the column", *map(_line, draft.of("columns"))],
        list(_several(draft)),
        [
            "[constants]  # our heading = a value that holds for all rows; required, and without a sure column:",
            *map(_line, draft.of("constants")),
        ],
        list(_worths(draft)),
        list(_translations(draft)),
    ]
    return "\n\n".join(filter(None, map("\n".join, parts))) + "\n"


def _head(draft: MappingDraft) -> Iterator[str]:
    yield f"# A draft for {_shown(draft.file)}, made of {draft.made_of} below row {draft.look.heading_row}."
    yield "# Look at every line: one that begins with # is not used until you take that away (docs/mapping.md)."
    yield ""
    yield from map(_line, draft.of(""))
    if entries := draft.of("ignore"):
        yield "ignore = [  # what is passed over knowingly: take the # away where the amounts are right all the same"
        yield from (f"  # {_literal(entry.value)},  # {entry.note}" for entry in entries)
        yield "]"


def _several(draft: MappingDraft) -> Iterator[str]:
    lines = [line for line in draft.lines if line.section.startswith("amounts.")]
    if lines:
        yield "# [amounts]  # if each of these is money of its own, in place of amount above: every cell is a record"
    for line in lines:
        own = f"{line.section.removeprefix('amounts.')} = {_literal(line.value)}"
        yield f"# {_literal(line.name)} = {{ {own} }}  # {line.note}"


def _worths(draft: MappingDraft) -> Iterator[str]:
    lines = [line for line in draft.lines if line.section.startswith("multipliers.")]
    for line in lines[:1]:
        name = _literal(line.section.removeprefix("multipliers."))
        yield f"# [multipliers.{name}]  # if it is the unit of its row, in place of multiplier above"
    yield from (_line(line, _literal(line.name)) for line in lines)


def _translations(draft: MappingDraft) -> Iterator[str]:
    translated = (line for line in draft.lines if line.section.startswith("values."))
    for section, lines in groupby(translated, key=lambda line: line.section):
        mark = "# " if _is_open(section.removeprefix("values."), draft.look) else ""
        yield f"{mark}[{section}]  # what is written in the table = what it means"
        yield from (_line(line, _literal(line.name)) for line in lines)


def _line(line: DraftLine, name: str = "") -> str:
    mark = "" if line.state == "sure" else "# "
    note = "; ".join(filter(None, (line.note, line.advice)))
    return f"{mark}{name or line.name or '?'} = {_literal(line.value)}" + (f"  # {note}" if note else "")


def _sound(rows: Iterable[TableRow | Problem], problems: list[Problem]) -> Iterator[TableRow]:
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
        else:
            yield row


def _no_table(path: Path, file: str) -> Problem | None:
    """FILE for what the import reads by no mapping file, such as records of our own."""
    if path.suffix.lower() in ENDINGS:
        return None
    found, expected = f"the ending {quoted(path.suffix)}", f"a CSV file or a workbook ({', '.join(ENDINGS)})"
    remedy = "save the table as one of these; files of all other formats need no mapping"
    return Problem("FILE", Severity.ERROR, Place(file=file), found, expected, remedy)


def _settings(
    look: Look, file: str, sheet: str | None, sheets: tuple[str, ...], surveyed: DraftSurvey
) -> Iterator[DraftLine]:
    yield DraftLine("", "source", Path(file).stem, "whose data it is: the same name for every release")
    yield DraftLine("", "release", "2025-06", state="example")
    if sheet is not None:
        others = [_shown(it) for it in sheets if it != sheet]
        yield DraftLine("", "sheet", sheet, f"there are also: {', '.join(others)}" if others else "")
    yield DraftLine("", "heading_row", look.heading_row)
    yield from _decimal(look)
    yield from _date_format(look)
    yield from _multiplier(look, surveyed)
    prefix = "put before each id, so that the ids of two sources do not meet"
    yield DraftLine("", "id_prefix", "min-", prefix, "example")
    markers = dict.fromkeys(mark for column in look.columns for mark in column.markers)
    yield DraftLine("", "missing", tuple(markers), "cells that say nothing, beside empty ones")


def _ignored(surveyed: DraftSurvey, table_file: TableFile) -> Iterator[DraftLine]:
    """What speaks of money and is not read, each entry a candidate until somebody says that it may be passed over."""
    for entry, says in (*surveyed.entries(), *surveyed.other_sheets(table_file)):
        yield DraftLine("ignore", "", entry, _shown(says, 120), "perhaps")


def _decimal(look: Look) -> Iterator[DraftLine]:
    for column in _candidates(look, "amount"):
        mark, cell = decimal_of(column)
        if mark:
            yield DraftLine("", "decimal", mark, f"as in {_shown(cell)}")
            return
        if cell:
            yield DraftLine("", "decimal", "point", f'or "comma": {_shown(cell)} could be either', "perhaps")
            return


def _date_format(look: Look) -> Iterator[DraftLine]:
    for column in _candidates(look, "announced"):
        order, cell = order_of(column)
        if order:
            yield DraftLine("", "date_format", order, f"as in {_shown(cell)}")
            return
        if cell:
            yield DraftLine("", "date_format", "dmy", f'or "mdy": {_shown(cell)} could be either', "perhaps")
            return


def _multiplier(look: Look, surveyed: DraftSurvey) -> Iterator[DraftLine]:
    scale = scale_of(look)
    if scale is None:
        if unit := surveyed.multiplier():
            yield DraftLine("", "multiplier", unit[0], _shown(unit[1], 120), "perhaps")
        return
    first, *others = (*scale.multipliers, "1")
    speaks = _shown(scale.said, 120)
    if scale.sure:
        yield DraftLine("", "multiplier", first, f"{speaks}; {_literal(others[-1])} if the figures are whole")
    else:
        note = f"or {' or '.join(map(_literal, others))}, if whole: {speaks}"
        advice = "choose, then take the # away from the amounts below"
        yield DraftLine("", "multiplier", first, note, "perhaps", advice)


def _is_open(heading: str, look: Look) -> bool:
    """Whether a heading has no sure column, or one whose figures may be wrong by a million."""
    scale = scale_of(look) if heading in MONEY else None
    return heading not in look.sure or (scale is not None and not scale.sure)


def _columns(look: Look) -> Iterator[DraftLine]:
    for heading in HEADINGS:
        if column := look.sure.get(heading.name):
            state: State = "perhaps" if _is_open(heading.name, look) else "sure"
            yield DraftLine("columns", heading.name, column.name, samples(column), state)
        for perhaps in look.possible.get(heading.name, ()):
            yield DraftLine("columns", heading.name, perhaps.name, f"perhaps: {samples(perhaps)}", "perhaps")
    used = {column.name for column in look.sure.values()}
    used |= {column.name for columns in look.possible.values() for column in columns}
    for column in look.columns:
        if column.name not in used:
            yield DraftLine("columns", "", column.name, samples(column), "perhaps")


def _amounts(look: Look) -> Iterator[DraftLine]:
    """Several columns of amounts, as candidates with what seems to set each apart: its year or month, or its kind."""
    figures = [it for it in look.columns if is_figures(it.looked_at) and not is_total(it.name)]
    periods = [it for it in figures if is_year(it.name)]
    kinds = [it for it in figures if is_category(it.name)]
    money = [it for it in figures if is_money(it.name)]
    several = next((them for them in (periods, kinds, money) if len(them) > 1), [])
    for column in several:
        if several is periods:
            yield DraftLine("amounts.announced", column.name, _last_day(column.name), samples(column), "perhaps")
        else:
            kind = column.name.split()[0].casefold() if several is kinds else ""
            yield DraftLine("amounts.category", column.name, kind, samples(column), "perhaps")


def _units(surveyed: DraftSurvey) -> Iterator[DraftLine]:
    """What each text of a column of units is worth, as candidates."""
    name, worths = surveyed.units() or ("", {})
    for text, worth in worths.items():
        other = f"or {' or '.join(worth[1:])}" if len(worth) > 1 else ""
        yield DraftLine(f"multipliers.{name}", text, worth[0], other, "perhaps")


def _last_day(period: str) -> str:
    """The last day of a year or a month; nothing for what is neither, such as a quarter."""
    first = read_date(f"1 {period}")
    days = (
        *(day_of(period, pattern, "last") for pattern in _PERIODS),
        *(() if isinstance(first, Problem) else (months_later(first, 1) - timedelta(days=1),)),
    )
    return next((day.isoformat() for day in days if not isinstance(day, Problem)), "")


def _required(look: Look) -> Iterator[DraftLine]:
    """What every record needs and no column is sure to say."""
    for heading in HEADINGS:
        if "commitment" in heading.required_for and heading.name not in look.sure:
            example = _EXAMPLES.get(heading.name, heading.example)
            yield DraftLine("constants", heading.name, example, _shown(heading.meaning, longest=120), "example")


def _constants(look: Look, surveyed: DraftSurvey) -> Iterator[DraftLine]:
    yield from _required(look)
    if "currency" not in look.sure:
        yield _currency(look, surveyed)


def _currency(look: Look, surveyed: DraftSurvey) -> DraftLine:
    """The currency of all rows: sure where a sign or word can mean one only, and no column or cell says another."""
    codes, says = surveyed.currencies()
    if not codes:
        return DraftLine("constants", "currency", "EUR", "where the amounts do not say it themselves", "example")
    if len(codes) > 1:
        which = ", ".join(sorted(codes)[:_MOST_CURRENCIES]) + (" ..." if len(codes) > _MOST_CURRENCIES else "")
        return DraftLine("constants", "currency", "", _shown(f"{says}: {which}", 120), "perhaps")
    [code] = codes
    is_open = "currency" in look.possible or any(_says_another(code, it) for it in _candidates(look, "amount"))
    return DraftLine("constants", "currency", code, _shown(says, 120), "perhaps" if is_open else "sure")


def _says_another(code: str, column: ColumnLook) -> bool:
    typed = (read_amount(cell) for cell in column.looked_at if isinstance(cell, str))
    return any(not isinstance(it, Problem) and it.currency not in (None, code) for it in typed)


def _values(look: Look) -> Iterator[DraftLine]:
    for heading in HEADINGS:
        candidates = _candidates(look, heading.name)
        if len(candidates) != 1:
            continue
        if heading.name in CODES:
            yield from _codes(heading, candidates[0])
        elif heading.name == "amount":
            yield from _words_for_amounts(candidates[0])


def _codes(heading: Heading, column: ColumnLook) -> Iterator[DraftLine]:
    codes = list(CODES[heading.name])
    known = {code.casefold() for code in codes}
    unknown = [(text, times) for text, times in column.counts.most_common() if text.casefold() not in known]
    for text, times in unknown[:_MOST_VALUES]:
        short = [code for code in codes if code.casefold().startswith(text.casefold().rstrip("."))]
        near = short or nearest(text, codes, 1)
        such = "" if codes == list(CURRENCIES) else f": one of {', '.join(codes)}"
        meant = near[0] if near else ""
        yield DraftLine(f"values.{heading.name}", text, meant, f"{_times(times)}{such}", "perhaps")


def _words_for_amounts(column: ColumnLook) -> Iterator[DraftLine]:
    wordy = [(text, times) for text, times in column.counts.most_common() if not re.search(r"\d", text)]
    for text, times in wordy[:_MOST_VALUES]:
        note = f'{_times(times)}: a sum that nobody says, or "none" for no money'
        yield DraftLine("values.amount", text, "undisclosed", note, "perhaps")


def _candidates(look: Look, heading: str) -> tuple[ColumnLook, ...]:
    column = look.sure.get(heading)
    return (column,) if column else look.possible.get(heading, ())


def _times(times: int) -> str:
    return "1 row" if times == 1 else f"{times} rows"


def samples(column: ColumnLook) -> str:
    """The commonest cells of a column.

    >>> samples(ColumnLook("a", ("x", "y", "x")))
    'x; y'
    """
    shown = [_shown(text) for text, _ in column.counts.most_common(_SAMPLES)]
    return "; ".join(shown) if shown else "empty"


def _literal(value: str | int | tuple[str, ...]) -> str:
    """A value as TOML writes it."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_literal, value))}]"
    return toml_text(value) if isinstance(value, str) else str(value)


def _shown(value: str, longest: int = _LONGEST_SAMPLE) -> str:
    """A text for a comment: on one line, with nothing that a comment must not hold."""
    line = " ".join("".join(it if it.isprintable() else " " for it in value).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
