"""Every JSON document that a command prints, held to the schema of that command."""

import json
from datetime import datetime
from functools import cache

from jsonschema import Draft202012Validator, FormatChecker

from ledger.answers.schemas import answer_schema

CHECKER = FormatChecker(Draft202012Validator.FORMAT_CHECKER.checkers)


@CHECKER.checks("date-time", raises=ValueError)
def is_moment(text):
    return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None


def faults_of(document):
    """What the schema of its command does not say of a document."""
    faults = validator_of(document["command"]).iter_errors(document)
    return [f"{fault.json_path}: {fault.message[:300]}" for top in faults for fault in (top, *(top.context or ()))]


@cache
def validator_of(command):
    # That each schema is one itself is proven once, in test_schemas.
    return Draft202012Validator(answer_schema(command), format_checker=CHECKER)


def held(output):
    """The one document on a standard output; fails where its schema does not say it.

    >>> held('{"command": "show", "problems": []}')
    {'command': 'show', 'problems': []}
    """
    document = json.loads(output)
    assert faults_of(document) == []
    return document
