"""The language features' results as the protocol has them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lsprotocol import types as lsp
from pygls.uris import from_fs_path

from backedge.tools.language.completion_items import Completion, ItemKind
from backedge.tools.language.definition import Target
from backedge.tools.language.diagnostics import Problem
from backedge.tools.language.hover import Hover
from backedge.tools.language.outline import Symbol, SymbolKind
from backedge.tools.language.project_modules import ProjectFailure
from backedge.tools.language.quick_fixes import Edit, Fix
from backedge.tools.language.service import FixableProblem
from backedge.tools.language.syntax import Span
from backedge.tools.language.text_folding import Fold
from backedge.tools.language_server.text_positions import TextPositions

SOURCE: Final = "backedge"
"""What editors show beside a diagnostic."""

_SEVERITIES: Final = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "note": lsp.DiagnosticSeverity.Information,
}
_ITEM_KINDS: Final[dict[ItemKind, lsp.CompletionItemKind]] = {
    "calculator": lsp.CompletionItemKind.Class,
    "graph": lsp.CompletionItemKind.Module,
    "tag": lsp.CompletionItemKind.Property,
    "stream": lsp.CompletionItemKind.Variable,
    "side packet": lsp.CompletionItemKind.Constant,
    "field": lsp.CompletionItemKind.Field,
    "options": lsp.CompletionItemKind.Struct,
    "value": lsp.CompletionItemKind.EnumMember,
    "executor": lsp.CompletionItemKind.Reference,
    "policy": lsp.CompletionItemKind.Interface,
}
_SYMBOL_KINDS: Final[dict[SymbolKind, lsp.SymbolKind]] = {
    "port": lsp.SymbolKind.Interface,
    "node": lsp.SymbolKind.Class,
    "options": lsp.SymbolKind.Struct,
    "executor": lsp.SymbolKind.Module,
    "setting": lsp.SymbolKind.Property,
}


def uri_of(file: str) -> str:
    """The URI of a file."""
    return from_fs_path(str(Path(file).absolute())) or ""


def to_diagnostic(found: Problem, positions: TextPositions) -> lsp.Diagnostic:
    """A problem of a document."""
    related = None
    if found.elsewhere is not None:
        line, column = (found.elsewhere.line or 1) - 1, (found.elsewhere.column or 1) - 1
        place = lsp.Location(uri_of(found.elsewhere.file), _point(line, column))
        related = [lsp.DiagnosticRelatedInformation(place, found.message)]
    return lsp.Diagnostic(
        positions.range(found.span),
        f"{found.message}\n{found.hint}" if found.hint else found.message,
        severity=_SEVERITIES[found.severity],
        source=SOURCE,
        related_information=related,
    )


def to_actions(
    found: FixableProblem, diagnostic: lsp.Diagnostic, uri: str, positions: TextPositions
) -> list[lsp.CodeAction]:
    """The quick fixes of a problem."""
    return [_action(fix, diagnostic, uri, positions) for fix in found.fixes]


def _action(fix: Fix, diagnostic: lsp.Diagnostic, uri: str, positions: TextPositions) -> lsp.CodeAction:
    edit = lsp.WorkspaceEdit(changes={uri: to_edits(list(fix.edits), positions)})
    return lsp.CodeAction(
        fix.title,
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        is_preferred=fix.is_preferred,
        edit=edit,
    )


def to_edits(edits: list[Edit], positions: TextPositions) -> list[lsp.TextEdit]:
    """Edits of a document."""
    return [lsp.TextEdit(positions.range(edit.span), edit.text) for edit in edits]


def to_item(each: Completion, uri: str, positions: TextPositions, *, with_snippets: bool) -> lsp.CompletionItem:
    """An item of a completion."""
    is_snippet = with_snippets and bool(each.snippet)
    return lsp.CompletionItem(
        each.label,
        kind=_ITEM_KINDS[each.kind],
        detail=each.detail or None,
        documentation=to_markdown(each.documentation) if each.documentation else None,
        sort_text=f"{each.rank:05}",
        insert_text_format=lsp.InsertTextFormat.Snippet if is_snippet else lsp.InsertTextFormat.PlainText,
        text_edit=lsp.TextEdit(positions.range(each.span), each.snippet if is_snippet else each.text),
        data={"uri": uri, "kind": each.kind},
    )


def from_item(item: lsp.CompletionItem) -> tuple[str, Completion] | None:
    """The document of an item, and what is needed to describe it; None for one that is not ours."""
    if not isinstance(item.data, dict) or not {"uri", "kind"} <= item.data.keys():
        return None
    return str(item.data["uri"]), Completion(item.label, item.data["kind"], Span(0, 0), "")


def to_markdown(text: str) -> lsp.MarkupContent:
    """A text in Markdown."""
    return lsp.MarkupContent(lsp.MarkupKind.Markdown, text)


def to_hover(found: Hover, positions: TextPositions) -> lsp.Hover:
    """What hover shows."""
    return lsp.Hover(to_markdown(found.text), positions.range(found.span))


def to_location(target: Target, uri: str, positions: TextPositions) -> lsp.Location:
    """A place that is gone to."""
    if target.span is not None:
        return lsp.Location(uri, positions.range(target.span))
    return lsp.Location(uri_of(target.file), _point(target.line - 1, target.column - 1))


def to_symbol(symbol: Symbol, positions: TextPositions) -> lsp.DocumentSymbol:
    """A line of the outline."""
    return lsp.DocumentSymbol(
        symbol.name,
        _SYMBOL_KINDS[symbol.kind],
        positions.range(symbol.span),
        positions.range(symbol.name_span),
        detail=symbol.detail or None,
        children=[to_symbol(child, positions) for child in symbol.children],
    )


def to_folding_range(fold: Fold) -> lsp.FoldingRange:
    """What can be folded."""
    kind = lsp.FoldingRangeKind.Comment if fold.kind == "comment" else lsp.FoldingRangeKind.Region
    return lsp.FoldingRange(fold.first - 1, fold.last - 1, kind=kind)


def failure_diagnostics(failures: tuple[ProjectFailure, ...], project: str) -> dict[str, list[lsp.Diagnostic]]:
    """What of a project cannot be used, by the URIs of files: its settings, and the code that failed."""
    found: dict[str, list[lsp.Diagnostic]] = {}
    for failure in failures:
        where = failure.location
        uri = uri_of(where.file if where else project)
        line, column = ((where.line or 1) - 1, (where.column or 1) - 1) if where else (0, 0)
        related = None
        if failure.code is not None:
            code = lsp.Location(uri_of(failure.code.file), _line((failure.code.line or 1) - 1))
            related = [lsp.DiagnosticRelatedInformation(code, "here")]
            message = f"graphs cannot use this module: {failure.message}"
            error = lsp.Diagnostic(code.range, message, severity=lsp.DiagnosticSeverity.Error, source=SOURCE)
            found.setdefault(code.uri, []).append(error)
        diagnostic = lsp.Diagnostic(
            lsp.Range(lsp.Position(line, column), lsp.Position(line + 1, 0)),
            failure.message,
            severity=lsp.DiagnosticSeverity.Error,
            source=SOURCE,
            related_information=related,
        )
        found.setdefault(uri, []).append(diagnostic)
    return found


def _point(line: int, column: int) -> lsp.Range:
    return lsp.Range(lsp.Position(line, column), lsp.Position(line, column))


def _line(line: int) -> lsp.Range:
    return lsp.Range(lsp.Position(line, 0), lsp.Position(line + 1, 0))
