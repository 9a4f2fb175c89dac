"""`BinaryTemplate`: a template as MediaPipe's build makes it, a serialized ``mediapipe.CalculatorGraphTemplate``.

It is a graph's config, with something in place of every value that depends on parameters, and the rules that say what
is to be there. Order and scope of the rules: MediaPipe ``framework/tool/template_expander.cc``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from backedge.config import GraphConfig
from backedge.config.load import read_binary
from backedge.config.values import MismatchError
from backedge.errors import ConfigError, Diagnostic, Location
from backedge.protos import encode
from backedge.templates.evaluator import Evaluator
from backedge.templates.expander import MAX_FIELDS
from backedge.templates.expressions import Expression
from backedge.templates.field_paths import find_value, replace_value, set_values
from backedge.templates.rules import Rule, read_rule
from backedge.templates.template_values import TemplateValue, as_field_text, to_dict
from backedge.templates.wire import WireError, read_records, write_value

_CONFIG, _RULE = 1, 2  # fields of mediapipe.CalculatorGraphTemplate
_TYPE: Final = 20  # field of mediapipe.CalculatorGraphConfig
_MAX_DEPTH: Final = 200  # every parameter has the rules behind it within it


def is_template(data: bytes) -> bool:
    """Tell whether `data` is a serialized template; a graph has no field of the number that rules have."""
    try:
        numbers = [record.number for record in read_records(data)]
    except WireError:
        return False
    return _RULE in numbers and set(numbers) <= {_CONFIG, _RULE}


class BinaryTemplate:
    """A template in serialized form, which was parsed already.

    Args:
        data: the template, serialized.
        file: name for messages.

    Raises:
        ConfigError: it is not a template.
    """

    def __init__(self, data: bytes, file: str = "<template>") -> None:
        self.source = data
        self._file = file
        try:
            records = list(read_records(data))
            self._rules = [read_rule(record.data) for record in records if record.number == _RULE]
        except (ValueError, MismatchError) as error:
            text = f"this is not a serialized mediapipe.CalculatorGraphTemplate: {error}"
            raise ConfigError([Diagnostic(text, Location(file))]) from error
        self._config = b"".join(record.data for record in records if record.number == _CONFIG)

    @property
    def type(self) -> str:
        """The graph's `type`, if it does not depend on parameters; else empty."""
        if any(rule.steps and rule.steps[0].number == _TYPE for rule in self._rules):
            return ""
        types = [record.data for record in read_records(self._config) if record.number == _TYPE]
        return types[-1].decode("utf-8", "replace") if types else ""

    def expand(self, arguments: Mapping[str, TemplateValue] | None = None) -> GraphConfig:
        """Make the graph for given arguments, as `Template.expand` makes it.

        Raises:
            ConfigError: a parameter is missing, a value is of the wrong kind, or what comes out is not a graph.
        """
        evaluator = Evaluator(lambda _: Location(self._file), arguments or {})
        try:
            expanded = _Expansion(self._rules, evaluator).nested(0, "", self._config)
        except WireError as error:
            raise ConfigError([*evaluator.diagnostics, Diagnostic(str(error), Location(self._file))]) from error
        if evaluator.diagnostics:
            raise ConfigError(dict.fromkeys(evaluator.diagnostics))
        return read_binary(GraphConfig, expanded, self._file)


class _Expansion:
    """One expansion, which carries out the rules of a template."""

    def __init__(self, rules: Sequence[Rule], evaluator: Evaluator) -> None:
        self._rules = rules
        self._evaluator = evaluator
        self._count = 0
        self._depth = 0

    def nested(self, first: int, base_path: str, base: bytes) -> bytes:
        """Carry out the rules within a message.

        Args:
            first: number of the first of these rules.
            base_path: path of the message.
            base: the message as it is in the template.
        """
        self._evaluator.work(0, len(base))
        depth = len(self._rules[first - 1].steps) if base_path else 0
        edits: list[tuple[Rule, list[bytes]]] = []
        for number in self._outermost(first, base_path):
            rule = self._rules[number]
            value = rule.value
            if value is None:
                value = find_value(base, rule.steps[depth:])
            edits.append((rule, self._carry_out(number, value)))
        # From the last to the first: those that come later count by what is there before.
        for rule, values in reversed(edits):
            steps = rule.steps[depth:]
            if not steps:
                base = values[0] if values else base
            elif rule.value is None:
                base = replace_value(base, steps, rule.field_type, values)
            elif values:
                base = set_values(base, steps, rule.field_type, values)
        return base

    def _outermost(self, first: int, base_path: str) -> Iterator[int]:
        """Find the numbers of the rules from `first` on that are within `base_path`, and not within one another."""
        previous: str | None = None
        for number in range(first, len(self._rules)):
            path = self._rules[number].path
            if not path.startswith(base_path):
                return
            if previous is None or not path.startswith(previous):
                yield number
                previous = path

    def _carry_out(self, number: int, base: bytes) -> list[bytes]:
        """Return the values that a rule puts in place of `base`."""
        self._count += 1
        if self._count > MAX_FIELDS:
            raise WireError(f"the template expands to more than {MAX_FIELDS} fields")
        if self._depth == _MAX_DEPTH:
            raise WireError(f"rules are nested deeper than {_MAX_DEPTH}")
        self._depth += 1
        try:
            return self._values(number, base)
        finally:
            self._depth -= 1

    def _values(self, number: int, base: bytes) -> list[bytes]:
        rule, evaluator = self._rules[number], self._evaluator
        variable, expression, parameters = rule.variable, rule.expression, evaluator.parameters
        if rule.word == "param":
            if expression is not None:
                parameters.setdefault(variable, evaluator.evaluate(expression))
            return self._inside(number, base)
        assert expression is not None
        if rule.word == "if":
            return self._inside(number, base) if evaluator.truth(expression) else []
        if rule.word == "for":
            is_parameter = variable in parameters
            values: list[bytes] = []
            for item in evaluator.items(expression):
                parameters[variable] = item
                values += self._inside(number, base)
            if not is_parameter:
                parameters.pop(variable, None)
            return values
        return self._value(rule, expression)

    def _inside(self, number: int, base: bytes) -> list[bytes]:
        """Carry out what is behind a directive: another rule of the same field, or the rules within it."""
        path, following = self._rules[number].path, number + 1
        if following < len(self._rules) and self._rules[following].path == path:
            return self._carry_out(following, base)
        return [self.nested(following, path, base)]

    def _value(self, rule: Rule, expression: Expression) -> list[bytes]:
        result = self._evaluator.evaluate(expression)
        if isinstance(result, Mapping):
            self._evaluator.work_through(result, expression.offset)
            return [encode(to_dict(result)).SerializeToString()]
        if not isinstance(result, (str, int, float)):
            self._evaluator.report("a list is no value of a field", expression)
            return []
        try:
            return [write_value(as_field_text(result), rule.field_type)]
        except MismatchError as mismatch:
            self._evaluator.report(f"field {rule.path} {mismatch}", expression)
            return []
