"""What a page may choose as the source of pictures: nothing outside of the studio's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge.errors import ResourceError
from backedge.tools.studio import input_choices
from backedge.tools.studio.input_choices import InputChoices
from backedge.tools.studio.protocol_values import Input


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files in folders, and one beside it that is not for the page to see."""
    inside = tmp_path / "inside"
    for name in (
        "b.MP4",
        "a.png",
        "x.txt",
        ".hidden.png",
        "one/c.png",
        ".git/d.png",
        "1/2/3/deep.png",
        "1/2/3/4/e.png",
    ):
        (inside / name).parent.mkdir(parents=True, exist_ok=True)
        (inside / name).touch()
    (tmp_path / "secret.png").touch()
    (inside / "link.png").symlink_to(tmp_path / "secret.png")
    return inside


def files(folder: Path) -> list[str]:
    """The files that are offered."""
    return [each.name for each in InputChoices(folder).all() if each.kind == "file"]


def test_pictures_and_videos_are_offered(folder: Path) -> None:
    """Three folders deep, without what is hidden and what is no picture."""
    assert files(folder) == ["a.png", "b.MP4", "link.png", "1/2/3/deep.png", "one/c.png"]


def test_only_so_many_are_offered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of thousands does not fill the page."""
    monkeypatch.setattr(input_choices, "_MOST_FILES", 2)
    assert files(folder) == ["a.png", "b.MP4"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../secret.png", "is not in the folder that the studio was started in"),
        ("link.png", "is not in the folder that the studio was started in"),
        ("/etc/passwd", "is not in the folder that the studio was started in"),
        ("x.txt", "there is no picture or video"),
        ("none.png", "there is no picture or video"),
        ("one", "there is no picture or video"),
        ("\0a.png/../../secret.png", "is not in the folder that the studio was started in"),
    ],
)
def test_other_files_are_refused(folder: Path, name: str, told: str) -> None:
    """Whatever a page sends: paths that lead out, also over links, and files that are no pictures."""
    with pytest.raises(ResourceError, match=told):
        InputChoices(folder).word(Input(kind="file", name=name, label=""))


@pytest.mark.parametrize("name", ["", "-1", "/dev/video0", "rtsp://host/", "٣"])
def test_a_camera_has_a_number(folder: Path, name: str) -> None:
    """A page cannot make the server open an address."""
    with pytest.raises(ResourceError, match="is no number of a camera"):
        InputChoices(folder).word(Input(kind="camera", name=name, label=""))


def test_what_was_offered_is_taken(folder: Path) -> None:
    """A file by its path, a camera by its number, and the clip that comes with us."""
    choices = InputChoices(folder)
    assert choices.word(Input(kind="file", name="one/c.png", label="")) == str(folder / "one" / "c.png")
    assert choices.word(Input(kind="camera", name="2", label="")) == "2"
    assert choices.word(choices.all()[0]) == "demo"
