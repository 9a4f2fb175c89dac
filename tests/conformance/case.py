"""Cases: a graph, what is fed to it, and what MediaPipe's engine made of it.

Values are JSON. What is fed has its kind beside it: ``int``, ``int64``, ``uint64``, ``float``, ``double``, ``bool``,
``string``, ``…_vector`` of these, ``rect`` (a NormalizedRect's fields in order), ``landmarks`` (x, y, z of each). What
comes out says by itself what it is: ``{"rect": …}`` and ``{"landmarks": …}``; `UNREADABLE` is what Python cannot get
out of MediaPipe's packet.

MediaPipe's Python imports this module too, so that it imports nothing but the standard library.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

RECORDED = Path(__file__).with_name("recorded.jsonl.gz")
UNREADABLE = "?"
# What these do depends on which of their inputs moves first, or on who runs first.
ORDER_MATTERS = ("FlowLimiter", "PacketSequencer", "SwitchContainer", "ImmediateInput", "FixedSizeInput")
# What these do depends on which bounds come together, too.
NEEDS_RESTS = (*ORDER_MATTERS, "PacketPresence", "BeginLoop", "PreviousLoopback")
_SOURCES = ("AT_PRESTREAM", "AT_POSTSTREAM", "AT_ZERO", "AT_TIMESTAMP")
_NODE = re.compile(r'^node \{\n  (?:name|calculator): "([^"]*)"', re.MULTILINE)

StreamStep: TypeAlias = list[Any]
"""Packets of one stream in one step, ``[timestamp, value]`` each, and the bound behind the last of them, or None."""
Step: TypeAlias = dict[str, StreamStep]


@dataclass
class Outcome:
    """The result of a case on an engine.

    Attributes:
        accepted: whether the graph could be built.
        nodes: names of the expanded graph's nodes, in the order in which they are scheduled; see `node_names`.
        steps: what there was whenever the graph came to rest, by stream; streams that brought nothing are left out.
        fails: whether an operation failed before the graph came to rest once more.
        side_packets: the output side packets in the end, None where nobody set one; empty after a failure.
    """

    accepted: bool
    nodes: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    fails: bool = False
    side_packets: dict[str, Any] = field(default_factory=dict)


@dataclass
class Case:
    """A graph and its feed.

    Attributes:
        number: which one it is; seed of its generation.
        config: the graph, as text, without an executor.
        side: kind and value of the side packets given to every run, by name.
        streams: the streams to watch.
        side_outputs: the output side packets to read in the end.
        feed: operations: ``["start"]``, ``["add", stream, kind, value, timestamp]`` and ``["close", stream]``, after
            each of which the graph comes to rest; ``["put", …]``, which is add without a rest; ``["done"]``, which
            closes what is open and waits until the run has ended.
        on_threads: how many steps are the same on any number of threads; see `order_matters`.
        expected: what MediaPipe's engine made of it.
    """

    number: int
    config: str
    side: dict[str, Any]
    streams: list[str]
    side_outputs: list[str]
    feed: list[list[Any]]
    on_threads: int = 0
    expected: Outcome = field(default_factory=lambda: Outcome(accepted=False))

    @property
    def order_matters(self) -> bool:
        """Tell whether the result may depend on the order in which nodes run, which threads do not keep."""
        return any(name in self.config for name in ORDER_MATTERS)

    @property
    def rests(self) -> list[int]:
        """The operations, by position, after which the graph comes to rest."""
        return [index for index, operation in enumerate(self.feed) if operation[0] != "put"]

    @property
    def steps_until_an_input_ends(self) -> int:
        """The steps before anything ends; where there are sources, those end at once.

        From there on a bound and the end of a stream come together or one after the other, as it happens, and what
        processes bounds is called once more or not.
        """
        if any(tag in self.config for tag in _SOURCES):
            return 0
        return next(step for step, index in enumerate(self.rests) if self.feed[index][0] in {"close", "done"})

    def to_json(self) -> str:
        """Write the case as one line."""
        return json.dumps(asdict(self), separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Case:
        """Read the case from one line."""
        data = json.loads(line)
        return cls(**{**data, "expected": Outcome(**data["expected"])})


def node_names(text: str) -> list[str]:
    """The nodes of an expanded graph's text in order, by name, or by calculator where they have none."""
    return _NODE.findall(text)


def load_cases(path: Path = RECORDED) -> list[Case]:
    """The recorded cases."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [Case.from_json(line) for line in file]


def save_cases(cases: Iterable[Case], path: Path = RECORDED) -> None:
    """Write cases so that the same cases make the same file."""
    text = "".join(case.to_json() + "\n" for case in cases)
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
