"""A config with mistakes of any kind is planned, or refused with an error for its author, in little time and memory."""

from __future__ import annotations

import random
from typing import Any

import pytest

from backedge.planning import build_graph
from backedge.templates import BinaryTemplate, Template
from tests.framework.templates import parsed
from tests.reliability.campaign import Campaign
from tests.reliability.mutations import mutated_bytes, mutated_text
from tests.reliability.seeds import binaries, texts

TEMPLATES = (parsed.RELAY, parsed.LOOPS, parsed.NESTED, parsed.VALUES, parsed.DICT)
DIRECTIVES = (
    *("%", "%end%", "%for (i : streams)%", "%if (count)%", "%param x : 1%", "%count%", "%streams%", "(", ")", "+", "*"),
    *(
        "!",
        "&&",
        "==",
        "list(1, 2)",
        "dict",
        "size(streams)",
        "concat",
        "%in_name + in_name%",
        "%1/0%",
        "%lowercase(1)%",
    ),
)
ARGUMENTS: dict[str, Any] = {
    "in_name": "N",
    "count": 3,
    "streams": [{"name": "p", "last": 0}, {"name": "q", "last": "yes"}],
}

TEXTS = Campaign("mutated text configs", lambda rng: mutated_text(rng, texts()), build_graph)
BINARIES = Campaign("mutated binary configs", lambda rng: mutated_bytes(rng, binaries()), build_graph)
TEXT_TEMPLATES = Campaign(
    "mutated templates",
    lambda rng: mutated_text(rng, [each.text for each in TEMPLATES], DIRECTIVES),
    lambda text: Template(text).expand(ARGUMENTS),
)
BINARY_TEMPLATES = Campaign(
    "mutated binary templates",
    lambda rng: mutated_bytes(rng, [each.binary for each in TEMPLATES]),
    lambda data: BinaryTemplate(data).expand(ARGUMENTS),
)


@pytest.mark.parametrize(
    ("campaign", "cases"),
    [(TEXTS, 30), (BINARIES, 40), (TEXT_TEMPLATES, 150), (BINARY_TEMPLATES, 150)],
    ids=lambda value: value.name if isinstance(value, Campaign) else "",
)
def test_a_few(campaign: Campaign[str], cases: int) -> None:
    """The same ones every time."""
    campaign.run(cases, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize(
    ("campaign", "cases"),
    [(TEXTS, 100_000), (BINARIES, 100_000), (TEXT_TEMPLATES, 10_000), (BINARY_TEMPLATES, 10_000)],
    ids=lambda value: value.name if isinstance(value, Campaign) else "",
)
def test_many(campaign: Campaign[str], cases: int) -> None:
    """Others every time; the seed is in the figure, and with a fault."""
    campaign.run(cases, seed=random.SystemRandom().randrange(2**32))
