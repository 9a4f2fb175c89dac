"""Which inputs a batch has: files, folders, patterns, lists and tables, one by one as they are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from glob import has_magic, iglob
from pathlib import Path
from typing import Final

from backedge.batch.input_tables import TABLES, read_table, source_beside
from backedge.batch.remote import find_remote, fixed_part, is_address
from backedge.batch.tasks import Item
from backedge.calculators.media import image_files
from backedge.errors import ResourceError
from backedge.file_checks import failure
from backedge.path_names import usable_path

VIDEO_SUFFIXES: Final = frozenset(
    [
        ".3gp",
        ".asf",
        ".avi",
        ".flv",
        ".m2ts",
        ".m4v",
        ".mkv",
        ".mov",
        ".mp4",
        ".mpeg",
        ".mpg",
        ".mts",
        ".ogv",
        ".ts",
        ".webm",
        ".wmv",
    ]
)
"""What counts as a video in a folder, in any case; patterns and lists may name others."""

LISTS: Final = frozenset({".lst", ".txt"})
"""Endings of files that name an input in each line."""


def find_items(words: Iterable[str]) -> Iterator[Item]:
    """The inputs that some words name, in the order of the words, and of their names.

    Args:
        words: each a file; a folder, whose videos are taken, and whose folders of images, at any depth; a pattern such
            as ``'clips/**/*.mp4'``; an address of these, such as ``s3://bucket/clips``; a file that lists inputs, one a
            line (``.txt``); or a table of them (``.csv``, ``.tsv``, ``.parquet``; see `read_table`).

    Raises:
        ResourceError: there is nothing of that name, or nothing in it, or a list cannot be read.
    """
    for word in words:
        found = False
        for item in _of_word(word):
            found = True
            yield item
        if not found:
            raise ResourceError(f"--input {word}: {_nothing(word)}")


def _nothing(word: str) -> str:
    if Path(word).is_dir():
        return f"no videos in this folder, nor folders of images; looked for {', '.join(sorted(VIDEO_SUFFIXES))}"
    if has_magic(word) and not Path(word).exists():
        hint = "" if "**" in word else "; ** stands for folders at any depth"
        return f"no file matches this pattern, in {Path.cwd()}{hint}"
    return "names no inputs"


def _of_word(word: str) -> Iterator[Item]:
    if is_address(word):
        yield from find_remote(word, VIDEO_SUFFIXES)
        return
    path = usable_path(word)
    suffix = path.suffix.lower()
    if path.is_dir():
        yield from _of_folder(path)
    elif path.exists() and suffix in TABLES:
        yield from read_table(path)
    elif path.exists() and suffix in LISTS:
        yield from _of_list(path)
    elif path.exists():
        yield Item(path.name, str(path))
    elif has_magic(word):
        yield from _of_pattern(word)
    else:
        raise ResourceError(
            f"--input {word}: expected a video, a folder, a pattern or a list, found nothing of that name"
        )


def _of_folder(folder: Path) -> Iterator[Item]:
    """The videos in a folder at any depth, and the folders of images."""
    if _has_images(folder):
        yield Item(folder.name or str(folder.resolve().name), str(folder))
    for path in _below(folder):
        if _is_video(path) or (path.is_dir() and _has_images(path)):
            yield Item(path.relative_to(folder).as_posix(), str(path))


def _below(folder: Path) -> Iterator[Path]:
    """What is in a folder at any depth, by name, without what is hidden; links to folders are not followed."""
    for path in sorted(folder.iterdir()):
        if not path.name.startswith("."):
            yield path
            if path.is_dir() and not path.is_symlink():
                yield from _below(path)


def _of_pattern(pattern: str) -> Iterator[Item]:
    """The files that a pattern matches, called by their paths below the folder that all have in common."""
    fixed = fixed_part(Path(pattern))
    # Path.glob refuses absolute patterns, and gives hidden files.
    for name in sorted(set(iglob(pattern, recursive=True))):  # noqa: PTH207
        path = Path(name)
        if path.is_file() or (path.is_dir() and _has_images(path)):
            yield Item(path.relative_to(fixed).as_posix(), str(path))


def _of_list(path: Path) -> Iterator[Item]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise failure("cannot be read as a list of inputs", path, error) from error
    for line in lines:
        if name := line.strip():
            yield Item(name, source_beside(path, name))


def _is_video(path: Path) -> bool:
    return path.suffix.lower() in VIDEO_SUFFIXES and path.is_file()


def _has_images(folder: Path) -> bool:
    return any(path.suffix.lower() in image_files.SUFFIXES and path.is_file() for path in folder.iterdir())
