"""Documents with a cursor in them, and what features say of them as plain texts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from backedge.tools.language.checked_document import Analysis
from backedge.tools.language.completion import complete
from backedge.tools.language.completion_items import Completion
from backedge.tools.language.diagnostics import Problem, find_problems
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.hover import describe_at
from backedge.tools.language.quick_fixes import Edit, find_fixes

CURSOR: Final = "‸"

HEAD: Final = """\
input_stream: "IMAGE:image"
input_side_packet: "number"
node {
  calculator: "ImagePropertiesCalculator"
  input_stream: "IMAGE:image"
  output_stream: "SIZE:size"
}
"""
"""The head of a graph with a picture and a pair of numbers."""


class Place(NamedTuple):
    """A document, and a cursor in it."""

    document: GraphDocument
    offset: int

    @property
    def analysis(self) -> Analysis:
        """What the checker says."""
        return Analysis(self.document)


def place(text: str, file: str = "<graph>", folder: Path | None = None) -> Place:
    """A document whose cursor is at the sign `CURSOR`, which is taken out."""
    before, _, after = text.partition(CURSOR)
    return Place(GraphDocument(before + after, file, folder), len(before))


def completions(text: str) -> list[Completion]:
    """What can be typed at the cursor."""
    where = place(text)
    return complete(where.document, where.analysis, where.offset)


def labels(text: str) -> list[str]:
    """The labels of that, best first."""
    return [each.label for each in sorted(completions(text), key=lambda each: each.rank)]


def accepted(text: str, label: str) -> str:
    """The text after one of the completions was chosen."""
    chosen = next(each for each in completions(text) if each.label == label)
    return edited(place(text).document, [Edit(chosen.span, chosen.text)])


def hovered(text: str) -> str:
    """What hover shows at the cursor; "" for nothing."""
    where = place(text)
    found = describe_at(where.document, where.analysis, where.offset)
    return found.text if found else ""


def edited(document: GraphDocument, edits: Iterable[Edit]) -> str:
    """The text after edits, none of which touches another."""
    text = document.text
    for edit in sorted(edits, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def problems(text: str) -> list[Problem]:
    """What is wrong with a text."""
    document = GraphDocument(text)
    return find_problems(document, Analysis(document))


def fixed(text: str) -> str:
    """A text after the preferred quick fix of each of its problems, or the only one."""
    document = GraphDocument(text)
    edits: list[Edit] = []
    for problem in find_problems(document, Analysis(document)):
        fixes = find_fixes(document, problem)
        chosen = [fix for fix in fixes if fix.is_preferred] or fixes
        edits += chosen[0].edits if chosen else ()
    return edited(document, edits)
