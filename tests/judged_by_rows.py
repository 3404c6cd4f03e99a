"""What is doubtful about a table and which rows of it are no records, row by row: judges what ``intake`` does at once.

Every row is asked everything; nothing is remembered from one row to the next.
"""

from datetime import date
from decimal import Decimal

from ledger.foundation import EXACT, exact_sum
from ledger.intake import aggregates, column_doubts, own_rows
from ledger.intake.rows import heading_name
from ledger.records import find_party, name_at

PARTIES = ("donor", "recipient")
DAYS = ("announced", "value_date", "term.start", "term.end")
TELLING = (
    *("title", "donor", "amount", "low", "high", "announced"),
    *("commitment", "value_date", "item", "quote", "start", "end"),
)


def says_something(draft):
    """Whether a row may be a record: it is no note, and something in it tells of a record."""
    cells = draft.lineage[0].cells
    is_note = len(cells) == 1 and own_rows._NOTE.match(next(iter(cells.values())).strip())
    return not is_note and any(text.strip() and heading_name(name) in TELLING for name, text in cells.items())


def adding(drafts):
    """The numbers of the rows that say they are totals or parts, and of those that are one by their figure alone."""
    by_words, by_figure = [], []
    block, table = [], []
    for draft in drafts:
        labels = [draft.values[name] for name in ("title", "donor", "recipient") if name in draft.values]
        figure, currency = figure_of(draft), draft.values["amount"].get("currency")
        meanings = [aggregates._meaning_of(label) for label in labels]
        reason = next(
            (it for it in meanings if it in ("part", "total") or (it and adds(block, 2, figure, currency))), ""
        )
        if reason:
            by_words.append(draft.place.row)
        elif adds(block, 3, figure, currency) or adds(table, 3, figure, currency):
            by_figure.append(draft.place.row)
        else:
            block.append((figure, currency))
            table.append((figure, currency))
            continue
        block = block if reason == "part" else []
    if drafts and not by_words and not by_figure:
        first, rest = table[0], table[1:]
        by_figure += [drafts[0].place.row] if adds(rest, 3, *first) else []
    return by_words, by_figure


def adds(rows, fewest, figure, currency):
    stated = [(number, of) for number, of in rows if number is not None]
    return (
        len(stated) >= fewest
        and bool(figure)
        and figure == exact_sum([number for number, _ in stated])
        and {of for _, of in stated} == {currency}
    )


def figure_of(draft):
    text = draft.values["amount"].get("value")
    return aggregates.plain_figure.__wrapped__(text) if text else None


def stated(draft, path):
    """The text under the heading of a field in one row; None where it is empty."""
    heading = name_at(path, {})
    return next((text for name, text in draft.lineage[0].cells.items() if heading_name(name) == heading), None)


def fips(drafts, path):
    """The codes of FIPS 10-4 in a column that ISO 3166 does not have, if it is a column of such codes."""
    texts = {stated(it, path) for it in drafts if is_as_stated(it, path)} - {None}
    codes = [text for text in texts if column_doubts._CODE.fullmatch(text)]
    unknown = sorted(code for code in codes if find_party(code) is None)
    known = column_doubts._fips()
    if not unknown or 2 * len(codes) <= len(texts) or not all(code in known for code in codes):
        return []
    return unknown if any(find_party(code) not in (None, known[code]) for code in codes) else []


def is_as_stated(draft, path):
    text = stated(draft, path)
    return text is not None and draft.values.get(path) in (text, find_party(text))


def turned(drafts, path):
    """How many days of a column a program may have turned round; 0 for none."""
    texts = [text for draft in drafts if (text := stated(draft, path))]
    written = [match for text in texts if (match := column_doubts._WRITTEN.fullmatch(text))]
    days = [day for text in texts if (day := day_of(text))]
    if not written or len(days) < 2 or len(days) + len(written) < 4 or any(day.day > 12 for day in days):
        return 0
    return len(days) if any(all(int(match[part]) > 12 for match in written) for part in (1, 2)) else 0


def day_of(text):
    try:
        return date.fromisoformat(text) if column_doubts._ISO.fullmatch(text) else None
    except ValueError:
        return None


def apart(drafts):
    """How many figures lie a thousand times below or above all others of their currency, by currency; and their scale.

    The scale is True where all figures are below a thousand, which is told in place of the others.
    """
    by_currency = {}
    for draft in drafts:
        text = draft.values["amount"].get("value") or draft.values["amount"].get("high")
        hidden = any(path.startswith("amount") for path in draft.faults)
        if text and not hidden and (figure := aggregates.plain_figure.__wrapped__(text)):
            by_currency.setdefault(draft.values["amount"].get("currency"), []).append(figure)
    everything = [figure for figures in by_currency.values() for figure in figures]
    if len(everything) < 3:
        return [], False
    if max(everything) < 1000:
        return [], True
    return [few for figures in by_currency.values() if (few := single(sorted(figures)))], False


def single(figures):
    most = max(1, len(figures) // 3)
    for number in range(1, len(figures)) if len(figures) >= 3 else ():
        if figures[number] >= EXACT.multiply(figures[number - 1], Decimal(1000)):
            few = min(number, len(figures) - number)
            if few <= most and 2 * few < len(figures):
                return few
    return 0
