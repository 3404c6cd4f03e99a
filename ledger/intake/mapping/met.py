"""What of a table and what of its mapping met nothing: columns and rows that are not read, and entries without effect.

An entry of ``ignore`` or a text under ``[skip_rows]`` with a slip in it does nothing, and nobody would see that.
"""

from collections.abc import Collection, Iterable, Iterator

from ledger.foundation import Place, Problem, Severity, quoted
from ledger.intake.mapping.file import TableMapping, folded
from ledger.intake.mapping.judge import listed
from ledger.intake.mapping.survey import TableSurvey
from ledger.records import nearest

# A column with more different texts holds no codes; of those the first are enough to find a slip.
_MOST_TEXTS = 1000


def passed_over(survey: TableSurvey, mapping: TableMapping) -> Problem | None:
    """One note on what is left out of a table and speaks of no money; None where nothing is.

    Args:
        survey: of the whole table.
        mapping: what its columns are.
    """
    names = [column.name for column in survey.unread() if folded(column.name) not in mapping.ignored]
    parts = []
    if names:
        parts.append(f"the column{'s' if len(names) > 1 else ''} {listed(names)}")
    for rows, what in (
        (survey.body.tags, "row of tags or further headings"),
        (survey.body.repeated, "row that repeats the headings"),
        (survey.body.below, "row of text below the table"),
    ):
        unsaid = [row for row in rows if f"line:{row.number}" not in mapping.ignored]
        if unsaid:
            several = what.replace("row ", "rows ", 1).replace("repeats", "repeat") if len(unsaid) > 1 else what
            where = f"the first is {unsaid[0].number}" if len(unsaid) > 1 else f"row {unsaid[0].number}"
            parts.append(f"{len(unsaid)} {several} ({where})")
    if not parts:
        return None
    found = f"{' and '.join(parts)}, which {'are' if len(parts) > 1 or len(names) > 1 else 'is'} not read"
    expected = "nothing there that says how the amounts are to be read"
    return Problem("FORM", Severity.NOTE, survey.place, found, expected, "look whether anything of it belongs in")


class MetEntries:
    """What the tables of one release held of what the mapping names.

    Args:
        mapping: by which they are read.
        mapping_file: its name in places.
    """

    def __init__(self, mapping: TableMapping, mapping_file: str) -> None:
        self._mapping, self._mapping_file = mapping, mapping_file
        self._things: dict[str, str] = {}
        self._named = {heading: frozenset(map(folded, texts)) for heading, texts in mapping.skip_rows.items()}
        self._texts: dict[str, set[str]] = {heading: set() for heading in mapping.skip_rows}
        self._met: dict[str, set[str]] = {heading: set() for heading in mapping.skip_rows}

    def note_things(self, things: Iterable[str]) -> None:
        """Headings, lines of text and sheets of a table, as an entry of ``ignore`` names them."""
        self._things.update((folded(thing), thing) for thing in things)

    def note_text(self, heading: str, text: str) -> None:
        """A text, folded, in a column of ``[skip_rows]``."""
        texts = self._texts[heading]
        if text in self._named[heading]:
            self._met[heading].add(text)
        elif text and len(texts) < _MOST_TEXTS:
            texts.add(text)

    def unmet(self) -> Iterator[Problem]:
        """One sentence for ``ignore``, and one for each column of ``[skip_rows]``: a warning where a slip is likely."""
        if all(thing.startswith("sheet:") for thing in self._things):
            # No table was read.
            return
        if idle := [entry for entry in self._mapping.ignore if folded(entry) not in self._things]:
            others = [thing for key, thing in self._things.items() if key not in self._mapping.ignored]
            yield self._told(
                "ignore", idle, "nothing in the table is called", "a heading, line:2 or sheet:2023", others
            )
        for heading, texts in self._mapping.skip_rows.items():
            if idle := [text for text in texts if folded(text) not in self._met[heading]]:
                others = sorted(self._texts[heading])
                yield self._told(f"skip_rows.{heading}", idle, "no row has there", "a text of that column", others)

    def _told(self, line: str, idle: Collection[str], what: str, expected: str, others: Collection[str]) -> Problem:
        near = {entry: nearest(folded(entry), map(folded, others), most=1) for entry in idle}
        shown = {folded(other): other for other in others}
        perhaps = listed([shown[key] for keys in near.values() for key in keys]) if any(near.values()) else ""
        return Problem(
            "FORM",
            Severity.WARNING if perhaps else Severity.NOTE,
            Place(file=self._mapping_file, field=line),
            f"{listed(idle, quoted)}, which {what}",
            f"{expected}, perhaps {perhaps}" if perhaps else expected,
            "correct it" if perhaps else "nothing, if only other releases have it; else correct it or take it out",
        )
