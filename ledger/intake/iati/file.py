"""IATI activities, versions 2.01 to 2.03: a file of any size, read one activity at a time.

A file is a stranger's: it may declare no document type, and ``stream`` sets its bounds. ``activity`` knows what the
activities mean, ``own`` does for those that we wrote.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from lxml import etree

from ledger.foundation import Place, Problem, Severity, quoted
from ledger.intake.drafts import Item, Release
from ledger.intake.iati.activity import read_activity
from ledger.intake.iati.elements import line_of
from ledger.intake.iati.links import Links
from ledger.intake.iati.own import is_own, read_own
from ledger.intake.iati.stream import ASK, Elements, Unreadable, load_schema, reduce_to_stub, root_of, violations
from ledger.intake.iati.transactions import Unread

_ROOT, _ACTIVITY = "iati-activities", "iati-activity"
_FEW = 3
_FIRST_BYTES = 4096


@dataclass
class _Provenance:
    """Who reports in the files, when they were generated and what ties their activities, as they say themselves."""

    links: Links = field(default_factory=Links)
    reporters: set[str] = field(default_factory=set)
    generated: list[str] = field(default_factory=list)


@dataclass
class _Count:
    """How often something was left unread, and where first."""

    first: Unread
    number: int = 0

    def problem(self, file: str) -> Problem:
        """One note for all of them; a warning where they may mean money."""
        severity = Severity.WARNING if self.first.doubtful else Severity.NOTE
        found = f"{self.number} {self.first.what}"
        expected = "commitments, pledges, disbursements or expenditures"
        remedy = "nothing, unless they matter to you: they are not read"
        return Problem("FORM", severity, Place(file=file, row=self.first.line), found, expected, remedy)


def is_iati(path: Path) -> bool:
    """Whether a file begins as IATI activities do.

    >>> from ledger.foundation import folder
    >>> is_iati(folder("seeds") / "article.jsonl")
    False
    """
    with path.open("rb") as stream:
        return b"<iati-activit" in stream.read(_FIRST_BYTES).replace(b"\0", b"")


def read_iati(paths: Sequence[Path], files: Sequence[str], schema: Path | None) -> Iterator[Item]:
    """Read the activities of the files of one release.

    Args:
        paths: the files.
        files: their names, the first part of each place.
        schema: the XML schema that they must keep, if the user gave one.
    """
    loaded = None if schema is None else load_schema(schema)
    if isinstance(loaded, Problem):
        yield loaded
        return
    provenance = _Provenance()
    for path, file in zip(paths, files, strict=True):
        yield from _read_file(path, file, loaded, provenance)
    refs = sorted(provenance.reporters)
    source = ",".join(refs) if 0 < len(refs) <= _FEW else files[0]
    yield Release(f"iati:{source}", " and ".join(dict.fromkeys(provenance.generated)) or files[0])


def _read_file(path: Path, file: str, schema: etree.XMLSchema | None, provenance: _Provenance) -> Iterator[Item]:
    unread: dict[str, _Count] = {}
    try:
        root = _root(path)
        yield from _doubtful_version(root, file)
        provenance.generated += filter(None, [root.get("generated-datetime", "").strip()])
        with path.open("rb") as stream:
            for item in _items(stream, file, schema, provenance):
                if isinstance(item, Unread):
                    unread.setdefault(item.what, _Count(item)).number += 1
                else:
                    yield item
    except Unreadable as fault:
        yield fault.problem(file)
    yield from (it.problem(file) for it in unread.values())


def _root(path: Path) -> etree._Element:
    """The outermost element.

    Raises:
        Unreadable: where there is none of IATI 2.
    """
    with path.open("rb") as stream:
        root = root_of(stream)
    place, expected = Place(row=line_of(root)), f"<{_ROOT}> of version 2.01, 2.02 or 2.03"
    if cast("Any", root.getroottree().docinfo).doctype:
        remedy = "take the DOCTYPE out: it can make a small file endless or fetch other files, and IATI needs none"
        raise Unreadable(Place(row=1), "a DOCTYPE", "IATI activities without one", remedy)
    if root.tag != _ROOT:
        raise Unreadable(place, f"<{quoted(root.tag)[1:-1]}>", expected, ASK)
    if root.get("version", "").strip().startswith("1"):
        raise Unreadable(place.at("@version"), f"version {quoted(root.get('version'))}", expected, ASK)
    return root


def _doubtful_version(root: etree._Element, file: str) -> Iterator[Problem]:
    version = root.get("version", "").strip()
    if not version.startswith("2."):
        found = f"version {quoted(version)}" if version else "no version"
        remedy = "check what was read: other versions use other elements"
        place = Place(file=file, row=line_of(root), field="@version")
        yield Problem("FORM", Severity.WARNING, place, found, "version 2.01, 2.02 or 2.03", remedy)


def _items(
    stream: BinaryIO, file: str, schema: etree.XMLSchema | None, provenance: _Provenance
) -> Iterator[Item | Unread]:
    activities = Elements(stream, _ACTIVITY)
    for number, activity in enumerate(activities, start=1):
        reporting = activity.find("reporting-org")
        if reporting is not None and (ref := reporting.get("ref", "").strip()):
            provenance.reporters.add(ref)
        line, silent = line_of(activity), True
        own = is_own(activity)
        items = read_own(activity, file, number) if own else read_activity(activity, file, number, provenance.links)
        for item in items:
            silent = silent and isinstance(item, Unread)
            yield item
        if silent:
            yield Unread("activities without a commitment, pledge or payment", line)
        if schema is None:
            _forget(activity)
        else:
            yield from violations(schema, activity, file)
            reduce_to_stub(activity)
    if schema is not None and activities.root is not None:
        yield from violations(schema, activities.root, file)


def _forget(activity: etree._Element) -> None:
    """Free an activity and all that stands before it, so that memory grows with one activity and not with the file."""
    parent = activity.getparent()
    activity.clear()
    while parent is not None and activity.getprevious() is not None:
        del parent[0]
