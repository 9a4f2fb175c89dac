"""Files that take the place of others when they are whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge.whole_files import GrowingFile, replacing


def test_new_file(tmp_path: Path) -> None:
    """It is there when the block ends, and not before; nothing else stays."""
    path = tmp_path / "a"
    with replacing(path, durable=True) as file:
        file.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_there_before(tmp_path: Path) -> None:
    """It stays where the new content fails, and is replaced by content that is whole; its permissions stay."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)

    def fail() -> None:
        with replacing(path) as file:
            file.write(b"half")
            raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        fail()
    assert path.read_bytes() == b"old"
    with replacing(path) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_link(tmp_path: Path) -> None:
    """The file that it leads to is replaced."""
    (tmp_path / "target").write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to("target")
    with replacing(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="this system has no device that is always full")
def test_device(tmp_path: Path) -> None:
    """It is written to, and stays a device."""
    link = tmp_path / "link"
    link.symlink_to("/dev/full")

    def fill() -> None:
        with replacing(link) as file:
            file.write(b"new")

    with pytest.raises(OSError, match="No space left"):
        fill()
    assert Path("/dev/full").is_char_device()


def test_growing_file_in_place(tmp_path: Path) -> None:
    """Where nothing was there, the file has its name from the beginning."""
    growing = GrowingFile(tmp_path / "a.txt")
    assert growing.path == tmp_path / "a.txt"
    growing.path.write_text("new")
    growing.complete()
    assert (growing.path.read_text(), growing.whereabouts) == ("new", "")


def test_growing_file_beside(tmp_path: Path) -> None:
    """It has a name of its own, other than those of others, until it is complete; a link stays one."""
    (tmp_path / "a.txt").write_text("old")
    (tmp_path / "a.txt").chmod(0o640)
    (tmp_path / "a.partial.txt").write_text("of a program that was killed")
    link = tmp_path / "link.log"
    link.symlink_to("a.txt")
    growing, other = GrowingFile(tmp_path / "a.txt"), GrowingFile(link)
    assert (growing.path.name, other.path.name) == ("a.partial2.txt", "a.partial.log")
    growing.path.write_text("new")
    assert (tmp_path / "a.txt").read_text() == "old"
    assert growing.whereabouts == f"; a.txt is as it was, and what was written is in {growing.path}"
    growing.complete()
    assert (tmp_path / "a.txt").read_text() == "new"
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o640
    assert other.whereabouts == "; a.txt is as it was"
    assert not other.path.exists()  # nothing came
    assert link.is_symlink()
