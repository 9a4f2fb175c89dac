"""Graph files that are formatted where they are."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from backedge.config.load import BINARY_SUFFIXES, TEXT_SUFFIXES, decode_text, read_text
from backedge.errors import ConfigError, Diagnostic, Location
from backedge.file_checks import failure
from backedge.tools.formatting.formatter import format_text
from backedge.tools.standard_input import NAME, standard_input
from backedge.whole_files import replacing


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text before and after.

    Attributes:
        file: its file, or another name for messages.
        before: the text as it was.
        after: the same in our style.
    """

    file: str
    before: str
    after: str

    @property
    def has_changed(self) -> bool:
        """Whether the text was not in our style."""
        return self.before != self.after

    def diff(self) -> str:
        """What changes, line by line, as ``diff -u`` has it; "" where nothing does."""
        before, after = (text.splitlines(keepends=True) for text in (self.before, self.after))
        found = difflib.unified_diff(before, after, self.file, self.file)
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in found)


def find_files(names: Iterable[str]) -> Iterator[Path]:
    """Each of the files `names`, once; of a folder, all the graphs in text format that are in it and in its folders."""
    found: dict[Path, None] = {}
    for name in names:
        path = Path(name)
        inside = path.rglob("*") if path.is_dir() else [path]
        found |= dict.fromkeys(sorted(each for each in inside if each is path or each.suffix in TEXT_SUFFIXES))
    return iter(found)


def format_file(path: Path) -> Formatted:
    """Read a file and format its text; nothing is written.

    Raises:
        ConfigError: it is not in text format; the error has everything that is wrong with it.
        ResourceError: it cannot be read.
    """
    if path.suffix in BINARY_SUFFIXES:
        hint = "expand it to text first, or format the .pbtxt that it was made of"
        raise ConfigError([Diagnostic("a serialized graph has no layout", Location(str(path)), hint)])
    text, file = read_text(path, "")
    return Formatted(file, text, format_text(text, file))


def format_standard_input() -> Formatted:
    """Format the text that comes through standard input.

    Raises:
        ConfigError: it is not in text format; the error has everything that is wrong with it.
        ResourceError: it cannot be read.
    """
    text = decode_text(standard_input(), NAME)
    return Formatted(NAME, text, format_text(text, NAME))


def write_formatted(formatted: Formatted) -> None:
    """Put the formatted text in the place of the file's content, if it is another.

    Raises:
        ResourceError: the file cannot be written; it is as it was.
    """
    if not formatted.has_changed:
        return
    try:
        with replacing(Path(formatted.file)) as file:
            file.write(formatted.after.encode())
    except OSError as error:
        raise failure("cannot be written", formatted.file, error) from error
