"""Nothing that a config, a template, a model or any other file holds is run as code: read off the source.

Whatever can run code that it is given is listed here, with whose code it is. A new use has to be added, with a reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.checkout import needs_checkout, source_files

RUNS_CODE = {"eval", "exec", "compile", "__import__"}
"""Python's own functions."""

BUILTINS = ("builtins", "__builtins__")

RUNS_CODE_OF_MODULES = {
    *("runpy.run_path", "runpy.run_module", "exec_module", "import_module", "os.system", "os.popen", "ctypes.CDLL"),
}
"""The like in modules; `import_module` of a name that stands in the source is an import like any other."""

MODULES_THAT_RUN_CODE = {
    *("pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml", "jsonpickle", "code", "codeop", "timeit"),
}
"""Modules whose formats hold code, or that run text."""

ALLOWED = {
    ("backedge", "import_module"): "our own modules, below the package",
    ("backedge.authoring.base", "eval"): "the annotation `options: X` of a calculator's class, in its author's module",
    ("backedge.authoring.plugins", "import_module"): "our own calculators and graphs, by a name in the source",
    ("backedge.batch", "import_module"): "our own modules, by names in the source",
    ("backedge.compat.installation", "import_module"): "our own modules, under MediaPipe's names",
    ("backedge.compat.mediapipe.python.solutions", "import_module"): "our own modules",
    ("backedge.compat.mediapipe", "import_module"): "our own modules",
    ("backedge.compat.programs", "compile"): "the program that the user names on the command line",
    ("backedge.compat.programs", "exec"): "the program that the user names on the command line",
    ("backedge.compat.programs", "runpy.run_path"): "the program that the user names on the command line",
    ("backedge.dependencies", "import_module"): "libraries, by names in the source",
    ("backedge.graphs.declared_options", "import_module"): "the options of our own graphs, by names in the source",
    ("backedge.models.pip_child", "runpy.run_module"): "pip",
    (
        "backedge.tools.language_server.worker_messages",
        "pickle",
    ): "the language server's own process, which imports users' modules",
    ("backedge.tools.hand_sets.rhd", "pickle"): "nobody's: arrays and numbers, and what names anything else is refused",
    ("backedge.planning.graph_catalogue", "import_module"): "the options of our own graphs, by a name in the source",
    ("backedge.runtime.graph_display", "import_module"): "our own drawing, by a name in the source",
    ("backedge.tools.drawing.picture", "import_module"): "libraries, by names in the source",
    ("backedge.tools.user_modules", "exec_module"): "what the user names with --calculators",
    ("backedge.tools.user_modules", "import_module"): "what the user names with --calculators",
}
"""Module and what it uses -> whose code that is."""

BENCHMARKS = "backedge.tools.benchmarks.programs."
"""Programs that other interpreters run, which are told by the bench what to import."""


def uses(source: str) -> Iterator[str]:
    """What runs code that it is given, anywhere in a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name for alias in node.names if (name := alias.name.partition(".")[0]) in MODULES_THAT_RUN_CODE)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if module.partition(".")[0] in MODULES_THAT_RUN_CODE | {"builtins"}:
                yield module
        elif isinstance(node, ast.Call):
            yield from _uses_of_call(node)
        elif isinstance(node, ast.Attribute) and node.attr in RUNS_CODE and ast.unparse(node.value) in BUILTINS:
            yield ast.unparse(node)


def _uses_of_call(call: ast.Call) -> Iterator[str]:
    name = ast.unparse(call.func)
    last = name.rpartition(".")[2]
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if name in RUNS_CODE:
        yield name
    if last == "import_module" and not (call.args and isinstance(call.args[0], ast.Constant)):
        yield last
    if last != "import_module" and (name in RUNS_CODE_OF_MODULES or last in RUNS_CODE_OF_MODULES):
        yield name if name in RUNS_CODE_OF_MODULES else last
    for keyword in ("allow_pickle", "shell"):
        if keyword in keywords and ast.unparse(keywords[keyword]) != "False":
            yield f"{name}({keyword})"


@needs_checkout
def test_code_is_run_only_where_it_is_the_users_own() -> None:
    """The uses are those above, no more and no less."""
    found = {
        (name, use)
        for name, file in source_files()
        if not name.startswith(BENCHMARKS)
        for use in uses(file.read_text(encoding="utf-8"))
    }
    assert found == ALLOWED.keys()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("eval(text)", ["eval"]),
        ("def f():\n    exec(text)", ["exec"]),
        ("compile(text, '', 'exec')", ["compile"]),
        ("import re\nre.compile(text)", []),
        ("builtins.eval(text)", ["builtins.eval"]),
        ("from builtins import eval as other", ["builtins"]),
        ("import pickle", ["pickle"]),
        ("from yaml import load", ["yaml"]),
        ("np.load(path)", []),
        ("np.load(path, allow_pickle=True)", ["np.load(allow_pickle)"]),
        ("np.load(path, allow_pickle=trusted)", ["np.load(allow_pickle)"]),
        ("np.load(path, allow_pickle=False)", []),
        ("subprocess.run(text, shell=True)", ["subprocess.run(shell)"]),
        ("os.system(text)", ["os.system"]),
        ("importlib.import_module(name)", ["import_module"]),
        ("import_module('cv2')", []),
        ("runpy.run_path(path)", ["runpy.run_path"]),
    ],
)
def test_uses_are_found(source: str, found: list[str]) -> None:
    """However they are written."""
    assert list(uses(source)) == found
