r"""Texts for `Everything` in all the dialects of text format, most of them right and some of them wrong.

What is left out is where Google's Python parser departs from the specification, which we follow: it takes ``1_0`` and
``0b1`` for integers, ``010`` for the float 10 and ``nanf`` for a float; refuses a blank behind a minus sign; leaves
unknown escape sequences and ``\?`` as they are, and reads ``\6\u0030`` as ``\60``; takes the lower 32 bits of a number
for an enum; and lets the second of two messages in one Any replace the first.
"""

from __future__ import annotations

from hypothesis import strategies as st

_WRONG_WORDS = [r"x", r"'x'", r"1.5", r"-1", r"2", r"{}", r"1e2", r"-", r"TRUE", r"red", r"'\x'"]
_OUT_OF_RANGE = [str(n) for n in (2**31, -(2**31) - 1, 2**32, 2**63, -(2**63) - 1, 2**64)]
_BLANKS = st.sampled_from(["", " ", "\n", "\t", " # comment {\n", "  \r\n "])


def _scalar(name: str) -> st.SearchStrategy[str]:
    """A value for a field, now and then a wrong one, so that refusals are compared too."""
    wrong = st.sampled_from(_WRONG_WORDS if name.startswith("colour") else _WRONG_WORDS + _OUT_OF_RANGE)
    return st.integers(0, 30).flatmap(lambda number: _SCALARS[name] if number else wrong)


@st.composite
def _integer(draw: st.DrawFn, smallest: int, largest: int) -> str:
    value = draw(st.integers(smallest, largest) | st.sampled_from([smallest, largest, 0]))
    sign, size = "-" if value < 0 else "", abs(value)
    return sign + draw(st.sampled_from([str(size), hex(size), f"0X{size:X}", f"0{size:o}"]))


_FLOAT = st.sampled_from(
    [
        "0",
        "1",
        "-2",
        "1.5",
        ".25",
        "3.",
        "1e3",
        "-1.5E-3f",
        "2f",
        "1.0f",
        "inf",
        "-Infinity",
        "nan",
        "1e400",
        "1e39",
        "12",
    ]
)
_BOOL = st.sampled_from(["true", "false", "t", "f", "True", "False", "0", "1"])
_ENUM = st.sampled_from(["RED", "GREEN", "DEEP_BLUE", "0", "1", "-7"])


@st.composite
def _character(draw: st.DrawFn) -> str:
    character = draw(st.characters(exclude_categories=["Cs"], exclude_characters="\\\"'\n\r\x00"))
    number = ord(character)
    if number < 0x80:
        forms = [character, f"\\{number:o}", f"\\{number:03o}", f"\\x{number:x}", f"\\x{number:02X}"]
    elif number < 0x10000:
        forms = [character, f"\\u{number:04X}", f"\\U{number:08x}"]
    else:
        forms = [character, f"\\U{number:08x}"]
    return draw(st.sampled_from(forms))


_ESCAPE = st.sampled_from([r"\a", r"\b", r"\f", r"\n", r"\r", r"\t", r"\v", r"\\", r"\'", r"\"", r"\0"])
_BYTE = st.sampled_from([r"\377", r"\xff", r"\200"])


@st.composite
def _string(draw: st.DrawFn) -> str:
    """One or more literals in a row."""
    literals = []
    for _ in range(draw(st.integers(1, 3))):
        quote = draw(st.sampled_from("\"'"))
        piece = st.integers(0, 20).flatmap(lambda number: _character() if number > 2 else (_ESCAPE | _BYTE))
        literals.append(quote + "".join(draw(st.lists(piece, max_size=4))) + quote)
    return draw(_BLANKS).join(literals)


_INT32 = _integer(-(2**31), 2**31 - 1)
_SCALARS = {
    "flag": _BOOL,
    "small": _INT32,
    "big": _integer(-(2**63), 2**63 - 1),
    "positive": _integer(0, 2**32 - 1),
    "huge": _integer(0, 2**64 - 1),
    "single": _FLOAT,
    "double": _FLOAT,
    "text": _string(),
    "data": _string(),
    "colour": _ENUM,
    "left": _string(),
    "smalls": _INT32,
    "texts": _string(),
    "colours": _ENUM,
    "doubles": _FLOAT,
    "flags": _BOOL,
}
_SCALAR_NAMES = [*(name for name in _SCALARS if name.endswith("s")), *_SCALARS]  # those that may be repeated twice
_MESSAGES = ["child", "children", "right"]
_BRACKETED = {
    "options": ["[test.config.Everything.ext]", "[ test . config.Everything . ext ]", "[test.config.Nothing.ext]"],
    "any": [
        "[type.googleapis.com/test.config.Everything]",
        "[type.googleprod.com/test.config.Everything]",
        "[type.googleapis.com/test.Nothing]",
    ],
}


@st.composite
def _message(draw: st.DrawFn, depth: int) -> str:
    opening, closing = draw(st.sampled_from([("{", "}"), ("<", ">")]))
    return opening + draw(texts(depth - 1)) + closing


@st.composite
def _listed(draw: st.DrawFn, value: st.SearchStrategy[str], name: str) -> str:
    """One value, or now and then several in brackets, where there should be none too."""
    if draw(st.integers(0, 3 if name.endswith(("s", "children")) else 30)):
        return draw(value)
    values = draw(st.lists(value, max_size=3))
    return f"[{draw(_BLANKS)}{(draw(_BLANKS) + ',').join(values)}]"


@st.composite
def _field(draw: st.DrawFn, depth: int) -> str:
    kinds = ["scalar"] * 6 + (["message", "bracketed"] if depth else [])
    kind = draw(st.sampled_from(kinds))
    if kind == "scalar":
        name = draw(st.sampled_from(_SCALAR_NAMES))
        return f"{name}{draw(_BLANKS)}:{draw(_BLANKS)}{draw(_listed(_scalar(name), name))}"
    colon = draw(st.sampled_from(["", ":", " : "]))
    if kind == "message":
        name = draw(st.sampled_from(_MESSAGES))
        return f"{name}{colon}{draw(_BLANKS)}{draw(_listed(_message(depth), name))}"
    name = draw(st.sampled_from(sorted(_BRACKETED)))
    bracketed = draw(st.sampled_from(_BRACKETED[name]))
    return f"{name} {{ {bracketed}{colon}{draw(_BLANKS)}{draw(_message(depth))} }}"


@st.composite
def texts(draw: st.DrawFn, depth: int = 3) -> str:
    """The inside of a message."""
    fields = draw(st.lists(_field(depth), max_size=5))
    separators = st.sampled_from([" ", "\n", ",", ";", " , ", "\n# comment\n"])
    return draw(_BLANKS) + "".join(field + draw(separators) for field in fields)


_WORDS = [
    "smalls: 1",
    "texts: 'x'",
    "colours: [RED]",
    "child {",
    "children: <",
    "children",
    "}",
    "}",
    ">",
    "{",
    "<",
    "[",
]
_WORDS += [
    "]",
    ",",
    ";",
    ":",
    "small",
    "-2",
    '"y"',
    "GREEN",
    "/",
    ".",
    "#\n",
    "\n",
    "[test.config.Everything.ext]",
    "@",
    "'",
]

word_salads = st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join)
"""Tokens in any order."""
