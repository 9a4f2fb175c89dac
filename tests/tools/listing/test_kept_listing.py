"""The list of what is installed is kept from one command to the next, for as long as it is right."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from backedge.tools.listing import kept_listing
from backedge.tools.listing.brief_entry import BriefEntry
from backedge.tools.listing.kept_listing import kept_entries, known_entries

GATE = BriefEntry(
    "calculator", ["GateCalculator", "Gate"], "Lets through.", "Lets through.", {"in": ["ALLOW bool"]}, "m", ""
)


@pytest.fixture(autouse=True)
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An empty cache, a package `lone` with a file, and how often calculators and graphs were looked for."""
    looks: list[str] = []

    def find_all() -> list[BriefEntry]:
        looks.append("look")
        return [GATE]

    (tmp_path / "lone").mkdir()
    (tmp_path / "lone" / "calculators.py").write_text("x = 1\n")
    monkeypatch.setattr(kept_listing, "user_cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(kept_listing, "_files_of", lambda _: map(str, (tmp_path / "lone").iterdir()))
    monkeypatch.setattr(kept_listing, "_find_all", find_all)
    monkeypatch.setattr(kept_listing, "_knows_others", lambda: False)
    monkeypatch.setattr(kept_listing, "_has_broken_packages", lambda: False)
    return looks


def test_it_is_looked_for_once(found: list[str]) -> None:
    """The second command has the same list without a look."""
    assert kept_entries() is None
    assert known_entries() == known_entries() == kept_entries() == [GATE]
    assert found == ["look"]


@pytest.mark.parametrize("change", ["another text", "another file"])
def test_a_change_of_a_file_counts(found: list[str], tmp_path: Path, change: str) -> None:
    """Whatever is written into the package or added to it makes the list anew."""
    known_entries()
    name = "calculators.py" if change == "another text" else "more.py"
    (tmp_path / "lone" / name).write_text("x = 1  # and more\n")
    known_entries()
    assert len(found) == 2


@pytest.mark.parametrize("content", [b"", b"[]", b'{"stamp": 1}', b"\xff", b'{"stamp": "x", "entries": [{"kind": 1}]}'])
def test_what_was_damaged_is_made_anew(found: list[str], content: bytes) -> None:
    """Nothing is said of it: it is only a cache."""
    known_entries()
    kept_listing._file().write_bytes(content)
    assert known_entries() == [GATE]
    known_entries()
    assert len(found) == 2


def test_a_list_of_another_form_is_made_anew(found: list[str]) -> None:
    """Such as that of a release that knew less of an entry, with the same stamp."""
    known_entries()
    kept = json.loads(kept_listing._file().read_bytes())
    del kept["entries"][0]["place"]
    kept_listing._file().write_text(json.dumps(kept))
    assert known_entries() == [GATE]
    assert len(found) == 2


def test_where_nothing_can_be_kept_the_list_is_there(found: list[str], tmp_path: Path) -> None:
    """A file stands where the cache's folder should be."""
    (tmp_path / "cache").write_text("")
    assert known_entries() == known_entries() == [GATE]
    assert len(found) == 2


@pytest.mark.parametrize("reason", ["_knows_others", "_has_broken_packages"])
def test_what_holds_for_this_command_only_is_not_kept(
    found: list[str], monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    """Calculators of the user's own, and packages whose mistakes are to be told each time."""
    monkeypatch.setattr(kept_listing, reason, lambda: True)
    known_entries()
    assert not kept_listing._file().exists()


def test_a_program_with_calculators_of_its_own_lists_them() -> None:
    """Also after those that are installed have been kept."""
    program = (
        "from backedge import calculator\nfrom backedge.tools.listing.kept_listing import known_entries\n"
        "@calculator\ndef KeptForNobody(x: int) -> int:\n    return x\n"
        "print([entry.place for entry in known_entries() if 'KeptForNobody' in entry.names])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "['__main__']\n"
