"""Places: where somebody has to look, as a value with parts; printed at the very edge and never read back."""

import re
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from ledger.foundation.json_forms import AsSchema, by_form, expected

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_Sorted = tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where to look. Each part may be absent; what is absent is not printed.

    Args:
        argument: the option of a command, or the argument of a function, that something was given with.
        file: a file as it is shown, by name or by path. A place of which only this is known is the file as a whole.
        sheet: a sheet of a workbook.
        row: row of a sheet or line of a file, from 1.
        column: column of a sheet in letters.
        subject: what is neither a file nor a record, such as ``issue:2``, ``rates:ECB`` or ``memory``.
        record: id of a record of the book.
        field: field of a record (``amount.currency``), heading of a column or key of a settings file.

    A cell prints as the reader of a workbook names it, a line of a file and a field of a record by colons:

    >>> print(Place(file="a.xlsx", sheet="Commitments", row=14, column="J", field="Amount"))
    a.xlsx:Commitments!J14 (Amount)
    >>> print(Place(file="a.csv", row=14, field="value"), Place(record="a:b", field="amount.currency"))
    a.csv:14:value a:b:amount.currency
    """

    argument: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    subject: str = ""
    record: str = ""
    field: str = ""

    def __str__(self) -> str:
        row = "" if self.row is None else str(self.row)
        if not self.sheet:
            parts = (self.argument, self.file, row, self.column, self.subject, self.record, self.field)
            return ":".join(filter(None, parts))
        cell = f"{self.sheet}!{self.column}{row}" if self.column or row else self.sheet
        heading = f" ({self.field})" if self.field else ""
        return ":".join(filter(None, (self.argument, self.file, f"{cell}{heading}", self.subject, self.record)))

    def at(self, field: str) -> "Place":
        """The same place, at a field or under a heading; the same place for an empty one.

        >>> print(Place(record="deu-1").at("amount"))
        deu-1:amount
        """
        return replace(self, field=":".join(filter(None, (self.field, field))))

    def on_row(self, row: int) -> "Place":
        """The same place on another row.

        >>> print(Place(file="a.csv", row=1).on_row(14))
        a.csv:14
        """
        place = object.__new__(Place)
        put_argument, put_file, put_sheet, put_row, put_column, put_subject, put_record, put_field = _PUT
        put_argument(place, self.argument)
        put_file(place, self.file)
        put_sheet(place, self.sheet)
        put_row(place, row)
        put_column(place, self.column)
        put_subject(place, self.subject)
        put_record(place, self.record)
        put_field(place, self.field)
        return place

    def within(self, outer: "Place") -> "Place":
        """This place inside another; where both know a text it is outer before inner, and the inner row counts.

        >>> print(Place(field="amount").within(Place(file="a.csv", row=3)))
        a.csv:3:amount
        """
        both = {
            it.name: ":".join(filter(None, (getattr(outer, it.name), getattr(self, it.name))))
            for it in fields(self)
            if it.name != "row"
        }
        return Place(**both, row=outer.row if self.row is None else self.row)

    def parts(self) -> dict[str, str | int]:
        """What is known of the place, by name of the part, in the order of printing.

        >>> Place(file="a.csv", row=14).parts()
        {'file': 'a.csv', 'row': 14}
        """
        return {it.name: value for it in fields(self) if (value := getattr(self, it.name)) not in ("", None)}

    @classmethod
    def __get_pydantic_core_schema__(cls, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        form = Annotated[dict[str, str | int], AsSchema(_schema())]
        return by_form(cls, form, cls.parts, _of_parts, handler)

    def sort_key(self) -> tuple[_Sorted | int, ...]:
        """A key that puts places in the order in which a reader meets them: line 10 behind line 2.

        >>> Place(record="a-2").sort_key() < Place(record="a-10").sort_key()
        True
        """
        return (
            _natural(self.argument),
            _natural(self.file),
            _natural(self.sheet),
            -1 if self.row is None else self.row,
            len(self.column),
            _natural(self.column),
            _natural(self.subject),
            _natural(self.record),
            _natural(self.field),
        )


# Past the frozen fields, into the slots themselves: a large table has a place on each row, and by name it takes longer.
_PUT = tuple(getattr(Place, part.name).__set__ for part in fields(Place))


def _of_parts(parts: dict[str, str | int]) -> Place:
    kinds = {it.name: int if it.name == "row" else str for it in fields(Place)}
    for name, part in parts.items():
        if type(part) is not kinds.get(name) or not part:
            requirement = f"parts of a place: {', '.join(kinds)}, each of them text but for the row"
            raise expected("FORM", requirement, "name only the parts that are known", f"{name} {part}")
    return Place(**parts)  # type: ignore[arg-type]  # just looked at


def _schema() -> dict[str, object]:
    """What JSON has of a place: the parts that are known, and nothing for the others."""
    text, number = {"type": "string", "minLength": 1}, {"type": "integer", "minimum": 1}
    parts = {it.name: number if it.name == "row" else text for it in fields(Place)}
    return {"type": "object", "properties": parts, "additionalProperties": False}


@lru_cache(maxsize=4096)
def _natural(text: str) -> _Sorted:
    parts = re.split(r"([0-9]{1,9})", text)
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts)
