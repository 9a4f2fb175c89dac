"""What runs seldom tell: frames that were lost, streams too short for a rate, files by odd names."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from backedge.planning import build_graph
from backedge.tools.running.named_files import named_files
from backedge.tools.running.rates import Rate, StreamRate
from backedge.tools.running.short_values import short_value
from backedge.tools.running.summary import Summary
from tests.tools.command_line import Result

Run = Callable[..., Result]


def test_frames_that_were_lost_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Pictures that could not be read, and those that limiters kept away, have lines of their own."""
    Summary(Path("g.pbtxt"), frames=8, skipped=2, dropped=3, seconds=2.0).print(as_json=False)
    out = capsys.readouterr().out.splitlines()
    assert out == [
        "frames   8 in 2.00 s, 4.0 a second",
        "skipped  2 could not be read",
        "dropped  3 while the graph was busy",
    ]


def test_streams_too_short_for_a_rate() -> None:
    """One packet has no rate; two at once, whose timestamps do not count, have one by the clock alone."""
    none, some = Rate(None, None, None, None), Rate(2.0, 0.0, 500.0, 500.0)
    assert str(StreamRate(1, none, none)) == "1 packet, too few for a rate"
    assert str(StreamRate(2, none, some)).startswith("by timestamps no rate; by the clock 2.00 a second")


@dataclasses.dataclass
class Nest:
    """Holds another, and so on."""

    inner: object = None


def test_values_that_hold_one_another_are_cut_off() -> None:
    """A value that is deep, or holds itself, has a line of bounded length."""
    nest = Nest()
    nest.inner = nest
    text = short_value(nest)
    assert text.startswith("Nest(inner=Nest(inner=")
    assert text.endswith("Nest(...)" + ")" * text.count("inner="))
    assert len(text) < 200


def test_a_file_whose_name_has_an_equals_sign_is_no_stream(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """``a=b.mp4`` is a file where there is one; otherwise `a` would have to be a stream."""
    name = tmp_path / "take=2.mp4"
    name.write_bytes(clip.read_bytes())
    result = run("run", sizes, "-i", name, "--dump", "size=-")
    assert result.status == 0, result.stderr
    missing = run("run", sizes, "-i", "imag=2.mp4")
    assert missing.status == 2
    assert 'the graph has no input stream "imag"; did you mean "image"' in missing.stderr


def test_two_sources_for_one_stream_are_refused(run: Run, sizes: Path, clip: Path) -> None:
    """One with its name, and one without, which can only be for the same."""
    result = run("run", sizes, "-i", f"image={clip}", "-i", "demo")
    assert result.status == 2
    assert f'--input gives "image" two sources, {clip} and demo' in result.stderr


@pytest.mark.parametrize(
    ("profiler", "path"),
    [
        ('trace_enabled: true trace_log_path: "logs/x_"', "logs/x_"),
        ("trace_enabled: true", None),
        ('trace_enabled: true trace_log_disabled: true trace_log_path: "x"', ""),
        ('trace_log_path: "x"', ""),
    ],
)
def test_a_log_that_the_config_asks_for_is_a_named_file(profiler: str, path: str | None) -> None:
    """Who runs a stranger's graph is told where it would write; only a log that is written counts."""
    plan = build_graph(f'input_stream: "a" profiler_config {{ {profiler} }}')
    found = [str(file) for file in named_files(plan)]
    if path == "":
        assert found == []
    else:
        (only,) = found
        assert only.startswith(f"profiler_config.trace_log_path names {path or ''}")
        assert only.endswith(", which is written")
