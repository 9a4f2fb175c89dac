"""Coverage of the cases: how many use which calculator, handler and feature."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from backedge.timestamp import MAX, MIN, POSTSTREAM, PRESTREAM
from tests.conformance.case import Case

_NAMES = re.compile(r'(?:calculator|input_stream_handler): "(\w+)"')
_FIELDS = re.compile(
    r"\b(batch_size|fixed_min_size|max_queue_size|report_deadlock|max_in_flight|buffer_size_hint|source_layer|back_edge"
    r"|empty_packets_as_allow|initial_gate_state|STATE_CHANGE|element_only|combine_outputs|only_emit_if_all_present"
    r"|output_empty_on_oob|AT_[A-Z_]+|contained_node)\b"
)
_SPECIAL = {PRESTREAM: "PreStream", MIN: "Min", MAX: "Max", POSTSTREAM: "PostStream"}


def features(case: Case) -> Iterator[str]:
    """The features that one case uses; one may come several times."""
    yield from _NAMES.findall(case.config)
    yield from (f"{field} (option)" for field in _FIELDS.findall(case.config))
    yield "refused" if not case.expected.accepted else "fails" if case.expected.fails else "runs"
    yield "compared on threads" if case.on_threads else "compared inline only"
    operations = [operation[0] for operation in case.feed]
    yield f"{operations.count('start')} run(s)"
    for operation in case.feed:
        if operation[0] == "put":
            yield "packets fed without a rest"
        if operation[0] in {"put", "add"}:
            timestamp = operation[4]
            yield "packet at " + _SPECIAL.get(
                timestamp, "negative timestamp" if timestamp < 0 else "ordinary timestamp"
            )
        elif operation[0] == "close":
            yield "input closed before the others"


def coverage_table(cases: Iterable[Case]) -> str:
    """A line for each feature with the number of cases that use it."""
    counts: Counter[str] = Counter()
    for case in cases:
        counts.update(set(features(case)))
    return "".join(f"{count:6d}  {feature}\n" for feature, count in sorted(counts.items()))
