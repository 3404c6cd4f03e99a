"""Whether a second pair of eyes looked at what left the house: who signed off which issued report."""

import unicodedata
from collections.abc import Sequence

from ledger.book import Decision, IssuePayload, SignOffPayload
from ledger.foundation import Advice, Place, Problem, Severity


def check_sign_offs(decisions: Sequence[Decision], number: int | None = None) -> tuple[Problem, ...]:
    """SIGN: a report that is signed off by the one who issued it, and by nobody else.

    Args:
        decisions: what people said of the book, oldest first.
        number: only the report issued by this entry; all reports without one.

    Returns:
        One warning per report. It falls away as soon as somebody else has signed that report off.
    """
    issuers = {decision.seq: decision.author for decision in decisions if isinstance(decision.payload, IssuePayload)}
    signed: dict[int, list[Decision]] = {}
    for decision in decisions:
        if isinstance(decision.payload, SignOffPayload) and decision.payload.issue in issuers:
            signed.setdefault(decision.payload.issue, []).append(decision)
    return tuple(
        _signed_alone(issue, sign_offs[0])
        for issue, sign_offs in signed.items()
        if number in (None, issue) and all(same_person(it.author, issuers[issue]) for it in sign_offs)
    )


def signed_by_issuer(sign_off: Decision, decisions: Sequence[Decision]) -> bool:
    """Whether a sign-off is of the one who issued the report; False for one of the book as a whole.

    >>> from datetime import UTC, datetime
    >>> day = datetime(2025, 6, 2, tzinfo=UTC)
    >>> signed_by_issuer(Decision(2, day, "Ann", "read", "sign_off", SignOffPayload(), ""), [])
    False
    """
    number = sign_off.payload.issue if isinstance(sign_off.payload, SignOffPayload) else None
    issues = (
        decision for decision in decisions if decision.seq == number and isinstance(decision.payload, IssuePayload)
    )
    return any(same_person(decision.author, sign_off.author) for decision in issues)


def same_person(one: str, other: str) -> bool:
    """Whether two names are one, however they are written: capitals, blanks and the form of letters say nothing.

    >>> same_person("Ann  Smith", " ann smith"), same_person("Ann Smith", "Anna Smith")
    (True, False)
    """
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    # Folded letters are put into one form again: the capital of a letter with an accent may come apart.
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(unicodedata.normalize("NFKC", folded).split())


def _signed_alone(issue: int, sign_off: Decision) -> Problem:
    found = f"a sign-off by {sign_off.author} (entry {sign_off.seq}), who issued the report, and none by anybody else"
    other = "let another person look at the report and enter"
    remedy = Advice(f"{other} desk.sign_off(book, {issue}, ...)", f"{other} `sign-off {issue}`")
    place = Place(subject=f"issue:{issue}")
    return Problem("SIGN", Severity.WARNING, place, found, "a sign-off by somebody else", remedy)
