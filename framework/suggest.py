"""Suggestions for names that do not exist."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Final

_SHOWN: Final = 20
_TRIED: Final = 5
_LEAST_LIKENESS: Final = 0.6
_LEAST_LIKENESS_OF_A_WORD: Final = 0.65
_LEAST_LIKENESS_OF_WORDS: Final = 0.75
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def suggest(name: str, known: Iterable[str]) -> str:
    """Return ``did you mean "x"?`` where a known name is close, else ""."""
    close = difflib.get_close_matches(name, list(known), n=_TRIED, cutoff=_LEAST_LIKENESS)
    near = next((other for other in close if _is_near(name, other)), None)
    return f'did you mean "{near}"?' if near else ""


def suggest_by_stem(name: str, known: Iterable[str], *endings: str) -> str:
    """Suggest as `suggest` does, and not for the likeness of an ending that nearly all the names have.

    Args:
        name: what was written.
        known: the names there are.
        endings: the first of them that `name` has does not count, nor do names without it, or with nothing else.
    """
    ending = next((ending for ending in endings if name.endswith(ending)), "")
    stems = [other.removesuffix(ending) for other in known if other.endswith(ending)]
    meant = suggest(name.removesuffix(ending), [stem for stem in stems if stem.rpartition(".")[2]])
    return meant.replace('"?', f'{ending}"?')


def _is_near(name: str, other: str) -> bool:
    """Tell whether `name` may be `other` misspelt: words may be missing or too many, but none is a different one."""
    words, others = _WORD.findall(name), _WORD.findall(other)
    matcher = difflib.SequenceMatcher(None, words, others, autojunk=False)
    return all(
        _are_alike(words[a:b], others[c:d]) for change, a, b, c, d in matcher.get_opcodes() if change == "replace"
    )


def _are_alike(words: list[str], others: list[str]) -> bool:
    single = len(words) == len(others) == 1
    text, other = "".join(words).lower(), "".join(others).lower()
    likeness = difflib.SequenceMatcher(None, text, other, autojunk=False).ratio()
    return likeness >= (_LEAST_LIKENESS_OF_A_WORD if single else _LEAST_LIKENESS_OF_WORDS)


def suggest_or_list(name: str, known: Iterable[str]) -> str:
    """Suggest what the user may have meant by `name`, or else list what there is."""
    names = list(known)
    if meant := suggest(name, names):
        return meant
    if not names:
        return "there are none"
    return "there are: " + ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
