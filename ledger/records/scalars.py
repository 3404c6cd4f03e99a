"""The strict small types that records are made of: exact numbers, days, texts, codes.

Each has its own validator and its own JSON Schema, so that files can be checked without this package.

Models whose fields depend on a kind are checked by one mechanism (:class:`Variant`): which fields are required, which
are allowed. It serves the model's validation and its JSON Schema alike, so that both say the same.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from ledger.foundation import DAY_PATTERN, EXACT_PATTERN, START_PATTERN, expected, parse_day, parse_exact, plain
from ledger.records.codes import CURRENCIES, LIKELY, code_list, nearest

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$"
QUOTE_WORDS = 25

# Characters within the [] of regular expressions. Schemas hand them to many engines, so each is written in a way that
# all of them read: `\s` means other blanks to each, and RE2 knows no `\u`.
_BLANKS = r" \xa0" + "\u1680\u2000-\u200a\u202f\u205f\u3000"
_BREAKS = r"\t\n\r\x85" + "\u2028\u2029"
# U+FFFE and U+FFFF are no characters: no XML may hold them, so neither Excel nor IATI could read what is written.
_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f" + "\ufffe\uffff"
# What turns the direction of a text (U+202E and its kin) makes it read as something else on a screen. The joiners
# U+200C and U+200D stay: Persian and many Indian scripts need them.
_TURNS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"

_FORBIDDEN = re.compile(rf"[{_CONTROLS}\ud800-\udfff]")
_BREAK = re.compile(f"[{_BREAKS}]")
_TURN = re.compile(f"[{_TURNS}]")

_UNSEEN = {"not": {"pattern": f"[{_CONTROLS}{_BREAKS}{_TURNS}]"}}
_LINE = {"pattern": f"[^{_BLANKS}]"} | _UNSEEN
_PARAGRAPH = {"pattern": f"[^{_BLANKS}{_BREAKS}]", "not": {"pattern": f"[{_CONTROLS}]"}}
_WORDS = f"^[{_BLANKS}]*([^{_BLANKS}]+[{_BLANKS}]+){{0,{QUOTE_WORDS - 1}}}[^{_BLANKS}]+[{_BLANKS}]*$"
_QUOTE = {"pattern": _WORDS} | _UNSEEN
_ADDRESS = f"^https?://[^{_BLANKS}]+$"
_URL = {"pattern": _ADDRESS} | _UNSEEN
_IS_ADDRESS = re.compile(_ADDRESS).fullmatch
_IS_IDENTIFIER = re.compile(ID_PATTERN, re.ASCII).fullmatch

# Where a slip may mean several currencies, these come first.
_COMMON = ("EUR", "USD", "GBP", "JPY", "CHF", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK", "UAH", "RUB")
_LIKE_A_CODE = (3, 4)
_MOST_OF_A_NAME = 40
_MOST_NEAR = 3


def _exact(value: object) -> Decimal:
    if isinstance(value, Decimal) and value.is_finite():
        value = plain(value)
    if not isinstance(value, str):
        raise expected("FORM", 'a plain number written as text, such as "3000000000.00"', "put the number in quotes")
    return _exact_of(value)


# Round sums and the days of a publisher stand in many records: each text is read once.
@lru_cache(maxsize=65_536)
def _exact_of(value: str) -> Decimal:
    try:
        number = parse_exact(value)
    except ValueError:
        raise expected(
            "FORM",
            "one plain number such as 3000000000 or 1250.50 (at most 18 digits and 6 decimals)",
            "type the amount again with digits and one decimal point",
        ) from None
    if value.startswith("-"):
        remedy = "record what was taken back as a cancellation, money that came back as a return, both without the sign"
        raise expected("FORM", "a number that is not negative", remedy)
    return number


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    if not isinstance(value, str):
        raise expected("FORM", "a day written as text, such as 2025-06-02", "write the day as YYYY-MM-DD")
    return _day_of(value)


@lru_cache(maxsize=65_536)
def _day_of(value: str) -> date:
    try:
        return parse_day(value)
    except ValueError:
        requirement = "a real day between 1900-01-01 and 2100-12-31 such as 2025-06-02"
        remedy = (
            "check the year, month and day" if value[:4].isdecimal() else "write the year first, then month and day"
        )
        raise expected("FORM", requirement, remedy) from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise expected("FORM", "text", "write the value in quotes")
    if value.isprintable() and value.strip():
        return value
    if _FORBIDDEN.search(value):
        raise expected("FORM", "text without control characters", "type the text again")
    if not value.strip():
        raise expected("FORM", "text that is not empty", "fill in the value")
    return value


def _line(value: object) -> str:
    # Nearly every line is like this: all that is forbidden here and in a text is not printable.
    if isinstance(value, str) and value.isprintable() and value.strip():
        return value
    text = _text(value)
    if _BREAK.search(text):
        raise expected("FORM", "text on one line", "take out line breaks and tabs")
    if _TURN.search(text):
        raise expected("FORM", "text without invisible control characters", "type the text again, do not paste it")
    return text


def _url(value: str) -> str:
    if not _IS_ADDRESS(value):
        raise expected(
            "FORM", "an address that begins with http:// or https://", "copy the address from the browser's own line"
        )
    return value


def _currency(value: object) -> str:
    if isinstance(value, str) and value in CURRENCIES:
        return value
    near = " or ".join(f"{code} ({CURRENCIES[code].name})" for code in _near_currencies(_text(value)))
    such = f"perhaps {near}" if near else "such as EUR, USD, GBP"
    raise expected("FORM", f"a currency code of ISO 4217, {such}", "write the three-letter code")


def _near_currencies(text: str) -> tuple[str, ...]:
    """Codes that a slip or an English name of a currency could mean: ``euro``, ``pounds``, ``GPB``."""
    word = text.strip()[:_MOST_OF_A_NAME].casefold()
    if word.upper() in CURRENCIES:
        return (word.upper(),)
    if called := _called({word, word.removesuffix("s")}):
        return called
    rest = (code for code in CURRENCIES if code not in _COMMON)
    if len(word) in _LIKE_A_CODE and (near := nearest(word.upper(), (*_COMMON, *rest))):
        return near
    return _called(set(nearest(word, (name for names in _names().values() for name in names), most=1)))


def _called(words: set[str]) -> tuple[str, ...]:
    """Living currencies of that name; only those that come nearest, so that ``pound`` is the pound sterling."""
    for part in (slice(0, 1), slice(1, 2), slice(2, None)):
        if found := [code for code, names in _names().items() if words.intersection(names[part])]:
            return tuple(found[:_MOST_NEAR])
    return ()


@cache
def _names() -> Mapping[str, Sequence[str]]:
    """Of each living currency its whole name, the first word of it and the others."""
    living = {code: it.name.casefold() for code, it in CURRENCIES.items() if it.last is None}
    ordered = dict.fromkeys((*_COMMON, *living))
    return {code: (living[code], *living[code].split()) for code in ordered}


def _quote(value: str) -> str:
    if len(value.split()) > QUOTE_WORDS:
        raise expected("FORM", f"a quote of at most {QUOTE_WORDS} words", "keep the words that carry the figure")
    return value


def _identifier(value: object) -> str:
    if isinstance(value, str) and _IS_IDENTIFIER(value):
        return value
    _text(value)
    raise expected(
        "FORM",
        "an id of at most 100 letters, digits and . _ : / - such as gbr-ukr-2025-06-02-1",
        "choose a plain id",
    )


def coded(name: str) -> Any:  # noqa: ANN401 - an Annotated form has no narrower type
    """A type that takes only the codes of one list."""
    codes = {code: code for code in code_list(name)}

    def in_list(value: object) -> str:
        if not isinstance(value, str) or value not in codes:
            near = nearest(str(value), codes, most=1, least=LIKELY)
            remedy = f"write {near[0]}, if that is meant" if near else "choose a code of the list"
            raise expected("FORM", "one of " + ", ".join(codes), remedy)
        return codes[value]

    return Annotated[str, BeforeValidator(in_list), WithJsonSchema({"enum": list(codes), "type": "string"})]


def _written(value: object) -> str:
    # A copy of a record may have been given a float: it must not be rounded into the book.
    if not isinstance(value, Decimal):
        raise TypeError(f"an exact number is a Decimal, not a {type(value).__name__}")
    return plain(value)


Exact = Annotated[
    Decimal,
    BeforeValidator(_exact),
    PlainSerializer(_written, return_type=str),
    WithJsonSchema({"type": "string", "pattern": EXACT_PATTERN.replace("-?", "", 1), "examples": ["3000000000.00"]}),
]
Digits = Annotated[Decimal, PlainSerializer(plain, return_type=str)]
"""A number without a currency that goes out only, such as a rate: its digits as text in JSON."""
Day = Annotated[
    date,
    BeforeValidator(_day),
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date", "pattern": DAY_PATTERN, "examples": ["2025-06-02"]}),
]
# One call of ours for each text, and lengths where pydantic measures them itself: a record has many texts.
Line = Annotated[str, Field(min_length=1, max_length=300, json_schema_extra=_LINE), BeforeValidator(_line)]
Paragraph = Annotated[str, Field(min_length=1, max_length=4000, json_schema_extra=_PARAGRAPH), BeforeValidator(_text)]
Quote = Annotated[
    str, Field(min_length=1, max_length=400, json_schema_extra=_QUOTE), BeforeValidator(_line), AfterValidator(_quote)
]
Url = Annotated[
    str, Field(min_length=1, max_length=300, json_schema_extra=_URL), BeforeValidator(_line), AfterValidator(_url)
]
Identifier = Annotated[str, BeforeValidator(_identifier), WithJsonSchema({"type": "string", "pattern": ID_PATTERN})]
PartyKey = Annotated[str, Field(min_length=1, max_length=120, json_schema_extra=_LINE), BeforeValidator(_line)]
CurrencyCode = Annotated[
    str, BeforeValidator(_currency), WithJsonSchema({"type": "string", "enum": sorted(CURRENCIES)})
]
YearStart = Annotated[str, Field(pattern=START_PATTERN)]
GroupKey = coded("groups")
Handling = Literal["public", "internal"]
Category = coded("categories")
Instrument = coded("instruments")
ValuationBasis = coded("valuation_bases")


@dataclass(frozen=True)
class Variant:
    """The fields that one kind must and may carry beside the kind itself."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @cached_property
    def needed(self) -> frozenset[str]:
        """The fields that must be there."""
        return frozenset(self.required)

    @cached_property
    def allowed(self) -> frozenset[str]:
        """The fields that may be there."""
        return self.needed.union(self.optional)


def hold_to_variant(model: BaseModel, kind_field: str, variants: Mapping[str, Variant]) -> None:
    """Raise unless the model carries just the fields of its kind."""
    values = vars(model)
    kind = values[kind_field]
    variant = variants[kind]
    # Nearly every model was given what its kind needs, and nothing that it may not have.
    only_allowed = model.model_fields_set - variant.allowed == {kind_field}
    if only_allowed and None not in [values[name] for name in variant.required]:
        return
    given = {name for name, value in values.items() if value is not None and name != kind_field}
    if variant.needed <= given <= variant.allowed:
        return
    missing = [name for name in variant.required if name not in given]
    if missing:
        names = " and ".join(missing)
        raise expected("FORM", f"{kind_field} {kind} with {names}", f"fill in {names}", to_mend=missing)
    if extra := sorted(given - variant.allowed):
        names = " and ".join(extra)
        raise expected("FORM", f"{kind_field} {kind} without {names}", f"remove {names}", to_mend=extra)


def variant_schema(kind_field: str, variants: Mapping[str, Variant]) -> dict[str, Any]:
    """The same rule as JSON Schema: one alternative for all kinds with the same fields, told apart by the kind.

    >>> one_of = variant_schema("kind", {"one_off": Variant(), "period": Variant(required=("end",))})["oneOf"]
    >>> [alternative["properties"]["end"] for alternative in one_of]
    [{'type': 'null'}, {'type': 'string'}]
    """
    names = sorted({name for variant in variants.values() for name in (*variant.required, *variant.optional)})
    kinds: dict[Variant, list[str]] = {}
    for kind, variant in variants.items():
        kinds.setdefault(variant, []).append(kind)
    return {
        "oneOf": [
            {
                "additionalProperties": False,
                "properties": {kind_field: {"enum": alike}, **{name: _text_of(name, variant) for name in names}},
                "required": [kind_field, *variant.required],
            }
            for variant, alike in kinds.items()
        ]
    }


def _text_of(name: str, variant: Variant) -> dict[str, Any]:
    """What a field of a kind may be; what must stay exact, numbers and days too, is text in JSON."""
    if name in variant.required:
        return {"type": "string"}
    return {"anyOf": [{"type": "string"}, {"type": "null"}]} if name in variant.optional else {"type": "null"}
