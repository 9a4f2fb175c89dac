"""Complaints about a config, collected step by step, and the consequences that they make needless to report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from backedge.config.tokenizer import STRING
from backedge.config.tree import Block, Field, Value
from backedge.errors import ConfigError, Diagnostic, Location
from backedge.protos import Message


class Complaints:
    """Collects what is wrong with a config over several steps, each of which goes on where the last has failed.

    Attributes:
        lost_names: every word in the fields that could not be read: what a stream or an executor may be called.
        whole: whether all fields of the outermost message could be read, whatever is wrong inside them.
    """

    def __init__(self) -> None:
        self._diagnostics: list[Diagnostic] = []
        self._warnings: dict[Diagnostic, None] = {}
        self.lost_names: set[str] = set()
        self.whole = True
        self._doubtful: set[Location] = set()
        self._withdrawn: set[Diagnostic] = set()
        self._unknown_types: dict[Location, list[Diagnostic]] = {}

    def add(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Collect complaints."""
        self._diagnostics += diagnostics

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What is wrong."""
        return [found for found in self._diagnostics if found not in self._withdrawn]

    def warn(self, warning: Diagnostic) -> None:
        """Collect a warning, once."""
        self._warnings.setdefault(warning)

    @property
    def warnings(self) -> list[Diagnostic]:
        """What can run, but may not be what was meant; each once."""
        return list(self._warnings)

    def lose(self, lost: Field | Value, blocks: Iterable[Block]) -> None:
        """Note a field, or one value of it, that cannot be read; `blocks` are those around it."""
        around = [block.source.location(block.offset) for block in blocks]
        self.whole = self.whole and len(around) > 1
        self._doubtful.update(around)
        self.lost_names.update(word.rpartition(":")[2] for word in _words(lost))

    def add_unknown_type(self, diagnostic: Diagnostic, blocks: Iterable[Block]) -> None:
        """Collect the complaint that there is no message type of some name; `blocks` are those around its field."""
        self._diagnostics.append(diagnostic)
        for block in blocks:
            self._unknown_types.setdefault(block.source.location(block.offset), []).append(diagnostic)

    def withdraw_unknown_types(self, message: Message) -> None:
        """Drop the complaints about message types inside `message`, as something else says why they are unknown."""
        if (where := message.location()) is not None:
            self._withdrawn.update(self._unknown_types.get(where, ()))

    def adopt(self, inner: Complaints, prefix: str) -> None:
        """Take over the complaints about a subgraph, in which `prefix` comes before every name."""
        self.add(inner.diagnostics)
        self.lost_names.update(prefix + name for name in inner.lost_names)
        self._doubtful |= inner._doubtful
        for where, found in inner._unknown_types.items():
            self._unknown_types.setdefault(where, []).extend(found)

    def doubt(self, message: Message) -> None:
        """Let what follows from `message` pass without complaint: it is not what its author meant."""
        if (where := message.location()) is not None:
            self._doubtful.add(where)

    def is_doubtful(self, message: Message | None) -> bool:
        """Tell whether something in `message` could not be read."""
        return bool(self._doubtful) and message is not None and message.location() in self._doubtful

    def raise_if_any(self) -> None:
        """Stop if something is wrong.

        Raises:
            ConfigError: with everything.
        """
        if diagnostics := self.diagnostics:
            raise ConfigError(diagnostics)


def _words(lost: Any) -> Iterator[str]:
    if isinstance(lost, Field):
        for value in lost.values:
            yield from _words(value)
    elif isinstance(lost, Block):
        for field in lost.fields:
            yield from _words(field)
    else:
        yield lost.data.decode("utf-8", "replace") if lost.kind == STRING else lost.text
