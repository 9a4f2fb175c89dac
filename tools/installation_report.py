"""A report on this installation: versions, whether the core is compiled, inference backends and models."""

from __future__ import annotations

import platform
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import backedge
from backedge.calculators.inference.backend import backends
from backedge.compiled_core import compiled_modules
from backedge.models import list_models, models_folder, status
from backedge.tools.console import print_json, stdout


def installation() -> dict[str, Any]:
    """What there is, in values that JSON has.

    Returns:
        "backedge", "python" and "platform", versions; "path", where the package is; "compiled_modules", names;
        "backends", those installed, by name with the version of the package behind each; "models", how many are in each
        state; "models_folder".
    """
    return {
        "backedge": _version("backedge"),
        "path": str(Path(backedge.__file__).parent),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": platform.platform(),
        "compiled_modules": list(compiled_modules()),
        "backends": {each.name: _version(each.package) for each in backends() if each.is_installed},
        "models": dict(Counter(status(model.name).state.value for model in list_models())),
        "models_folder": str(models_folder()),
    }


def print_report(*, as_json: bool) -> None:
    """Print what there is on stdout."""
    found = installation()
    if as_json:
        print_json(found)
        return
    compiled = len(found["compiled_modules"])
    installed = ", ".join(f"{name} {number}" for name, number in found["backends"].items())
    models = ", ".join(f"{count} {state}" for state, count in sorted(found["models"].items(), reverse=True))
    rows = {
        "backedge": f"{found['backedge']}, in {found['path']}",
        "Python": found["python"],
        "platform": found["platform"],
        "core": f"compiled, {compiled} modules" if compiled else "pure Python",
        "inference": installed or "no backend is installed",
        "models": f"{models}, in {found['models_folder']}",
    }
    for name, text in rows.items():
        stdout().print(f"[bold]{name:11s}[/]{text}", soft_wrap=True, highlight=False)


def _version(package: str) -> str:
    """The version of the distribution of that name; "unknown" for one that is only on the path."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
