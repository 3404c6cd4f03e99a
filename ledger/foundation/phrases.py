"""Sentences that are said in English here and in other languages elsewhere: their words and values, kept apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.foundation.read_only import read_only


@dataclass(frozen=True)
class Phrase:
    """A sentence with the values that stand in it. As a text it is English, with days as ISO 8601 has them.

    Made by :func:`phrase` and :func:`counted_phrase`, by whose names catalogues find the sentences.

    Args:
        sentence: in English, with a name in braces for each value.
        values: texts, numbers, days, names of parties or of kinds, other phrases, or several of them as a tuple.
        several: the same sentence for any count but one; empty where nothing is counted.
        count: what stands in it as ``{count}``; None where nothing is counted.
    """

    sentence: str
    values: Mapping[str, object] = field(default_factory=lambda: read_only({}))
    several: str = ""
    count: int | None = None

    def __str__(self) -> str:
        sentence = self.sentence if self.count in {None, 1} else self.several
        values = {name: _text(value) for name, value in self.values.items()}
        return sentence.format(**({"count": self.count} | values))


@dataclass(frozen=True)
class KindName:
    """What kind something is of, inside a sentence: small where the language writes it so. As a text it is English.

    Args:
        name: as it stands by itself, with a capital.

    >>> str(phrase("Counted: only {kind}.", kind=KindName("Military assistance")))
    'Counted: only military assistance.'
    """

    name: str

    def __str__(self) -> str:
        return self.name[:1].lower() + self.name[1:]


def phrase(sentence: str, **values: object) -> Phrase:
    """A sentence and its values.

    >>> str(phrase("From {donors} to {recipient}.", donors=("Norway", "Canada"), recipient=phrase("all")))
    'From Norway, Canada to all.'
    """
    return Phrase(sentence, read_only(values))


def counted_phrase(one: str, several: str, count: int, **values: object) -> Phrase:
    """A sentence that hangs on a count, which stands in it as ``{count}``.

    >>> str(counted_phrase("{count} record", "{count} records", 2))
    '2 records'
    """
    return Phrase(one, read_only(values), several, count)


def marked(sentence: str) -> str:
    """A sentence that is said later: so that catalogues hold it.

    >>> marked("Pledged")
    'Pledged'
    """
    return sentence


def marked_count(one: str, several: str) -> tuple[str, str]:
    """The same of a sentence that hangs on a count.

    >>> marked_count("{count} record", "{count} records")
    ('{count} record', '{count} records')
    """
    return one, several


def _text(value: object) -> str:
    return ", ".join(map(_text, value)) if isinstance(value, tuple) else str(value)
