"""What people say of a book, its findings and its reports: sign-offs, waivers and severities."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ledger.book import (
    Book,
    Decision,
    DecisionPayload,
    Posting,
    Revision,
    SeverityPayload,
    SignOffPayload,
    WaivePayload,
    payload_in,
    unsettable,
)
from ledger.checks import check_sign_offs
from ledger.desk.books import of_book
from ledger.desk.findings import Outcome, stands_already, stop_at_errors
from ledger.desk.importing import all_findings
from ledger.foundation import LOG, Advice, Place, Problem, Refused, Severity, malformed, quoted
from ledger.reporting import counted, severities_set, waivers

SEVERITIES = (*Severity, "own")
"""What a code may be set to; ``own`` gives it its own severities back."""


@of_book
def sign_off(book: Book, number: int | None, *, author: str, statement: str) -> Outcome:
    """Sign off an issued report, or the book as it stands; later reports show it.

    Args:
        book: which.
        number: of the issued report; None for the book up to now.
        author: who signs.
        statement: what is approved, in the signer's words.

    Returns:
        The new entry. No entry, and a DUP warning, if the same person has already signed off the same; the book counts
        as another one as soon as anything but a sign-off has entered. SIGN if only the issuer of the report has signed
        it off.

    Raises:
        Refused: REL if no report was issued under that number; SIGN if it is an error in this book.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     book = Book.create(Path(folder) / "book.db")
    ...     sign_off(book, None, author="Ann", statement="the book is empty, as it should be").revisions[0].action
    'sign_off'
    """
    with book.writing(author=author, reason=statement) as posting:
        of_book = tuple(_newest_sign_offs(posting)) if number is None else posting.decisions()
        payload = SignOffPayload(issue=number)
        outcome = _entered(
            posting, [(payload, [decision for decision in of_book if decision.payload == payload])], (author, statement)
        )
        outcome = replace(outcome, problems=(*outcome.problems, *_alone(posting, outcome, payload)))
    for revision in outcome.revisions:
        signed = "the book" if number is None else f"report {number}"
        LOG.info("%s: signed off %s, entry %d", book.path.name, signed, revision.seq)
    return outcome


@of_book
def set_severity(book: Book, code: str, severity: str, *, author: str, reason: str) -> Outcome:
    """Set the severity of a code in this book; reports show that it was set.

    Args:
        book: which.
        code: a problem code such as ``ZERO``.
        severity: error, warning or note; ``own`` gives the code its own severities back.
        author: who decides it.
        reason: why.

    Returns:
        The new entry. No entry, and a DUP warning, if the same person has already set it so for the same reason.

    Raises:
        Refused: FORM for an unknown code or severity, and for the codes that cannot be set.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     book = Book.create(Path(folder) / "book.db")
    ...     _ = set_severity(book, "ZERO", "error", author="Ann", reason="we never enter a zero")
    ...     [(decision.payload.code, decision.payload.severity) for decision in book.decisions()]
    [('ZERO', 'error')]
    """
    if severity not in SEVERITIES:
        expected = f"one of {', '.join(SEVERITIES)}"
        raise Refused([malformed(Place(argument="severity"), quoted(severity), expected, "choose one of these")])
    chosen = None if severity == "own" else Severity(severity).value
    with book.writing(author=author, reason=reason) as posting:
        payload, decision = SeverityPayload(code=code, severity=chosen), severities_set(posting.decisions()).get(code)
        if chosen is None and decision is None and unsettable(code) is None:
            return Outcome((), (stands_already(Place(subject=code), f"{code} with its own severities"),))
        return _entered(
            posting, [(payload, [decision] if decision and decision.payload == payload else [])], (author, reason)
        )


@of_book
def waive(book: Book, code: str, place: str, *, author: str, reason: str) -> Outcome:
    """Accept a finding of ``check`` as it is; it stays listed, as a note that names who waived it.

    Args:
        book: which.
        code: of the finding.
        place: of the finding, as ``check`` prints it, such as ``gbr-ukr-2025-06-02-1:term``.
        author: who accepts it.
        reason: why.

    Returns:
        One entry for each finding of that code at that place; a finding that changes is reported again. No entry, and a
        DUP warning, for a finding that the same person has already waived for the same reason.

    Raises:
        Refused: FORM for a code that cannot be waived, or where ``check`` finds nothing of that code there.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import check_book, import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as home:
    ...     book = Book.create(Path(home) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     place, why = "gbr-gbr-2025-06-01-1:amount.currency", "quoted in dollars indeed"
    ...     _ = waive(book, "CUR-HOME", place, author="Ann", reason=why)
    ...     [str(it.severity) for it in check_book(book) if it.code == "CUR-HOME"]
    ['note']
    """
    of_code = [it for it in all_findings(book) if it.code == code]
    findings = [it for it in of_code if str(it.place) == place]
    if not findings:
        near = [str(it.place) for it in of_code][:3]
        such_as = f", such as {' or '.join(near)}" if near else ""
        expected = Advice(f"a finding of desk.check_book{such_as}", f"a finding of `check`{such_as}")
        raise Refused([_nothing_there(f"no {code} at {quoted(place)}", expected)])
    with book.writing(author=author, reason=reason) as posting:
        waived = waivers(posting.decisions())
        decisions = ([decision] if (decision := waived.get((code, place, it.found))) else [] for it in findings)
        payloads = [WaivePayload(code=code, place=place, found=it.found) for it in findings]
        return _entered(posting, list(zip(payloads, decisions, strict=True)), (author, reason))


@of_book
def take_back_waiver(book: Book, code: str, place: str, *, author: str, reason: str) -> Outcome:
    """Report a waived finding with its own severity again; both entries stay in the journal.

    Args:
        book: which.
        code: of the finding.
        place: of the finding, as it was printed when it was waived.
        author: who takes the waiver back.
        reason: why.

    Returns:
        One entry for each waiver of that code at that place.

    Raises:
        Refused: FORM where nothing of that code is waived there.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import check_book, import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     waived = {"code": "CUR-HOME", "place": "gbr-gbr-2025-06-01-1:amount.currency", "author": "Ann"}
    ...     _ = waive(book, **waived, reason="quoted in dollars indeed")
    ...     _ = take_back_waiver(book, **waived, reason="the speech was in pounds")
    ...     [str(it.severity) for it in check_book(book) if it.code == "CUR-HOME"]
    ['warning']
    """
    of_code = [key for key in waivers(book.decisions()) if key[0] == code]
    waived = [key for key in of_code if key[1] == place]
    if not waived:
        near = [key[1] for key in of_code][:3]
        expected = f"a waived finding{', such as ' + ' or '.join(near) if near else ''}"
        raise Refused([_nothing_there(f"no waiver of {code} at {quoted(place)}", expected)])
    with book.writing(author=author, reason=reason) as posting:
        payloads = (WaivePayload(code=key[0], place=key[1], found=key[2], taken_back=True) for key in waived)
        return Outcome(tuple(posting.say(it) for it in payloads))


def decision_in_words(entry: Revision) -> str:
    """What an entry of a sign-off, a waiver or a severity says, with its reason, its number and who made it.

    Raises:
        ValueError: for an entry that is none of these.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     book = Book.create(Path(folder) / "book.db")
    ...     decision_in_words(set_severity(book, "ZERO", "error", author="Ann", reason="no zeros here").revisions[0])
    'ZERO counts as error in this book: no zeros here. Entry 1, by Ann.'
    """
    match payload_in(entry.action, entry.payload):
        case SignOffPayload(issue=None):
            words = f"Signed off the book as it stands behind entry {entry.seq - 1}"
        case SignOffPayload(issue=number):
            words = f"Signed off the report issued as entry {number}"
        case WaivePayload(code=code, place=place, found=found, taken_back=taken_back):
            finding = f"{code} at {place} (found {found})"
            words = f"{finding} is told again" if taken_back else f"Waived {finding}"
        case SeverityPayload(code=code, severity=None):
            words = f"{code} has its own severities again"
        case SeverityPayload(code=code, severity=severity):
            words = f"{code} counts as {severity} in this book"
        case _:
            raise ValueError(f"an entry of {entry.action} is no decision")
    return f"{words}: {entry.reason.removesuffix('.')}. Entry {entry.seq}, by {entry.author}."


def _nothing_there(found: str, expected: str) -> Problem:
    remedy = Advice("copy the place from desk.check_book", "copy the place from `check`")
    return malformed(Place(argument="place"), found, expected, remedy)


def _alone(posting: Posting, outcome: Outcome, payload: SignOffPayload) -> tuple[Problem, ...]:
    """SIGN for the report that was just signed off; if it is an error in this book, nothing is entered."""
    decisions = posting.decisions()
    new = [Decision(it.seq, it.time, it.author, it.reason, it.action, payload, it.hash) for it in outcome.revisions]
    return (
        stop_at_errors(counted(check_sign_offs((*decisions, *new), payload.issue), decisions)) if payload.issue else ()
    )


def _newest_sign_offs(posting: Posting) -> Iterator[Decision]:
    """The sign-offs behind which nothing else has entered, the newest first."""
    number = posting.head[0]
    for decision in reversed(posting.decisions()):
        if decision.seq != number or not isinstance(decision.payload, SignOffPayload):
            return
        yield decision
        number -= 1


def _entered(
    posting: Posting, payloads: Sequence[tuple[DecisionPayload, Sequence[Decision]]], signed: tuple[str, str]
) -> Outcome:
    """Enter payloads, except those that the same person has already entered for the same reason.

    Args:
        posting: of the block.
        payloads: each with the entries that say the same.
        signed: author and reason.
    """
    again = [next((it for it in decisions if (it.author, it.reason) == signed), None) for _, decisions in payloads]
    new = [payload for (payload, _), decision in zip(payloads, again, strict=True) if decision is None]
    problems = (
        stands_already(
            Place(subject=entry.action.replace("_", "-")),
            f"entry {entry.seq} by {entry.author}, which says the same",
        )
        for entry in again
        if entry
    )
    return Outcome(tuple(posting.say(it) for it in new), tuple(problems))
