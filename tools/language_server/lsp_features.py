"""The requests and notifications of the protocol that the server understands."""

from __future__ import annotations

from typing import Any

from lsprotocol import types as lsp

from backedge.tools.language_server.lsp_server import GraphLanguageServer
from backedge.tools.language_server.lsp_types import (
    from_item,
    to_edits,
    to_folding_range,
    to_hover,
    to_item,
    to_location,
    to_markdown,
    to_symbol,
)

_WATCHED = ("**/*.py", "**/*.pbtxt", "**/pyproject.toml")


def make_server() -> GraphLanguageServer:
    """Make a server that knows everything it can do."""
    server = GraphLanguageServer()
    _add_documents(server)
    _add_descriptions(server)
    _add_places(server)
    _add_edits(server)
    return server


def _add_documents(server: GraphLanguageServer) -> None:
    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        server.begin(params)

    @server.feature(lsp.INITIALIZED)
    async def initialized(_params: lsp.InitializedParams) -> None:
        server.start_watching()
        await _register_watchers(server)

    @server.feature(lsp.SHUTDOWN)
    async def shutdown(_params: None) -> None:
        server.was_shut_down = True
        await server.end()

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        server.open(params.text_document)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        server.change(params)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    async def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(_params: lsp.DidSaveTextDocumentParams) -> None:
        await server.look_at_graphs()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def did_change_watched_files(_params: lsp.DidChangeWatchedFilesParams) -> None:
        await server.look_at_graphs()


async def _register_watchers(server: GraphLanguageServer) -> None:
    """Ask the editor to tell of changed files, if it can; else the server sees them a little later by itself."""
    workspace = server.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if watching is None or not watching.dynamic_registration:
        return
    watchers = [lsp.FileSystemWatcher(pattern) for pattern in _WATCHED]
    options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
    registration = lsp.Registration("watched-files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    await server.client_register_capability_async(lsp.RegistrationParams([registration]))


def _add_descriptions(server: GraphLanguageServer) -> None:
    @server.feature(
        lsp.TEXT_DOCUMENT_COMPLETION,
        lsp.CompletionOptions(trigger_characters=['"', ":", "[", "/", "{"], resolve_provider=True),
    )
    async def completion(params: lsp.CompletionParams) -> lsp.CompletionList | None:
        uri = params.text_document.uri
        found = await server.ask(uri, "complete", params.position)
        if found is None:
            return None
        document, items = found
        with_snippets = _takes_snippets(server.client_capabilities)
        items = [to_item(each, uri, document.positions, with_snippets=with_snippets) for each in items]
        return lsp.CompletionList(is_incomplete=False, items=items)

    @server.feature(lsp.COMPLETION_ITEM_RESOLVE)
    async def resolve(item: lsp.CompletionItem) -> lsp.CompletionItem:
        known = from_item(item)
        if known is not None and item.documentation is None:
            found = await server.ask(known[0], "describe_completion", known[1])
            if found is not None and found[1]:
                item.documentation = to_markdown(found[1])
        return item

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        found = await server.ask(params.text_document.uri, "hover", params.position)
        return None if found is None or found[1] is None else to_hover(found[1], found[0].positions)


def _takes_snippets(capabilities: lsp.ClientCapabilities) -> bool:
    document: Any = capabilities.text_document
    completion = document.completion if document else None
    item = completion.completion_item if completion else None
    return bool(item and item.snippet_support)


def _add_places(server: GraphLanguageServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: lsp.DefinitionParams) -> list[lsp.Location] | None:
        uri = params.text_document.uri
        found = await server.ask(uri, "definition", params.position)
        return None if found is None else [to_location(each, uri, found[0].positions) for each in found[1]]

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    async def references(params: lsp.ReferenceParams) -> list[lsp.Location] | None:
        uri, with_definition = params.text_document.uri, params.context.include_declaration
        found = await server.ask(uri, "references", params.position, with_definition=with_definition)
        return None if found is None else [lsp.Location(uri, found[0].positions.range(each)) for each in found[1]]

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlight(params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight] | None:
        found = await server.ask(params.text_document.uri, "references", params.position)
        return None if found is None else [lsp.DocumentHighlight(found[0].positions.range(each)) for each in found[1]]

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol] | None:
        found = await server.ask(params.text_document.uri, "outline")
        return None if found is None else [to_symbol(each, found[0].positions) for each in found[1]]

    @server.feature(lsp.TEXT_DOCUMENT_FOLDING_RANGE)
    async def folding(params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange] | None:
        found = await server.ask(params.text_document.uri, "folds")
        return None if found is None else [to_folding_range(each) for each in found[1]]


def _add_edits(server: GraphLanguageServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix]))
    async def code_action(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        document = server.documents.get(params.text_document.uri)
        return [] if document is None else document.actions(params.range)

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare_rename(params: lsp.PrepareRenameParams) -> lsp.Range | None:
        found = await server.ask(params.text_document.uri, "name", params.position)
        return None if found is None else found[0].positions.range(found[1])

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    async def rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        uri = params.text_document.uri
        found = await server.ask(uri, "rename", params.position, params.new_name)
        return None if found is None else lsp.WorkspaceEdit(changes={uri: to_edits(found[1], found[0].positions)})

    @server.feature(lsp.TEXT_DOCUMENT_FORMATTING)
    async def formatting(params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit] | None:
        found = await server.ask(params.text_document.uri, "format")
        return None if found is None else to_edits(found[1], found[0].positions)
