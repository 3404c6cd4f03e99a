"""A basis as text, for what people and files write: it is refused with the bases and the nearest one."""

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from ledger.foundation import expected, quoted
from ledger.rates.basis import BASES, BASIS_KINDS, BASIS_PATTERN, Basis
from ledger.records import nearest


def _basis(text: str) -> str:
    try:
        return str(Basis.parse(text))
    except ValueError as fault:
        kind = text.partition(":")[0]
        near = () if kind in BASIS_KINDS else nearest(kind, BASIS_KINDS, most=1)
        remedy = f"write {near[0]}, if that is meant" if near else "choose one of these bases"
        # Of a kind that there is, what is wrong with its days or its name says more than the whole.
        found = str(fault).removesuffix(f": write {BASES}") if kind in BASIS_KINDS else quoted(text)
        raise expected("FORM", BASES, remedy, found) from None


BasisText = Annotated[
    str,
    AfterValidator(_basis),
    WithJsonSchema({"type": "string", "pattern": BASIS_PATTERN}),
]
