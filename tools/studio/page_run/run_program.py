"""The program of a page's run: it takes requests from the server, and ends when the server lets go of it."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from backedge.authoring.registration import registry
from backedge.errors import BackedgeError
from backedge.planning.graph_catalogue import catalogue
from backedge.tools.language.project_modules import load_project
from backedge.tools.language.project_settings import read_project
from backedge.tools.language_server.language_worker import prepare_named, take_streams
from backedge.tools.studio.page_run.outbox import Outbox
from backedge.tools.studio.page_run.page_run import PageRun
from backedge.tools.studio.protocol import NoticeEvent, read_request
from backedge.tools.studio.run_messages import RunSetup, read_framed, read_setup


def main() -> None:
    """Take requests until there are no more."""
    stream_in, stream_out = take_streams()
    setup = read_setup(stream_in)
    outbox = Outbox(stream_out)
    logging.getLogger("backedge").addHandler(_Notices(outbox))
    _prepare(setup, outbox)
    run = PageRun(setup, outbox)
    try:
        while True:
            run.take(read_request(read_framed(stream_in)))
    except EOFError:  # the page has gone
        run.end()
    os._exit(0)  # threads that hang do not keep it


def _prepare(setup: RunSetup, outbox: Outbox) -> None:
    """Make the user's calculators and graphs known; the language service tells what is wrong with them in full."""
    registry.load_plugins()
    catalogue.load()
    named, _ = prepare_named(setup.calculators, setup.subgraphs)
    failures = [failure.message for failure in named]
    if setup.project is not None:
        try:
            settings = read_project(Path(setup.project))
        except BackedgeError as error:
            failures.append(str(error))
        else:
            os.chdir(settings.folder)
            failures += [failure.message for failure in load_project(settings, lambda _: None)]
    for message in failures:
        outbox.tell(NoticeEvent(severity="warning", message=message))


class _Notices(logging.Handler):
    """Tells the page of warnings of the graph; mistakes of ours go to the terminal as well."""

    def __init__(self, outbox: Outbox) -> None:
        super().__init__(logging.WARNING)
        self._outbox = outbox

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of a warning."""
        severity = "error" if record.levelno >= logging.ERROR else "warning"
        self._outbox.tell(NoticeEvent(severity=severity, message=self.format(record)))  # type: ignore[arg-type] # one of them


if __name__ == "__main__":
    main()
