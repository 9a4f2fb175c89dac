"""Users' own calculators: known, noticed when they change, and harmless when their import fails, hangs or crashes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from backedge.tools.language_server.project_watch import is_written_since, stamp
from tests.tools.dated_files import write_at
from tests.tools.language.documents import CURSOR
from tests.tools.language_server.editor import Editor, at, session, uri

DOUBLE = '''
from backedge import calculator


@calculator
def DoubleCalculator(number: int) -> int:
    """Twice a number."""
    return 2 * number
'''

SLOW = """
import time

from backedge import Calculator, Input, register


@register
class SlowCalculator(Calculator):
    number = Input[int]()

    @classmethod
    def update_contract(cls, contract):
        time.sleep(1000)

    def process(self):
        pass
"""

GRAPH = 'input_stream: "n"\nnode { calculator: "DoubleCalculator" input_stream: "n" output_stream: "m" }\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a calculator and a folder of graphs."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.backedge]\ncalculators = ["mine.py"]\nsubgraphs = ["graphs"]\n', encoding="utf-8"
    )
    write_at(10**18, tmp_path / "mine.py", DOUBLE)
    (tmp_path / "graphs").mkdir()
    (tmp_path / "graphs" / "inner.pbtxt").write_text('# Mine.\ntype: "MyGraph"\ninput_stream: "IN:a"\n', "utf-8")
    (tmp_path / "main").mkdir()
    return tmp_path


def test_calculators_of_the_project_are_known_and_their_changes_noticed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its calculators and subgraphs are completed, described and gone to; a change of the file counts at once.

    Also one of the same second and size, which Python takes for what it has compiled.
    """
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    here = uri(project / "main" / "x.pbtxt")

    async def scenario(editor: Editor) -> None:
        editor.open(here, GRAPH)
        assert await editor.diagnostics(here) == []
        _, where = at(GRAPH.replace("Double", f"Dou{CURSOR}ble"))
        assert "Twice a number." in await editor.hover(here, where)
        params = lsp.DefinitionParams(lsp.TextDocumentIdentifier(here), where)
        (place,) = await editor.client.text_document_definition_async(params) or ()  # type: ignore[misc] # a list
        assert isinstance(place, lsp.Location)
        assert (place.uri, place.range.start.line) == (uri(project / "mine.py"), 4)
        assert {"DoubleCalculator", "MyGraph"} <= {item.label for item in await editor.complete(here, where)}

        write_at(10**18 + 1, project / "mine.py", DOUBLE.replace("DoubleC", "TripleC"))
        editor.tell_of_change(project / "mine.py")
        (problem,) = await editor.diagnostics(here, bool)
        assert '"DoubleCalculator"' in problem.message
        assert "TripleCalculator" in {item.label for item in await editor.complete(here, where)}

        write_at(10**18 + 2, project / "mine.py", DOUBLE)
        (project / "graphs" / "new.pbtxt").write_text('type: "NewGraph"\n', encoding="utf-8")
        # Nobody tells of it: the server looks by itself.
        assert await editor.diagnostics(here, lambda found: not found) == []
        assert "NewGraph" in {item.label for item in await editor.complete(here, where)}
        assert editor.messages == []
        assert await editor.quit() == 0

    session(scenario, project)


def test_a_failing_import_is_told_at_its_line(project: Path) -> None:
    """The user's line, the entry of the settings and the reason are shown; all else works, and a cure is noticed."""
    here, code, settings = (uri(project / name) for name in ("x.pbtxt", "mine.py", "pyproject.toml"))
    (project / "mine.py").write_text("print('imported')\nx = 1\nimport nothing_of_that_name\n", encoding="utf-8")

    async def scenario(editor: Editor) -> None:
        editor.open(here, GRAPH.replace("DoubleCalculator", "PassThroughCalculator"))
        assert await editor.diagnostics(here) == []
        (in_code,) = await editor.diagnostics(code)
        assert in_code.range.start.line == 2
        assert "No module named 'nothing_of_that_name'" in in_code.message
        (in_settings,) = await editor.diagnostics(settings)
        assert in_settings.range.start == lsp.Position(1, 15)
        assert in_settings.related_information is not None
        assert "mine.py:3" in await editor.message("nothing_of_that_name")
        (project / "mine.py").write_text(DOUBLE, encoding="utf-8")
        editor.save(code)
        assert await editor.diagnostics(code, lambda found: not found) == []
        assert await editor.diagnostics(settings, lambda found: not found) == []
        editor.change(here, GRAPH)
        assert await editor.diagnostics(here) == []

    session(scenario, project)


FAILING = {
    "hangs.py": ("import time\ntime.sleep(1000)\n", "hangs.py is still being imported after 2 seconds"),
    "crashes.py": ("import os\nos._exit(3)\n", "importing crashes.py ended the process, with status 3"),
    "ends.py": ("import sys\nsys.exit(3)\n", "ends.py ends the program when it is imported"),
    "broken.py": ("def broken(:\n", "SyntaxError"),
}
"""Modules that cannot be imported, and what is said of each."""


def test_imports_that_hang_or_crash_stop_nothing(project: Path) -> None:
    """Modules that never come back, or end their process, are left out and told of; the others are known."""
    here, settings = uri(project / "x.pbtxt"), uri(project / "pyproject.toml")
    names = [*FAILING, "mine.py"]
    lines = "".join(f'  "{name}",\n' for name in names)
    (project / "pyproject.toml").write_text(f"[tool.backedge]\ncalculators = [\n{lines}]\n", encoding="utf-8")
    for name, (module, _) in FAILING.items():
        (project / name).write_text(module, encoding="utf-8")

    async def scenario(editor: Editor) -> None:
        editor.open(here, GRAPH)
        assert await editor.diagnostics(here) == []
        failures = await editor.diagnostics(settings)
        told = {failure.range.start.line: failure.message for failure in failures}
        for line, (_, why) in enumerate(FAILING.values(), 2):
            assert why in told[line]
            assert why in await editor.message(why)
        assert await editor.quit() == 0

    session(scenario, project, importSeconds=2)


def test_mistakes_in_the_settings_are_told(project: Path) -> None:
    """A table that is wrong is shown at its line, and graphs are checked without it."""
    here, settings = uri(project / "x.pbtxt"), uri(project / "pyproject.toml")
    (project / "pyproject.toml").write_text('[tool.backedge]\ncalculator = ["mine.py"]\n', encoding="utf-8")

    async def scenario(editor: Editor) -> None:
        editor.open(here, GRAPH.replace("DoubleCalculator", "PassThroughCalculator"))
        assert await editor.diagnostics(here) == []
        (failure,) = await editor.diagnostics(settings)
        assert 'did you mean "calculators"?' in failure.message
        (project / "pyproject.toml").write_text('[tool.backedge]\ncalculators = ["gone.py"]\n', encoding="utf-8")
        (failure,) = await editor.diagnostics(settings, lambda found: "gone" in str(found))
        assert failure.message.endswith("there is no file gone.py")
        (project / "pyproject.toml").write_text("", encoding="utf-8")
        assert await editor.diagnostics(settings, lambda found: not found) == []

    session(scenario, project)


def test_a_contract_that_hangs_costs_one_answer(project: Path) -> None:
    """The checker asks calculators for their contracts; one that does not answer is told of, and the rest goes on."""
    here = uri(project / "x.pbtxt")
    (project / "mine.py").write_text(
        SLOW,
        encoding="utf-8",
    )

    async def scenario(editor: Editor) -> None:
        editor.open(here, 'input_stream: "n"\nnode { calculator: "SlowCalculator" input_stream: "n" }\n')
        await editor.message("a calculator has kept the checker waiting for 1 seconds")
        editor.change(here, 'input_stream: "n"\nnode { calculator: "Nonsense" }\n')
        assert len(await editor.diagnostics(here)) == 1

    session(scenario, project, answerSeconds=1)


def test_graphs_beside_a_document_are_looked_at_when_they_are_saved(project: Path) -> None:
    """A graph in the same folder that changes is known to those that name it."""
    folder = project / "main"
    here, other = uri(folder / "x.pbtxt"), folder / "other.pbtxt"

    async def scenario(editor: Editor) -> None:
        editor.open(here, 'input_stream: "n"\nnode { calculator: "OtherGraph" input_stream: "IN:n" }\n')
        (problem,) = await editor.diagnostics(here)
        assert '"OtherGraph"' in problem.message
        other.write_text('type: "OtherGraph"\ninput_stream: "IN:n"\n', encoding="utf-8")
        editor.save(uri(other))
        assert await editor.diagnostics(here, lambda found: not found) == []

    session(scenario, project)


def test_what_is_written_while_a_worker_starts_counts(tmp_path: Path) -> None:
    """The worker may have read the file before that; a time that is yet to come says nothing."""
    file = tmp_path / "mine.py"
    write_at(10**18, file, DOUBLE)
    assert is_written_since(stamp([file], []), 10**18)
    assert not is_written_since(stamp([file], []), 10**18 + 1)
    write_at(time.time_ns() + 86_400 * 10**9, file, DOUBLE)
    assert not is_written_since(stamp([file], []), 10**18)
