"""Workbooks that came back: whether one still holds what was issued, and what an auditor's findings mean for the whole.

Nothing enters the book by either, so readers may do both.
"""

from typing import Any

from ledger import desk
from ledger.answers import evaluation, verified_workbook
from ledger.foundation import Refused
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest
from ledger.web.uploads import Uploads


def verified(held: HeldBook, asked: PageRequest) -> Answer:
    """Whether a workbook that was received holds what was issued."""
    file = Uploads(held.settings.uploads).file(asked.parts["digest"])
    if file is None:
        return held.drawn("import_gone", asked, status=404)
    page: dict[str, Any] = {"within": "issued", "file": file.name}
    try:
        verification = desk.verify_workbook(held.book, file)
    except Refused as refused:
        return held.drawn("verified", asked, status=422, answer=None, problems=refused.problems, **page)
    answer = verified_workbook.answer(verification)
    return held.drawn("verified", asked, answer=answer, problems=verification.problems, **page)


def evaluated(held: HeldBook, asked: PageRequest) -> Answer:
    """What the findings in a sample that was filled in mean for the whole."""
    file = Uploads(held.settings.uploads).file(asked.parts["digest"])
    if file is None:
        return held.drawn("import_gone", asked, status=404)
    page: dict[str, Any] = {"within": "sample", "file": file.name}
    try:
        made = desk.evaluate_sample(held.book, file)
    except Refused as refused:
        return held.drawn("evaluated", asked, status=422, answer=None, problems=refused.problems, **page)
    return held.drawn("evaluated", asked, answer=evaluation.answer(made), problems=made.problems, **page)
