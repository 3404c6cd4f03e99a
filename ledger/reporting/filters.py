"""What a definition limits its report to, dimension by dimension."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from ledger.foundation import expected, quoted
from ledger.records import (
    CURRENCIES,
    GROUPS,
    CurrencyCode,
    Line,
    PartyKey,
    code_list,
    nearest,
    party_meant,
    party_names,
)
from ledger.totals import MEASURES, Dimension

LimitedDimension = Literal["donor", "recipient", "category", "instrument", "stage", "currency", "term"]
"""A dimension that may be limited."""
StageName = Literal["pledge", "commitment", "allocation", "disbursement", "delivery"]
STAGES: tuple[StageName, ...] = get_args(StageName)
"""The stages that a report may be limited to."""
TERMS: Mapping[str, str] = {
    "one_off": "due once",
    "period": "over a period",
    "recurring": "recurring, with an end",
    "open_ended": "without an end",
}
"""The kinds of terms that a report may be limited to, in words."""


def one_of(choices: Iterable[str], to_mend: Sequence[str] = (), further: str = "") -> Callable[[object], str]:
    """A validator that takes only these choices, and names the nearest of them where it refuses.

    Args:
        choices: what it takes.
        to_mend: of a group of fields, those in which the text stands.
        further: what else may stand there, as the end of a sentence.

    >>> one_of(["NATO", "EU"])("NATO")
    'NATO'
    """
    known = tuple(choices)

    def chosen(text: object) -> str:
        for choice in known:
            if choice == text:
                return choice
        near = nearest(str(text), known)
        remedy = f"write {near[0]}" if near else "choose one of these"
        raise expected("FORM", f"one of {', '.join(known)}{further}", remedy, quoted(text), to_mend)

    return chosen


def _enum(choices: Iterable[str]) -> WithJsonSchema:
    return WithJsonSchema({"enum": list(choices), "type": "string"})


def _party(key: str, to_mend: Sequence[str] = ()) -> str:
    if key not in party_names() and (meant := party_meant(key)):
        perhaps, remedy = meant
        raise expected("FORM", f"the key of a party, {perhaps}", remedy, quoted(key), to_mend)
    return key


def _currency(code: str, to_mend: Sequence[str]) -> str:
    if code not in CURRENCIES:
        near = nearest(code, CURRENCIES, most=1)
        remedy = f"write {near[0]}" if near else "write the three-letter code"
        raise expected("FORM", "a currency code of ISO 4217 such as EUR, USD, GBP", remedy, quoted(code), to_mend)
    return code


_Party = Annotated[PartyKey, AfterValidator(_party)]
_STAGES_OF_LINES = tuple(dict.fromkeys(stage for stages in MEASURES.values() for stage in stages))
_IN_TIME: Mapping[Dimension, tuple[str, str]] = {
    "year": ("[0-9]{4}", "a year such as 2025"),
    "fiscal_year": ("[0-9]{4}(/[0-9]{2})?", "a fiscal year such as 2025/26"),
    "quarter": ("[0-9]{4}-Q[1-4]", "a quarter such as 2025-Q2"),
}
_CATEGORIES, _INSTRUMENTS = code_list("categories"), code_list("instruments")
_Group = Annotated[Line, AfterValidator(one_of(GROUPS)), _enum(GROUPS)]
_Category = Annotated[Line, AfterValidator(one_of(_CATEGORIES)), _enum(_CATEGORIES)]
_Instrument = Annotated[Line, AfterValidator(one_of(_INSTRUMENTS)), _enum(_INSTRUMENTS)]
_Term = Annotated[Line, AfterValidator(one_of(TERMS)), _enum(TERMS)]
_Stage = Annotated[Line, AfterValidator(one_of(STAGES)), _enum(STAGES)]


class Filters(BaseModel):
    """What of all that counts a report is limited to; an empty list limits nothing.

    A filter leaves out and decides nothing else: which of several records with the same money counts, and which flow is
    one between donors, is as it is without. So the report of one donor has the figures that this donor has in the
    report of all.

    >>> Filters(categories=["military"]).limits
    {'category': ('military',)}
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    donors: tuple[_Party, ...] = Field(default=(), description="Donors, beside the members of the groups.")
    groups: tuple[_Group, ...] = Field(
        default=(), description="Groups whose members on the day of the announcement are the donors; EU: the states."
    )
    recipients: tuple[_Party, ...] = Field(default=(), description="Recipients.")
    categories: tuple[_Category, ...] = Field(default=(), description="Categories.")
    instruments: tuple[_Instrument, ...] = Field(default=(), description="Instruments.")
    stages: tuple[_Stage, ...] = Field(
        default=(), description="Stages; what was cancelled or came back goes with what it is taken from."
    )
    currencies: tuple[CurrencyCode, ...] = Field(default=(), description="Original currencies.")
    terms: tuple[_Term, ...] = Field(default=(), description="Kinds of terms; recurring: with an end.")

    @property
    def limits(self) -> Mapping[LimitedDimension, tuple[str, ...]]:
        """The labels that filters let pass, by dimension; a dimension without a filter is not there.

        Groups stand beside the donors in ``groups``.
        """
        labels: Mapping[LimitedDimension, tuple[str, ...]] = {
            "donor": self.donors,
            "recipient": self.recipients,
            "category": self.categories,
            "instrument": self.instruments,
            "stage": self.stages,
            "currency": self.currencies,
            "term": self.terms,
        }
        return {dimension: chosen for dimension, chosen in labels.items() if chosen or self.is_of_groups(dimension)}

    def is_of_groups(self, dimension: LimitedDimension) -> bool:
        """Whether the members of groups are chosen in a dimension."""
        return dimension == "donor" and bool(self.groups)


def label_at(dimension: Dimension, label: str, to_mend: Sequence[str] = ()) -> str:
    """The label, where a dimension has it.

    Args:
        dimension: whose label it is.
        label: what stands there.
        to_mend: of a group of fields, those in which it stands.

    Raises:
        PydanticCustomError: FORM with the nearest ones for one that it has not.

    >>> label_at("category", "military"), label_at("year", "2025")
    ('military', '2025')
    """
    match dimension:
        case "donor" | "recipient":
            return _party(label, to_mend)
        case "category":
            return one_of(_CATEGORIES, to_mend)(label)
        case "instrument":
            return one_of(_INSTRUMENTS, to_mend)(label)
        case "stage":
            return one_of(_STAGES_OF_LINES, to_mend)(label)
        case "currency":
            return _currency(label, to_mend)
        case _:
            pattern, such = _IN_TIME[dimension]
            if not re.fullmatch(pattern, label, re.ASCII):
                raise expected("FORM", such, "write it in this form", quoted(label), to_mend)
            return label
