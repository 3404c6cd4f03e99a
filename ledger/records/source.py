"""Where a record's facts stand."""

from pydantic import BaseModel, ConfigDict, Field

from ledger.records.scalars import Day, Line, Quote, Url


class Source(BaseModel):
    """One publication and the words in it that carry the facts.

    Args:
        publisher: who published it.
        title: its title.
        url: where it can be read; an address of http or https.
        published: day of publication, where known.
        accessed: day on which it was read.
        language: ISO 639 code of the quote.
        quote: at most 25 words, verbatim.

    >>> budget = Source(publisher="HM Treasury", title="Spring Budget", quote="3 billion a year")
    >>> budget.model_dump_json(exclude_none=True)
    '{"publisher":"HM Treasury","title":"Spring Budget","quote":"3 billion a year"}'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    publisher: Line = Field(description="Who published it.")
    title: Line = Field(description="Title of the publication.")
    url: Url | None = Field(default=None, description="Where it can be read.")
    published: Day | None = Field(default=None, description="Day of publication.")
    accessed: Day | None = Field(default=None, description="Day on which it was read.")
    language: Line | None = Field(default=None, description="ISO 639 code of the quote's language.")
    quote: Quote | None = Field(default=None, description="At most 25 words, verbatim.")
