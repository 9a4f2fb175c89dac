"""The style of graph files, by example."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.tools.formatting import format_text

WIDE = 'node {{ calculator: "A" input_stream: "{}" output_stream: "{}" }}'.format("i" * 29, "o" * 30)
"""As wide as a line may be, but for two columns."""

CASES = {
    "one field a line, two columns a level": (
        'node{calculator:"A" , input_stream :"a";\n options < [x.Y.ext]:{ min:1 }> }',
        'node {\n  calculator: "A"\n  input_stream: "a"\n  options { [x.Y.ext] { min: 1 } }\n}\n',
    ),
    "what is on one line stays on it": ("node { a: 1 b { } }\n", "node { a: 1 b {} }\n"),
    "what does not fit on a line is spread": (
        f"a {{ {WIDE} }}",
        f"a {{\n  {WIDE}\n}}\n",
    ),
    "no more than one empty line, and none at the ends": (
        "\n\na: 1\n\n\n\nb {\n\n\n  c: 1\n\n}\n\n",
        "a: 1\n\nb {\n  c: 1\n}\n",
    ),
    "comments behind lines are below one another": (
        'a: "x" # one\nbcd: "y"     # two\n\ne: 1 # three\n',
        'a: "x"    # one\nbcd: "y"  # two\n\ne: 1  # three\n',
    ),
    "a comment that goes on below itself": (
        "a: 1 # one\n     # two\n# of b\nb: 2",
        "a: 1  # one\n      # two\n# of b\nb: 2\n",
    ),
    "comments at the ends of blocks": (
        "# head\na { # of a\n# of b\nb: 1\n   # last\n} # after\n# end",
        "# head\na {  # of a\n  # of b\n  b: 1\n  # last\n}  # after\n# end\n",
    ),
    "comments where there is no place for them": ("a # one\n: # two\n 1 # three\n", "# one\n# two\na: 1  # three\n"),
    "strings in a row": ('a: "x" "y"\nb: "x"\n"y"', 'a: "x" "y"\nb:\n  "x"\n  "y"\n'),
    "lists": ("a:[1,2 ,3]\nb: [ ]\nc [{d:1},{d:2}]", "a: [1, 2, 3]\nb: []\nc: [{ d: 1 }, { d: 2 }]\n"),
    "rows of a list stay rows": ("a: [1, 2, # first\n3, 4]", "a: [\n  1, 2,  # first\n  3, 4\n]\n"),
    "a long list of strings has one a line": (
        "a: [" + ", ".join(['"a_name_of_twenty_two"'] * 6) + "]",
        "a: [\n" + '  "a_name_of_twenty_two",\n' * 5 + '  "a_name_of_twenty_two"\n]\n',
    ),
    "a long list of numbers fills its lines": (
        "a: [" + ", ".join(["1000"] * 21) + "]",
        "a: [\n  " + "1000, " * 18 + "1000,\n  1000, 1000\n]\n",
    ),
    "names in brackets have no blanks": ("[ type.googleapis.com / a.B ] { }", "[type.googleapis.com/a.B] {}\n"),
    "a minus stands before its number": ("a: - 1", "a: -1\n"),
    "line ends stay what they are": ("a: 1\r\nb: 2 # c\r\n", "a: 1\r\nb: 2  # c\r\n"),
    "directives": (
        '%param  n : "x"  %\n  %for (i : n)% a:%i+1% %end%\n%if (n)%\n b { c: 1 }\n %end%',
        '%param n : "x" %\n%for (i : n)% a: %i+1% %end%\n%if (n)%\nb { c: 1 }\n%end%\n',
    ),
    "a text of comments": ("  # one\n\n\n# two", "# one\n\n# two\n"),
    "nothing": (" \n\n", ""),
    "a byte order mark goes": ("\ufeffa: 1", "a: 1\n"),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=list(CASES))
def test_style(before: str, after: str) -> None:
    """Each rule by itself; what is in our style stays as it is."""
    assert format_text(before) == after
    assert format_text(after) == after


def test_mistakes() -> None:
    """What is wrong is said as the checker says it."""
    with pytest.raises(ConfigError) as caught:
        format_text('a: 1\nb "x"\n', "g.pbtxt")
    assert str(caught.value) == "g.pbtxt:2:3: error: expected ':' or '{' after 'b', found string \"x\""


def test_depth() -> None:
    """The deepest text there may be is formatted; a deeper one is refused."""
    assert format_text("a{" * 99 + "\n" + "}" * 99).count("\n") > 99
    with pytest.raises(ConfigError, match="nested deeper"):
        format_text("a{" * 101 + "}" * 101)
