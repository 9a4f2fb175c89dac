"""Messages know which of their fields were set, as protobuf's do."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from backedge.config import load_graph, node_options
from backedge.protos import Message, decode, field, message_class


class Inner(Message, name="test.presence.Inner"):
    """Inside another message."""

    size: int = field(1, default=7)


class Options(Message, name="test.presence.Options", extension=300_000_040):
    """Has a field of each sort."""

    count: int = field(1, default=5)
    text: str = field(2)
    maybe: int | None = field(3)
    inner: Inner = field(4)
    items: tuple[int, ...] = field(5)


NAMES = ("count", "text", "maybe", "inner", "items")


def were_set(options: Options) -> list[str]:
    """The fields that were set."""
    return [name for name in NAMES if options.has_field(name)]


def test_keywords_set_fields() -> None:
    """A keyword sets its field, also to the default; None is what "not set" looks like."""
    assert were_set(Options()) == []
    assert were_set(Options(count=5, text="", items=())) == ["count", "text", "items"]
    assert were_set(Options(maybe=0)) == ["maybe"]
    assert were_set(Options(maybe=None)) == []
    assert not Options().has_field("other")


def test_decoding_sets_the_fields_of_the_data() -> None:
    """The fields that protobuf says are set are set."""
    message = message_class("test.presence.Options")(count=5, inner=message_class("test.presence.Inner")())
    assert were_set(decode(Options, message)) == ["count", "inner"]


@pytest.mark.parametrize("ending", ["pbtxt", "binarypb"])
def test_graph_files_set_fields(ending: str, tmp_path: Path) -> None:
    """A default that a text or binary graph writes out counts as set."""
    text = 'node { calculator: "X" options { [test.presence.Options.ext] { count: 5 maybe: 1 } } }'
    path = tmp_path / f"graph.{ending}"
    if ending == "pbtxt":
        path.write_text(text)
    else:
        path.write_bytes(binary(text))
    options = node_options(load_graph(path).node[0], Options)
    assert (options, were_set(options)) == (Options(maybe=1), ["count", "maybe"])


def binary(text: str) -> bytes:
    """A graph with one node, as bytes."""
    graph = message_class("mediapipe.CalculatorGraphConfig")()
    (node,) = load_graph(text).node
    assert node.options is not None
    graph.node.add(calculator="X").options.CopyFrom(node.options)  # type: ignore[attr-defined] # made at run time
    return graph.SerializeToString()


def test_replace_hands_presence_on() -> None:
    """dataclasses.replace keeps what was set, and adds what differs from the defaults."""
    made = replace(Options(count=5), text="new")
    assert were_set(made) == ["count", "text"]
    assert were_set(replace(made, text="")) == ["count", "text"]


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda made: pickle.loads(pickle.dumps(made))])
def test_copies_keep_presence(duplicate: Callable[[Options], Options]) -> None:
    """Copies and pickles know what was set."""
    assert were_set(duplicate(Options(count=5, maybe=2))) == ["count", "maybe"]


def test_copies_with_other_values() -> None:
    """copy_with changes the fields that it names in a copy alone; what is set stays so, also at its default."""
    made = Options(count=1, text="base")
    copied = made.copy_with(count=5)
    assert (copied, were_set(copied)) == (Options(text="base"), ["count", "text"])
    assert made.count == 1


@pytest.mark.parametrize("name", ["items", "unknown"])
def test_copies_change_what_is_set(name: str) -> None:
    """A field that is not set, or that there is none of, is named."""
    with pytest.raises(TypeError, match=f"this Options does not set {name}$"):
        Options(count=1).copy_with(count=2, **{name: (1,)})


def test_copies_are_checked() -> None:
    """What a message refuses it refuses in a copy, too."""

    class Even(Message, name="test.presence.Even"):
        number: int = field(1)

        def __post_init__(self) -> None:
            if self.number % 2:
                raise ValueError(f"{self.number} is odd")

    assert Even(number=2).copy_with(number=4).number == 4
    with pytest.raises(ValueError, match="3 is odd"):
        Even(number=2).copy_with(number=3)


def test_presence_is_not_part_of_the_value() -> None:
    """Messages with the same values are equal, hash and show alike, whatever was set."""
    assert Options(count=5) == Options()
    assert hash(Options(count=5)) == hash(Options())
    assert repr(Options(count=5)) == repr(Options())


def test_merging() -> None:
    """A field that the update sets wins, also a default; the rest stays, and the result knows what either has set."""
    merged = Options(count=1, text="base", items=(1, 2)).merged_with(Options(count=5, items=(3,)))
    assert merged == Options(text="base", items=(3,))
    assert were_set(merged) == ["count", "text", "items"]
