"""Read configs from text or binary files, and write them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, TypeVar

from google.protobuf.message import DecodeError

from backedge.config.binder import bind
from backedge.config.graph import GraphConfig
from backedge.config.parser import parse_tree
from backedge.errors import ConfigError, Diagnostic, Location, ResourceError
from backedge.protos import FixedOrigin, Message, decode, encode
from backedge.protos.pool import POOL
from backedge.protos.registry import REGISTRY
from backedge.suggest import suggest

M = TypeVar("M", bound=Message)

TEXT_SUFFIXES: Final = frozenset({".pbtxt", ".txtpb", ".textproto", ".prototxt"})
BINARY_SUFFIXES: Final = frozenset({".binarypb", ".binpb", ".pb"})

# Lengths and field numbers make serialized messages full of control characters; text has none but white space.
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_FILE_NAME: Final = re.compile(rf"[^\x00-\x1f{{}}\"'#]+(?:{'|'.join(map(re.escape, TEXT_SUFFIXES | BINARY_SUFFIXES))})")


def load_graph(source: str | Path | bytes, *, file: str = "<graph>") -> GraphConfig:
    """Read a graph config.

    Args:
        source: the path of a text file (``.pbtxt``) or binary file (``.binarypb``); or the text itself; or the bytes of
            either. A str that is nothing but a file name with one of these suffixes is taken for a path.
        file: name for messages, where `source` is no path.

    Raises:
        ConfigError: it is no graph config; the error holds everything that is wrong with it.
        ResourceError: the file is missing or cannot be read.
    """
    return load_message(GraphConfig, source, file=file)


def load_message(cls: type[M], source: str | Path | bytes, *, file: str = "<config>") -> M:
    """Read a config of any message type, as `load_graph` does."""
    if isinstance(source, str) and _FILE_NAME.fullmatch(source):
        source = Path(source)
    if isinstance(source, Path):
        return _load_bytes(cls, _read(source), str(source), source.suffix)
    if isinstance(source, bytes):
        return _load_bytes(cls, source, file, "")
    return _load_text(cls, source, file)


def to_text(config: Message) -> str:
    """`config` in text format, printed by protobuf itself; MediaPipe calls it ``text_config``."""
    from google.protobuf import text_format  # takes as long to import as all the rest of protobuf

    pool = POOL.build_all()
    return text_format.MessageToString(encode(config), descriptor_pool=pool)


def to_binary(config: Message) -> bytes:
    """`config` serialized, as a ``.binarypb`` file holds it."""
    return encode(config).SerializeToString(deterministic=True)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ResourceError(f"there is no file {path}{_similar(path)}") from error
    except OSError as error:
        raise ResourceError(f"cannot read {path}: {error.strerror}") from error


def _similar(path: Path) -> str:
    """What could have been meant by the path of a file that does not exist."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except FileNotFoundError:
        return f": there is no folder {path.parent}"
    except OSError:  # a folder whose files may be opened, but not listed
        names = []
    meant = suggest(path.name, names)
    where = "" if path.is_absolute() else f" in {Path.cwd()}"
    return f"{where}; {meant}" if meant else where


def _load_bytes(cls: type[M], data: bytes, file: str, suffix: str) -> M:
    if suffix in BINARY_SUFFIXES or (suffix not in TEXT_SUFFIXES and _CONTROL.search(data)):
        return _load_binary(cls, data, file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = Location(file, data.count(b"\n", 0, error.start) + 1)
        hint = "save it as UTF-8; a serialized graph has the suffix .binarypb"
        raise ConfigError([Diagnostic("the text is not UTF-8", where, hint)]) from error
    return _load_text(cls, text, file)


def _load_text(cls: type[M], text: str, file: str) -> M:
    tree = parse_tree(text, file)
    if tree.diagnostics:
        raise ConfigError(tree.diagnostics)
    schema = REGISTRY.schema(cls)
    if not tree.root.fields:
        raise _empty(schema.name, file)
    diagnostics: list[Diagnostic] = []
    message = bind(tree.root, schema, diagnostics)
    if diagnostics:
        raise ConfigError(diagnostics)
    return decode(cls, message, tree.root)


def _load_binary(cls: type[M], data: bytes, file: str) -> M:
    name = REGISTRY.schema(cls).name
    if not data:
        raise _empty(name, file)
    POOL.build_all()
    try:
        message = POOL.message_class(name).FromString(data)
    except DecodeError as error:
        hint = "a graph in text format has the suffix .pbtxt"
        raise ConfigError([Diagnostic(f"this is not a serialized {name}", Location(file), hint)]) from error
    return decode(cls, message, FixedOrigin(Location(file)))


def _empty(name: str, file: str) -> ConfigError:
    return ConfigError([Diagnostic("the config is empty", Location(file), f"it should hold a {name}")])
