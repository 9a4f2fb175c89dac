"""Models get from a wheel into their folder whole, or not at all."""

from __future__ import annotations

import dataclasses
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from backedge.errors import ResourceError
from backedge.models import Model, Phase, find_model, list_models
from backedge.models.unpack import prepare, unpack
from tests.models.local_wheel import build_wheel

MODEL = find_model("hand_recrop")


def test_models_arrive_whole(tmp_path: Path, members: dict[str, bytes]) -> None:
    """Every model is written byte for byte, nothing else is left, and progress counts the models."""
    wheel = build_wheel(tmp_path / "wheel", members)
    target = tmp_path / "models"
    target.mkdir()
    steps: list[tuple[Phase, int, int]] = []
    unpack(wheel, list_models(), target, lambda *step: steps.append(step))
    expected = {Path(member).name: content for member, content in members.items()}
    assert {path.name: path.read_bytes() for path in target.iterdir()} == expected
    assert steps == [("unpack", done, len(expected)) for done in range(len(expected) + 1)]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_others_may_read_as_the_umask_says(tmp_path: Path, members: dict[str, bytes]) -> None:
    """A model has the permissions of any new file, so that a folder can be shared."""
    wheel = build_wheel(tmp_path, members)
    unpack(wheel, [MODEL], tmp_path)
    (tmp_path / "plain").touch()
    assert stat.S_IMODE((tmp_path / MODEL.file_name).stat().st_mode) == stat.S_IMODE(
        (tmp_path / "plain").stat().st_mode
    )


@pytest.mark.parametrize("content", [b"", b"another model", b"x" * MODEL.size, b"x" * (MODEL.size + 10)])
def test_wrong_content_is_refused(tmp_path: Path, content: bytes) -> None:
    """A member with other content than the manifest says is named, with both checksums, and is not written."""
    wheel = build_wheel(tmp_path, {MODEL.member: content})
    before = set(tmp_path.iterdir())
    with pytest.raises(ResourceError) as caught:
        unpack(wheel, [MODEL], tmp_path)
    assert f"{MODEL.member} in {wheel.name} has the wrong checksum: expected sha256 {MODEL.sha256}" in str(caught.value)
    assert set(tmp_path.iterdir()) == before


def test_missing_member_is_named(tmp_path: Path) -> None:
    """A wheel without the model says which member it should have and where to look."""
    wheel = build_wheel(tmp_path, {})
    with pytest.raises(ResourceError, match=f"has no {MODEL.member}; expected the wheel of mediapipe 0.10.21"):
        unpack(wheel, [MODEL], tmp_path)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_damaged_wheel_is_refused(tmp_path: Path, members: dict[str, bytes], compression: int) -> None:
    """A wheel with damaged content is an error of one line, whether a checksum or the decompression notices."""
    wheel = build_wheel(tmp_path, {MODEL.member: members[MODEL.member]}, compression)
    content = bytearray(wheel.read_bytes())
    content[1000:2000] = bytes(1000)
    wheel.write_bytes(content)
    with pytest.raises(ResourceError, match=r"^mediapipe\S* is damaged: .*try again$"):
        unpack(wheel, [MODEL], tmp_path)


def test_wheel_that_breaks_off_is_refused(tmp_path: Path, members: dict[str, bytes]) -> None:
    """Half a wheel is an error of one line."""
    wheel = build_wheel(tmp_path, {MODEL.member: members[MODEL.member]})
    wheel.write_bytes(wheel.read_bytes()[: MODEL.size // 2])
    with pytest.raises(ResourceError, match=r"^mediapipe\S* is damaged: .*try again$"):
        unpack(wheel, [MODEL], tmp_path)


LIMITED = """
import resource, sys
from pathlib import Path
from backedge.errors import ResourceError
from backedge.models import find_model
from backedge.models.unpack import unpack
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    unpack(Path(sys.argv[1]), [find_model("hand_recrop")], Path(sys.argv[2]))
except ResourceError as error:
    print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit for the size of a file")
def test_write_that_fails_half_way_leaves_nothing(tmp_path: Path, members: dict[str, bytes]) -> None:
    """The error says why the system refuses to write on, and no part of a file stays."""
    wheel = build_wheel(tmp_path / "wheel", members)
    target = tmp_path / "models"
    target.mkdir()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", LIMITED, str(wheel), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.startswith(f"cannot write {target / MODEL.file_name}: File too large; ")
    assert list(target.iterdir()) == []


def test_full_disk_is_noticed_before_the_download(tmp_path: Path) -> None:
    """Models that do not fit on the disk are refused, with what is needed and what is free."""
    huge: Model = dataclasses.replace(MODEL, size=10**18)
    with pytest.raises(ResourceError, match=r"no room for models in .*: 1000000000000 MB needed, \d+ MB free"):
        prepare(tmp_path, [huge])


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A folder below a file cannot be: the error names it and what to set instead."""
    (tmp_path / "file").touch()
    with pytest.raises(
        ResourceError, match=r"cannot write .*file/models: .*; name another folder with BACKEDGE_MODELS"
    ):
        prepare(tmp_path / "file" / "models", [MODEL])
