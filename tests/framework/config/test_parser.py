"""Text format to tree, and syntax errors."""

from __future__ import annotations

import copy

import pytest

from backedge.config.parser import MAX_DEPTH, MAX_DIAGNOSTICS, parse_tree
from backedge.config.tree import Block, Value


def shape(value: Value) -> object:
    """The values of a tree as nested Python lists."""
    if isinstance(value, Block):
        return [(field.name, [shape(inner) for inner in field.values]) for field in value.fields]
    return value.data.decode() if value.kind == "string" else value.text


def errors(text: str) -> list[str]:
    """The diagnostics of a text, hints included."""
    return [str(diagnostic) for diagnostic in parse_tree(text, "g").diagnostics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a: 1 b: -2.5e3, c: x; d: 'y'", [("a", ["1"]), ("b", ["-2.5e3"]), ("c", ["x"]), ("d", ["y"])]),
        ("a: - inf", [("a", ["-inf"])]),
        ("a {} b: {} c <> d: < x: 1 >", [("a", [[]]), ("b", [[]]), ("c", [[]]), ("d", [[("x", ["1"])]])]),
        ("a: [1, 2] b: [] c [{}, < >]", [("a", ["1", "2"]), ("b", []), ("c", [[], []])]),
        ('a: "x" \'y\'  # more\n "z\\n"', [("a", ["xyz\n"])]),
        (
            "[a.b.ext] {} [ type . googleapis.com / a . B ]: {}",
            [("[a.b.ext]", [[]]), ("[type.googleapis.com/a.B]", [[]])],
        ),
        ("[foo-1.com/%20x/a.B] {}", [("[foo-1.com/%20x/a.B]", [[]])]),
    ],
)
def test_dialects(text: str, expected: object) -> None:
    """Every spelling that text format allows gives the same tree."""
    tree = parse_tree(text)
    assert tree.diagnostics == []
    assert shape(tree.root) == expected


def test_places() -> None:
    """The tree knows the place of every field name, value and block."""
    root = parse_tree("a: 1\nnode {\n  a: ['x',\n   'y'] a: 'z'\n}\nnode {}\n", "g").root
    node = root.child("node")
    assert node is not None
    places = [node.location(), node.location("a"), node.location("a", 1), node.location("a", 2)]
    assert [str(place) for place in places] == ["g:2:6", "g:3:3", "g:4:4", "g:4:12"]
    assert [str(root.location("node", index)) for index in (0, 1)] == ["g:2:6", "g:6:6"]


def test_place_of_what_is_not_there() -> None:
    """A field that the text does not have is where its block is; a value it does not have, where the field is."""
    root = parse_tree(" a: 1", "g").root
    assert [str(root.location("b")), str(root.location("a", 5)), str(root.location())] == ["g:1:1", "g:1:2", "g:1:1"]
    assert root.child("a") is None
    assert root.child("b") is None


def test_block_is_not_copied() -> None:
    """A copy of a config shares the text it came from."""
    root = parse_tree("a: 1").root
    assert copy.deepcopy(root) is root


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a", "g:1:2: error: expected ':' or '{' after 'a', found the end of the file"),
        ("a 1", "g:1:3: error: expected ':' or '{' after 'a', found '1'"),
        ("a: }", "g:1:4: error: expected a value, found '}'"),
        ("a: -", "g:1:5: error: expected a value, found the end of the file"),
        ("a: @", "g:1:4: error: expected a value, found '@'"),
        (
            "a: 'open\nb: 1",
            (
                "g:1:4: error: expected a value, found a string without closing quote: 'open\n"
                "    end it with ' on the same line"
            ),
        ),
        ("5: 1", "g:1:1: error: expected a field name, found '5'"),
        ("a: 1,, b: 2", "g:1:6: error: expected a field name, found ','"),
        ("'x': 1", "g:1:1: error: expected a field name, found string 'x'"),
        ("a: [1 2]", "g:1:7: error: expected ',' or ']' in the list of 'a', found '2'"),
        ("a: [1,]", "g:1:7: error: expected a value, found ']'"),
        ("a [1]", "g:1:3: error: expected ':' before the list of 'a'"),
        ("[a.b {}", "g:1:6: error: expected ']' after '[a.b', found '{'"),
        (
            "[a..b] {}",
            (
                "g:1:1: error: '[a..b]' is no extension and no type URL\n"
                "    write [package.Message.ext] or [type.googleapis.com/package.Message]"
            ),
        ),
        (
            "[/a.b] {}",
            (
                "g:1:1: error: '[/a.b]' is no extension and no type URL\n"
                "    write [package.Message.ext] or [type.googleapis.com/package.Message]"
            ),
        ),
        ("a: 'x\\q'", "g:1:6: error: there is no escape sequence \\q\n    write \\\\ for a backslash itself"),
        ("a {\n b: 1\n", "g:2:6: error: expected '}', found the end of the file\n    the block was opened at 1:3"),
        ("a { b < }", "g:1:9: error: expected '>', found '}'\n    the block was opened at 1:7"),
    ],
)
def test_syntax_error(text: str, error: str) -> None:
    """A mistake says where it is, what was expected and what was found."""
    assert errors(text)[0] == error


def test_stray_brace() -> None:
    """A brace that closes nothing is one mistake; the rest of the file is read."""
    tree = parse_tree("a: 1 }\nb: 2", "g")
    assert [str(d) for d in tree.diagnostics] == [
        "g:1:6: error: no block is open that '}' could close\n    remove it, or open a block before it"
    ]
    assert shape(tree.root) == [("a", ["1"]), ("b", ["2"])]


def test_goes_on_after_mistakes() -> None:
    """Several mistakes are reported, each once, and what is right between them is in the tree."""
    text = """
node {
  name: = "x"
  calculator "A"
  input_stream: "a"
  options { x: @ y: { z: 1 } }
}
node { calculator: "B" }
"""
    tree = parse_tree(text, "g")
    assert [str(d) for d in tree.diagnostics] == [
        "g:3:9: error: expected a value, found '='",
        "g:4:14: error: expected ':' or '{' after 'calculator', found string \"A\"",
        "g:6:16: error: expected a value, found '@'",
    ]
    assert shape(tree.root) == [
        ("node", [[("input_stream", ["a"]), ("options", [[]])]]),
        ("node", [[("calculator", ["B"])]]),
    ]


def test_gives_up_after_many_mistakes() -> None:
    """The parser gives up on a text in another format."""
    assert len(errors("?\na: 1\n" * 1000)) == MAX_DIAGNOSTICS


def test_nesting_has_a_limit() -> None:
    """Blocks may be as deep as protobuf's own limit, and deeper ones are a mistake and not a crash."""
    assert errors("a {" * MAX_DEPTH + "}" * MAX_DEPTH) == []
    assert errors("a {" * 100_000) == [f"g:1:{3 * MAX_DEPTH + 3}: error: blocks are nested deeper than {MAX_DEPTH}"]


@pytest.mark.parametrize("comment", ["// b: 'c", "/* b { */"])
def test_comments_of_other_languages(comment: str) -> None:
    """Such a comment is reported once, and the parser skips what it says."""
    tree = parse_tree(f"{comment}\na: 1 {comment}\nb: 2 # a // b\n{comment}", "g")
    assert [str(d) for d in tree.diagnostics] == [
        f"g:1:1: error: expected a field name, found {comment[:2]!r}\n    comments begin with #"
    ]
    assert shape(tree.root) == [("a", ["1"]), ("b", ["2"])]


def test_a_comment_in_place_of_a_value() -> None:
    """A comment of another language is known for one where a value should be."""
    assert errors("a: // b") == ["g:1:4: error: expected a value, found '/'\n    comments begin with #"]


def test_json() -> None:
    """JSON is one mistake, whatever it says."""
    (error,) = errors('{ "node": [{ "calculator": "A" }] }')
    assert error == (
        "g:1:1: error: this is JSON, and not protobuf's text format\n"
        '    write names without quotes, and no braces around the whole: node { calculator: "…" }'
    )


def test_comments() -> None:
    """The parser keeps comments, for tools that write the file again."""
    assert [comment.text for comment in parse_tree("# a\nb: 1 # c").comments] == ["# a", "# c"]
