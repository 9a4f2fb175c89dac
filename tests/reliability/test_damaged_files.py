"""Damaged media and models: no crash, no hang; what can be read is read, the rest is counted or told in one line."""

from __future__ import annotations

import json
import os
import random
import select
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

import pytest

from tests.reliability.campaign import MIB
from tests.reliability.damaged_files import IMAGES_IN_FOLDER, damaged, flipped, media, of_another_kind
from tests.reliability.file_reader import Outcome

_HANG: Final = 200
"""Seconds: a model may take the 120 of its trial."""

_MOST_SECONDS: Final = 5.0
_MOST_MEMORY: Final = 1000 * MIB
"""A picture of as many pixels as `graph_runner` lets pass, 2**27, takes 400 MB, and as much again as RGB."""


class Reader:
    """The process that reads files; a new one where it has crashed. A context manager."""

    def __init__(self, cache: Path) -> None:
        self._environment = {name: value for name, value in os.environ.items() if name != "BACKEDGE_TRUST_MODELS"}
        self._environment |= {"XDG_CACHE_HOME": str(cache), "OPENCV_IO_MAX_IMAGE_PIXELS": str(2**27)}
        self._log = (cache / "printed").open("wb")
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.file_reader"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=self._environment,
            cwd=Path(__file__).parents[2],
        )

    def read(self, path: Path) -> Outcome:
        """Let it read one file."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{path}\n".encode())
        process.stdin.flush()
        if not select.select([process.stdout], [], [], _HANG)[0]:
            process.kill()
            fault = f"hangs for {_HANG} s"
        elif line := process.stdout.readline():
            return self._judged(Outcome(**json.loads(line)))
        else:
            fault = f"ends the process, status {process.wait()}"
        self._end(process)
        self._process = self._start()
        return Outcome(fault)

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()
        process.wait()

    @staticmethod
    def _judged(outcome: Outcome) -> Outcome:
        if not outcome.fault and outcome.seconds > _MOST_SECONDS:
            return Outcome(f"takes {outcome.seconds:.1f} s", outcome.refused)
        if not outcome.fault and outcome.memory > _MOST_MEMORY:
            return Outcome(f"takes {outcome.memory // MIB} MiB", outcome.refused)
        return outcome

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end(self._process)
        self._log.close()


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """A good file of each kind."""
    return media(tmp_path_factory.mktemp("media"))


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """A process that reads."""
    (tmp_path / "cache").mkdir()
    with Reader(tmp_path / "cache") as reader:
        yield reader


def campaign(name: str, cases: int, seed: int, make: Callable[[random.Random], Path], reader: Reader) -> None:
    """Let so many files be read, print how that went, and fail with those that went wrong."""
    count: Counter[str] = Counter()
    slowest, largest, faults = 0.0, 0, []
    for number in range(cases):
        path = make(random.Random(f"{seed}/{number}"))
        outcome = reader.read(path)
        if outcome.fault:
            faults.append(f"{name}, seed {seed}/{number}, {path}: {outcome.fault}")
        count["refused" if outcome.refused else "read"] += 1
        count["pictures or results"] += outcome.read
        count["skipped"] += outcome.skipped
        assert "\n" not in outcome.refused
        slowest, largest = max(slowest, outcome.seconds), max(largest, outcome.memory)
    figures = ", ".join(f"{count[what]} {what}" for what in ("refused", "read", "pictures or results", "skipped"))
    print(f"{cases} {name} (seed {seed}): {figures}; the slowest {slowest:.2f} s, the largest {largest / MIB:.0f} MiB")  # noqa: T201
    assert faults == []


def files(folder: Path, kinds: Mapping[str, bytes]) -> Callable[[random.Random], Path]:
    """Make one damaged file of pictures, each in place of the last."""

    def make(rng: random.Random) -> Path:
        suffix, content = rng.choice(list(kinds.items()))
        path = folder / f"damaged{suffix}"
        path.write_bytes(of_another_kind(rng, kinds) if rng.random() < 0.15 else damaged(rng, content))
        return path

    return make


def damaged_models(folder: Path, seeds: list[bytes], kinds: Mapping[str, bytes]) -> Callable[[random.Random], Path]:
    """Make one damaged model, in place of the last."""

    def make(rng: random.Random) -> Path:
        content = rng.choice(seeds)
        path = folder / "damaged.tflite"
        if rng.random() < 0.1:
            path.write_bytes(of_another_kind(rng, kinds))
        elif rng.random() < 0.5:  # what is told of tensors and operators stands behind the weights
            start = len(content) * 3 // 4
            path.write_bytes(flipped(rng, content, start, len(content), rng.choice((1, 1, 3, 20))))
        else:
            path.write_bytes(damaged(rng, content))
        return path

    return make


def small_models(folder: Path) -> list[bytes]:
    """The models of the manifest that are quick to run."""
    found = [path.read_bytes() for path in folder.glob("*.tflite") if path.stat().st_size < 2_000_000]
    assert found
    return found


def test_whole_files_are_read(reader: Reader, tmp_path: Path, kinds: Mapping[str, bytes]) -> None:
    """Of every kind: what the campaigns begin with is right."""
    for suffix, content in kinds.items():
        path = tmp_path / f"whole{suffix}"
        path.write_bytes(content)
        outcome = reader.read(path)
        assert (suffix, outcome.fault, outcome.refused) == (suffix, "", "")
        assert outcome.read == (12 if suffix in (".mp4", ".mov", ".mkv", ".avi", ".gif") else 1)


def test_folders_count_what_cannot_be_read(reader: Reader, tmp_path: Path, kinds: Mapping[str, bytes]) -> None:
    """Every file is either read or skipped."""
    images = {suffix: kinds[suffix] for suffix in (".png", ".jpg", ".tiff", ".webp", ".bmp", ".tif")}
    skipped = 0
    for number in range(10):
        rng = random.Random(number)
        folder = tmp_path / f"folder{number}"
        folder.mkdir()
        (folder / "whole.png").write_bytes(kinds[".png"])
        for index, (suffix, content) in enumerate(images.items()):
            (folder / f"{index}{suffix}").write_bytes(damaged(rng, content))
        outcome = reader.read(folder)
        assert (outcome.fault, outcome.refused) == ("", "")
        assert outcome.read + outcome.skipped == IMAGES_IN_FOLDER + 1
        assert outcome.read >= 1
        skipped += outcome.skipped
    assert skipped > 5


def test_a_few_media(reader: Reader, tmp_path: Path, kinds: Mapping[str, bytes]) -> None:
    """The same ones every time."""
    campaign("damaged media", 60, 1, files(tmp_path, kinds), reader)


def test_a_few_models(reader: Reader, tmp_path: Path, kinds: Mapping[str, bytes], models: Path) -> None:
    """The same ones every time."""
    campaign("damaged models", 3, 1, damaged_models(tmp_path, small_models(models), kinds), reader)


@pytest.mark.soak
def test_many_media(reader: Reader, tmp_path: Path, kinds: Mapping[str, bytes]) -> None:
    """Others every time."""
    campaign("damaged media", 1600, random.SystemRandom().randrange(2**32), files(tmp_path, kinds), reader)


@pytest.mark.soak
def test_many_models(reader: Reader, tmp_path: Path, kinds: Mapping[str, bytes], models: Path) -> None:
    """Others every time."""
    make = damaged_models(tmp_path, small_models(models), kinds)
    campaign("damaged models", 400, random.SystemRandom().randrange(2**32), make, reader)
