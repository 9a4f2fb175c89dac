"""Suggestions for names that do not exist."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHOWN: Final = 20
_TRIED: Final = 5
_LONGEST: Final = 200
"""Characters of the longest names that are compared: a comparison takes the square of them."""
_COMPARED: Final = 200
_MOST_EFFORT: Final = 10_000  # comparisons, each of which takes some 50 microseconds
_LETTERS_COUNTED_AT_ONCE: Final = 50  # names, as quickly as two are compared
_LEAST_LIKENESS: Final = 0.6
_LEAST_LIKENESS_OF_A_WORD: Final = 0.65
_LEAST_LIKENESS_OF_WORDS: Final = 0.75
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


class Suggestions:
    """Suggests names that are known in place of many that are not.

    Of thousands of known names it compares those that have the most letters in common with what was written, and after
    some thousands of comparisons it suggests nothing more: a text with so many mistakes has one that explains them.

    Args:
        known: the names there are.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._known = [name for name in known if len(name) <= _LONGEST]
        self._suggested: dict[str, str] = {}
        self._effort = _MOST_EFFORT

    def near(self, name: str) -> str:
        """Return ``did you mean "x"?`` where a known name is close to `name`, else ""."""
        if name not in self._suggested:
            self._suggested[name] = self._suggest(name) if self._effort > 0 and len(name) <= _LONGEST else ""
        return self._suggested[name]

    def _suggest(self, name: str) -> str:
        near = next((other for other in self._close_matches(name) if _is_near(name, other)), None)
        return f'did you mean "{near}"?' if near else ""

    def _close_matches(self, name: str) -> list[str]:
        """Find what `difflib.get_close_matches` does, the closest first, without a look at every known name."""
        from difflib import SequenceMatcher

        matcher = SequenceMatcher()
        matcher.set_seq2(name)
        best: list[tuple[float, str]] = []
        for bound, other in self._likeliest(name):
            if len(best) == _TRIED and bound < best[0][0]:
                break
            self._effort -= 1
            matcher.set_seq1(other)
            likeness = matcher.ratio()
            if likeness >= _LEAST_LIKENESS:
                add = heapq.heappush if len(best) < _TRIED else heapq.heappushpop
                add(best, (likeness, other))
        return [other for _, other in sorted(best, reverse=True)]

    def _likeliest(self, name: str) -> list[tuple[float, str]]:
        """Return known names that may be close to `name`, by what their likeness is at most, the greatest first."""
        import numpy as np

        self._effort -= len(self._known) // _LETTERS_COUNTED_AT_ONCE
        shared = np.minimum(self._letters, _count_letters([name])).sum(axis=1)
        lengths = np.fromiter(map(len, self._known), np.int64, len(self._known))
        bounds = 2 * shared / np.maximum(lengths + len(name), 1)
        likely = np.argsort(-bounds, kind="stable")[:_COMPARED]
        return [(float(bounds[index]), self._known[index]) for index in likely if bounds[index] >= _LEAST_LIKENESS]

    @cached_property
    def _letters(self) -> NDArray[np.uint16]:
        return _count_letters(self._known)


def _count_letters(names: Sequence[str]) -> NDArray[np.uint16]:
    """Count how often each letter is in each of `names`, (N, 128); what is not in ASCII counts as one that is."""
    import numpy as np

    counts = np.zeros((len(names), 128), np.uint16)
    letters = np.fromiter(map(ord, "".join(names)), np.int64) & 127
    np.add.at(counts, (np.repeat(np.arange(len(names)), [len(name) for name in names]), letters), 1)
    return counts


def suggest(name: str, known: Iterable[str]) -> str:
    """Return ``did you mean "x"?`` where a known name is close, else ""; for many names use `Suggestions`."""
    return Suggestions(known).near(name)


class StemSuggestions:
    """Suggests as `Suggestions` does, and not for the likeness of an ending that nearly all the names have.

    Args:
        known: the names there are.
        endings: the first of them that a name has does not count, nor do names without it, or with nothing else.
    """

    def __init__(self, known: Iterable[str], *endings: str) -> None:
        self._known = list(known)
        self._endings = endings
        self._by_ending: dict[str, Suggestions] = {}

    def near(self, name: str) -> str:
        """Return ``did you mean "x"?`` where a known name is close to `name`, else ""."""
        ending = next((ending for ending in self._endings if name.endswith(ending)), "")
        if ending not in self._by_ending:
            stems = [other.removesuffix(ending) for other in self._known if other.endswith(ending)]
            self._by_ending[ending] = Suggestions(stem for stem in stems if stem.rpartition(".")[2])
        return self._by_ending[ending].near(name.removesuffix(ending)).replace('"?', f'{ending}"?')


def _is_near(name: str, other: str) -> bool:
    """Tell whether `name` may be `other` misspelt: words may be missing or too many, but none is a different one."""
    words, others = _WORD.findall(name), _WORD.findall(other)
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, words, others, autojunk=False)
    return all(
        _are_alike(words[a:b], others[c:d]) for change, a, b, c, d in matcher.get_opcodes() if change == "replace"
    )


def _are_alike(words: list[str], others: list[str]) -> bool:
    single = len(words) == len(others) == 1
    text, other = "".join(words).lower(), "".join(others).lower()
    from difflib import SequenceMatcher

    likeness = SequenceMatcher(None, text, other, autojunk=False).ratio()
    return likeness >= (_LEAST_LIKENESS_OF_A_WORD if single else _LEAST_LIKENESS_OF_WORDS)


def suggest_or_list(name: str, known: Iterable[str]) -> str:
    """Suggest what the user may have meant by `name`, or else list what there is."""
    names = list(known)
    if meant := suggest(name, names):
        return meant
    if not names:
        return "there are none"
    return "there are: " + ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
