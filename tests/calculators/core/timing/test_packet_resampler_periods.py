"""PacketResamplerCalculator: which packet each period gets, and at what time."""

from __future__ import annotations

from typing import TypeAlias

import pytest

from tests.calculators.core.nodes import Run
from tests.flow import P
from tests.graph_text import do

Times: TypeAlias = tuple[int, ...]

NODE = "PacketResamplerCalculator"
SEVEN = (0, 33333, 66667, 100000, 133333, 166667, 200000)
CROWD = (16666, 16667, 20000, 33300, 49999, 50000, 66600)
SPARSE = (-222, 15000, 32000, 49999, 150000)
THIRDS = (0, 333333, 666667, 1000000, 1333333)
LATE = (33111, 66667, 100000, 133333, 166667, 200000)


def resample(run: Run, options: str, fed: Times) -> list[tuple[int, int]]:
    """Return the values and timestamps that come out when packets that hold their timestamps are fed."""
    more = f"options {{ [mediapipe.PacketResamplerCalculatorOptions.ext] {{ {options} }} }}"
    outputs = run(do("frames", "steady", more=more, calculator=NODE), {"frames": [P(at) for at in fed]})
    return [(packet.value, packet.timestamp) for packet in outputs["steady"]]


@pytest.mark.parametrize(
    ("fed", "values", "times"),
    [
        ((), (), ()),
        ((0,), (0,), (0,)),
        ((1000,), (1000,), (1000,)),
        ((16668,), (16668,), (16668,)),
        ((0, 16666), (0,), (0,)),
        ((0, 16667), (0, 16667), (0, 33333)),
        ((0, 49999), (0, 49999), (0, 33333)),
        ((0, 50000), (0, 0, 50000), (0, 33333, 66667)),
        ((2000, 118666), (2000, 2000, 2000, 118666), (2000, 35333, 68667, 102000)),
        (SEVEN, SEVEN, SEVEN),
        ((0, *CROWD), (0, 33300, 66600), (0, 33333, 66667)),
        ((-222, *CROWD), (-222, 33300, 66600), (-222, 33111, 66445)),
        ((0, 5000, 16666, 83334), (0, 16666, 16666, 83334), (0, 33333, 66667, 100000)),
        (
            (0, 16666, 16667, 25000, 33000, 35000, 135000),
            (0, 33000, 35000, 35000, 135000),
            (0, 33333, 66667, 100000, 133333),
        ),
        (
            (0, 15000, 32000, 49999, 150000),
            (0, 32000, 49999, 49999, 49999, 150000),
            (0, 33333, 66667, 100000, 133333, 166667),
        ),
        (SPARSE, (-222, 32000, 49999, 49999, 49999, 150000), (-222, 33111, 66445, 99778, 133111, 166445)),
        ((-200, -20, 16466), (-200,), (-200,)),
        ((-200, -20, 16467), (-200, 16467), (-200, 33133)),
        ((-500, 66667), (-500, -500, 66667), (-500, 32833, 66167)),
        ((-50000, -33334, 33334), (-50000, -33334, -33334, 33334), (-50000, -16667, 16667, 50000)),
        (LATE, LATE, (33111, 66444, 99778, 133111, 166444, 199778)),
    ],
)
def test_thirty_frames_a_second(run: Run, fed: Times, values: Times, times: Times) -> None:
    """Each period has the packet closest to its middle; a period without any, the latest one before."""
    assert resample(run, "frame_rate: 30", fed) == list(zip(values, times, strict=True))


@pytest.mark.parametrize(
    ("options", "fed", "values", "times"),
    [
        (
            "frame_rate: 500000",
            (0, 10, 13),
            (0, 0, 0, 0, 0, 10, 10, 13),
            (0, 2, 4, 6, 8, 10, 12, 14),
        ),
        ("frame_rate: 1000000", (0, 10, 13), (*[0] * 10, 10, 10, 10, 13), tuple(range(14))),
        ("frame_rate: 50", (0, 9999, 29999), (0, 29999), (0, 20000)),
        ("frame_rate: 50", (0, 10000, 50000), (0, 10000, 10000, 50000), (0, 20000, 40000, 60000)),
        ("frame_rate: 1", THIRDS, (0, 1000000), (0, 1000000)),
        ("frame_rate: 1", (*THIRDS, 1666667), (0, 1000000, 1666667), (0, 1000000, 2000000)),
        ("frame_rate: 1 flush_last_packet: false", THIRDS, (0, 1000000), (0, 1000000)),
        ("frame_rate: 1 flush_last_packet: false", (*THIRDS, 1666667), (0, 1000000), (0, 1000000)),
    ],
)
def test_other_rates_and_the_last_packet(run: Run, options: str, fed: Times, values: Times, times: Times) -> None:
    """Periods can be as short as one tick; at the end only a packet past the middle is sent, and not if told so."""
    assert resample(run, options, fed) == list(zip(values, times, strict=True))


@pytest.mark.parametrize(
    ("options", "fed", "values", "times"),
    [
        ("base_timestamp: 0", LATE, LATE, (33333, 66666, 100000, 133333, 166666, 200000)),
        ("base_timestamp: 900011", (-222, *CROWD), (-222, 33300, 66600), (11, 33344, 66678)),
        (
            "base_timestamp: 11",
            (899888, 916666, 916667, 920000, 933300, 949999, 950000, 966600),
            (899888, 933300, 966600),
            (900011, 933344, 966678),
        ),
        (
            "base_timestamp: 0",
            SPARSE,
            (-222, 32000, 49999, 49999, 49999, 150000),
            (0, 33333, 66667, 100000, 133333, 166667),
        ),
        (
            "base_timestamp: 0",
            (66667, 100020, 133333, 166667),
            (66667, 100020, 133333, 166667),
            (66667, 100000, 133334, 166667),
        ),
        ("base_timestamp: 0", (100020, 133333, 166667), (100020, 133333, 166667), (100000, 133333, 166667)),
        (
            "base_timestamp: 0 start_time: 40000 end_time: 160000",
            SPARSE,
            (49999, 49999, 49999),
            (66667, 100000, 133333),
        ),
        (
            "base_timestamp: 0 start_time: 40000 end_time: 160000 round_limits: true",
            SPARSE,
            (32000, 49999, 49999, 49999, 150000),
            (33333, 66667, 100000, 133333, 166667),
        ),
    ],
)
def test_base_and_limits(run: Run, options: str, fed: Times, values: Times, times: Times) -> None:
    """Output times are whole periods from the base, rounded from the first of them; limits are those of outputs."""
    assert resample(run, f"frame_rate: 30 {options}", fed) == list(zip(values, times, strict=True))
