"""A first mapping file for a foreign table: what is sure is written, what is not stands in a comment for the user."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from ledger.foundation import Place, Problem, Severity, errors, months_later, quoted, shown_name
from ledger.intake.aggregates import is_total
from ledger.intake.claims import is_category, is_money, is_year
from ledger.intake.column_claims import is_figures
from ledger.intake.mapping.cells import CODES
from ledger.intake.mapping.file import MONEY, day_of, toml_text
from ledger.intake.mapping.guess import ColumnLook, Look, decimal_of, look_at, order_of, scale_of
from ledger.intake.mapping.survey import DraftSurvey, survey_draft
from ledger.intake.mapping.table import ENDINGS
from ledger.intake.rows import TableFile, TableRow, open_table, unreadable
from ledger.notation import read_date
from ledger.records import CURRENCIES, HEADINGS, Heading, nearest

_PERIODS = ("%Y", "%Y-%m", "%m/%Y")
_LOOKED_AT = 2000
_SAMPLES, _LONGEST_SAMPLE = 3, 40
_MOST_VALUES = 40
# Most promises are one sum.
_EXAMPLES = {"term": "one_off"}


def draft_mapping(
    path: Path, sheet: str | None = None, encoding: str | None = None
) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of a mapping file for a table, in TOML, or the errors that stand in the way of one.

    Errors of single cells are left to the import.

    Args:
        path: a CSV file or a workbook.
        sheet: of a workbook; by default the first with a table.
        encoding: of a CSV file, if the user names it.

    >>> draft_mapping(Path("absent.csv"))[1][0].found
    'no such file'
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
    head = (*_head(look, file, table[0].sheet, table_file.sheets, surveyed), *_ignored(surveyed, table_file))
    parts = [head, _columns(look), _amounts(look), _constants(look, surveyed), _values(look)]
    text = "\n\n".join(filter(None, map("\n".join, parts))) + "\n"
    return text, tuple(problem for problem in problems if problem.severity is not Severity.ERROR)


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


def _head(look: Look, file: str, sheet: str | None, sheets: tuple[str, ...], surveyed: DraftSurvey) -> Iterator[str]:
    rows = surveyed.rows
    made_of = f"the first {look.rows:,} of {rows:,} rows" if look.rows < rows else _times(rows)
    yield f"# A draft for {_shown(file)}, made of {made_of} below row {look.heading_row}."
    yield "# Look at every line: one that begins with # is not used until you take that away (docs/mapping.md)."
    yield ""
    yield f"source = {toml_text(Path(file).stem)}  # whose data it is: the same name for every release"
    yield '# release = "2025-06"'
    if sheet is not None:
        others = [_shown(it) for it in sheets if it != sheet]
        yield f"sheet = {toml_text(sheet)}" + (f"  # there are also: {', '.join(others)}" if others else "")
    yield f"heading_row = {look.heading_row}"
    yield from _decimal(look)
    yield from _date_format(look)
    yield from _multiplier(look, surveyed)
    yield '# id_prefix = "min-"  # put before each id, so that the ids of two sources do not meet'
    markers = dict.fromkeys(mark for column in look.columns for mark in column.markers)
    yield f"missing = [{', '.join(map(toml_text, markers))}]  # cells that say nothing, beside empty ones"


def _ignored(surveyed: DraftSurvey, table_file: TableFile) -> Iterator[str]:
    """What speaks of money and is not read, each entry a comment until somebody says that it may be passed over."""
    entries = [*surveyed.entries(), *surveyed.other_sheets(table_file)]
    if entries:
        yield "ignore = [  # what is passed over knowingly: take the # away where the amounts are right all the same"
        yield from (f"  # {toml_text(entry)},  # {_shown(says, 120)}" for entry, says in entries)
        yield "]"


def _decimal(look: Look) -> Iterator[str]:
    for column in _candidates(look, "amount"):
        mark, cell = decimal_of(column)
        if mark:
            yield f"decimal = {toml_text(mark)}  # as in {_shown(cell)}"
            return
        if cell:
            yield f'# decimal = "point"  # or "comma": {_shown(cell)} could be either'
            return


def _date_format(look: Look) -> Iterator[str]:
    for column in _candidates(look, "announced"):
        order, cell = order_of(column)
        if order:
            yield f"date_format = {toml_text(order)}  # as in {_shown(cell)}"
            return
        if cell:
            yield f'# date_format = "dmy"  # or "mdy": {_shown(cell)} could be either'
            return


def _multiplier(look: Look, surveyed: DraftSurvey) -> Iterator[str]:
    scale = scale_of(look)
    if scale is None:
        if unit := surveyed.multiplier():
            yield f"# multiplier = {toml_text(unit[0])}  # {_shown(unit[1], 120)}"
        return
    first, *others = map(toml_text, (*scale.multipliers, "1"))
    if scale.sure:
        yield f"multiplier = {first}  # {_shown(scale.said, 120)}; {others[-1]} if the figures are whole"
    else:
        advice = "choose, then take the # away from the amounts below"
        yield f"# multiplier = {first}  # or {' or '.join(others)}, if whole: {_shown(scale.said, 120)}; {advice}"


def _is_open(heading: str, look: Look) -> bool:
    """Whether a heading has no sure column, or one whose figures may be wrong by a million."""
    scale = scale_of(look) if heading in MONEY else None
    return heading not in look.sure or (scale is not None and not scale.sure)


def _columns(look: Look) -> Iterator[str]:
    yield "[columns]  # our heading = the heading of the column"
    for heading in HEADINGS:
        if column := look.sure.get(heading.name):
            mark = "# " if _is_open(heading.name, look) else ""
            yield f"{mark}{heading.name} = {toml_text(column.name)}  # {_samples(column)}"
        for perhaps in look.possible.get(heading.name, ()):
            yield f"# {heading.name} = {toml_text(perhaps.name)}  # perhaps: {_samples(perhaps)}"
    used = {column.name for column in look.sure.values()}
    used |= {column.name for columns in look.possible.values() for column in columns}
    for column in look.columns:
        if column.name not in used:
            yield f"# ? = {toml_text(column.name)}  # {_samples(column)}"


def _amounts(look: Look) -> Iterator[str]:
    """Several columns of amounts, in a comment with what seems to set each apart: its year or month, or its kind."""
    figures = [it for it in look.columns if is_figures(it.looked_at) and not is_total(it.name)]
    periods = [it for it in figures if is_year(it.name)]
    kinds = [it for it in figures if is_category(it.name)]
    money = [it for it in figures if is_money(it.name)]
    several = next((them for them in (periods, kinds, money) if len(them) > 1), [])
    if several:
        yield "# [amounts]  # if each of these is money of its own, in place of amount above: every cell is a record"
    for column in several:
        own = f"announced = {toml_text(_last_day(column.name))}" if several is periods else "category = "
        if several is not periods:
            own += toml_text(column.name.split()[0].casefold() if several is kinds else "")
        yield f"# {toml_text(column.name)} = {{ {own} }}  # {_samples(column)}"


def _last_day(period: str) -> str:
    """The last day of a year or a month; nothing for what is neither, such as a quarter."""
    first = read_date(f"1 {period}")
    days = (
        *(day_of(period, pattern, "last") for pattern in _PERIODS),
        *(() if isinstance(first, Problem) else (months_later(first, 1) - timedelta(days=1),)),
    )
    return next((day.isoformat() for day in days if not isinstance(day, Problem)), "")


def _constants(look: Look, surveyed: DraftSurvey) -> Iterator[str]:
    yield "[constants]  # our heading = a value that holds for all rows; required, and without a sure column:"
    for heading in HEADINGS:
        if "commitment" in heading.required_for and heading.name not in look.sure:
            example = _EXAMPLES.get(heading.name, heading.example)
            yield f"# {heading.name} = {toml_text(example)}  # {_shown(heading.meaning, longest=120)}"
    if "currency" not in look.sure:
        code, says = surveyed.currency() or ("EUR", "where the amounts do not say it themselves")
        yield f"# currency = {toml_text(code)}  # {_shown(says, 120)}"


def _values(look: Look) -> Iterator[str]:
    for heading in HEADINGS:
        candidates = _candidates(look, heading.name)
        if len(candidates) != 1:
            continue
        lines = []
        if heading.name in CODES:
            lines = list(_codes(heading, candidates[0]))
        elif heading.name == "amount":
            lines = list(_words_for_amounts(candidates[0]))
        if lines:
            mark = "# " if _is_open(heading.name, look) else ""
            yield f"{mark}[values.{heading.name}]  # what is written in the table = what it means"
            yield from lines


def _codes(heading: Heading, column: ColumnLook) -> Iterator[str]:
    codes = list(CODES[heading.name])
    known = {code.casefold() for code in codes}
    unknown = [(text, times) for text, times in column.counts.most_common() if text.casefold() not in known]
    for text, times in unknown[:_MOST_VALUES]:
        short = [code for code in codes if code.casefold().startswith(text.casefold().rstrip("."))]
        near = short or nearest(text, codes, 1)
        such = "" if codes == list(CURRENCIES) else f": one of {', '.join(codes)}"
        yield f"# {toml_text(text)} = {toml_text(near[0] if near else '')}  # {_times(times)}{such}"


def _words_for_amounts(column: ColumnLook) -> Iterator[str]:
    wordy = [(text, times) for text, times in column.counts.most_common() if not re.search(r"\d", text)]
    for text, times in wordy[:_MOST_VALUES]:
        yield f'# {toml_text(text)} = "undisclosed"  # {_times(times)}: a sum that nobody says, or "none" for no money'


def _candidates(look: Look, heading: str) -> tuple[ColumnLook, ...]:
    column = look.sure.get(heading)
    return (column,) if column else look.possible.get(heading, ())


def _times(times: int) -> str:
    return "1 row" if times == 1 else f"{times} rows"


def _samples(column: ColumnLook) -> str:
    shown = [_shown(text) for text, _ in column.counts.most_common(_SAMPLES)]
    return "; ".join(shown) if shown else "empty"


def _shown(value: str, longest: int = _LONGEST_SAMPLE) -> str:
    """A text for a comment: on one line, with nothing that a comment must not hold."""
    line = " ".join("".join(it if it.isprintable() else " " for it in value).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
