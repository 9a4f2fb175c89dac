"""JSON files of others: what is in them, or one line that says what was expected where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from backedge.errors import ResourceError
from backedge.file_checks import failure, require_file
from backedge.formats import ImageSize
from backedge.tools.hand_sets.truth import Floats


class FileReader:
    """Reads one file.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def document(self) -> Any:
        """The whole file as JSON.

        Raises:
            ResourceError: it is missing, or no JSON.
        """
        require_file(self.path, "a JSON file")
        return self.parse(self._read(), "")

    def lines(self) -> Iterator[tuple[str, Any]]:
        """Each line that is not empty as JSON, and its place.

        Raises:
            ResourceError: the file is missing, or a line no JSON object.
        """
        require_file(self.path, "a file of JSON lines")
        for number, line in enumerate(self._read().splitlines(), start=1):
            if line.strip():
                value = self.parse(line, f"line {number}")
                if not isinstance(value, dict):
                    raise self.error(f"line {number}", "an object", value)
                yield f"line {number}", value

    def parse(self, text: bytes, place: str) -> Any:
        """JSON of a text at a place of the file.

        Raises:
            ResourceError: it is none.
        """
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError as error:
            where = f"{place}: " if place else ""
            raise ResourceError(f"{self.path}: {where}expected JSON: {error}") from error

    def _read(self) -> bytes:
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise failure("cannot be read", self.path, error) from error

    def items(self, document: Any, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The objects of a list that a document has, and their places, such as ``images[3]``.

        Raises:
            ResourceError: there is no such list, or it has something else in it.
        """
        if not isinstance(document, dict):
            raise self.error("", f'an object with "{key}"', document)
        for number, item in enumerate(self.get(document, key, list, "")):
            if not isinstance(item, dict):
                raise self.error(f"{key}[{number}]", "an object", item)
            yield f"{key}[{number}]", item

    def get(self, item: dict[str, Any], key: str, kind: type[Any] | tuple[type[Any], ...], place: str) -> Any:
        """A field of an object.

        Args:
            item: the object.
            key: the field's name.
            kind: what it must be.
            place: of the object in the file.

        Raises:
            ResourceError: it has no such field, or another kind of value.
        """
        where = f"{place}.{key}" if place else key
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if key not in item:
            raise self.error(place, f'a field "{key}"', f"the fields {', '.join(item) or 'none'}")
        value = item[key]
        is_flag = isinstance(value, bool) and bool not in kinds
        if is_flag or not isinstance(value, kinds):
            raise self.error(where, " or ".join(_NAMES[each] for each in kinds), value)
        return value

    def numbers(self, item: dict[str, Any], key: str, shape: tuple[int, ...], place: str) -> Floats:
        """A field of numbers, flat or nested, in that shape.

        Raises:
            ResourceError: there is none, or not as many numbers.
        """
        value = self.get(item, key, list, place)
        wanted = " by ".join(map(str, shape))
        try:
            numbers = np.asarray(value, np.float64)
        except (TypeError, ValueError) as error:
            raise self.error(f"{place}.{key}", f"{wanted} numbers", value) from error
        if numbers.size != np.prod(shape):
            raise self.error(f"{place}.{key}", f"{wanted} numbers", f"{numbers.size} of them")
        return numbers.reshape(shape)

    def size(self, item: dict[str, Any], place: str) -> ImageSize:
        """The fields `width` and `height` of an object, which are whole numbers.

        Raises:
            ResourceError: they are not.
        """
        return self.get(item, "width", int, place), self.get(item, "height", int, place)

    def error(self, place: str, expected: str, found: Any) -> ResourceError:
        """An error about a place in the file."""
        text = found if isinstance(found, str) else f"{_NAMES.get(type(found), type(found).__name__)} ({found!r:.60})"
        return ResourceError(f"{self.path}: {f'{place}: ' if place else ''}expected {expected}, found {text}")


_NAMES: dict[type[Any], str] = {
    bool: "true or false",
    dict: "an object",
    float: "a number",
    int: "a whole number",
    list: "a list",
    str: "a text",
    type(None): "null",
}
