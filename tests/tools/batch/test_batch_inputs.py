"""What words name which inputs: lists, patterns and tables, also wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge.batch.batch_inputs import find_items
from backedge.batch.job import CarriedTypes
from backedge.errors import ResourceError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with videos in folders, a folder of images, and hidden ones; none is opened here."""
    for name in ("a.mp4", "day/b.mp4", "day/.hidden.mp4", "day/night/c.mov", "frames/1.png", "frames/2.png", "x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*words: str) -> list[str]:
    """The names of the inputs that words name."""
    return [item.name for item in find_items(words)]


def test_a_folder_has_videos_and_folders_of_images() -> None:
    """At any depth, by name; what is hidden, and what is neither, is left out."""
    assert names(".") == ["a.mp4", "day/b.mp4", "day/night/c.mov", "frames"]
    assert names("frames") == ["frames"]


def test_a_pattern_matches_files_and_folders_of_images() -> None:
    """Inputs are called by their paths below what the pattern has in common; other folders are no inputs."""
    assert names("day/*.mp4") == ["b.mp4"]
    assert names("**/*.mo[v]") == ["day/night/c.mov"]
    assert names("[df]*") == ["frames"]


def test_a_list_has_a_file_a_line(folder: Path) -> None:
    """Names are below the list's own folder; blanks around them, empty lines and a mark of UTF-8 do not count."""
    (folder / "day" / "list.txt").write_text("\ufeffb.mp4\n\n  night/c.mov \r\n", encoding="utf-8")
    found = list(find_items(["day/list.txt"]))
    assert [item.name for item in found] == ["b.mp4", "night/c.mov"]
    assert [Path(item.source).is_file() for item in found] == [True, True]


def test_a_list_that_is_no_text_is_refused(folder: Path) -> None:
    """With its name, and why."""
    (folder / "list.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ResourceError, match=r"list\.txt"):
        names("list.txt")


def test_a_table_gives_clips_and_what_is_carried(folder: Path) -> None:
    """Without ids clips are called by their times; what is not there is None; lists and dates become texts."""
    (folder / "clips.csv").write_text(
        "path,start,end,day,score\na.mp4,,,2024-01-31,1.5\na.mp4,1,,,nan\na.mp4,,2.5,2024-02-01,\na.mp4,1,2,,2\n"
    )
    found = list(find_items(["clips.csv"]))
    assert [item.name for item in found] == ["a.mp4", "a.mp4#1-", "a.mp4#0-2.5", "a.mp4#1-2"]
    assert [(item.start, item.end) for item in found] == [
        *((None, None), (1_000_000, None), (None, 2_500_000), (1_000_000, 2_000_000))
    ]
    assert [item.carried["day"] for item in found] == ["2024-01-31", None, "2024-02-01", None]
    assert [item.carried["score"] for item in found] == [1.5, None, None, 2.0]


def test_a_table_with_tabs(folder: Path) -> None:
    """Its ids name the inputs; where one is missing, its file does."""
    (folder / "clips.tsv").write_text("path\tid\na.mp4\tfirst\nday/b.mp4\t\n")
    assert names("clips.tsv") == ["first", "day/b.mp4"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("path,start\na.mp4,0\n,1\n", "row 3: column path is empty; name a file"),
        ("path,start\na.mp4,-1\n", "row 2: start must be seconds, at least 0, found -1"),
        ("path,start\na.mp4,soon\n", "row 2: start must be seconds, at least 0, found 'soon'"),
        ("path,end\na.mp4,inf\n", "row 2: end must be seconds, at least 0, found inf"),
        ("path,start,end\na.mp4,3,2\n", "row 2: the clip ends at 2 s, not after its start, 3 s"),
        ("path,start,end\na.mp4,,0\n", "row 2: the clip ends at 0 s, not after its start, 0 s"),
        ("path,video\na.mp4,1\n", "column video cannot be carried: the results have one so called; rename it"),
        ("path,b\na.mp4\n", "cannot be read as a table of inputs"),
        ("", "cannot be read as a table of inputs"),
    ],
)
def test_wrong_tables(folder: Path, text: str, told: str) -> None:
    """The row, the column and what was found are named."""
    (folder / "clips.csv").write_text(text)
    with pytest.raises(ResourceError) as caught:
        names("clips.csv")
    assert "clips.csv" in str(caught.value)
    assert told in str(caught.value)


def test_a_damaged_parquet_file_is_refused(folder: Path) -> None:
    """As a table of inputs that cannot be read."""
    (folder / "clips.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(ResourceError, match=r"clips\.parquet: cannot be read as a table of inputs"):
        names("clips.parquet")


def test_columns_that_are_carried_have_one_type() -> None:
    """Whole and other numbers are numbers; anything else together is text; what is missing decides nothing."""
    types = CarriedTypes()
    for carried in (
        {"empty": None, "late": None, "number": 1, "mixed": True, "same": "a"},
        {"empty": None, "late": 3, "number": 1.5, "mixed": 2, "same": None},
        {"empty": None, "late": None, "number": 2, "mixed": True, "same": "b"},
    ):
        types.note(carried)
    expected = {"empty": "string", "late": "int64", "number": "double", "mixed": "string", "same": "string"}
    assert types.settled() == expected
