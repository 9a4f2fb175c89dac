"""The config that a text describes, made of the nodes that are known from before an edit and of the rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TypeVar

from backedge.config import GraphConfig, NodeConfig
from backedge.config.binder import bind
from backedge.config.complaints import Complaints
from backedge.config.option_hints import OptionHints
from backedge.config.tree import Block, Field
from backedge.errors import ConfigError
from backedge.planning.graph_loading import find_calculator
from backedge.protos import Message, decode
from backedge.protos.message_registry import REGISTRY

M = TypeVar("M", bound=Message)


class NodeShelf:
    """The nodes of a text, by their blocks, which say where the nodes are, also after an edit has moved them."""

    def __init__(self) -> None:
        self._nodes: dict[int, tuple[Block, NodeConfig]] = {}

    def bind(self, tree: Block) -> GraphConfig | None:
        """Make the config that a text describes.

        Args:
            tree: the text. Where something is wrong, what is wrong may be missing in it afterwards.

        Returns:
            The config; None if something is wrong.
        """
        blocks = list(_node_blocks(tree))
        rest = Block(tree.source, tree.offset)
        rest.fields = [each for each in tree.fields if not _is_node(each)]
        try:
            nodes = [self._node(block) for block in blocks]
            config = _bound(GraphConfig, rest, tree)
        except ConfigError:  # whoever reads all of it at once says the same, and more
            self._nodes = {}
            return None
        self._nodes = {id(block): (block, node) for block, node in zip(blocks, nodes, strict=True)}
        return dataclasses.replace(config, node=tuple(nodes))

    def _node(self, block: Block) -> NodeConfig:
        known = self._nodes.get(id(block))
        return _bound(NodeConfig, block, block) if known is None else known[1]


def _is_node(field: Field) -> bool:
    return field.name == "node" and not field.is_list and all(isinstance(value, Block) for value in field.values)


def _node_blocks(tree: Block) -> Iterator[Block]:
    for field in tree.fields:
        if _is_node(field):
            yield from (value for value in field.values if isinstance(value, Block))


def _bound(cls: type[M], block: Block, origin: Block) -> M:
    """Make the message that a block describes, and that was read in another one, or the same.

    Raises:
        ConfigError: it does not describe one.
    """
    complaints = Complaints()
    message = bind(block, REGISTRY.schema(cls), complaints, OptionHints(find_calculator))
    complaints.raise_if_any()
    return decode(cls, message, origin)
