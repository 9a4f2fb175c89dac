"""The calculators and graphs there are, in short; those that are installed are kept from one command to the next.

To know the types of all graphs' ports, all of them are planned, and all calculators imported, which takes seconds. What
was found is kept in the user's cache for as long as no file of the packages that have calculators or graphs changes.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import orjson

from backedge.models.cache import user_cache
from backedge.tools.listing.brief_entry import BriefEntry
from backedge.whole_files import replacing

_logger: Final = logging.getLogger(__name__)

_FORMAT: Final = 1
"""Of the file; a number more whenever `BriefEntry` changes."""

_GROUPS: Final = ("backedge.calculators", "backedge.graphs")
_KINDS_OF_FILES: Final = (".py", ".so", ".pyd", ".pbtxt", ".binarypb")
_SKIPPED: Final = {"__pycache__", "node_modules"}


def known_entries() -> list[BriefEntry]:
    """All calculators and graphs, by name."""
    stamp = None if _knows_others() else _stamp()
    if stamp is not None and (kept := _read(stamp)) is not None:
        return kept
    entries = _find_all()
    if stamp is not None and not _has_broken_packages():  # which are told of each time
        _keep(stamp, entries)
    return entries


def kept_entries() -> list[BriefEntry] | None:
    """All calculators and graphs, by name, if that takes no time; otherwise None."""
    return None if _knows_others() else _read(_stamp())


def _find_all() -> list[BriefEntry]:
    from backedge.tools.listing.entries import all_entries

    return [entry.brief() for entry in all_entries()]


def _knows_others() -> bool:
    """Tell whether this program knows calculators or graphs besides those of installed packages."""
    if "backedge.authoring.registration" not in sys.modules:  # then nobody has registered any
        return False
    from backedge.authoring.registration import registry
    from backedge.planning.subgraph_registry import subgraphs

    own = [each for each in registry if not registry.is_installed(each.name)]
    return bool(own or subgraphs.names() or list(subgraphs.folders))


def _has_broken_packages() -> bool:
    from backedge.authoring.registration import registry
    from backedge.planning.graph_catalogue import catalogue

    return bool(registry.broken_plugins or catalogue.broken_plugins)


def _file() -> Path:
    """Where the list of this environment is kept."""
    return user_cache() / f"listing_{hashlib.blake2b(sys.prefix.encode(), digest_size=4).hexdigest()}.json"


def _read(stamp: str) -> list[BriefEntry] | None:
    """What was kept, if it still counts."""
    try:
        kept = orjson.loads(_file().read_bytes())
        return [BriefEntry(**each) for each in kept["entries"]] if kept["stamp"] == stamp else None
    except FileNotFoundError:
        return None
    except (OSError, RuntimeError, ValueError, TypeError, KeyError) as error:
        _logger.debug("the list that was kept cannot be used: %s", error)
        return None


def _keep(stamp: str, entries: Sequence[BriefEntry]) -> None:
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        with replacing(_file()) as file:
            file.write(orjson.dumps({"stamp": stamp, "entries": entries}))
    except (OSError, RuntimeError) as error:  # a user without a home, a full disk: next time it takes as long
        _logger.debug("the list cannot be kept: %s", error)


def _stamp() -> str:
    """Tells the installed files of one moment from those of another."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(repr((_FORMAT, sys.version)).encode())
    for line in sorted(_files()):
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files() -> Iterator[str]:
    """The files of all packages with calculators or graphs, each with its size and the time of its last change."""
    others = {point.module.partition(".")[0] for group in _GROUPS for point in entry_points(group=group)}
    for package in {"backedge", *others}:
        for path in _files_of(package):
            about = os.stat(path)  # noqa: PTH116 - a thousand Path objects take as long as a thousand looks at the disk
            yield f"{path} {about.st_size} {about.st_mtime_ns}\n"


def _files_of(package: str) -> Iterator[str]:
    """The files of a package; of a module without a folder its own."""
    spec = None
    with suppress(ImportError, ValueError):  # which is told when it is imported
        spec = find_spec(package)
    if spec is None:
        return
    if spec.submodule_search_locations is None and spec.origin:
        yield spec.origin
    for top in spec.submodule_search_locations or ():
        for folder, inner, files in os.walk(top, followlinks=True):
            inner[:] = [name for name in inner if name not in _SKIPPED]
            yield from (f"{folder}/{name}" for name in files if name.endswith(_KINDS_OF_FILES))
