"""`Template`: a graph's text with directives, which expands to the config of a graph; and functions that read one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from backedge.config import GraphConfig, NodeConfig, node_options
from backedge.config.load import bind_tree, read_binary_file, read_text
from backedge.config.option_hints import FindCalculator, no_calculator
from backedge.config.tokenizer import STRING
from backedge.config.tree import Literal
from backedge.errors import ConfigError
from backedge.templates.binary import BinaryTemplate, is_template
from backedge.templates.expander import expand
from backedge.templates.template_messages import TemplateSubgraphOptions
from backedge.templates.template_parser import has_directives, parse_template
from backedge.templates.template_values import TemplateValue, from_dict


class Template:
    """A parsed template.

    Args:
        text: the template.
        file: name for messages.
        find_calculator: finds calculators for hints about options that are written wrongly.

    Raises:
        ConfigError: with everything that is wrong with its syntax.
    """

    def __init__(self, text: str, file: str = "<template>", find_calculator: FindCalculator = no_calculator) -> None:
        tree = parse_template(text, file)
        if tree.diagnostics:
            raise ConfigError(tree.diagnostics)
        self.source = text
        self._root = tree.root
        self._find_calculator = find_calculator

    @property
    def type(self) -> str:
        """The graph's `type`, if it is a plain string; else empty."""
        for field in self._root.fields:
            value = field.values[0] if field.name == "type" and field.values else None
            if isinstance(value, Literal) and value.kind == STRING:
                return value.data.decode("utf-8", "replace")
        return ""

    def expand(self, arguments: Mapping[str, TemplateValue] | None = None) -> GraphConfig:
        """Make the graph for given arguments: strings, numbers, and dicts and lists of them.

        Raises:
            ConfigError: a parameter is missing, a value is of the wrong kind, or what comes out is not a graph.
                Places are those in the template.
        """
        root = expand(self._root, arguments or {})
        return bind_tree(GraphConfig, root, find_calculator=self._find_calculator)


AnyTemplate: TypeAlias = "Template | BinaryTemplate"
"""A template in either form."""


class TemplateSubgraph:
    """A subgraph made of a template for each node that names it, with the arguments in the node's options."""

    def __init__(self, template: AnyTemplate) -> None:
        self._template = template

    def __call__(self, node: NodeConfig) -> GraphConfig:
        """Make the subgraph for `node`."""
        arguments = node_options(node, TemplateSubgraphOptions).dict
        return self._template.expand(from_dict(arguments) if arguments else {})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TemplateSubgraph) and self._template.source == other._template.source

    def __hash__(self) -> int:
        return hash(self._template.source)


def load_template(
    source: str | Path | bytes, *, file: str = "<template>", find_calculator: FindCalculator = no_calculator
) -> AnyTemplate:
    """Read a template.

    Args:
        source: the path of its file, a text or (by its suffix) a binary file; or its text, or its binary form. A str
            that is nothing but a file name is taken for a path.
        file: name for messages, where `source` is not a path.
        find_calculator: as for `Template`.

    Raises:
        ConfigError: it is not a template; the error holds everything that is wrong with it.
        ResourceError: the file is missing or cannot be read.
    """
    if isinstance(source, bytes):
        return BinaryTemplate(source, file)
    found = read_binary_file(source)
    return BinaryTemplate(*found) if found else Template(*read_text(source, file), find_calculator)


def find_template(source: str | Path, find_calculator: FindCalculator = no_calculator) -> AnyTemplate | None:
    """Load the template that `source` is, as for `load_template`; None if it is a graph without directives or rules."""
    found = read_binary_file(source)
    if found:
        return BinaryTemplate(*found) if is_template(found[0]) else None
    text, file = read_text(source, "<template>")
    return Template(text, file, find_calculator) if has_directives(text) else None
