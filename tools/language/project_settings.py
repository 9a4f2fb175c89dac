"""The table ``[tool.backedge]`` of a project's pyproject.toml: the calculators and subgraphs of its own.

    [tool.backedge]
    calculators = ["my_calculators.py", "my_package.calculators"]
    subgraphs = ["graphs"]

Paths are relative to the file. A calculator's module is a ``.py`` file, or a name that can be imported from the file's
folder; of a folder of subgraphs, those inside it count, too.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from backedge.errors import ConfigError, Diagnostic, Location, ResourceError
from backedge.suggest import suggest_or_list

FILE: Final = "pyproject.toml"
_TABLE: Final = "tool.backedge"
_HEADER: Final = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*backedge[ \t]*\]", re.MULTILINE)
_NEXT_HEADER: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)
_KEYS: Final = ("calculators", "subgraphs")
_ERROR_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Setting:
    """An entry of the table.

    Attributes:
        text: what it says.
        location: where.
    """

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """What the table says.

    Attributes:
        file: the pyproject.toml.
        calculators: modules that register calculators when they are imported.
        subgraphs: folders of graphs that nodes can name.
    """

    file: Path
    calculators: tuple[Setting, ...] = ()
    subgraphs: tuple[Setting, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder that paths are relative to."""
        return self.file.parent


def find_project(folder: Path) -> Path | None:
    """The pyproject.toml with such a table that is nearest to `folder`, there or further up; None if there is none."""
    for each in (folder, *folder.parents):
        file = each / FILE
        try:
            if _HEADER.search(file.read_text(encoding="utf-8", errors="replace")):
                return file
        except OSError:  # there is none, or it is not for us to read
            continue
    return None


def read_project(file: Path) -> ProjectSettings:
    """Read the table.

    Raises:
        ConfigError: with everything that is wrong with it, at its lines.
        ResourceError: the file cannot be read.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise ResourceError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError([Diagnostic("the text is not UTF-8", Location(str(file)), "save it as UTF-8")]) from error
    try:
        table = tomllib.loads(text).get("tool", {}).get("backedge", {})
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_syntax_error(error, text, file)]) from error
    reader = _Reader(text, file)
    found = {key: tuple(reader.settings(key, table[key])) for key in _KEYS if key in table}
    reader.refuse_others(table)
    if reader.diagnostics:
        raise ConfigError(reader.diagnostics)
    return ProjectSettings(file, **found)


def _syntax_error(error: tomllib.TOMLDecodeError, text: str, file: Path) -> Diagnostic:
    message = str(error)
    match = _ERROR_PLACE.search(message)
    line, column = (match[1], match[2]) if match else (None, None)
    where = Location(str(file), int(line) if line else text.count("\n") + 1, int(column) if column else 1)
    return Diagnostic(f"this is not TOML: {_ERROR_PLACE.sub('', message)}", where)


class _Reader:
    """Reads the entries of the table, whose places in the text it looks for: the parser of TOML does not tell them."""

    def __init__(self, text: str, file: Path) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._file = file
        self._text = text
        header = _HEADER.search(text)
        self._start = header.end() if header else 0
        following = _NEXT_HEADER.search(text, self._start)
        self._end = following.start() if following else len(text)

    def settings(self, key: str, value: Any) -> Iterator[Setting]:
        """The entries of one key."""
        where = self._key_place(key)
        if not isinstance(value, list):
            example = json.dumps([value if isinstance(value, str) else "…"], ensure_ascii=False)
            self._refuse(key, "expects a list of texts", value, where, f"write {key} = {example}")
            return
        for each in value:
            if not isinstance(each, str) or not each.strip():
                what = "a module" if key == "calculators" else "a folder"
                self._refuse(key, f"expects texts, each the name of {what}", each, where)
                continue
            yield Setting(each, self._value_place(each, where))

    def refuse_others(self, table: dict[str, Any]) -> None:
        """Complain about keys that there are not."""
        for key in table.keys() - set(_KEYS):
            hint = suggest_or_list(key, _KEYS)
            self.diagnostics.append(Diagnostic(f"[{_TABLE}] has no key {key}", self._key_place(key), hint))

    def _refuse(self, key: str, expected: str, found: Any, where: Location, hint: str = "") -> None:
        shown = json.dumps(found, ensure_ascii=False, default=str)
        self.diagnostics.append(Diagnostic(f"{_TABLE}.{key} {expected}, found {shown}", where, hint))

    def _key_place(self, key: str) -> Location:
        match = re.compile(rf'^[ \t]*"?{re.escape(key)}\b', re.MULTILINE).search(self._text, self._start, self._end)
        return self._location(match.end() - len(key) if match else self._start)

    def _value_place(self, value: str, fallback: Location) -> Location:
        for quoted in (json.dumps(value, ensure_ascii=False), f"'{value}'"):
            if (at := self._text.find(quoted, self._start, self._end)) >= 0:
                return self._location(at)
        return fallback

    def _location(self, offset: int) -> Location:
        line_start = self._text.rfind("\n", 0, offset) + 1
        return Location(str(self._file), self._text.count("\n", 0, offset) + 1, offset - line_start + 1)
