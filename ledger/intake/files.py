"""From paths to drafts: looks at the files, finds their format, and opens them.

Faults of the disk become problems here; the readers judge what a file says.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ledger.foundation import Place, Problem, Refused, Severity, advice, malformed, quoted, shown_name
from ledger.intake.column_doubts import column_doubts, finer_figures, rounded_figures
from ledger.intake.drafts import Draft, Item, Release, first_thousand, is_count
from ledger.intake.equal_rows import set_apart
from ledger.intake.formats import FORMATS, Format, Options
from ledger.intake.own_rows import kept_rows
from ledger.intake.rows import beside_encoding, disk_problem, file_problem, unreadable
from ledger.records import nearest

_NO_OPTIONS = Options()
# As a record of the book has room for.
_LONGEST_SOURCE = 300
# The marked copy of a workbook, mended, is the workbook again.
_COPY = re.compile(r"\.problems(?:-[0-9]+)?(\.xls[xm])$")


@dataclass(frozen=True)
class Reading:
    """What the files of one release say.

    Args:
        format: name of their format; empty where it was not found.
        release: whose data it is; by the first file's name where the files do not say.
        drafts: to be given to :func:`ledger.intake.settle`.
        problems: found on the way, at most 1,000 and a count of the rest.
        unlisted: rows with errors that are only counted there.
        is_broken: whether an error is of a file as a whole, listed or not.

    >>> read_files([Path("absent.jsonl")]).drafts
    ()
    """

    format: str
    release: Release
    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]
    unlisted: tuple[Place, ...] = ()
    is_broken: bool = False


def read_files(paths: Sequence[Path], format: str | None = None, options: Options = _NO_OPTIONS) -> Reading:  # noqa: A002 - the word of the users
    """Read the files of one release; never raises for what they hold or for their absence.

    Args:
        paths: files of one format, such as the pages of one FTS query; at least one.
        format: the name of one of the formats; by default it is found from the first file.
        options: what the user says beside the names.

    Raises:
        Refused: FORM for an unknown format.
        TypeError: for no path.

    >>> print(*read_files([Path("absent.jsonl")]).problems)
    absent.jsonl: FILE error: found no such file, expected a file of records. Do: check the path.
    """
    if not paths:
        raise TypeError("paths are those of the files of one release, at least one, such as 'records.jsonl'")
    names = [it.name for it in FORMATS]
    if format is not None and format not in names:
        near = nearest(format, names)
        remedy = f"choose {near[0]}" if near else "choose one of them"
        raise Refused([malformed(Place(argument="format"), quoted(format), f"one of {', '.join(names)}", remedy)])
    first = shown_name(paths[0])
    release = Release(_COPY.sub(r"\1", first), first)
    faults = tuple(fault for path in paths if (fault := unreadable(path, shown_name(path))) is not None)
    if not faults and (twice := _named_twice(paths)):
        faults = (twice,)
    if faults:
        return Reading("", release, (), faults)
    try:
        chosen = _common_format(paths, format, options)
        if isinstance(chosen, Problem):
            return Reading("", release, (), (chosen,))
        return _reading(chosen, release, chosen.read(paths, options))
    except OSError as fault:
        return Reading("", release, (), (disk_problem(first, fault),))


def read_file(path: Path) -> tuple[tuple[Draft, ...], tuple[Problem, ...]]:
    """The drafts and problems of one file, as :func:`read_files` finds them.

    >>> [str(problem) for problem in read_file(Path("absent.jsonl"))[1]]
    ['absent.jsonl: FILE error: found no such file, expected a file of records. Do: check the path.']
    """
    reading = read_files([path])
    return reading.drafts, reading.problems


def _named_twice(paths: Sequence[Path]) -> Problem | None:
    seen: dict[str, Path] = {}
    for path in paths:
        file = shown_name(path)
        other = seen.setdefault(file, path)
        if other is not path:
            same = other.resolve() == path.resolve()
            found = "a file that is named twice" if same else "two files of the same name"
            remedy = "name it once" if same else "give one of them another name: lines and lineage are told by it"
            return file_problem(file, found, "each file once, under a name of its own", remedy)
    return None


def _common_format(paths: Sequence[Path], name: str | None, options: Options) -> Format | Problem:
    """The one format of all files of a release, which must fit what else the user says."""
    # A mapping file means a foreign table, whatever the table looks like.
    named = name or ("mapped" if options.mapping else None)
    if named is not None:
        chosen = next(it for it in FORMATS if it.name == named)
    else:
        formats = [_format_of(path) for path in paths]
        if faults := [it for it in formats if isinstance(it, Problem)]:
            return faults[0]
        chosen, *others = (it for it in formats if isinstance(it, Format))
        for path, other in zip(paths[1:], others, strict=True):
            if other is not chosen:
                expected, remedy = (
                    f"{chosen.meaning}, as in {shown_name(paths[0])}",
                    "import the two one after the other",
                )
                return file_problem(shown_name(path), other.meaning, expected, remedy)
    if options.schema and chosen.name != "iati":
        remedy = advice("leave the schema out, or name the format with --format iati")
        return file_problem(shown_name(paths[0]), f"{chosen.meaning}, and an XML schema", "IATI activities", remedy)
    beside = (beside_encoding(path, shown_name(paths[0]), chosen.meaning) for path in paths if options.encoding)
    return next(filter(None, beside), chosen)


def _format_of(path: Path) -> Format | Problem:
    ending = path.suffix.lower()
    fitting = [it for it in FORMATS if ending in it.endings]
    if not fitting:
        endings = dict.fromkeys(each for it in FORMATS for each in it.endings)
        expected, remedy = "one of " + ", ".join(endings), "save the file in one of these formats"
        return file_problem(shown_name(path), f"the ending {quoted(path.suffix)}", expected, remedy)
    # The last one takes what no other knows, and tells what is wrong with it.
    return next((it for it in fitting if it.recognises(path)), fitting[-1])


def _reading(chosen: Format, release: Release, items: Iterator[Item]) -> Reading:
    drafts: list[Draft] = []
    releases: list[Release] = [release]
    faults = _Faults()
    problems = first_thousand(faults.noted(_problems(items, drafts, releases)), Place(file=release.source))
    if chosen.is_table and chosen.name != "mapped":
        # What a mapping file reads has been sifted by what it says.
        drafts, of_rows = kept_rows(drafts)
        problems = first_thousand((*problems, *of_rows), Place(file=release.source))
    problems = first_thousand((*problems, *_of_columns(chosen, drafts)), Place(file=release.source))
    # A note says why a sound file has no record in it, such as an activity without money.
    if not drafts and all(problem.severity is Severity.WARNING for problem in problems):
        remedy = "check that it was saved, or leave it out"
        problems = (file_problem(release.source, "nothing in it", "at least one record", remedy), *problems)
    unlisted = faults.rows - {_row_of(problem.place) for problem in problems if not is_count(problem)}
    rows = tuple(sorted(unlisted, key=Place.sort_key))
    kept, doubts = set_apart(drafts) if chosen.numbered else (tuple(drafts), ())
    problems = first_thousand((*problems, *doubts), Place(file=release.source)) if doubts else problems
    return Reading(chosen.name, _shown(releases[-1]), kept, problems, rows, faults.is_broken)


def _of_columns(chosen: Format, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """What is to be said of the figures and columns of a file as a whole."""
    yield from rounded_figures(drafts)
    if chosen.is_table:
        yield from column_doubts(drafts)
    elif not chosen.numbered:
        # Publishers convert what they state, and say so by their rates; a record that we write states what was said.
        yield from finer_figures(drafts)


class _Faults:
    """Which rows have errors, and whether a file as a whole has: the list of problems ends at a thousand."""

    def __init__(self) -> None:
        self.rows: set[Place] = set()
        self.is_broken = False

    def noted(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """The same problems, each error noted."""
        for problem in problems:
            if problem.severity is Severity.ERROR:
                self.rows.add(_row_of(problem.place))
                self.is_broken = self.is_broken or problem.code == "FILE"
            yield problem


def _row_of(place: Place) -> Place:
    return place if place.row is None else replace(place, column="", field="")


def _shown(release: Release) -> Release:
    # What a file calls itself is a stranger's text, and appears in reasons and on the screen.
    source, name = (quoted(text, _LONGEST_SOURCE)[1:-1] for text in (release.source, release.name))
    return replace(release, source=source, name=name)


def _problems(items: Iterable[Item], drafts: list[Draft], releases: list[Release]) -> Iterator[Problem]:
    for item in items:
        if isinstance(item, Problem):
            yield item
        elif isinstance(item, Draft):
            drafts.append(item)
        else:
            releases.append(item)
