"""The packages that backedge needs, and those that only some of its features do, as its distribution announces them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Final

from backedge.dependencies import distributions_of

_REQUIREMENT: Final = re.compile(r"""([A-Za-z0-9._-]+)[^;]*(?:;.*?extra == ["']([\w-]+)["'])?""")
_FOR_DEVELOPERS: Final = frozenset({"test", "dev", "docs", "browser"})


@dataclass(frozen=True, slots=True)
class Extra:
    """Packages that a feature needs.

    Attributes:
        name: what stands in brackets behind ``backedge`` for pip.
        packages: their versions by name; None for one that is missing.
    """

    name: str
    packages: dict[str, str | None]

    @property
    def missing(self) -> list[str]:
        """The packages that are not installed."""
        return [name for name, number in self.packages.items() if number is None]

    @property
    def get(self) -> str:
        """The command that installs it."""
        return f"pip install 'backedge[{self.name}]'"


def needed_packages() -> dict[str, str | None]:
    """The versions of all packages that backedge needs, by name; None for one that is missing.

    Of OpenCV that is the build which is installed, if one is, in place of the one that backedge asks for.
    """
    needed = dict(_by_extra().get("", {}))
    asked, *others = distributions_of("cv2")
    builds = opencv_builds()
    if asked in needed and needed[asked] is None and builds:
        del needed[asked]
        needed |= {name: builds[name] for name in others if name in builds}
    return needed


def opencv_builds() -> dict[str, str]:
    """The versions of the builds of OpenCV that are installed, by name; all have the same files, so one is enough."""
    found = {name: installed_version(name) for name in distributions_of("cv2")}
    return {name: number for name, number in found.items() if number is not None}


def extras() -> list[Extra]:
    """What there is to install for single features; without what only developers of backedge need."""
    found = _by_extra()
    return [Extra(name, found[name]) for name in sorted(found) if name]


def installed_version(package: str) -> str | None:
    """The version of a distribution; None if there is none of that name."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


@cache
def _by_extra() -> dict[str, dict[str, str | None]]:
    try:
        requirements = requires("backedge") or []
    except PackageNotFoundError:  # it is only on the path
        return {}
    found: dict[str, dict[str, str | None]] = {}
    for requirement in requirements:
        if (match := _REQUIREMENT.match(requirement)) and match[2] not in _FOR_DEVELOPERS:
            name, extra = match.groups()
            found.setdefault(extra or "", {})[name] = installed_version(name)
    return found
