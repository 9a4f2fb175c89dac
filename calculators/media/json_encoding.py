"""Values of packets as JSON: what `backedge.formats.plain_value` makes of them, in a line."""

from __future__ import annotations

import json

from backedge.formats.plain_value import plain


def dumps(value: object) -> str:
    """`value` as one line of JSON; the table of `backedge.formats.plain_value` says how.

    Raises:
        TypeError: `value` holds a type that the table lacks.
    """
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
