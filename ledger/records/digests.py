"""Hashes by which records are looked up: what one says, and which promise it may repeat.

A book keeps them beside its journal, so they are the same in every process and on every machine. A field that a later
version adds changes none of them where it has its default.
"""

import hashlib
import re

from ledger.foundation import EXACT, plain
from ledger.records.commitment import Commitment
from ledger.records.parse import Record

# 3000000.00 and 3000000 are one number. A text of that look loses its zeros as well: whole records decide in the end.
_SPARE_ZEROS = re.compile(r'"([0-9]+)(?:(\.[0-9]*[1-9])0*|\.0+)"')


def digest_of_content(record: Record) -> bytes:
    """SHA-256 of all that a record says but for its id; the same for records that :func:`all_but_id` finds equal.

    >>> from ledger.records import Transaction
    >>> paid = {"commitment": "x", "type": "delivery", "value_date": "2025-03-06"}
    >>> one, same = ({"qualifier": "exact", "value": it, "currency": "EUR"} for it in ("7", "7.00"))
    >>> digest_of_content(Transaction(id="a", amount=one, **paid)).hex()[:12]
    '99b5c652d37e'
    >>> digest_of_content(Transaction(id="b", amount=same, **paid)).hex()[:12]
    '99b5c652d37e'
    """
    text = record.model_dump_json(exclude={"id"}, exclude_none=True, exclude_defaults=True)
    return hashlib.sha256(_SPARE_ZEROS.sub(r'"\1\2"', text).encode()).digest()


def digest_of_promise(record: Commitment) -> bytes:
    """SHA-256 of donor, recipient, day and figure: records that state one promise twice have it in common."""
    value = record.amount.value
    figure = "" if value is None else plain(value.normalize(EXACT))
    parts = (record.given_by, record.recipient, str(record.announced), figure)
    return hashlib.sha256("\n".join(parts).encode()).digest()
