"""Datasets that are laid out otherwise than their readers expect: the file, the place in it and what was expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backedge.errors import ResourceError
from backedge.tools.hand_sets.opening import open_set
from tests.tools.hand_sets import layouts

ROW = {"picture": "a.png", "width": 4, "height": 3, "hands": []}
FRAME = {"video": "a.mp4", "frame": 0, "width": 4, "height": 3, "hands": []}


def refused(path: Path) -> str:
    """What is said of a set that cannot be read."""
    with pytest.raises(ResourceError) as caught:
        open_set(path)
    assert str(path.parent) in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["no json"], "expected JSON"),
        ([5], "expected"),
        ([{**ROW, "hands": 3}], "hands"),
        ([{**ROW, "hands": [5]}], "hands[0]"),
        ([{**ROW, "hands": [{"points": 7}]}], "hands[0]"),
        ([{**ROW, "width": "4"}], "width"),
        ([{key: value for key, value in ROW.items() if key != "picture"}], "picture"),
        ([{**ROW, "attributes": 3}], "attributes"),
        ([{**FRAME, "frame": "0"}], "frame"),
        ([FRAME, {**FRAME, "frame": 2}], 'video "a.mp4": expected a row for each frame from 0 on, found'),
        ([FRAME, FRAME], 'expected one row for each frame of video "a.mp4", found'),
    ],
)
def test_rows(tmp_path: Path, rows: list[Any], told: str) -> None:
    """A row that says something else than its line should is named."""
    path = tmp_path / "truth.jsonl"
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))
    assert told in refused(path)


def test_rows_of_a_damaged_parquet_file(tmp_path: Path) -> None:
    """It is told as such."""
    pytest.importorskip("pyarrow")
    (tmp_path / "truth.parquet").write_bytes(b"PAR1 and no more")
    assert "truth.parquet" in refused(tmp_path / "truth.parquet")


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """Whatever their endings promise."""
    for name in ("none.jsonl", "none.parquet", "none.json", "evaluation_xyz.json", "none", "none.txt"):
        refused(tmp_path / name)


@pytest.mark.parametrize(
    "text", ["[1, 2]", "3", '{"a": 5}', '{"images": 5, "annotations": []}', '{"images": [5]}', "{"]
)
def test_json_of_something_else(tmp_path: Path, text: str) -> None:
    """Both kinds of files of the ending, and what is neither."""
    for name in ("x.json", "training_xyz.json"):
        (tmp_path / name).write_text(text)
        refused(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "told"),
    [("[]", "annotations by the names of pictures"), ('{"a": 5}', '"a"'), ("{}", "call.json"), ("{", "expected JSON")],
)
def test_annotations_of_hagrid(tmp_path: Path, text: str, told: str) -> None:
    """Each annotation is an object; a set without any picture is none."""
    folder = layouts.hagrid(tmp_path)
    file = next(iter(folder.rglob("*.json"))) if folder.is_dir() else folder
    file.write_text(text)
    with pytest.raises(ResourceError) as caught:
        open_set(folder)
    assert told in str(caught.value)


def test_freihand_without_its_parts(tmp_path: Path) -> None:
    """Pictures that are fewer than hands, and cameras that are more."""
    folder = layouts.freihand(tmp_path)
    pictures = sorted(folder.rglob("*.jpg"))
    for picture in pictures[1:]:
        picture.unlink()
    with pytest.raises(ResourceError, match=r"expected at least 2 pictures \(00000000\.jpg …\), found 1"):
        open_set(folder)
    next(folder.glob("*_xyz.json")).write_text("[]")
    with pytest.raises(ResourceError, match="a list with an entry for each hand"):
        open_set(folder)
