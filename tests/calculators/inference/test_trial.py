"""The trial of models that are not the manifest's: what ends the process that runs it does not get into this one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from backedge import ResourceError
from backedge.calculators.inference import backend, trial
from backedge.calculators.inference.backend import load_model
from backedge.calculators.inference.trial import TRUST_VARIABLE
from backedge.calculators.inference.trial_memory import MEMORY_VARIABLE
from tests.calculators.inference.tflite_writer import RELU, Op, tflite
from tests.models.available import needs_litert

CRASHING_OFFSET = 216_809
"""Of the short-range face detector: with another byte there, the engine reads memory that is not the model's."""
LARGE_OFFSET = 228_326
"""Of the same model: with 8 there, a tensor has a dimension of 2**27 more."""
MEMORY = 50 * 10**6
"""Of each of the two tensors of `large_model`."""


@pytest.fixture
def face_detector(models: Path) -> bytes:
    """The content of a model of the manifest."""
    return (models / "face_detection_short_range.tflite").read_bytes()


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Collects the engines that trials are made with; what was tried in other runs is not known."""
    names: list[str] = []
    run_in_child = trial._run_in_child

    def note(content: bytes, label: str, backend: str) -> None:
        names.append(backend)
        run_in_child(content, label, backend)

    monkeypatch.delenv(TRUST_VARIABLE)
    monkeypatch.setattr(trial, "user_cache", lambda: tmp_path)
    monkeypatch.setattr(trial, "_run_in_child", note)
    return names


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of another process")


@needs_litert
@pytest.mark.usefixtures("tried")
def test_damaged_model(face_detector: bytes, tmp_path: Path) -> None:
    """One wrong byte that would end this process is an error."""
    file = tmp_path / "face.tflite"
    file.write_bytes(face_detector[:CRASHING_OFFSET] + b"\xe4" + face_detector[CRASHING_OFFSET + 1 :])
    with pytest.raises(ResourceError) as caught:
        load_model(file, backend="litert")
    assert str(caught.value) == (
        f"{file} ends the process that runs it (SIGSEGV), as damaged models do; get the file again, or use another "
        "model (tried with inference backend litert)"
    )


@on_linux
@needs_litert
@pytest.mark.usefixtures("tried")
def test_damaged_shape(face_detector: bytes) -> None:
    """What would take gigabytes is ended before it has them."""
    damaged = face_detector[:LARGE_OFFSET] + b"\x08" + face_detector[LARGE_OFFSET + 1 :]
    before = _peak_of_children()
    with pytest.raises(ResourceError, match=r"^the model takes more than 1007 MB of memory when it is loaded 3 times"):
        load_model(damaged, backend="litert")
    assert _peak_of_children() <= max(before, 1700 * 10**6), "without a limit it is 10 GB"


def _peak_of_children() -> int:
    import resource  # which Windows has not

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


@pytest.fixture
def large_model() -> bytes:
    """A small file of a model that takes its time and its memory."""
    shape = [1, MEMORY // 4]
    return tflite([shape, shape], [Op(RELU, [0], [1])], [0], [1])


@on_linux
def test_memory(large_model: bytes, tried: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that takes much for its size is refused, and the error says how to run it all the same."""
    monkeypatch.setenv(MEMORY_VARIABLE, "120")
    with pytest.raises(ResourceError) as caught:
        load_model(large_model)
    assert str(caught.value) == (
        "the model takes more than 120 MB of memory when it is loaded 3 times to try it out, as damaged models do; get "
        "the file again, or use another model, or set BACKEDGE_TRIAL_MEMORY to the number of MB that it may take "
        f"(tried with inference backend {tried[0]})"
    )
    monkeypatch.setenv(MEMORY_VARIABLE, "1000")
    load_model(large_model).close()


@on_linux
def test_memory_that_nobody_saw(face_detector: bytes) -> None:
    """Where it was taken between two looks, the child tells at its end."""
    name = next(each.name for each in backend.backends() if each.is_installed)
    child = [sys.executable, "-P", "-m", "backedge.calculators.inference.trial_child", name]
    for memory, status in (("1000000", trial.TOO_LARGE), ("10000000000", 0)):
        assert subprocess.run([*child, memory], input=face_detector, check=False).returncode == status


def test_memory_that_is_no_number(tried: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the variable."""
    monkeypatch.setenv(MEMORY_VARIABLE, "2 GB")
    with pytest.raises(
        ResourceError, match=r"^BACKEDGE_TRIAL_MEMORY must be a whole number of at least 1, found '2 GB'"
    ):
        load_model(b"a model")
    assert tried


def test_another_model(face_detector: bytes, tried: list[str]) -> None:
    """A model that is whole and not the manifest's is tried once, and then known."""
    for _ in range(2):
        model = load_model(face_detector + b"own")
        model.invoke()
        model.close()
    assert len(tried) == 1


def test_models_of_the_manifest(models: Path, tried: list[str]) -> None:
    """They are known by their checksums, as files and as content."""
    file = models / "hand_landmark_lite.tflite"
    load_model(file).close()
    load_model(file.read_bytes()).close()
    assert tried == []


def test_refused_model(tried: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the engine of the child refuses is said in its words, and does not come into this process."""
    content = b"\x1c\x00\x00\x00TFL3" + b"\x00" * 64
    with pytest.raises(ResourceError, match=r"^the model is damaged or no \.tflite model"):
        load_model(content)
    file = tmp_path / "own.tflite"
    file.write_bytes(content)
    monkeypatch.setattr(backend, "load_parts", lambda *_: pytest.fail("it was loaded here"))
    with pytest.raises(ResourceError) as caught:
        load_model(file)
    assert str(caught.value).startswith(f"{file} is damaged or no .tflite model")
    assert len(tried) == 2


def test_model_that_takes_too_long(face_detector: bytes, tried: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A trial that does not end is ended, and the error says how to go on without."""
    monkeypatch.setattr(trial, "_SECONDS", 0.01)
    with pytest.raises(ResourceError, match=r"did not run once within 0.01 s .* set BACKEDGE_TRUST_MODELS=1"):
        load_model(face_detector + b"slow")
    assert len(tried) == 1


def test_trusted_models(face_detector: bytes, tried: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment variable leaves trials out."""
    monkeypatch.setenv(TRUST_VARIABLE, "1")
    load_model(face_detector + b"own").close()
    assert tried == []
