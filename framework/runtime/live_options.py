"""Options that change while a graph runs: what differs between those that a node has and others."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from backedge.authoring.cures import describe_value
from backedge.errors import GraphError
from backedge.planning.plan import NodePlan


def changed_options(before: Any, after: Any) -> set[str]:
    """The fields in which two options of one class differ; all of it are none where a node has no options."""
    names = [] if before is None else [each.name for each in fields(before) if not each.name.startswith("_")]
    return {name for name in names if getattr(before, name) != getattr(after, name)}


def require_live(plan: NodePlan, options: Any) -> None:
    """Refuse options that a node cannot take while it runs.

    Args:
        plan: the node.
        options: the options.

    Raises:
        GraphError: they are of another class, or differ from the plan's in fields that are not live.
    """
    own = plan.contract.options
    if type(options) is not type(own):
        wanted = "none" if own is None else type(own).__name__
        raise GraphError(f'the options of node "{plan.name}" are {wanted}, found {describe_value(options)}')
    if fixed := changed_options(own, options) - set(plan.registration.calculator.live_options):
        names = ", ".join(sorted(fixed))
        raise GraphError(f'node "{plan.name}" ({plan.registration.name}) takes another {names} only when it is opened')
