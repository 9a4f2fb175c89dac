"""A campaign finds what is wrong, and shows the smallest input that is."""

from __future__ import annotations

import re

import pytest

from backedge.errors import BackedgeError
from tests.reliability.campaign import MIB, Campaign, shrink


def fail_at_x(text: str) -> None:
    """Refuse y, and fail at x."""
    if "x" in text:
        raise KeyError("x")
    if "y" in text:
        raise BackedgeError("y")


def test_a_foreign_error_is_a_fault() -> None:
    """It is shown with its seed, and what it took."""
    campaign = Campaign("texts", lambda rng: "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=50)), fail_at_x)
    with pytest.raises(AssertionError, match=r"^KeyError: 'x'\n  texts, seed 7/\d+, smallest input:\n'x'$"):
        campaign.run(100, seed=7)


def test_errors_of_ours_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """They are what is wanted."""
    Campaign("texts", lambda rng: rng.choice("yz"), fail_at_x).run(100, seed=7)
    found = re.match(r"100 texts \(seed 7\): (\d+) refused, ", capsys.readouterr().out)
    assert found
    assert 30 < int(found[1]) < 70


def test_time_is_limited() -> None:
    """The processor's, as others may be busy."""
    campaign = Campaign("texts", lambda _: "", lambda _: sum(range(10**6)), most_seconds=0.001)
    with pytest.raises(AssertionError, match=r"^takes more than 0.001 s"):
        campaign.run(1, seed=7)


def test_memory_is_limited() -> None:
    """Whatever was used before: so much at a time goes back to the system when it is freed."""
    campaign = Campaign("texts", lambda _: "", lambda _: bytearray(b"a" * 80 * MIB), most_memory=60 * MIB)
    with pytest.raises(AssertionError, match=r"^takes more than 60 MiB"):
        campaign.run(1, seed=7)


def test_an_input_shrinks_to_what_is_wrong() -> None:
    """In any place, and of several parts."""
    assert shrink("abcdefghijxklmnopqyrst", lambda text: "x" in text and "y" in text) == "xy"
    assert shrink(b"1234567", lambda _: True) == b""
