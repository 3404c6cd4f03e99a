"""The JSON Schemas of every record, file format and answer, made from the models; and whether a folder holds them.

:data:`ANSWERS` is the one table of what each command may answer.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from ledger.answers.check import CheckAnswer
from ledger.answers.closed_desk import ClosedDeskAnswer
from ledger.answers.convention import ConventionAnswer
from ledger.answers.convert import ConvertAnswer
from ledger.answers.decision import DecisionAnswer
from ledger.answers.definitions import DefinitionsAnswer
from ledger.answers.demo_book import DemoAnswer
from ledger.answers.diff import DiffAnswer
from ledger.answers.duplicates import DuplicatesAnswer
from ledger.answers.entered import EnteredAnswer
from ledger.answers.evaluation import EvaluateAnswer
from ledger.answers.explain import ExplainAnswer
from ledger.answers.exported import ExportAnswer
from ledger.answers.imported import AdoptedAnswer, ImportAnswer, NotImportedAnswer
from ledger.answers.imports import ImportsAnswer
from ledger.answers.init import InitAnswer
from ledger.answers.issued import IssuedAgainAnswer, IssuedAnswer
from ledger.answers.issued_report import IssuedReportAnswer
from ledger.answers.json_text import json_schema, schema_name
from ledger.answers.listing import ListAnswer
from ledger.answers.mapping import MappingAnswer
from ledger.answers.parties import PartiesAnswer
from ledger.answers.portable import published
from ledger.answers.proven_book import ProvenBookAnswer
from ledger.answers.rates_add import RatesAddAnswer
from ledger.answers.rates_list import RatesListAnswer
from ledger.answers.rates_show import RatesShowAnswer
from ledger.answers.rates_withdraw import RatesWithdrawAnswer
from ledger.answers.reconciliation import ReconcileAnswer
from ledger.answers.record_history import HistoryAnswer
from ledger.answers.report import ReportAnswer
from ledger.answers.sample import SampleAnswer
from ledger.answers.schema_folder import SchemasCheckedAnswer, SchemasWrittenAnswer
from ledger.answers.shapes import Schema, document_schema, model_schema
from ledger.answers.show import ShowAnswer
from ledger.answers.template import TemplateAnswer
from ledger.answers.verified_workbook import VerifiedWorkbookAnswer
from ledger.answers.written_shortcut import WrittenShortcutAnswer
from ledger.foundation import Place, Problem, Refused, Severity, quoted
from ledger.intake import TableMapping
from ledger.rates import RateSet, RatesMapping
from ledger.records import Commitment, Transaction
from ledger.reporting import Definition, GoodsTable, Report, StageTable, Table
from ledger.valuation import Conversion

ANSWERS: Mapping[str, tuple[type, ...]] = {
    "add": (EnteredAnswer,),
    "amend": (EnteredAnswer,),
    "check": (CheckAnswer,),
    "convention": (ConventionAnswer,),
    "convert": (ConvertAnswer,),
    "correct": (EnteredAnswer,),
    "demo": (DemoAnswer,),
    "diff": (DiffAnswer,),
    "duplicates": (DuplicatesAnswer,),
    "explain": (ExplainAnswer,),
    "export": (ExportAnswer,),
    "history": (HistoryAnswer,),
    "import": (ImportAnswer, NotImportedAnswer, AdoptedAnswer),
    "imports": (ImportsAnswer,),
    "desk": (ClosedDeskAnswer, WrittenShortcutAnswer),
    "init": (InitAnswer,),
    "issued": (IssuedAnswer, IssuedAgainAnswer),
    "list": (ListAnswer,),
    "mapping": (MappingAnswer,),
    "parties": (PartiesAnswer,),
    "rates add": (RatesAddAnswer,),
    "rates list": (RatesListAnswer,),
    "rates show": (RatesShowAnswer,),
    "rates withdraw": (RatesWithdrawAnswer,),
    "reconcile": (ReconcileAnswer,),
    "relate": (EnteredAnswer,),
    "report": (ReportAnswer, IssuedReportAnswer, DefinitionsAnswer),
    "restore": (EnteredAnswer,),
    "sample": (SampleAnswer, EvaluateAnswer),
    "schema": (SchemasWrittenAnswer, SchemasCheckedAnswer),
    "severity": (DecisionAnswer,),
    "show": (ShowAnswer,),
    "sign-off": (DecisionAnswer,),
    "template": (TemplateAnswer,),
    "verify": (ProvenBookAnswer, VerifiedWorkbookAnswer),
    "waive": (DecisionAnswer,),
    "withdraw": (EnteredAnswer,),
}
"""What each command may answer with ``--json``, beside being refused."""

_OF_VALUES = (Commitment, Transaction, Conversion, GoodsTable, Problem, RateSet, Report, StageTable, Table)
"""The kinds of values of the library that have a schema in a file of its own."""

_MAKE_THEM = "run `defense-ledger schema`"
_ENDING = ".schema.json"


def schemas() -> dict[str, str]:
    """Text of every schema by its path in the folder of schemas; the same text for the same models.

    >>> [path for path in schemas() if path.startswith("answers/rates-")][1:3]
    ['answers/rates-list.schema.json', 'answers/rates-show.schema.json']
    """
    of_models: dict[str, Schema] = {
        "record": _record(),
        "report-definition": model_schema(Definition),
        "mapping": model_schema(TableMapping),
        "rates-mapping": model_schema(RatesMapping),
    }
    of_answers = {f"answers/{command.replace(' ', '-')}": answer_schema(command) for command in ANSWERS}
    of_values = {schema_name(kind): json_schema(kind) for kind in _OF_VALUES}
    whole = {name: published(name, schema) for name, schema in (of_models | of_answers).items()}
    return {f"{name}{_ENDING}": _text(schema) for name, schema in (of_values | whole).items()}


def answer_schema(command: str) -> Schema:
    """The schema of what a command prints with ``--json``; of what is no command, only that it was refused.

    >>> answer_schema("show")["title"]
    'show'
    """
    return document_schema(command, ANSWERS.get(command, ()), _record())


def write_schemas(out: Path) -> tuple[Path, ...]:
    """Write all schemas into a folder, which is made if it is not there.

    Raises:
        Refused: FILE if it cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_schemas(Path(folder))[-1].name
    'transaction.schema.json'
    """
    texts = schemas()
    try:
        for name, text in texts.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise Refused([_fault("FILE", out, quoted(fault.strerror or str(fault)), "check the folder")]) from None
    return tuple(out / name for name in sorted(texts))


def check_schemas(out: Path) -> tuple[Problem, ...]:
    """FORM for each file of a folder that is not what the models say, and for each that is missing or left over.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     written = write_schemas(Path(folder))
    ...     written[0].unlink()
    ...     [problem.found for problem in check_schemas(Path(folder))]
    ['no such schema']
    """
    texts = schemas()
    try:
        there = {path.relative_to(out).as_posix(): path.read_bytes() for path in _schema_files(out)}
    except OSError as fault:
        return (_fault("FILE", out, quoted(fault.strerror or str(fault)), "check the folder"),)
    missing = [_fault("FORM", out / name, "no such schema", _MAKE_THEM) for name in texts if name not in there]
    left_over = [_fault("FORM", out / name, "a schema of nothing", "remove it") for name in there if name not in texts]
    differing = [
        _fault("FORM", out / name, "a schema that the models do not say", _MAKE_THEM)
        for name, data in there.items()
        if name in texts and data != texts[name].encode()
    ]
    return (*missing, *differing, *left_over)


def _schema_files(out: Path) -> Iterator[Path]:
    for folder in (out, out / "answers"):
        yield from sorted(folder.glob(f"*{_ENDING}"))


@cache
def _record() -> Schema:
    """One line of a file of records: a transaction where it says so, else a commitment."""
    made = model_schema(Commitment | Transaction)
    commitment, transaction = made.pop("anyOf")
    kinds = made["$defs"]
    # A line that does not say what it is, is a commitment.
    says_so = kinds["Transaction"] | {"required": ["record", *kinds["Transaction"]["required"]]}
    described = "One line of a file of records: a commitment, or a transaction where it says so."
    title = {"title": "Record", "description": described, "type": "object"}
    return made | title | {"oneOf": [commitment, transaction], "$defs": kinds | {"Transaction": says_so}}


def _text(schema: Schema) -> str:
    # In ASCII, since patterns hold characters that nobody sees, or that turn the direction of a line.
    return json.dumps(schema, indent=2, sort_keys=True) + "\n"


def _fault(code: str, path: Path, found: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, Place(file=str(path)), found, "the schema that the models say", remedy)
