"""What native code prints while a model is loaded."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from contextlib import suppress

import pytest

from backedge.calculators.inference.native_messages import logged_stderr
from tests.models.available import real_models


def test_what_is_printed_is_logged(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """Notes are for those who look for them, all else is for everyone; what comes afterwards is printed again."""
    caplog.set_level(logging.DEBUG)
    with logged_stderr():
        os.write(2, b"INFO: made\nERROR: \xff\n")
    os.write(2, b"after\n")
    assert [record[1:] for record in caplog.record_tuples] == [
        (logging.DEBUG, "INFO: made"),
        (logging.WARNING, "ERROR: \\xff"),
    ]
    assert capfd.readouterr().err == "after\n"


def test_stderr_is_back_after_an_error(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """What was printed before it is logged."""
    with suppress(ValueError), logged_stderr():
        os.write(2, b"WARNING: odd\n")
        raise ValueError("no model")
    os.write(2, b"after\n")
    assert [record[1:] for record in caplog.record_tuples] == [(logging.WARNING, "WARNING: odd")]
    assert capfd.readouterr().err == "after\n"


@pytest.mark.parametrize("closed", [False, True])
def test_a_tracker_is_silent(closed: bool) -> None:
    """Nothing is printed when models are loaded, in a process without stderr, too."""
    real_models()
    program = "from backedge.graphs.hand_tracking import HandTracker; HandTracker().close(); print('done')"
    command = [sys.executable, "-c", f"import os; {'os.close(2); ' if closed else ''}{program}"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "done\n", "")
