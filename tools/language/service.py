"""The language features for documents that are open, as one object: what a server, or a page, asks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backedge.errors import ConfigError
from backedge.tools.formatting import format_text
from backedge.tools.language.checked_document import Analysis
from backedge.tools.language.completion import complete, describe_completion
from backedge.tools.language.completion_items import Completion
from backedge.tools.language.definition import Target, find_definition
from backedge.tools.language.diagnostics import Problem, find_problems
from backedge.tools.language.drawn_text import DrawnText, draw_text
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.hover import Hover, describe_at
from backedge.tools.language.insertion import insert
from backedge.tools.language.outline import Symbol, outline
from backedge.tools.language.palette import PaletteItem, PaletteShelf
from backedge.tools.language.quick_fixes import Edit, Fix, find_fixes
from backedge.tools.language.references import find_references
from backedge.tools.language.rename import find_name, rename
from backedge.tools.language.syntax import Span
from backedge.tools.language.text_folding import Fold, find_folds


@dataclass(frozen=True, slots=True)
class FixableProblem:
    """A problem, and what can be done about it at once."""

    problem: Problem
    fixes: tuple[Fix, ...]


class _Open:
    """A document, and what is known of it."""

    def __init__(self, document: GraphDocument) -> None:
        self.document = document
        self.analysis = Analysis(document)


class LanguageService:
    """The features for open documents, by keys that the caller chooses.

    Every feature takes the key of a document that is open, and offsets into its text; a KeyError is a mistake of the
    caller.
    """

    def __init__(self) -> None:
        self._open: dict[str, _Open] = {}
        self._shelf = PaletteShelf()

    def open(self, key: str, text: str, file: str, folder: str | None) -> None:
        """Open a document, or give one that is open another text.

        Args:
            key: what it is called from now on.
            text: its text.
            file: the name of its file, for messages.
            folder: the file's folder; None for a text without one.
        """
        place = Path(folder) if folder is not None else None
        known = self._open.get(key)
        before = known.document if known is not None and known.document.file == file else None
        self._open[key] = _Open(GraphDocument(text, file, place, before))

    def close(self, key: str) -> None:
        """Forget a document."""
        self._open.pop(key, None)

    def forget_files(self) -> None:
        """Look at other files again when they are next asked for: some have changed."""
        for key, each in self._open.items():
            document = each.document
            self._open[key] = _Open(GraphDocument(document.text, document.file, document.folder))

    def problems(self, key: str) -> list[FixableProblem]:
        """What is wrong with a document."""
        each = self._open[key]
        found = find_problems(each.document, each.analysis)
        return [FixableProblem(problem, tuple(find_fixes(each.document, problem))) for problem in found]

    def complete(self, key: str, offset: int) -> list[Completion]:
        """What can be typed at `offset`."""
        each = self._open[key]
        return complete(each.document, each.analysis, offset)

    def describe_completion(self, key: str, completion: Completion) -> str:
        """The documentation of one of them, in Markdown."""
        each = self._open[key]
        return describe_completion(each.document, each.analysis, completion)

    def hover(self, key: str, offset: int) -> Hover | None:
        """What is at `offset`."""
        each = self._open[key]
        return describe_at(each.document, each.analysis, offset)

    def definition(self, key: str, offset: int) -> list[Target]:
        """Where that comes from."""
        return find_definition(self._open[key].document, offset)

    def references(self, key: str, offset: int, *, with_definition: bool = True) -> list[Span]:
        """Where else that is named."""
        return find_references(self._open[key].document, offset, with_definition=with_definition)

    def name(self, key: str, offset: int) -> Span:
        """The name at `offset` that can be changed.

        Raises:
            RenameError: there is none.
        """
        return find_name(self._open[key].document, offset)

    def rename(self, key: str, offset: int, new_name: str) -> list[Edit]:
        """Change that name everywhere.

        Raises:
            RenameError: it cannot be changed to that.
        """
        return rename(self._open[key].document, offset, new_name)

    def outline(self, key: str) -> list[Symbol]:
        """The symbols of a document."""
        return outline(self._open[key].document)

    def drawing(self, key: str) -> DrawnText | None:
        """A document as a drawing; None if it is no graph at all."""
        return draw_text(self._open[key].document)

    def palette(self, key: str, words: str, stream: str = "") -> list[PaletteItem]:
        """The calculators and graphs that have some words, those that take a stream of the document first."""
        each = self._open[key]
        return self._shelf.search(each.document, each.analysis, words, stream)

    def insert(self, key: str, calculator: str, stream: str, reader: str = "") -> list[Edit]:
        """Put a calculator behind a stream, and before a reader of it, or all.

        Raises:
            InsertionError: it cannot be put there.
        """
        each = self._open[key]
        return insert(each.document, each.analysis, calculator, stream, reader)

    def folds(self, key: str) -> list[Fold]:
        """What can be folded."""
        return find_folds(self._open[key].document)

    def format(self, key: str) -> list[Edit]:
        """The edit that formats a document; none if it is formatted, or cannot be read, which its problems say."""
        document = self._open[key].document
        try:
            formatted = format_text(document.text, document.file)
        except ConfigError:  # shown as problems
            return []
        return _difference(document.text, formatted)


def _difference(before: str, after: str) -> list[Edit]:
    """The lines that change between two texts, as one edit: what stays as it is keeps cursors and folds."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    shortest = min(len(old), len(new))
    head = next((index for index in range(shortest) if old[index] != new[index]), shortest)
    most = shortest - head
    tail = next((index for index in range(most) if old[-1 - index] != new[-1 - index]), most)
    start, end = sum(map(len, old[:head])), sum(map(len, old[: len(old) - tail]))
    text = "".join(new[head : len(new) - tail])
    return [Edit(Span(start, end), text)] if before[start:end] != text else []
