"""`graph_runner list` prints the calculators and graphs there are."""

from __future__ import annotations

from collections.abc import Sequence

from backedge.errors import ResourceError
from backedge.suggest import suggest_or_list
from backedge.tools.console import print_json, stdout
from backedge.tools.listing.brief_descriptions import describe_briefly
from backedge.tools.listing.brief_entry import BriefEntry
from backedge.tools.listing.entry_search import find_entries
from backedge.tools.listing.kept_listing import known_entries


def print_listing(pattern: str, *, as_json: bool) -> None:
    """Print what `pattern` fits on stdout; where it is one calculator or graph, all about it.

    Args:
        pattern: see `find_entries`.
        as_json: print JSON, with all details.

    Raises:
        ResourceError: nothing fits; says what `pattern` may have meant.
    """
    known = known_entries()
    found = find_entries(pattern, known)
    if not found:
        names = [name for entry in known for name in entry.names]
        raise ResourceError(f'no calculator or graph fits "{pattern}"; {suggest_or_list(pattern, names)}')
    if as_json or len(found) == 1:
        _print_details(found, as_json=as_json)
        return
    console = stdout()
    for entry in found:
        console.print(describe_briefly(entry), soft_wrap=True)


def _print_details(found: Sequence[BriefEntry], *, as_json: bool) -> None:
    from backedge.tools.listing.descriptions import describe_in_detail
    from backedge.tools.listing.whole_entries import whole_entries

    entries = whole_entries(found)
    if as_json:
        print_json([entry.to_json() for entry in entries])
    else:
        stdout().print(*map(describe_in_detail, entries), soft_wrap=True)
