"""What a page is told of an error, and where in its text the node is that has failed."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from typing import Final

from backedge.errors import BackedgeError, ConfigError
from backedge.planning.plan import NodePlan
from backedge.tools.language.drawn_text import node_span
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.service import LanguageService
from backedge.tools.studio.page_text import problem
from backedge.tools.studio.protocol import Failure
from backedge.tools.studio.protocol_values import Problem, Span
from backedge.tools.studio.text_units import TextUnits

_logger: Final = logging.getLogger(__name__)


class RefusedRequestError(BackedgeError):
    """A request that cannot be done in the present state."""


def failure_of(error: BaseException, document: GraphDocument) -> Failure:
    """What to tell of an error; mistakes of ours go to the log, with their traceback.

    Args:
        error: the error.
        document: the text that it came of.
    """
    if isinstance(error, ConfigError):
        return Failure(code="problems", message=str(error), problems=_problems(document))
    if isinstance(error, RefusedRequestError):
        return Failure(code="refused", message=str(error))
    if isinstance(error, BackedgeError):
        return Failure(code="failed", message=str(error))
    _logger.error("%s", "".join(traceback.format_exception(error)))
    return Failure(code="fault", message=f"this is a mistake in backedge; its log says more ({error})")


def _problems(document: GraphDocument) -> list[Problem]:
    service, units = LanguageService(), TextUnits(document.text)
    service.open("text", document.text, document.file, None if document.folder is None else str(document.folder))
    return [problem(each, units) for each in service.problems("text")]


def span_of_node(node: str, nodes: Sequence[NodePlan], document: GraphDocument) -> Span | None:
    """Where a text has a node, or the one that names the subgraph that it is in; None if it does not."""
    found = next((each for each in nodes if each.name == node), None)
    if found is None:
        return None
    location = (found.containers[0] if found.containers else found).config.location("calculator")
    span = None if location is None else node_span(document, location)
    return None if span is None else TextUnits(document.text).span(span)
