"""Our parser and Google's accept the same texts and read the same messages from them."""

from __future__ import annotations

import pytest
from google import protobuf
from google.protobuf import text_format
from hypothesis import event, example, given

from backedge.config.binder import bind
from backedge.config.complaints import Complaints
from backedge.config.option_hints import OptionHints
from backedge.config.parser import parse_tree
from backedge.protos import RawMessage, message_class
from backedge.protos.message_registry import REGISTRY
from backedge.protos.pool import POOL
from tests.framework.config.dialects import texts, word_salads
from tests.framework.config.samples import Everything

NAME = "test.config.Everything"

pytestmark = pytest.mark.skipif(
    int(protobuf.__version__.split(".")[0]) < 7,
    reason="before version 7 Google's Python parser departs from the specification in more ways than can be listed",
)


def ours(text: str) -> RawMessage | None:
    """The message that our parser reads; None if it finds a mistake."""
    tree = parse_tree(text)
    complaints = Complaints()
    message = bind(tree.root, REGISTRY.schema(Everything), complaints, OptionHints())
    return None if tree.diagnostics or complaints.diagnostics else message


def googles(text: str) -> RawMessage | None:
    """The message that Google's parser reads; None if it finds a mistake."""
    try:
        return text_format.Parse(text, message_class(NAME)(), descriptor_pool=POOL.build_all())
    except text_format.ParseError:
        return None


def agree(text: str) -> bool:
    """Tell whether both accept the text; fail if they disagree."""
    mine, theirs = ours(text), googles(text)
    assert (mine is None) == (theirs is None)
    if mine is None or theirs is None:
        return False
    # Not compared as messages: a NaN is not equal to itself.
    assert mine.SerializeToString(deterministic=True) == theirs.SerializeToString(deterministic=True)
    return True


# Google's parser has Python read escapes, which warns of an octal one beyond a byte before Google's parser refuses it.
@pytest.mark.filterwarnings("ignore:invalid octal escape sequence:DeprecationWarning")
@given(texts())
@example('texts: "\\600"')
@example("text: \"\\xc3\\xbc\" 'x'")
@example("single: 0.1 double: 0.1")
@example("children [{}, <>] children: []")
@example("any { type_url: 'a/b' value: '\\x01' }")
@example("small: 1 small: 1")
@example("left: '' right {}")
def test_dialects(text: str) -> None:
    """Both parsers agree on texts in every dialect, right and wrong ones."""
    event("accepted" if agree(text) else "refused")


@given(word_salads)
@example("smalls : [ ]")
@example("child : { small : 1 , } ;")
def test_word_salads(text: str) -> None:
    """Both parsers agree on tokens in any order."""
    event("accepted" if agree(text) else "refused")
