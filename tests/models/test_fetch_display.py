"""What a program's first fetch shows: a log record, and a bar that moves on a terminal or in a notebook."""

from __future__ import annotations

import logging
import re
import sys
from pathlib import Path

import pytest

from backedge.models import Phase, model_path
from tests.models.index_server import index_server
from tests.models.local_wheel import build_wheel
from tests.terminal import on_terminal

FETCH = "import backedge.models; print(backedge.models.model_path('hand_recrop'))"


@pytest.mark.usefixtures("stocked_shelf", "folder")
def test_a_fetch_is_announced_in_the_log(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    """One record when a download starts, none when nothing has to be fetched; without a terminal there is no bar."""
    with caplog.at_level(logging.INFO, logger="backedge"):
        model_path("hand_recrop")
        model_path("hand_recrop")
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("INFO", "fetching models, 36 MB, once")
    ]
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("stocked_shelf")
def test_a_bar_is_shown_on_a_terminal(folder: Path) -> None:
    """It counts megabytes on stderr; stdout is the program's."""
    out, shown = on_terminal([sys.executable, "-c", FETCH])
    assert out.strip() == str(folder / "hand_recrop.tflite")
    assert "fetching models, MB" in shown
    assert "36/36" in shown


def test_progress_moves_while_the_wheel_arrives(
    shelf: Path, folder: Path, members: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the wheel has been seen before the other half is sent."""
    wheel = build_wheel(shelf, members)
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    with index_server(wheel) as index:
        monkeypatch.setenv("UV_DEFAULT_INDEX", index.url)

        def tell(phase: Phase, done: int, total: int, /) -> None:
            if phase == "download" and 0.2 * total < done < 0.8 * total:
                index.go_on.set()

        assert model_path("hand_recrop", progress=tell) == folder / "hand_recrop.tflite"
        assert index.go_on.is_set()
    assert any(path.endswith(".whl") for path in index.asked)


def test_a_bar_is_shown_in_a_notebook(tmp_path: Path, stocked_shelf: Path, folder: Path) -> None:
    """It is part of the cell's output, without widgets and their warning."""
    nbformat = pytest.importorskip("nbformat", reason="needs the extra `interop`")
    nbclient = pytest.importorskip("nbclient", reason="needs the extra `interop`")
    pytest.importorskip("ipykernel", reason="needs the extra `interop`")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(FETCH)])
    nbclient.NotebookClient(notebook, kernel_name="python3").execute()
    shown = [output for output in notebook.cells[0].outputs if output.output_type == "display_data"]
    assert [re.sub(r"\s+", " ", output.data["text/html"]) for output in shown] == [
        "<progress style='width:60ex' max='36' value='36'></progress>"
    ]
    streams = {output.name: output.text for output in notebook.cells[0].outputs if output.output_type == "stream"}
    assert streams == {"stdout": f"{folder / 'hand_recrop.tflite'}\n"}
