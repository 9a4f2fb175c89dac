"""The documentation site, built anew: complete, every link leads somewhere, and nothing comes from the network."""

from __future__ import annotations

import os
import pkgutil
import re
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import pytest

import backedge
from backedge.authoring.registration import registry
from tests.checkout import ROOT, needs_checkout

pytestmark = [
    needs_checkout,
    pytest.mark.skipif(find_spec("mkdocstrings") is None, reason="the extra docs is not installed"),
]

_LOADING: Final = {"script": "src", "img": "src", "link": "href", "iframe": "src"}
"""Tags that make a browser load something, and the attribute that says what."""


@dataclass
class Html(HTMLParser):
    """A page's anchors, links and loaded files.

    Attributes:
        anchors: what a fragment can name.
        links: where its links lead, as written.
        loaded: what a browser loads together with it.
    """

    text: str
    anchors: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    loaded: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value for name, value in attrs if value is not None}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.links.add(values["href"])
        if (attribute := _LOADING.get(tag)) in values and values.get("rel") != "canonical":
            self.loaded.add(values[str(attribute)])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Html]:
    """The pages by path; warnings are errors."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert built.returncode == 0, built.stderr
    return {page: Html(page.read_text(encoding="utf-8")) for page in sorted(folder.rglob("*.html"))}


def test_links_lead_somewhere(site: dict[Path, Html]) -> None:
    """Every link inside the site, and what pages load, is there, and so is the place in the page."""
    broken = []
    for page, html in site.items():
        for link in sorted(html.links | html.loaded):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or page.name == "404.html":  # whose links start at the root of a server
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            target = target / "index.html" if target.is_dir() else target
            anchors = site[target].anchors | {"", "__top"} if target in site else {""}
            if not target.exists() or unquote(parts.fragment) not in anchors:
                broken.append(f"{page.name}: {link}")
    assert broken == []


def test_nothing_comes_from_the_network(site: dict[Path, Html]) -> None:
    """Pages load scripts, styles, fonts and pictures from the site alone."""
    assert sorted({link for html in site.values() for link in html.loaded if urlsplit(link).netloc}) == []


def test_public_names_are_documented(site: dict[Path, Html]) -> None:
    """The reference has everything that `backedge` exports, under whichever name."""
    names = {name for html in site.values() for name in html.anchors if re.match(r"backedge\.\w", name)}
    documented = {id(found) for name in names if (found := _find(name)) is not None}
    modules = {name.rpartition(".")[0] for name in names}
    missing = [
        name
        for name in backedge.__all__
        if not {id(getattr(backedge, name)), id(type(getattr(backedge, name)))} & documented
        and f"backedge.{name}" not in modules
    ]
    assert missing == []


def _find(name: str) -> object:
    """Find the object that a dotted name stands for; None for a field, which only instances have."""
    try:
        return pkgutil.resolve_name(name)
    except AttributeError:
        return None


def test_every_calculator_is_documented(site: dict[Path, Html]) -> None:
    """A calculator that is added gets its section without anything else being written."""
    registry.load_plugins()
    documented = {name for page, html in site.items() if page.parent.name == "calculators" for name in html.anchors}
    own = {entry.canonical for entry in registry if entry.module.startswith("backedge.calculators.")}
    # Other tests register classes of ours under names of their own.
    assert {name for name in own if not name.startswith("test.")} - documented == set()


def test_docstrings_leave_no_markup_behind(site: dict[Path, Html]) -> None:
    """The markup of the docstrings has become HTML."""
    for page, html in site.items():
        text = re.sub(r"<(pre|code|script)\b.*?</\1>", "", html.text, flags=re.DOTALL)
        assert re.findall(r":(?:class|func|meth):|``|::\s*</p>|(?<!\w)\*\*[A-Za-z]|\]\[", text) == [], page.name
