"""Values that are made when somebody first reads them, since most who hold them never do."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar, overload

_Value_co = TypeVar("_Value_co", covariant=True)


class MadeWhenRead(Sequence[_Value_co]):
    """A sequence whose values are made, all at once, by whoever first reads one of them or asks for their number.

    Args:
        make: what makes them; it gives the same whenever it is asked.

    It equals every sequence of the same values, and is copied and pickled as the tuple of them.

    >>> squares = MadeWhenRead(lambda: (number * number for number in range(4)))
    >>> squares[2], squares[:2], len(squares), squares == (0, 1, 4, 9)
    (4, (0, 1), 4, True)
    """

    def __init__(self, make: Callable[[], Iterator[_Value_co] | tuple[_Value_co, ...]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[_Value_co, ...]:
        return tuple(self._make())

    @overload
    def __getitem__(self, at: int) -> _Value_co: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[_Value_co, ...]: ...

    def __getitem__(self, at: int | slice) -> _Value_co | tuple[_Value_co, ...]:
        return self._made[at]

    def __len__(self) -> int:
        return len(self._made)

    def __iter__(self) -> Iterator[_Value_co]:
        return iter(self._made)

    def __eq__(self, other: object) -> bool:
        return self._made == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._made)

    def __repr__(self) -> str:
        return repr(self._made)

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._made,)
