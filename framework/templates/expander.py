"""Expansion of a template's tree: its directives are carried out, and values put in place of its expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from backedge.config.tokenizer import STRING, TEXT
from backedge.config.tree import Block, Field, Literal, Value
from backedge.errors import ConfigError, Diagnostic
from backedge.templates.evaluator import Evaluator
from backedge.templates.template_parser import Directive, Placeholder
from backedge.templates.template_values import TemplateValue, as_field_text

MAX_FIELDS: Final = 100_000
"""The number of fields beyond which an expansion gives up: loops within loops grow fast."""


def expand(root: Block, arguments: Mapping[str, TemplateValue]) -> Block:
    """Make the tree of a graph from that of a template.

    Directives are carried out in the order of the text. What a ``%param%`` declares holds from there on.

    Raises:
        ConfigError: a parameter is missing, or a value is of the wrong kind. It holds all that is wrong.
    """
    evaluator = Evaluator(root.source.location, arguments)
    expanded = _Expander(evaluator).block(root)
    if evaluator.diagnostics:
        raise ConfigError(dict.fromkeys(evaluator.diagnostics))  # in a loop a mistake is made over and over
    return expanded


class _Expander:
    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._count = 0

    def block(self, block: Block) -> Block:
        """Make a block without directives."""
        expanded = Block(block.source, block.offset)
        for field in block.fields:
            expanded.fields += self._field(field, block)
        return expanded

    def _field(self, field: Field, block: Block) -> Iterator[Field]:
        if isinstance(field, Directive):
            yield from self._directive(field, block)
            return
        self._count += 1
        if self._count > MAX_FIELDS:
            where = block.source.location(field.offset)
            raise ConfigError([Diagnostic(f"the template expands to more than {MAX_FIELDS} fields", where)])
        values = [self._value(value, block) for value in field.values]
        yield Field(field.name, field.offset, values, field.is_list)

    def _directive(self, directive: Directive, block: Block) -> Iterator[Field]:
        evaluator, parameters = self._evaluator, self._evaluator.parameters
        expression = directive.expression
        if directive.word == "param":
            if expression is not None:
                parameters.setdefault(directive.variable, evaluator.evaluate(expression))
            return
        assert expression is not None
        assert directive.body is not None
        if directive.word == "if":
            if evaluator.truth(expression):
                yield from self._field(directive.body, block)
            return
        is_parameter = directive.variable in parameters
        for value in evaluator.items(expression):
            parameters[directive.variable] = value
            yield from self._field(directive.body, block)
        if not is_parameter:  # a parameter keeps the last item: MediaPipe does not put it back
            parameters.pop(directive.variable, None)

    def _value(self, value: Value, block: Block) -> Value:
        if isinstance(value, Block):
            return self.block(value)
        if not isinstance(value, Placeholder):
            return value
        result = self._evaluator.evaluate(value.expression)
        if isinstance(result, (str, int, float)):
            text = as_field_text(result)
            return Literal(TEXT, text, text.encode("utf-8", "surrogatepass"), value.offset)
        if isinstance(result, Mapping):
            self._evaluator.work_through(result, value.offset)
            return dict_block(result, block, value.offset)
        self._evaluator.report("a list is no value of a field", value.expression, "write %for% before the field")
        return value


def dict_block(values: Mapping[str, TemplateValue], block: Block, offset: int) -> Block:
    """Make the ``mediapipe.TemplateDict`` of `values`, as a block at `offset`: an argument of another template."""
    entries = [
        _make(block, offset, key=_string(key, offset), value=_argument(value, block, offset))
        for key, value in values.items()
    ]
    made = Block(block.source, offset)
    made.fields = [Field("arg", offset, [entry], is_list=False) for entry in entries]
    return made


def _argument(value: TemplateValue, block: Block, offset: int) -> Block:
    """Make a ``mediapipe.TemplateArgument``."""
    if isinstance(value, str):
        return _make(block, offset, str=_string(value, offset))
    if isinstance(value, (int, float)):
        return _make(block, offset, num=Literal(TEXT, repr(float(value)), b"", offset))
    if isinstance(value, Mapping):
        return _make(block, offset, dict=dict_block(value, block, offset))
    made = Block(block.source, offset)
    made.fields = [Field("element", offset, [_argument(item, block, offset)], is_list=False) for item in value]
    return made


def _make(block: Block, offset: int, **fields: Value) -> Block:
    made = Block(block.source, offset)
    made.fields = [Field(name, offset, [value], is_list=False) for name, value in fields.items()]
    return made


def _string(text: str, offset: int) -> Literal:
    return Literal(STRING, text, text.encode("utf-8", "surrogatepass"), offset)
