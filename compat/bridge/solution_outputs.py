"""`SolutionOutputs`: what a solution found in one image, under MediaPipe's names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self


class SolutionOutputs(tuple[Any, ...]):  # noqa: SLOT001 - its values are attributes
    """A named tuple whose values are made when a program looks at them.

    Programs read a field or two of each result, and MediaPipe's messages cost more than the numbers in them. A
    subclass gives its fields as cached properties; a field can be overwritten, as MediaPipe's can.

    Attributes:
        _fields: the names of the fields, in order.
    """

    _fields: ClassVar[tuple[str, ...]] = ()

    def __new__(cls, *_: Any) -> Self:
        """Make the tuple; its values are attributes, and tuple's own place for them stays empty."""
        return super().__new__(cls)

    def _asdict(self) -> dict[str, Any]:
        """All values by their names."""
        return {name: getattr(self, name) for name in self._fields}

    def __iter__(self) -> Iterator[Any]:
        return iter(self._asdict().values())

    def __len__(self) -> int:
        return len(self._fields)

    def __getitem__(self, index: Any) -> Any:
        return tuple(self)[index]

    def __contains__(self, value: object) -> bool:
        return value in list(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple) and list(self) == list(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]  # its lists and messages have no hash either

    def __repr__(self) -> str:
        return f"SolutionOutputs({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

    def __reduce__(self) -> tuple[Any, ...]:
        return with_values, (self._asdict(),)


def with_values(values: Mapping[str, Any]) -> SolutionOutputs:
    """Outputs whose values are there already.

    Args:
        values: by the names of the fields.
    """
    kind = type("SolutionOutputs", (SolutionOutputs,), {"_fields": tuple(values), "__doc__": SolutionOutputs.__doc__})
    made: SolutionOutputs = kind()
    vars(made).update(values)
    return made
