"""Rules of binary templates: MediaPipe's parser makes them of the directives and expressions of a text.

Each rule has the path of the field that it stands before, or whose value it is. Of a field that is not repeated the
value is in the rule, so that the rule decides whether the field is there at all.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final, NamedTuple

from backedge.config.parser import MAX_DEPTH
from backedge.templates.expressions import ARGUMENTS, LITERAL, NAME, PRECEDENCE, Expression
from backedge.templates.field_paths import Step, parse_path
from backedge.templates.template_messages import TemplateFieldType as FieldType
from backedge.templates.wire import WireError, read_number, read_records

DIRECTIVES: Final = frozenset({"param", "for", "if"})

# Fields of mediapipe.TemplateExpression. They are read one by one because `field_value` is declared as a string and
# holds bytes.
_PARAM, _OP, _ARG, _PATH, _FIELD_TYPE, _KEY_TYPE, _FIELD_VALUE = range(1, 8)


class Rule(NamedTuple):
    """A directive, or an expression in place of a value.

    Attributes:
        word: ``param``, ``for`` or ``if``; empty for a value.
        variable: the name that ``param`` or ``for`` sets.
        expression: the default, the list, the condition or the value; None for a parameter without default.
        path: the field's path; empty for ``param``, which has none.
        steps: the same in steps.
        field_type: the field's type.
        value: the field's value, if that is here and not in the template's config.
    """

    word: str
    variable: str
    expression: Expression | None
    path: str
    steps: tuple[Step, ...]
    field_type: FieldType
    value: bytes | None


def read_rule(data: bytes) -> Rule:
    """Read a rule from its serialized form.

    Raises:
        WireError: the data is not a rule.
        MismatchError: its path has a key that is not of its type.
    """
    fields = _fields(data)
    op, args = _text(fields[_OP]), fields[_ARG]
    word = op if op in DIRECTIVES else ""
    variable, expression = "", None
    if word in ("param", "for"):
        if len(args) not in ((2,) if word == "for" else (1, 2)):
            raise WireError(f"a rule %{word}% has {len(args)} arguments")
        variable = _text(_fields(args[0])[_PARAM])
        expression = _read_expression(args[1]) if len(args) == 2 else None
    elif word == "if":
        if len(args) != 1:
            raise WireError(f"a rule %if% has {len(args)} arguments")
        expression = _read_expression(args[0])
    else:
        expression = _read_expression(data)
    path = _text(fields[_PATH])
    key_types = [FieldType(read_number(number)) for number in fields[_KEY_TYPE]]
    steps = parse_path(path, key_types)
    field_type = FieldType(read_number(fields[_FIELD_TYPE][-1])) if fields[_FIELD_TYPE] else FieldType.TYPE_INVALID
    value = fields[_FIELD_VALUE][-1] if fields[_FIELD_VALUE] else None
    return Rule(word, variable, expression, path, steps, field_type, value)


def _read_expression(data: bytes, depth: int = 0) -> Expression:
    if depth > MAX_DEPTH:
        raise WireError(f"expressions are nested deeper than {MAX_DEPTH}")
    fields = _fields(data)
    op, text = _text(fields[_OP]), _text(fields[_PARAM])
    if op == LITERAL:
        return Expression(LITERAL, text, (), 0)
    if fields[_PARAM] and op != ".":
        return Expression(NAME, text, (), 0)
    args = tuple(_read_expression(arg, depth + 1) for arg in fields[_ARG])
    count = 1 if op == "paren" else 2 if op in PRECEDENCE else ARGUMENTS.get(op, -1)
    if count is None:
        count = len(args) + len(args) % 2 if op == "dict" else len(args)
    if count == -1:
        raise WireError(f'"{op}" is no operation')
    if len(args) != count:
        raise WireError(f'"{op}" takes {count} arguments, found {len(args)}')
    return args[0] if op == "paren" else Expression(op, "", args, 0)


def _fields(data: bytes) -> defaultdict[int, list[bytes]]:
    """Return the values of each field by number."""
    fields: defaultdict[int, list[bytes]] = defaultdict(list)
    for record in read_records(data):
        fields[record.number].append(record.data)
    return fields


def _text(values: list[bytes]) -> str:
    return values[-1].decode("utf-8", "replace") if values else ""
