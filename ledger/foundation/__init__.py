"""Money, days, problems and where plain data lies: what every other room stands on."""

from typing import TYPE_CHECKING

from ledger.foundation.advice import Advice, advice
from ledger.foundation.late import late
from ledger.foundation.phrase import Phrase, counted_phrase, marked, marked_count, phrase
from ledger.foundation.read_only import read_only

if TYPE_CHECKING:
    from ledger.foundation.alive import is_marked, marking
    from ledger.foundation.arguments import each_of, require_kind
    from ledger.foundation.aside import writing_aside
    from ledger.foundation.frame_cells import frame_values, inexact
    from ledger.foundation.json_forms import READ_ONLY, Ratio, Texts, as_json, by_form, closed, expected, form_of
    from ledger.foundation.log import LOG
    from ledger.foundation.money import (
        DECIMAL_DIGITS,
        EXACT,
        EXACT_PATTERN,
        INTEGER_DIGITS,
        Money,
        as_kept,
        cut_by_days,
        exact_number,
        exact_sum,
        from_minor,
        grouped,
        parse_exact,
        plain,
        round_half_up,
    )
    from ledger.foundation.notebook import html_table
    from ledger.foundation.period import (
        DAY_PATTERN,
        START_PATTERN,
        Day,
        Every,
        Grid,
        Interval,
        as_day,
        months_in,
        months_later,
        parse_day,
        steps,
    )
    from ledger.foundation.place import Place
    from ledger.foundation.problems import (
        CODES,
        Problem,
        Refused,
        Severity,
        errors,
        malformed,
        ordered,
        quoted,
        shown_name,
    )
    from ledger.foundation.resources import folder
    from ledger.foundation.safe_xml import SAFE_XML
    from ledger.foundation.sealing import seal, seal_text, sealed, sealed_text
    from ledger.foundation.streams import (
        FileToRead,
        FileToWrite,
        Readable,
        Writable,
        bytes_of,
        path_or_readable,
        path_or_writable,
        through_file,
    )
    from ledger.foundation.wording import broken_json, disk_words, is_nested_too_deep, toml_fault

_HOMES = {
    "alive": ("is_marked", "marking"),
    "arguments": ("each_of", "require_kind"),
    "aside": ("writing_aside",),
    "frame_cells": ("frame_values", "inexact"),
    "json_forms": ("READ_ONLY", "Ratio", "Texts", "as_json", "by_form", "closed", "expected", "form_of"),
    "log": ("LOG",),
    "money": (
        "DECIMAL_DIGITS",
        "EXACT",
        "EXACT_PATTERN",
        "INTEGER_DIGITS",
        "Money",
        "as_kept",
        "cut_by_days",
        "exact_number",
        "exact_sum",
        "from_minor",
        "grouped",
        "parse_exact",
        "plain",
        "round_half_up",
    ),
    "notebook": ("html_table",),
    "period": (
        "DAY_PATTERN",
        "START_PATTERN",
        "Day",
        "Every",
        "Grid",
        "Interval",
        "as_day",
        "months_in",
        "months_later",
        "parse_day",
        "steps",
    ),
    "place": ("Place",),
    "problems": ("CODES", "Problem", "Refused", "Severity", "errors", "malformed", "ordered", "quoted", "shown_name"),
    "resources": ("folder",),
    "safe_xml": ("SAFE_XML",),
    "sealing": ("seal", "seal_text", "sealed", "sealed_text"),
    "streams": (
        "FileToRead",
        "FileToWrite",
        "Readable",
        "Writable",
        "bytes_of",
        "path_or_readable",
        "path_or_writable",
        "through_file",
    ),
    "wording": ("broken_json", "disk_words", "is_nested_too_deep", "toml_fault"),
}

__all__ = [
    "CODES",
    "DAY_PATTERN",
    "DECIMAL_DIGITS",
    "EXACT",
    "EXACT_PATTERN",
    "INTEGER_DIGITS",
    "LOG",
    "READ_ONLY",
    "SAFE_XML",
    "START_PATTERN",
    "Advice",
    "Day",
    "Every",
    "FileToRead",
    "FileToWrite",
    "Grid",
    "Interval",
    "Money",
    "Phrase",
    "Place",
    "Problem",
    "Ratio",
    "Readable",
    "Refused",
    "Severity",
    "Texts",
    "Writable",
    "advice",
    "as_day",
    "as_json",
    "as_kept",
    "broken_json",
    "by_form",
    "bytes_of",
    "closed",
    "counted_phrase",
    "cut_by_days",
    "disk_words",
    "each_of",
    "errors",
    "exact_number",
    "exact_sum",
    "expected",
    "folder",
    "form_of",
    "frame_values",
    "from_minor",
    "grouped",
    "html_table",
    "inexact",
    "is_marked",
    "is_nested_too_deep",
    "late",
    "malformed",
    "marked",
    "marked_count",
    "marking",
    "months_in",
    "months_later",
    "ordered",
    "parse_day",
    "parse_exact",
    "path_or_readable",
    "path_or_writable",
    "phrase",
    "plain",
    "quoted",
    "read_only",
    "require_kind",
    "round_half_up",
    "seal",
    "seal_text",
    "sealed",
    "sealed_text",
    "shown_name",
    "steps",
    "through_file",
    "toml_fault",
    "writing_aside",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)
