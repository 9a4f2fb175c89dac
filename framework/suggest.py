"""Suggestions for names that do not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_SHOWN = 20


def suggest(name: str, known: Iterable[str]) -> str:
    """Return ``did you mean "x"?`` where a known name is close, else ""."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f'did you mean "{close[0]}"?' if close else ""


def suggest_or_list(name: str, known: Iterable[str]) -> str:
    """Suggest what the user may have meant by `name`, or else list what there is."""
    names = list(known)
    if meant := suggest(name, names):
        return meant
    if not names:
        return "there are none"
    return "there are: " + ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
