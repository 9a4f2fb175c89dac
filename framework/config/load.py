"""Read configs from text or binary files, and write them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, TypeVar

from google.protobuf.message import DecodeError

from backedge.collection import without_collection
from backedge.config.binder import bind
from backedge.config.complaints import Complaints
from backedge.config.graph import GraphConfig
from backedge.config.option_hints import FindCalculator, OptionHints, no_calculator
from backedge.config.parser import parse_tree
from backedge.config.tree import Block
from backedge.errors import ConfigError, Diagnostic, Location, ResourceError
from backedge.path_names import usable_path
from backedge.protos import FixedOrigin, Message, decode, encode
from backedge.protos.message_registry import REGISTRY
from backedge.protos.pool import POOL
from backedge.suggest import suggest

M = TypeVar("M", bound=Message)

TEXT_SUFFIXES: Final = frozenset({".pbtxt", ".txtpb", ".textproto", ".prototxt"})
BINARY_SUFFIXES: Final = frozenset({".binarypb", ".binpb", ".pb"})
GRAPH_SUFFIXES: Final = TEXT_SUFFIXES | BINARY_SUFFIXES

# Lengths and field numbers make serialized messages full of control characters; text has none but white space.
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_FILE_NAME: Final = re.compile(rf"[^\x00-\x1f{{}}\"'#]+(?:{'|'.join(map(re.escape, GRAPH_SUFFIXES))})")


def load_graph(
    source: str | Path | bytes,
    *,
    file: str = "<graph>",
    complaints: Complaints | None = None,
    find_calculator: FindCalculator = no_calculator,
) -> GraphConfig:
    """Read a graph config; `backedge.load_graph` does so with hints about the registered calculators.

    Args:
        source: the path of a text file (``.pbtxt``) or binary file (``.binarypb``); or the text itself; or the bytes of
            either. A str that is nothing but a file name with one of these suffixes is taken for a path.
        file: name for messages, where `source` is not a path.
        complaints: where to put what is wrong with single fields, so that the rest can be looked at all the same.
        find_calculator: finds calculators for hints about options that are written wrongly.

    Raises:
        ConfigError: it is not a graph config; the error holds everything that is wrong with it.
        ResourceError: the file is missing or cannot be read.
    """
    return load_message(GraphConfig, source, file=file, complaints=complaints, find_calculator=find_calculator)


@without_collection()
def load_message(
    cls: type[M],
    source: str | Path | bytes,
    *,
    file: str = "<config>",
    complaints: Complaints | None = None,
    find_calculator: FindCalculator = no_calculator,
) -> M:
    """Read a config of any message type, as `load_graph` does."""
    path = source_path(source)
    if path is not None:
        source, file, suffix = _read(path), str(path), path.suffix
    else:
        suffix = ""
    if isinstance(source, bytes):
        if suffix in BINARY_SUFFIXES or (suffix not in TEXT_SUFFIXES and _CONTROL.search(source)):
            return read_binary(cls, source, file)
        source = decode_text(source, file)
    assert isinstance(source, str)
    tree = parse_tree(source, file)
    if tree.diagnostics:
        raise ConfigError(tree.diagnostics)
    return bind_tree(cls, tree.root, complaints, find_calculator)


# Python's printer writes 1.0 where MediaPipe's writes 1. A text in quotes does not end in a digit.
_WHOLE_FLOAT: Final = re.compile(r"^( *\w+: -?\d+)\.0$", re.MULTILINE)


def to_text(config: Message) -> str:
    """Return `config` in text format, printed by protobuf itself; MediaPipe calls it ``text_config``."""
    from google.protobuf import text_format  # takes as long to import as all the rest of protobuf

    pool = POOL.build_all()
    # MediaPipe writes characters beyond ASCII as the bytes they are in UTF-8.
    text = text_format.MessageToString(encode(config), descriptor_pool=pool, as_utf8=False)
    return _WHOLE_FLOAT.sub(r"\1", text)


def to_binary(config: Message) -> bytes:
    """Serialize `config`, as a ``.binarypb`` file holds it."""
    return encode(config).SerializeToString(deterministic=True)


def _read(path: Path) -> bytes:
    try:
        return usable_path(path).read_bytes()
    except FileNotFoundError as error:
        raise ResourceError(f"there is no file {path}{_similar(path)}") from error
    except OSError as error:
        raise ResourceError(f"cannot read {path}: {error.strerror}") from error


def _similar(path: Path) -> str:
    """Suggest what could have been meant by the path of a file that does not exist."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except FileNotFoundError:
        return f": there is no folder {path.parent}"
    except OSError:  # a folder whose files may be opened, but not listed
        names = []
    meant = suggest(path.name, names)
    where = "" if path.is_absolute() else f" in {Path.cwd()}"
    return f"{where}; {meant}" if meant else where


def read_text(source: str | Path, file: str) -> tuple[str, str]:
    """Return the text of a config and the name of its file, for a `source` and `file` as `load_graph` takes them.

    Raises:
        ConfigError: the file is not in UTF-8.
        ResourceError: it is missing or cannot be read.
    """
    path = source_path(source)
    if path is not None:
        return decode_text(_read(path), str(path)), str(path)
    assert isinstance(source, str)
    return source, file


def read_binary_file(source: str | Path) -> tuple[bytes, str] | None:
    """Return the bytes of a serialized config and the name of its file, if `source` is the path of one.

    Raises:
        ResourceError: it is missing or cannot be read.
    """
    path = source_path(source)
    return (_read(path), str(path)) if path is not None and path.suffix in BINARY_SUFFIXES else None


def bind_tree(
    cls: type[M],
    root: Block,
    complaints: Complaints | None = None,
    find_calculator: FindCalculator = no_calculator,
) -> M:
    """Make the config of type `cls` that a parsed text describes.

    Args:
        cls: the type.
        root: the text.
        complaints: where to put what is in the text and not in `cls`, instead of raising.
        find_calculator: as for `load_graph`.

    Raises:
        ConfigError: with everything in it that `cls` does not have.
    """
    schema = REGISTRY.schema(cls)
    if not root.fields:
        raise _empty(schema.name, root.source.file)
    found = Complaints() if complaints is None else complaints
    message = bind(root, schema, found, OptionHints(find_calculator))
    if complaints is None:
        found.raise_if_any()
    return decode(cls, message, root)


def read_binary(cls: type[M], data: bytes, file: str) -> M:
    """Make the config of type `cls` whose serialized form is `data`.

    Raises:
        ConfigError: it is something else.
    """
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


def source_path(source: object) -> Path | None:
    """Return the file that a `source`, as `load_graph` takes it, stands for; None if it is a text, or anything else."""
    if isinstance(source, str) and _FILE_NAME.fullmatch(source):
        return Path(source)
    return source if isinstance(source, Path) else None


def decode_text(data: bytes, file: str) -> str:
    """Return the text that the bytes of `file` are.

    Raises:
        ConfigError: they are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = Location(file, data.count(b"\n", 0, error.start) + 1)
        hint = "save it as UTF-8; a serialized graph has the suffix .binarypb"
        raise ConfigError([Diagnostic("the text is not UTF-8", where, hint)]) from error


def _empty(name: str, file: str) -> ConfigError:
    return ConfigError([Diagnostic("the config is empty", Location(file), f"it should hold a {name}")])
