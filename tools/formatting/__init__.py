"""Graph files in one style: comments stay, meaning stays, layout is ours."""

from backedge.tools.formatting.formatter import format_text

__all__ = ["format_text"]
