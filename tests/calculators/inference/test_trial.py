"""The trial of models that are not the manifest's: what ends the process that runs it does not get into this one."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge import ResourceError
from backedge.calculators.inference import backend, trial
from backedge.calculators.inference.backend import load_model
from backedge.calculators.inference.trial import TRUST_VARIABLE
from tests.models.available import needs_litert

CRASHING_OFFSET = 216_809
"""Of the short-range face detector: with another byte there, the engine reads memory that is not the model's."""


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
