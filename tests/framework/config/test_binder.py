"""Trees to messages, and everything that does not fit."""

from __future__ import annotations

from typing import Any

import pytest

from backedge.config.binder import bind
from backedge.config.complaints import Complaints
from backedge.config.load import load_message
from backedge.config.option_hints import OptionHints
from backedge.config.parser import parse_tree
from backedge.errors import ConfigError
from backedge.protos import ensure_registered
from backedge.protos.message_registry import REGISTRY
from tests.framework.config.samples import Colour, Everything, PlainSampleOptions

ensure_registered(PlainSampleOptions)

FIELDS = (
    "its fields are flag, small, big, positive, huge, single, double, text, data, colour, child, smalls, texts, "
    "colours, children, left, right, options, any, doubles, flags"
)
IMPORT = (
    "its calculator's module must be imported first: `graph_runner --calculators my_module.py`, or `import my_module`"
)


def errors(text: str) -> str:
    """The mistakes of a text for `Everything`."""
    with pytest.raises(ConfigError) as caught:
        load_message(Everything, text, file="g")
    return str(caught.value)


def test_every_kind_of_field() -> None:
    """Values of every type reach their fields."""
    text = r"""
        flag: t small: -0x10 big: -9223372036854775808 positive: 4294967295 huge: 18446744073709551615
        single: 1.5f double: -inf text: "a" 'b' data: "\xff" colour: DEEP_BLUE child < small: 1 >
        smalls: [1, 2] smalls: 3 texts: "x" colours: [GREEN, -7] children: [{}, {small: 2}] children {}
        right { flag: false } flags: [1, f]
    """
    assert load_message(Everything, text) == Everything(
        flag=True,
        small=-16,
        big=-(2**63),
        positive=2**32 - 1,
        huge=2**64 - 1,
        single=1.5,
        double=float("-inf"),
        text="ab",
        data=b"\xff",
        colour=Colour.DEEP_BLUE,
        child=Everything(small=1),
        smalls=(1, 2, 3),
        texts=("x",),
        colours=(Colour.GREEN, Colour.DEEP_BLUE),
        children=(Everything(), Everything(small=2), Everything()),
        right=Everything(),
        flags=(True, False),
    )


def test_extension_and_any() -> None:
    """Options are bound by their own types, in an extension and in an Any."""
    everything: Any = load_message(
        Everything,
        """
        options { [test.config.SampleOptions.ext] { threshold: 2 } [PlainSampleOptions.ext] { names: "a" } }
        any: { [type.googleapis.com/test.config.SampleOptions] { colour: GREEN } }
        """,
    )
    assert str(everything.options) == (
        '[test.config.SampleOptions.ext] {\n  threshold: 2\n}\n[PlainSampleOptions.ext] {\n  names: "a"\n}\n'
    )
    assert (everything.any.type_url, everything.any.value) == (
        "type.googleapis.com/test.config.SampleOptions",
        b"\x10\x01",
    )


def test_any_by_its_fields() -> None:
    """An Any may also be given as type and bytes."""
    everything: Any = load_message(Everything, r'any { type_url: "a/b" value: "\x08\x01" }')
    assert (everything.any.type_url, everything.any.value) == ("a/b", b"\x08\x01")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("smal: 1", f'g:1:1: error: test.config.Everything has no field smal\n    did you mean "small"? {FIELDS}'),
        ("zzz: 1", f"g:1:1: error: test.config.Everything has no field zzz\n    {FIELDS}"),
        ('small: "x"', 'g:1:8: error: field small expects an int32, found string "x"'),
        ("small: 1.5", "g:1:8: error: field small expects an int32, found 1.5"),
        ("small: {}", "g:1:8: error: field small expects an int32, found a message"),
        ("big: 1e3", "g:1:6: error: field big expects an int64, found 1e3"),
        (
            "small: 2147483648",
            "g:1:8: error: field small expects an int32 (-2147483648 to 2147483647), found 2147483648",
        ),
        ("positive: -1", "g:1:11: error: field positive expects a uint32 (0 to 4294967295), found -1"),
        ("flag: 2", "g:1:7: error: field flag expects true or false, found 2"),
        ("flag: 'true'", "g:1:7: error: field flag expects true or false, found string 'true'"),
        ("single: abc", "g:1:9: error: field single expects a float, found abc"),
        ("double: '1'", "g:1:9: error: field double expects a double, found string '1'"),
        ("text: 5", "g:1:7: error: field text expects a string, found 5"),
        (r"text: '\xff'", "g:1:7: error: field text expects a string, found bytes that are not UTF-8"),
        ("data: x", 'g:1:7: error: field data expects a string of bytes, found x\n    put it in quotes: "x"'),
        (
            "text: " + "9" * 50,
            f"g:1:7: error: field text expects a string, found {'9' * 40}…",
        ),
        (
            "colour: GREN",
            (
                'g:1:9: error: field colour expects a value of Colour, found GREN\n    did you mean "GREEN"? '
                "its values are RED, GREEN, DEEP_BLUE"
            ),
        ),
        (
            "colour: 5",
            "g:1:9: error: field colour expects a value of Colour, found 5\n    its values are RED, GREEN, DEEP_BLUE",
        ),
        ("child: 1", "g:1:8: error: field child expects a message in braces, found 1"),
        ("small: [1]", "g:1:1: error: field small holds one value, found a list\n    write it without brackets"),
        ("smalls: [1, x]", "g:1:13: error: field smalls expects an int32, found x"),
        (
            "small: 1\nsmall: 1",
            "g:2:1: error: small is set twice in one test.config.Everything\n    small is set at g:1:1 already",
        ),
        (
            "left: 'a' right {}",
            (
                "g:1:11: error: right and left cannot be set both in one test.config.Everything\n"
                "    left is set at g:1:1 already"
            ),
        ),
        (
            "[a.b.ext] {}",
            (
                "g:1:1: error: test.config.Everything has no extensions, found [a.b.ext]\n"
                "    remove it, or move it into the options it is for"
            ),
        ),
        (
            "options { [test.config.SampleOption.ext] {} }",
            (
                "g:1:11: error: there is no extension [test.config.SampleOption.ext]\n"
                f'    did you mean "test.config.SampleOptions.ext"? If not, {IMPORT}'
            ),
        ),
        (
            "options { [acme.Unheard.ext] {} }",
            f"g:1:11: error: there is no extension [acme.Unheard.ext]\n    {IMPORT}",
        ),
        (
            "options { [test.config.HandlerOptions.ext] {} }",
            (
                "g:1:11: error: [test.config.HandlerOptions.ext] extends mediapipe.MediaPipeOptions, "
                "not mediapipe.CalculatorOptions\n    move it into options of type mediapipe.MediaPipeOptions"
            ),
        ),
        (
            "options { [test.config.SampleOptions.ext]: 5 }",
            (
                "g:1:11: error: [test.config.SampleOptions.ext] expects a message in braces, found 5\n"
                "    write [test.config.SampleOptions.ext] { … }"
            ),
        ),
        (
            "options { [test.config.SampleOptions.ext] [{}] }",
            (
                "g:1:11: error: [test.config.SampleOptions.ext] expects a message in braces, found a list\n"
                "    write [test.config.SampleOptions.ext] { … }"
            ),
        ),
        (
            "options { [PlainSampleOptions.ext] {} [PlainSampleOptions.ext] {} }",
            (
                "g:1:39: error: [PlainSampleOptions.ext] is set twice in one mediapipe.CalculatorOptions\n"
                "    [PlainSampleOptions.ext] is set at g:1:11 already"
            ),
        ),
        (
            "any { [type.googleapis.com/test.config.SampleOption] {} }",
            (
                "g:1:7: error: there is no message type test.config.SampleOption\n"
                f'    did you mean "test.config.SampleOptions"? If not, {IMPORT}'
            ),
        ),
        (
            "any { [test.config.SampleOptions] {} }",
            (
                "g:1:7: error: [test.config.SampleOptions] is no type URL\n"
                "    write [type.googleapis.com/test.config.SampleOptions]"
            ),
        ),
        (
            "any { [type.googleapis.com/test.config.SampleOptions] {} [type.googleprod.com/PlainSampleOptions] {} }",
            (
                "g:1:58: error: [type.googleprod.com/PlainSampleOptions] and "
                "[type.googleapis.com/test.config.SampleOptions] cannot be set both in one google.protobuf.Any\n"
                "    [type.googleapis.com/test.config.SampleOptions] is set at g:1:7 already"
            ),
        ),
        (
            "any { [example.com/test.config.SampleOptions] {} }",
            (
                "g:1:7: error: [example.com/test.config.SampleOptions] is no type URL\n"
                "    write [type.googleapis.com/test.config.SampleOptions]"
            ),
        ),
    ],
)
def test_mistake(text: str, error: str) -> None:
    """Everything that does not fit its field says where, what was expected and found, and what there is."""
    assert errors(text) == error


def test_all_mistakes_at_once() -> None:
    """One run reports every mistake, those inside options too, in the order of the text."""
    text = """
        small: x
        child { text: 1 children { flag: 3 } }
        any { [type.googleapis.com/test.config.SampleOptions] { colour: PINK inner { small: y } } }
        right { nothing: 1 }
    """
    places = [line.partition(": error")[0] for line in errors(text).splitlines() if ": error" in line]
    assert places == ["g:2:16", "g:3:23", "g:3:42", "g:4:73", "g:4:93", "g:5:17"]


def test_message_without_fields() -> None:
    """A message that has no fields says so."""
    complaints = Complaints()
    schema = REGISTRY.find_schema("mediapipe.MediaPipeOptions")
    assert schema is not None
    bind(parse_tree("a: 1", "g").root, schema, complaints, OptionHints())
    (complaint,) = complaints.diagnostics
    assert str(complaint) == "g:1:1: error: mediapipe.MediaPipeOptions has no field a\n    it has no fields"
