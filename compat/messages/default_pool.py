"""Our messages in protobuf's default pool too, where `text_format` and `json_format` look for what an `Any` holds.

Google's package puts its own messages there, under the same names, and a name can be there once only. Therefore what
that package declares is taken from its files where it is installed, whether or not it has been imported: it finds there
what it would have put there itself. All others are ours.
"""

from __future__ import annotations

import logging
import threading
from typing import Any, Final

from google.protobuf import descriptor_pool
from google.protobuf.descriptor_pb2 import FileDescriptorProto

from backedge.compat.messages.google_files import GoogleFiles
from backedge.compat.messages.proto_files import file_of_message
from backedge.protos.message_registry import REGISTRY, MessageRegistry
from backedge.protos.pool import POOL, MessagePool

_LOG: Final = logging.getLogger(__name__)
FORMATS: Final = "framework/formats/"
"""The folder of the files for data."""


class DefaultPool:
    """The messages that have been put into a pool which others fill as well.

    Args:
        pool: the pool.
        messages: our own pool.
        registry: the messages there are.
    """

    def __init__(self, pool: Any, messages: MessagePool, registry: MessageRegistry) -> None:
        self._pool = pool
        self._messages = messages
        self._registry = registry
        self._seen: set[str] = set()
        self._google = GoogleFiles(pool)
        self._files: dict[str, str | None] = {}
        self._lock = threading.RLock()

    def publish(self) -> None:
        """Put every message there that has been declared since the last call and may be options.

        One that is there already stays as it is: a pool cannot be changed. Messages for data stay out, unless options
        hold them: other packages may have generated modules of their own for these.
        """
        fresh = [header.name for header in self._registry.headers() if header.name not in self._seen]
        if not fresh:
            return
        with self._lock:
            own = self._messages.build_all()
            for name in filter(_may_be_options, map(self._registry.outermost, fresh)):
                try:
                    self._publish(own.FindMessageTypeByName(name))
                except KeyError:
                    continue  # a class that cannot be a message, which says so when it is used
                except TypeError as error:
                    _LOG.warning("protobuf's default pool does not take %s, which text_format needs: %s", name, error)
            self._seen.update(fresh)

    def _publish(self, message: Any) -> str | None:
        """Put a message there, and before it all that its file refers to.

        Returns:
            The name of the file it is in; None if Google's package has it, and it has to come from there.
        """
        name: str = message.full_name
        if name not in self._files:
            path = file_of_message().get(name)
            if self._has(name):
                self._files[name] = str(self._pool.FindMessageTypeByName(name).file.name)
            elif path and self._google.has(path):
                self._files[name] = self._google.add(path)
            else:
                self._files[name] = self._add(message.file)
        return self._files[name]

    def _has(self, name: str) -> bool:
        try:
            self._pool.FindMessageTypeByName(name)
        except KeyError:
            return False
        return True

    def _add(self, file: Any) -> str | None:
        written = FileDescriptorProto()
        file.CopyToProto(written)
        needed = {
            self._publish(message) for each in file.dependencies for message in each.message_types_by_name.values()
        }
        if None in needed:
            return None
        del written.dependency[:]
        written.dependency.extend(sorted(filter(None, needed)))
        self._pool.AddSerializedFile(written.SerializeToString())
        self._files.update((message.full_name, file.name) for message in file.message_types_by_name.values())
        return str(file.name)


def _may_be_options(name: str) -> bool:
    return not file_of_message().get(name, "").startswith(FORMATS)


DEFAULT_POOL: Final = DefaultPool(descriptor_pool.Default(), POOL, REGISTRY)
"""Protobuf's default pool."""
