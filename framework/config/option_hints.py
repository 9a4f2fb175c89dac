"""Hints about options that are written wrongly: they show how to write those of the node's calculator."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple, TypeAlias

from backedge.config.tokenizer import STRING
from backedge.config.tree import Block, Field, Literal
from backedge.protos.message_registry import REGISTRY
from backedge.protos.message_schema import Header
from backedge.suggest import StemSuggestions

Blocks: TypeAlias = tuple[tuple[str, Block], ...]
"""A block and those around it, innermost first, with the names of their message types."""

_NODE: Final = "mediapipe.CalculatorGraphConfig.Node"
_EXTENDED: Final = "mediapipe.CalculatorOptions"
_ANY: Final = "google.protobuf.Any"
_ENDINGS: Final = ("CalculatorOptions", "Options", "CalculatorOptions.ext", "Options.ext")
_IMPORT: Final = (
    "its calculator's module must be imported first: `graph_runner --calculators my_module.py`, or `import my_module`"
)


class KnownCalculator(NamedTuple):
    """The part of a calculator that hints are about.

    Attributes:
        options_type: the class of its options; None if it has none.
        missing: why it is not here, and so has no options at all; "" for one that is.
    """

    options_type: type[Any] | None
    missing: str = ""


FindCalculator: TypeAlias = Callable[[str, str], KnownCalculator | None]
"""A function that finds the calculator a graph means by a name, given the name and the graph's `package`.

It returns None for one that nothing is known of. This package does not know calculators; a caller that does passes this
to the functions that read a config.
"""


def no_calculator(name: str, package: str) -> None:
    """Find none: a `FindCalculator` that leaves hints about options in general."""


class OptionHints:
    """Makes hints.

    Args:
        find_calculator: finds the calculators that hints are about.
    """

    def __init__(self, find_calculator: FindCalculator = no_calculator) -> None:
        self._find_calculator = find_calculator
        self._suggestions: dict[tuple[str, ...], StemSuggestions] = {}

    def for_type(self, name: str, known: Iterable[str], blocks: Blocks) -> str:
        """Say what to do about options of a type that does not exist.

        Args:
            name: the type, or its extension.
            known: the types there are.
            blocks: where it is.
        """
        calculator = self._calculator(blocks)
        if calculator is not None:
            name, options = calculator
            if options is None:
                return f"{name} has no options"
            return f"the options of {name} are {_written(options, '…', blocks[0][0])}"
        calculator_name, found = self._found(blocks)
        if found is not None:
            return f"{calculator_name}: {found.missing}"
        meant = self._near(name, known, *_ENDINGS)
        return f"{meant} If not, {_IMPORT}" if meant else _IMPORT

    def for_field(self, field: Field, blocks: Blocks) -> str:
        """Say how to write `field`, which stands directly in a node's options by mistake; "" if it stands elsewhere.

        Args:
            field: the field.
            blocks: where it is.
        """
        holder = blocks[0][0]
        if holder not in (_EXTENDED, _ANY) or len(blocks) < 2 or blocks[1][0] != _NODE:
            return ""
        calculator = self._calculator(blocks)
        text = f"{field.name}: {_value(field)}"
        if calculator is None:
            form = f"options {{ [TheCalculatorsOptions.ext] {{ {text} }} }}"
            return f"a calculator's options are a message of their own: {form}"
        name, options = calculator
        if options is None:
            return f"{name} has no options"
        known = REGISTRY.find_schema(options.name)
        if known is not None and field.name in known.by_name:
            return f"write {_written(options, text, holder)}"
        return f"the options of {name} are {_written(options, '…', holder)}"

    def for_name(self, name: str, known: Iterable[str]) -> str:
        """Suggest a field of those that are `known` in place of `name`; "" if none is near."""
        return self._near(name, known)

    def _near(self, name: str, known: Iterable[str], *endings: str) -> str:
        names = (*endings, *known)
        if names not in self._suggestions:
            self._suggestions[names] = StemSuggestions(names[len(endings) :], *endings)
        return self._suggestions[names].near(name)

    def _calculator(self, blocks: Blocks) -> tuple[str, Header | None] | None:
        """Find name and options of the calculator of the node around; None if it is unknown, or there is no node."""
        name, calculator = self._found(blocks)
        if calculator is None or calculator.missing:
            return None
        options = calculator.options_type
        return name, REGISTRY.schema(options).header if options else None

    def _found(self, blocks: Blocks) -> tuple[str, KnownCalculator | None]:
        """Find the calculator that the node around names, and what is known of it."""
        name = next((_text(block, "calculator") for schema, block in blocks if schema == _NODE), "")
        return name, self._find_calculator(name, _text(blocks[-1][1], "package")) if name else None


def _text(block: Block, name: str) -> str:
    values = (field.values[0] for field in block.fields if field.name == name and field.values)
    value = next(values, None)
    return value.data.decode("utf-8", "replace") if isinstance(value, Literal) and value.kind == STRING else ""


def _written(options: Header, content: str, holder: str) -> str:
    if holder == _EXTENDED and options.extension is not None and options.extends == _EXTENDED:
        return f"options {{ [{options.extension_name}] {{ {content} }} }}"
    return f"node_options {{ [type.googleapis.com/{options.name}] {{ {content} }} }}"


def _value(field: Field) -> str:
    value: Any = field.values[0] if len(field.values) == 1 and not field.is_list else None
    return value.text if isinstance(value, Literal) else "…"
