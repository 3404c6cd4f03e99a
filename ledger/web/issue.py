"""Issue a report: what leaves the house, who issues it and to whom; the book keeps that it was issued."""

from pathlib import Path
from tempfile import TemporaryDirectory

from ledger import desk
from ledger.book import FormOutdatedError, FormPostedError, PostedForm, posted_once
from ledger.foundation import Problem, Refused, errors
from ledger.web.asked_report import AskedReport
from ledger.web.clerk import DO, HEAD, Clerk
from ledger.web.fields import fields_for
from ledger.web.messages import Answer


def issue(clerk: Clerk) -> Answer:
    """What is about to be issued, and its issue once that is confirmed."""
    asked = AskedReport.of(clerk.sent.get("report") or clerk.asked.value("report") or clerk.settings.report)
    if asked.name not in (clerk.settings.report, *(it.name for it in desk.report_definitions())):
        return clerk.drawn("absent", status=404)
    if clerk.sent.get(DO) != "enter":
        return _page(clerk, asked)
    form = PostedForm(clerk.form_id, head=clerk.sent.get(HEAD, ""))
    book = posted_once(clerk.book, form)
    try:
        with TemporaryDirectory() as folder:
            sent = desk.issue(
                book,
                lambda: desk.build_report(asked.definition, clerk.book, as_of=asked.as_of),
                Path(folder),
                author=clerk.author,
                reason=clerk.reason,
            )
    except FormPostedError as posted:
        return issued_at(posted.first)
    except FormOutdatedError:
        return _page(clerk, asked, is_outdated=True)
    except Refused as refused:
        return _page(clerk, asked, refused.problems)
    return issued_at(sent.revision.seq)


def issued_at(number: int) -> Answer:
    """Go to the page of an issued report."""
    return Answer(b"", location=f"/issued/{number}")


def _page(clerk: Clerk, asked: AskedReport, problems: tuple[Problem, ...] = (), *, is_outdated: bool = False) -> Answer:
    entries, head = clerk.book.head_at(None)
    return clerk.drawn(
        "issue",
        status=409 if is_outdated else 422 if errors(problems) else 200,
        within="reports",
        report=asked,
        rules=asked.definition,
        entries=entries,
        head=head,
        fields=fields_for((), {}, problems, clerk.language),
        is_outdated=is_outdated,
    )
