"""The files of a working start, and how they are written: all of them or none, and over nothing that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from backedge.errors import ResourceError
from backedge.file_checks import failure
from backedge.tools.scaffolding.names import camel_case, snake_case
from backedge.tools.user_modules import module_name


@dataclass(frozen=True, slots=True)
class Start:
    """What is made.

    Attributes:
        files: texts by path.
        next_steps: command lines to go on with.
    """

    files: dict[Path, str]
    next_steps: tuple[str, ...]


def new_calculator(name: str, folder: Path) -> Start:
    """The module of a calculator with options, and its test beside it."""
    path = folder / f"{snake_case(name)}.py"
    test = path.with_name(f"test_{path.name}")
    _, module = module_name(path.resolve())
    values = {"name": name, "registered": name, "module": module}
    texts = {path: _filled("calculator.py", values), test: _filled("calculator_test.py", values)}
    return Start(texts, (f"pytest {test}", f"graph_runner describe {name} --calculators {path}"))


def new_graph(name: str, folder: Path) -> Start:
    """A graph, and its test beside it."""
    path = folder / f"{snake_case(name)}.pbtxt"
    test = path.with_name(f"test_{path.stem}.py")
    values = {"name": name, "file": path.name, "package_line": ""}
    texts = {path: _filled("graph.pbtxt", values), test: _filled("graph_test.py", values)}
    return Start(texts, (f"pytest {test}", f"graph_runner run {path} --input demo --dump size=-"))


def new_package(name: str, folder: Path) -> Start:
    """A package with a calculator, a graph and their tests, which every graph finds once it is installed."""
    root = folder / name
    source = root / "src" / name
    calculator, graph = "ScaleCalculator", f"{camel_case(name)}Sizes"
    module, file = snake_case(calculator), f"{snake_case(graph)}.pbtxt"
    values = {"package": name, "graph": graph, "calculator_module": module, "registered": f"{name}.{calculator}"}
    of_calculator = {**values, "name": calculator, "module": f"{name}.{module}"}
    of_graph = {"name": graph, "package_line": f'package: "{name}"\n', "file": f"../src/{name}/graphs/{file}"}
    texts = {
        root / "README.md": _filled("readme.md", values),
        root / "pyproject.toml": _filled("pyproject.toml", values),
        source / "__init__.py": f'"""Calculators and graphs of {name}."""\n',
        source / "py.typed": "",
        source / "calculators.py": _filled("calculators.py", values),
        source / f"{module}.py": _filled("calculator.py", of_calculator),
        source / "graphs" / "__init__.py": f'"""Graphs of {name}: each file is known by its type."""\n',
        source / "graphs" / file: _filled("graph.pbtxt", of_graph),
        root / "tests" / f"test_{module}.py": _filled("calculator_test.py", of_calculator),
        root / "tests" / f"test_{snake_case(graph)}.py": _filled("graph_test.py", of_graph),
    }
    return Start(texts, (f"cd {root} && pip install -e '.[dev]'", "pytest && mypy && ruff check ."))


def write_start(start: Start) -> None:
    """Write all files, and the folders that they are in.

    Raises:
        ResourceError: one of them is there already, or cannot be written; none is left.
    """
    if existing := [str(path) for path in start.files if path.exists()]:
        raise ResourceError(f"{', '.join(existing)}: there already, and nothing is written over; choose another name")
    written: list[Path] = []
    try:
        for path, text in start.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                written.append(path)
                file.write(text)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise failure("cannot be written", error.filename or path, error) from error


def _filled(template: str, values: Mapping[str, str]) -> str:
    text = (files(__package__) / f"{template}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(values)
