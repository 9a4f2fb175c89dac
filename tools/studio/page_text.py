"""The text of one page: what the language service says of it, as the page takes it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from backedge.tools.language.completion_items import Completion as TextCompletion
from backedge.tools.language.definition import Target as TextTarget
from backedge.tools.language.drawn_text import DrawnText
from backedge.tools.language.hover import Hover as TextHover
from backedge.tools.language.palette import PaletteItem
from backedge.tools.language.service import FixableProblem
from backedge.tools.language.syntax import Span as TextSpan
from backedge.tools.language_server.project_worker import ProjectWorker
from backedge.tools.language_server.worker_process import RefusedError
from backedge.tools.listing.listed_ports import ListedPort
from backedge.tools.studio.protocol import (
    AnyResult,
    Complete,
    Completions,
    Definition,
    Describe,
    Description,
    DrawingEvent,
    Edits,
    Format,
    HoverRequest,
    HoverResult,
    Insert,
    Palette,
    PaletteEntries,
    Problems,
    Rename,
    Targets,
)
from backedge.tools.studio.protocol_values import (
    Completion,
    FilePlace,
    Fix,
    Hover,
    PaletteEntry,
    PalettePort,
    Places,
    Problem,
    Target,
)
from backedge.tools.studio.text_units import TextUnits

_KEYS: Final[Iterator[int]] = itertools.count()


class PageText:
    """A text that a page edits; a `Document` of the worker that is asked about it.

    Args:
        worker: answers, by calling the language service in another process.
        file: the name of its file, for messages.
        folder: where it looks for subgraphs.
        text: the text at first.

    Attributes:
        uri: what the worker calls it.
        text: the text.
        revision: the page's number of it, and of what it names; greater than any before.
        page_revision: the page's number of it.
    """

    def __init__(self, worker: ProjectWorker, file: str, folder: Path, text: str) -> None:
        self.uri = f"page-{next(_KEYS)}"
        self.file = file
        self.folder: Path | None = folder
        self.page_revision = 0
        self.revision = 0
        self._worker = worker
        self._set(text)

    def _set(self, text: str) -> None:
        self.text = text
        self.units = TextUnits(text)
        self.revision += 1

    def change(self, text: str, page_revision: int) -> None:
        """Give it another text."""
        self.page_revision = page_revision
        self._set(text)

    def look_again(self) -> None:
        """Let what is known of it count for nothing: something that it names has changed."""
        self.revision += 1

    async def close(self) -> None:
        """Let the worker forget it."""
        await self._worker.close(self)

    async def problems(self) -> Problems:
        """What is wrong with it; if it changes meanwhile, with what it is then."""
        while True:
            revision, units = self.revision, self.units
            found: list[FixableProblem] = await self._worker.ask(self, "problems")
            if self.revision == revision:
                return Problems(revision=self.page_revision, problems=[problem(each, units) for each in found])

    async def drawing(self) -> DrawingEvent | None:
        """Its drawing; None if it is no graph, or changes meanwhile."""
        before, revision, units = self.revision, self.page_revision, self.units
        drawn: DrawnText | None = await self._worker.ask(self, "drawing")
        if drawn is None or self.revision != before:
            return None
        places = Places(
            boxes={box: units.span(span) for box, span in drawn.boxes.items()},
            streams={name: [units.span(span) for span in spans] for name, spans in drawn.streams.items()},
        )
        return DrawingEvent(revision=revision, drawing=drawn.drawing, places=places)

    async def answer(  # noqa: PLR0911 - one a request
        self, request: Complete | Describe | HoverRequest | Definition | Format | Rename | Palette | Insert
    ) -> AnyResult:
        """Answer a question about it.

        Raises:
            RefusedError: it has no answer, and the error says why.
            WorkerLostError: the worker did not come back from a user's code.
        """
        units = self.units
        match request:
            case Complete(offset=offset):
                items = await self._ask("complete", units.offset(offset))
                return Completions(completions=[_completion(each, units) for each in items])
            case Describe(completion=completion):
                text = await self._ask("describe_completion", _text_completion(completion, units))
                return Description(text=text)
            case HoverRequest(offset=offset):
                found: TextHover | None = await self._ask("hover", units.offset(offset))
                return HoverResult(hover=None if found is None else _hover(found, units))
            case Definition(offset=offset):
                targets = await self._ask("definition", units.offset(offset))
                return Targets(targets=[_target(each, units) for each in targets])
            case Format():
                return Edits(edits=units.edits(await self._ask("format")))
            case Rename(offset=offset, name=name):
                return Edits(edits=units.edits(await self._ask("rename", units.offset(offset), name)))
            case Palette(query=query, stream=stream):
                entries = await self._ask("palette", query, stream)
                return PaletteEntries(entries=[_entry(each) for each in entries])
            case Insert(calculator=calculator, stream=stream, reader=reader):
                return Edits(edits=units.edits(await self._ask("insert", calculator, stream, reader)))

    async def _ask(self, method: str, *arguments: Any) -> Any:
        revision = self.revision
        answer = await self._worker.ask(self, method, *arguments)
        if self.revision != revision:
            raise RefusedError("the text has changed meanwhile: ask again")
        return answer


def problem(found: FixableProblem, units: TextUnits) -> Problem:
    """A problem as the page takes it."""
    where = found.problem.elsewhere
    return Problem(
        start=units.units(found.problem.span.start),
        end=units.units(found.problem.span.end),
        severity=found.problem.severity,
        message=found.problem.message,
        hint=found.problem.hint,
        fixes=[Fix(title=fix.title, edits=units.edits(fix.edits), preferred=fix.is_preferred) for fix in found.fixes],
        elsewhere=None if where is None else FilePlace(file=where.file, line=where.line, column=where.column),
    )


def _completion(item: TextCompletion, units: TextUnits) -> Completion:
    span = units.span(item.span)
    return Completion(
        label=item.label,
        kind=item.kind,
        start=span.start,
        end=span.end,
        text=item.text,
        detail=item.detail,
        documentation=item.documentation,
        snippet=item.snippet,
        rank=int(item.rank),
        is_text=item.is_text,
    )


def _text_completion(item: Completion, units: TextUnits) -> TextCompletion:
    return TextCompletion(
        item.label,
        item.kind,  # type: ignore[arg-type] # one of those that were sent; another has no documentation
        TextSpan(units.offset(item.start), units.offset(item.end)),
        item.text,
        item.detail,
        item.documentation,
        item.snippet,
        item.rank,
        item.is_text,
    )


def _hover(found: TextHover, units: TextUnits) -> Hover:
    span = units.span(found.span)
    return Hover(start=span.start, end=span.end, text=found.text)


def _target(found: TextTarget, units: TextUnits) -> Target:
    if found.span is not None:
        return Target(span=units.span(found.span), place=None)
    return Target(span=None, place=FilePlace(file=found.file, line=found.line, column=found.column))


def _entry(item: PaletteItem) -> PaletteEntry:
    return PaletteEntry(
        name=item.name,
        kind=item.kind,
        summary=item.summary,
        folder=item.theme,
        inputs=[_port(port) for port in item.inputs],
        outputs=[_port(port) for port in item.outputs],
        fits=item.fits,
    )


def _port(port: ListedPort) -> PalettePort:
    return PalettePort(tag=port.label, type=port.type, optional=port.optional)
