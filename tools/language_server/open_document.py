"""A document that is open in the editor."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lsprotocol import types as lsp
from pygls.uris import to_fs_path

from backedge.tools.language.service import FixableProblem
from backedge.tools.language_server.lsp_types import to_actions, to_diagnostic
from backedge.tools.language_server.project_worker import ProjectWorker
from backedge.tools.language_server.text_positions import TextPositions

_REVISIONS: Final[Iterator[int]] = itertools.count()


class OpenDocument:
    """A document that is open in the editor, with the text that it has there.

    Attributes:
        uri: what the editor calls it.
        folder: the folder it is in; None for one that was never saved, or is not in a file.
        file: the name of its file, or its URI.
        version: the editor's number of its text.
        revision: a number that no other text has.
        positions: its text.
        project: answers questions about it.
    """

    def __init__(self, item: lsp.TextDocumentItem, encoding: str) -> None:
        self.uri = item.uri
        path = to_fs_path(item.uri)
        self.folder = Path(path).parent if path else None
        self.file = path or item.uri
        self.project: ProjectWorker | None = None
        self._encoding = encoding
        self._problems: tuple[TextPositions, list[FixableProblem]] | None = None
        self.update(item.text, item.version)

    @property
    def text(self) -> str:
        """Its text, without a byte order mark."""
        return self.positions.text

    def update(self, text: str, version: int) -> None:
        """Give it another text."""
        self.version = version
        self.revision = next(_REVISIONS)
        self.positions = TextPositions(text, self._encoding)

    def update_revision(self) -> None:
        """Let what is known of it count for nothing: what it names has changed."""
        self.revision = next(_REVISIONS)

    def diagnose(self, positions: TextPositions, problems: list[FixableProblem]) -> list[lsp.Diagnostic]:
        """Keep what is wrong with one of its texts; gives it as the editor shows it."""
        self._problems = positions, problems
        return [to_diagnostic(each.problem, positions) for each in problems]

    def actions(self, wanted: lsp.Range) -> list[lsp.CodeAction]:
        """The quick fixes of the problems that touch a part of the text."""
        if self._problems is None or self._problems[0] is not self.positions:
            return []  # of another text; the editor asks again when it gets the problems of this one
        positions, problems = self._problems
        start, end = positions.offset(wanted.start), positions.offset(wanted.end)
        return [
            action
            for each in problems
            if each.problem.span.start <= end and start <= each.problem.span.end
            for action in to_actions(each, to_diagnostic(each.problem, positions), self.uri, positions)
        ]
