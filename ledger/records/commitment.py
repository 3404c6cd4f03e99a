"""The commitment: one promise of one donor, or of several jointly, to one recipient; and its ties to other records."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ledger.foundation import expected, html_table
from ledger.records.amount import Amount, Item
from ledger.records.joint import JointDonor, Portion, hold_to_whole, portions_of, together
from ledger.records.party import Party
from ledger.records.scalars import Category, Day, Handling, Identifier, Instrument, Line, Paragraph, PartyKey
from ledger.records.source import Source
from ledger.records.term import Term

RelationKind = Literal[
    "part_of",
    "fulfils",
    "restates",
    "supersedes",
    "tops_up",
    "contributes_to",
    "draws_down",
    "related_to",
    "linked_by_source",
]

WITHOUT_EFFECT: frozenset[RelationKind] = frozenset({"related_to", "linked_by_source"})
"""The ties that change no total: they may be mutual, and no record needs their target."""


class Relation(BaseModel):
    """A tie from this record to another one.

    ``restates``: the same money again, not counted; ``supersedes``: this record stands in place of the other;
    ``part_of``: within one stage; ``fulfils``: a firm commitment keeps a pledge; ``related_to``: a person has compared
    the two, and both count; ``linked_by_source``: the source ties the two and does not say whether they hold the same
    money, so both count and the tie decides nothing.

    >>> Relation(kind="part_of", target="gbr-ukr-2025-06-02-1").model_dump_json()
    '{"kind":"part_of","target":"gbr-ukr-2025-06-02-1"}'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: RelationKind = Field(description="What ties the two records.")
    target: Identifier = Field(description="Id of the other record.")


class Commitment(BaseModel):
    """One promise of one donor, or of several jointly, to one recipient.

    Args:
        id: given, or minted as ``donor-recipient-date-n``; never changes.
        title: one line that says what is promised.
        donor: ISO 3166 code of three letters, a code of our list, or a name; of joint donors one of them.
        recipient: the same.
        category: military, financial, humanitarian, industrial or other.
        instrument: grant, loan, guarantee, in_kind, procurement, investment, cooperation or unspecified.
        stage: pledge (announced, not binding) or commitment (firm and backed by funds).
        announced: day of the announcement; picks the rate of the basis ``announced``.
        amount: the sum, per interval for a recurring term.
        term: when it is owed.
        stated_equivalents: the same sum in other currencies, as the source gives it. Never used for conversion.
        joint_donors: all who give it together, the donor included, each with its share where it is known; none for a
            promise of one donor.
        partners: others that take part, named or undisclosed.
        items: goods and services in kind.
        relations: ties to other records.
        sources: publications with quotes.
        counts: of an envelope with parts that cannot be taken from it (in another currency, or owed again and again):
            whether the envelope counts, or the parts. Without it the envelope does.
        note: assumptions and remarks, in plain words.
        handling: public, or internal (left out of public reports).

    Raises:
        pydantic.ValidationError: for any field that is malformed, missing or unknown.

    >>> pledge = Commitment(
    ...     id="gbr-ukr-2025-06-02-1", title="Yearly support", donor="GBR", recipient="UKR", category="military",
    ...     instrument="unspecified", stage="pledge", announced="2025-06-02",
    ...     amount={"qualifier": "exact", "value": "3000000000", "currency": "GBP"},
    ...     term={"kind": "recurring", "start": "2025-04-01", "every": "year"},
    ... )
    >>> str(pledge.amount)
    'GBP 3,000,000,000'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    record: Literal["commitment"] = Field(default="commitment", description="Kind of record.")
    id: Identifier = Field(description="Never changes.")
    title: Line = Field(description="One line that says what is promised.")
    donor: PartyKey = Field(description="Who gives: ISO 3166 code, code of our list, or name.")
    recipient: PartyKey = Field(description="Who receives: ISO 3166 code, code of our list, or name.")
    category: Category = Field(description="Type of assistance.")
    instrument: Instrument = Field(description="Form of the support.")
    stage: Literal["pledge", "commitment"] = Field(description="Announced (pledge) or firm (commitment).")
    announced: Day = Field(description="Day of the announcement.")
    amount: Amount = Field(description="The sum; per interval for a recurring term.")
    term: Term = Field(description="When it is owed.")
    stated_equivalents: tuple[Amount, ...] = Field(default=(), description="The same sum as the source gives it.")
    joint_donors: tuple[JointDonor, ...] = Field(
        default=(), description="All who give it together, with their shares where they are known."
    )
    partners: tuple[Party, ...] = Field(default=(), description="Others that take part.")
    items: tuple[Item, ...] = Field(default=(), description="Goods and services in kind.")
    relations: tuple[Relation, ...] = Field(default=(), description="Ties to other records.")
    sources: tuple[Source, ...] = Field(default=(), description="Publications with quotes.")
    counts: Literal["envelope", "parts"] | None = Field(
        default=None, description="Of an envelope whose parts cannot be taken from it: which of them count."
    )
    note: Paragraph | None = Field(default=None, description="Assumptions and remarks.")
    handling: Handling = Field(default="public", description="Internal records are left out of public reports.")

    @field_validator("joint_donors")
    @classmethod
    def _make_up_the_whole(cls, value: tuple[JointDonor, ...]) -> tuple[JointDonor, ...]:
        return hold_to_whole(value)

    @model_validator(mode="after")
    def _donor_is_one_of_them(self) -> Self:
        if self.joint_donors and self.donor not in self.donors:
            requirement = f"the donor {self.donor} among the joint donors"
            remedy = "add it there, or name one of the joint donors as the donor"
            raise expected("FORM", requirement, remedy, found="; ".join(map(str, self.joint_donors)))
        return self

    @property
    def donors(self) -> tuple[str, ...]:
        """Keys of all who give it, in alphabetical order."""
        return tuple(sorted(it.donor for it in self.joint_donors)) or (self.donor,)

    @property
    def given_by(self) -> str:
        """The donor, or all joint donors as one label such as ``DEU + NLD``."""
        return together(self.donors)

    @property
    def portions(self) -> tuple[Portion, ...]:
        """Who gives which part of it; none for a promise of one donor."""
        return portions_of(self.joint_donors) if self.joint_donors else ()

    def stated(self, amount: Amount) -> str:
        """One of its sums in words, the amount or an equivalent: so much a year, a quarter or a month, if recurring.

        A sum that is owed again and again is never shown without its interval: it would read as a total.

        >>> pledge = Commitment.model_validate({"id": "x", "title": "Aid", "donor": "GBR", "recipient": "UKR",
        ...     "category": "military", "instrument": "grant", "stage": "pledge", "announced": "2025-06-02",
        ...     "term": {"kind": "recurring", "start": "2025-04-01", "every": "year"},
        ...     "amount": {"qualifier": "exact", "value": "3000000000", "currency": "GBP"}})
        >>> pledge.stated(pledge.amount), pledge.stated_amount
        ('GBP 3,000,000,000 a year', 'GBP 3,000,000,000 a year')
        """
        return f"{amount} a {self.term.every}" if self.term.every and amount.bounds else str(amount)

    @property
    def stated_amount(self) -> str:
        """The amount in words, as the source states it, with its interval."""
        return self.stated(self.amount)

    def __str__(self) -> str:
        what = f"{self.stage} of {self.stated_amount} by {self.given_by} to {self.recipient}"
        return f"<Commitment {self.id}: {what}, announced {self.announced}>"

    def _repr_html_(self) -> str:
        rows = [
            ("id", self.id),
            ("from", self.given_by),
            ("to", self.recipient),
            ("what", f"{self.stage}, {self.category}, {self.instrument}"),
            ("amount", self.stated_amount),
            ("term", str(self.term)),
            ("announced", str(self.announced)),
            *((source.publisher, source.quote or source.title) for source in self.sources),
        ]
        return html_table(self.title, rows)

    def targets(self, kind: RelationKind) -> tuple[str, ...]:
        """Ids of the records to which this one has such a tie."""
        return tuple(it.target for it in self.relations if it.kind == kind)
