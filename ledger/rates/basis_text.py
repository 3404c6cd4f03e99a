"""A basis as text, for what people and files write: it is refused with the bases and the nearest one."""

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from ledger.foundation import Refused, told_again
from ledger.rates.basis import BASIS_PATTERN, Basis


def _basis(text: str) -> str:
    try:
        return str(Basis.parse(text))
    except Refused as refused:
        raise told_again(refused) from None


BasisText = Annotated[
    str,
    AfterValidator(_basis),
    WithJsonSchema({"type": "string", "pattern": BASIS_PATTERN}),
]
