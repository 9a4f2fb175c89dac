"""A graph as a page: one file that needs nothing else, neither a server nor the network nor the extra ``draw``."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Final

from backedge.tools.drawing.built_files import built_file
from backedge.tools.drawing.folding import View

_SLOT: Final = re.compile(r"\{\{(\w+)\}\}")


def page(view: View, *, types: bool = True, options: bool = False) -> str:
    """Make the page, which lays the graph out in its reader's browser.

    Args:
        view: the graph; the groups that are open in it are open at first.
        types: say at streams what they carry, at first.
        options: show in nodes the options that are not at their defaults, at first.
    """
    content = {**view.to_dict(), "types": types, "options": options}
    slots = {
        "title": escape(view.drawing.name),
        "style": built_file("page.css"),
        "drawing": json.dumps(content).replace("<", "\\u003c"),  # nothing in it ends the script that it is in
        "elk": built_file("elk-worker.min.js"),
        "script": built_file("page.js"),
    }
    return _SLOT.sub(lambda slot: slots[slot[1]], built_file("page.html"))
