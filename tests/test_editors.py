"""What `editors/` has agrees with the server, and with itself; .ci/run builds the extension and tests its grammar."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from tests.checkout import ROOT, needs_checkout

EDITORS = ROOT / "editors"
VSCODE = EDITORS / "vscode"

pytestmark = needs_checkout


def read_json(name: str) -> Any:
    """A file of the extension."""
    return json.loads((VSCODE / name).read_text(encoding="utf-8"))


def includes(part: Any) -> Iterator[str]:
    """The names of all parts that a part of a grammar includes."""
    if isinstance(part, dict):
        yield from ([part["include"]] if "include" in part else [])
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from includes(each)


def test_grammar_is_whole() -> None:
    """Each part is included somewhere, and what is included is there."""
    grammar = read_json("syntaxes/pbtxt.tmLanguage.json")
    assert {name.removeprefix("#") for name in includes(grammar)} == set(grammar["repository"])


def test_settings_of_the_extension_are_read() -> None:
    """Each setting is passed on by the extension, and those for the server are ones that it takes."""
    settings = read_json("package.json")["contributes"]["configuration"]["properties"]
    extension = (VSCODE / "src" / "extension.ts").read_text(encoding="utf-8")
    server = (ROOT / "tools" / "language_server" / "lsp_server.py").read_text(encoding="utf-8")
    names = {name.removeprefix("backedge.") for name in settings}
    assert set(re.findall(r'settings\(\)\.get<\w+>\("(\w+)"\)', extension)) == names
    assert set(re.findall(r'options\.get\("(\w+)"\)', server)) == names - {"command"}


def test_lock_file_is_of_this_extension() -> None:
    """It pins what package.json asks for, each package with its checksum."""
    package, lock = read_json("package.json"), read_json("package-lock.json")
    assert lock["packages"][""]["devDependencies"] == package["devDependencies"]
    pinned = [entry for name, entry in lock["packages"].items() if name]
    assert pinned
    assert all("integrity" in entry for entry in pinned)


def test_every_editor_starts_the_server() -> None:
    """Settings are well-formed, and start `graph_runner lsp`."""
    helix = tomllib.loads((EDITORS / "helix" / "languages.toml").read_text(encoding="utf-8"))
    server = helix["language-server"]["backedge"]
    assert [server["command"], *server["args"]] == ["graph_runner", "lsp"]
    assert '{ "graph_runner", "lsp" }' in (EDITORS / "neovim" / "backedge.lua").read_text(encoding="utf-8")
    for name in ("extension.toml", "Cargo.toml", "languages/graph/config.toml"):
        tomllib.loads((EDITORS / "zed" / name).read_text(encoding="utf-8"))
    extension = tomllib.loads((EDITORS / "zed" / "extension.toml").read_text(encoding="utf-8"))
    language = tomllib.loads((EDITORS / "zed" / "languages" / "graph" / "config.toml").read_text(encoding="utf-8"))
    assert extension["language_servers"]["backedge"]["languages"] == [language["name"]]
    assert language["grammar"] in extension["grammars"]
