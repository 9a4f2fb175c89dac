"""What is known of a text from before an edit changes no answer."""

from __future__ import annotations

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from backedge.tools.language.service import LanguageService
from tests.tools.language.documents import HEAD

GATE: Final = """\
node {
  calculator: "GateCalculator"
  input_stream: "image"
  input_stream: "ALLOW:flag"
  output_stream: "shown"
  options { [mediapipe.GateCalculatorOptions.ext] { allow: true } }
}
"""
PIECES: Final = (
    *("\n", " ", "}", "{", '"', "a", "#", "node {\n", "  }\n", "}\n", GATE, HEAD, 'input_stream: "flag"\n'),
    *('  input_stream: "image"\n', '  input_stream: "image', "max_queue_size: 1\n", "num_threads: 1x\n", "  nam: 1\n"),
    *('  input_stream: [1, "image"]\n', 'type: "T"\n', "  options { [a.b.ext] { } }\n", '  executor: "none"\n'),
    *('executor { name: "x" type: "Y" }\n', "node { }\n", "node: [{ }, { }]\n", "  source_layer: 99999999999\n"),
)
"""What is put into graphs."""


@given(st.data())
def test_answers_are_those_of_a_new_text(data: st.DataObject) -> None:
    """Problems with their places, completion, hover and the outline, whatever was asked before."""
    text = data.draw(st.sampled_from((HEAD + GATE * 2, 'input_stream: "flag"\n' + HEAD + GATE)))
    service = LanguageService()
    service.open("key", text, "<graph>", None)
    for _ in range(data.draw(st.integers(1, 4))):
        if data.draw(st.booleans()):
            service.problems("key")
        if data.draw(st.booleans()):
            service.drawing("key")
        start = data.draw(st.integers(0, len(text)))
        end = min(start + data.draw(st.sampled_from((0, 0, 1, 5, 40))), len(text))
        text = text[:start] + "".join(data.draw(st.lists(st.sampled_from(PIECES), max_size=3))) + text[end:]
        service.open("key", text, "<graph>", None)
        if data.draw(st.booleans()):
            assert answers(service, start) == answers(fresh(text), start)
    assert answers(service, 0) == answers(fresh(text), 0)


def fresh(text: str) -> LanguageService:
    """A service that has never seen another text."""
    service = LanguageService()
    service.open("key", text, "<graph>", None)
    return service


def answers(service: LanguageService, offset: int) -> list[object]:
    """What it says of the text, and of a place in it."""
    return [
        service.complete("key", offset),
        service.problems("key"),
        service.hover("key", offset),
        service.outline("key"),
        service.drawing("key"),
    ]
