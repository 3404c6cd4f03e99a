"""One mechanism for models whose fields depend on a kind: which are required, which may stand there.

It serves the model's validation and its JSON Schema alike, so that both say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ledger.records.scalars import expected


@dataclass(frozen=True)
class Variant:
    """The fields that one kind must and may carry beside the kind itself."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


def hold_to_variant(model: BaseModel, kind_field: str, variants: Mapping[str, Variant]) -> None:
    """Raise unless the model carries just the fields of its kind."""
    kind = getattr(model, kind_field)
    variant = variants[kind]
    given = {name for name in type(model).model_fields if name != kind_field and getattr(model, name) is not None}
    missing = [name for name in variant.required if name not in given]
    if missing:
        raise expected("FORM", f"{kind_field} {kind} with {' and '.join(missing)}", f"fill in {' and '.join(missing)}")
    extra = sorted(given - {*variant.required, *variant.optional})
    if extra:
        raise expected("FORM", f"{kind_field} {kind} without {' and '.join(extra)}", f"remove {' and '.join(extra)}")


def variant_schema(kind_field: str, variants: Mapping[str, Variant]) -> dict[str, Any]:
    """The same rule as JSON Schema."""
    names = {name for variant in variants.values() for name in (*variant.required, *variant.optional)}
    return {
        "allOf": [
            {
                "if": {"properties": {kind_field: {"const": kind}}},
                "then": {
                    "required": list(variant.required),
                    "properties": {
                        **{name: {"not": {"type": "null"}} for name in variant.required},
                        **{name: {"type": "null"} for name in sorted(names - {*variant.required, *variant.optional})},
                    },
                },
            }
            for kind, variant in variants.items()
        ]
    }
