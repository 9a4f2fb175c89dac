"""An editor: a client of the protocol that starts the server as editors do, and talks to it through pipes."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient
from pygls.uris import from_fs_path

from tests.tools.command_line import COMMAND
from tests.tools.language.documents import CURSOR

LIMIT: Final = 60.0
"""Seconds after which a test fails; the machine may be busy."""

CLIENT: Final = lsp.ClientCapabilities(
    workspace=lsp.WorkspaceClientCapabilities(
        did_change_watched_files=lsp.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    ),
    text_document=lsp.TextDocumentClientCapabilities(
        completion=lsp.CompletionClientCapabilities(
            completion_item=lsp.ClientCompletionItemOptions(snippet_support=True)
        ),
        rename=lsp.RenameClientCapabilities(prepare_support=True),
    ),
)


class Editor:
    """What an editor does.

    Attributes:
        client: speaks the protocol.
        messages: what the server has shown to the user.
        registered: what the server has asked to be told of.
    """

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.messages: list[str] = []
        self.registered: list[str] = []
        self._published: dict[str, lsp.PublishDiagnosticsParams] = {}
        self._news = asyncio.Condition()
        self._versions: dict[str, int] = {}

        async def published(params: lsp.PublishDiagnosticsParams) -> None:
            async with self._news:
                self._published[params.uri] = params
                self._news.notify_all()

        async def shown(params: lsp.ShowMessageParams) -> None:
            async with self._news:
                self.messages.append(params.message)
                self._news.notify_all()

        def logged(params: lsp.LogMessageParams) -> None:
            self.messages.append(params.message)

        def register(params: lsp.RegistrationParams) -> None:
            self.registered += [each.method for each in params.registrations]

        client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(published)
        client.feature(lsp.WINDOW_SHOW_MESSAGE)(shown)
        client.feature(lsp.WINDOW_LOG_MESSAGE)(logged)
        client.feature(lsp.CLIENT_REGISTER_CAPABILITY)(register)

    @property
    def process(self) -> asyncio.subprocess.Process:
        """The server's process."""
        process: asyncio.subprocess.Process | None = self.client._server
        assert process is not None
        return process

    def open(self, uri: str, text: str) -> None:
        """Open a document."""
        self._versions[uri] = 1
        item = lsp.TextDocumentItem(uri, "pbtxt", 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def change(self, uri: str, text: str) -> None:
        """Type something, so that a document has another text."""
        self._versions[uri] += 1
        document = lsp.VersionedTextDocumentIdentifier(self._versions[uri], uri)
        change = lsp.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))

    def save(self, uri: str) -> None:
        """Tell that a document was saved."""
        self.client.text_document_did_save(lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(uri)))

    def close(self, uri: str) -> None:
        """Close a document."""
        del self._published[uri], self._versions[uri]
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri)))

    def tell_of_change(self, path: Path) -> None:
        """Tell that another program has changed a file."""
        event = lsp.FileEvent(uri(path), lsp.FileChangeType.Changed)
        self.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))

    async def diagnostics(
        self, of: str, wanted: Callable[[list[lsp.Diagnostic]], bool] = lambda _: True
    ) -> list[lsp.Diagnostic]:
        """Wait for what is wrong with the newest text of a document, or with another file, as it is `wanted`."""

        def is_there() -> bool:
            found = self._published.get(of)
            is_newest = found is not None and found.version in (None, self._versions.get(of))
            return found is not None and is_newest and wanted(list(found.diagnostics))

        async with self._news:
            await self._news.wait_for(is_there)
        return list(self._published[of].diagnostics)

    async def message(self, part: str) -> str:
        """Wait for a message to the user with `part` in it."""
        async with self._news:
            await self._news.wait_for(lambda: any(part in each for each in self.messages))
        return next(each for each in self.messages if part in each)

    async def complete(self, uri: str, position: lsp.Position) -> list[lsp.CompletionItem]:
        """What can be typed there."""
        params = lsp.CompletionParams(lsp.TextDocumentIdentifier(uri), position)
        found = await self.client.text_document_completion_async(params)
        assert isinstance(found, lsp.CompletionList)
        return list(found.items)

    async def hover(self, uri: str, position: lsp.Position) -> str:
        """What is there; "" for nothing."""
        found = await self.client.text_document_hover_async(lsp.HoverParams(lsp.TextDocumentIdentifier(uri), position))
        if found is None:
            return ""
        assert isinstance(found.contents, lsp.MarkupContent)
        return str(found.contents.value)

    async def quit(self) -> int:
        """Shut the server down as the protocol wants; gives its status."""
        await self.client.shutdown_async(None)
        self.client.exit(None)
        return await self.process.wait()


def uri(path: Path) -> str:
    """The URI of a file."""
    found: str | None = from_fs_path(str(path))
    assert found is not None
    return found


def at(text: str) -> tuple[str, lsp.Position]:
    """A text without the sign `CURSOR`, and its place, counted in UTF-16."""
    before, _, after = text.partition(CURSOR)
    line = before.count("\n")
    last = before.rpartition("\n")[2]
    return before + after, lsp.Position(line, len(last.encode("utf-16-le")) // 2)


@asynccontextmanager
async def editor(root: Path | None = None, **options: Any) -> AsyncIterator[Editor]:
    """An editor with a server that has been initialized for a folder."""
    client = LanguageClient("editor", "1")
    them = Editor(client)
    await client.start_io(*COMMAND, "lsp", cwd=root)
    root_uri = None if root is None else uri(root)
    try:
        params = lsp.InitializeParams(
            CLIENT, process_id=os.getpid(), root_uri=root_uri, initialization_options=options or None
        )
        await client.initialize_async(params)
        client.initialized(lsp.InitializedParams())
        yield them
    finally:
        if them.process.returncode is None:
            them.process.kill()
        await them.process.wait()
        await client.stop()  # type: ignore[no-untyped-call] # pygls has no annotation there


def session(scenario: Callable[[Editor], Coroutine[Any, Any, None]], root: Path | None = None, **options: Any) -> None:
    """Run a scenario with an editor that is opened at a folder."""

    async def run() -> None:
        async with editor(root, **options) as them:
            await scenario(them)

    asyncio.run(asyncio.wait_for(run(), LIMIT))


def raw(message: dict[str, Any] | bytes) -> bytes:
    """A message as it goes through the pipe."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


if sys.platform == "win32":  # its processes need the other kind of loop, which is the default
    asyncio.set_event_loop_policy(asyncio.WindowsProactorEventLoopPolicy())
