"""The program of a worker: it knows the calculators of one project, and answers the language server's questions.

It ends with the server, also while a user's module hangs.
"""

from __future__ import annotations

import gc
import os
import queue
import sys
import threading
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

from backedge.authoring.registration import registry
from backedge.errors import BackedgeError, ConfigError
from backedge.planning.graph_catalogue import catalogue
from backedge.planning.subgraph_registry import subgraphs
from backedge.tools.language.project_modules import ProjectFailure, load_project, project_files, project_folders
from backedge.tools.language.project_settings import ProjectSettings, Setting, read_project
from backedge.tools.language.service import LanguageService
from backedge.tools.language_server.worker_messages import Answer, Importing, Question, Ready, Setup, pack, receive
from backedge.tools.user_modules import import_calculators

_STDIN, _STDOUT, _STDERR = 0, 1, 2
_MOMENT: Final = 0.05
"""Seconds without a question after which there is time to collect garbage."""
_MOST_EDITS: Final = 500
"""Edits without such a moment, roughly, after which it is collected none the less."""
_INSTALLED: Final = "the installed packages with calculators"


def main() -> None:
    """Answer questions until there are no more."""
    stream_in, stream_out = take_streams()
    questions: queue.SimpleQueue[Question] = queue.SimpleQueue()
    try:
        setup: Setup = receive(stream_in)
    except EOFError:  # the server has ended before it wanted anything
        return
    threading.Thread(target=_read_on, args=(stream_in, questions), daemon=True).start()
    _send(stream_out, _prepare(setup, stream_out))
    _collect_seldom()
    service = LanguageService()
    while True:
        _send(stream_out, _answer(service, _next(questions)))


def _collect_seldom() -> None:
    """Keep Python from looking through all objects while somebody waits for an answer: `_next` does that."""
    gc.freeze()  # calculators stay as long as the process
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _MOST_EDITS)


def _next(questions: queue.SimpleQueue[Question]) -> Question:
    """Wait for the next question, and look for garbage when there is a moment for it.

    Each text leaves thousands of objects that refer to each other. The collector would find those of several texts at
    once, and take longer for them than the rest of an answer takes.
    """
    try:
        return questions.get(timeout=_MOMENT)
    except queue.Empty:
        gc.collect()
        return questions.get()


def take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keep the streams to the server for us: what users' modules print goes to stderr, and they read nothing."""
    stream_in = os.fdopen(os.dup(_STDIN), "rb")
    stream_out = os.fdopen(os.dup(_STDOUT), "wb")
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, _STDIN)
    os.dup2(_STDERR, _STDOUT)
    return stream_in, stream_out


def _read_on(stream: BinaryIO, questions: queue.SimpleQueue[Question]) -> None:
    """Take in the questions; when the server is gone, end the process, whatever it is doing."""
    try:
        while True:
            questions.put(receive(stream))
    except (EOFError, OSError):
        os._exit(0)


def _send(stream: BinaryIO, message: object) -> None:
    try:
        stream.write(pack(message))
        stream.flush()
    except OSError:  # the server is gone
        os._exit(0)


def _prepare(setup: Setup, stream: BinaryIO) -> Ready:
    """Import what calculators there are."""
    _send(stream, Importing(_INSTALLED))
    registry.load_plugins()
    catalogue.load()
    failures, files = prepare_named(
        setup.calculators, setup.subgraphs
    )  # before the project, which changes the working directory
    ready = _prepare_found(setup, stream)
    return Ready((*failures, *ready.failures), (*files, *ready.files), ready.folders)


def prepare_named(calculators: Iterable[str], folders: Iterable[str]) -> tuple[list[ProjectFailure], list[Path]]:
    """Import modules, and add folders of graphs, that are named apart from a project; gives the modules' files, too."""
    failures, files = [], []
    for folder in folders:
        subgraphs.add_folder(folder, recursive=True)
    for module in calculators:
        files += [Path(module).resolve()] if module.endswith(".py") else []
        try:
            import_calculators([module])
        except BackedgeError as error:
            failures.append(ProjectFailure(str(error), None))
    return failures, files


def _prepare_found(setup: Setup, stream: BinaryIO) -> Ready:
    """Import what the project's settings name."""
    if setup.project is None:
        return Ready()
    file = Path(setup.project)
    try:
        settings = read_project(file)
    except ConfigError as error:
        failures = (ProjectFailure(_text(found.message, found.hint), found.location) for found in error.diagnostics)
        return Ready(tuple(failures), (file,))
    except BackedgeError as error:
        return Ready((ProjectFailure(str(error), None),), (file,))
    return _prepare_project(settings, setup, stream)


def _prepare_project(settings: ProjectSettings, setup: Setup, stream: BinaryIO) -> Ready:
    os.chdir(settings.folder)
    if "" in sys.path:
        sys.path.remove("")

    def begin(module: Setting) -> None:
        _send(stream, Importing(module.text, module.location))

    failures = load_project(settings, begin, setup.skipped)
    return Ready(tuple(failures), tuple(project_files(settings)), tuple(project_folders(settings)))


def _text(message: str, hint: str) -> str:
    return f"{message}\n{hint}" if hint else message


def _answer(service: LanguageService, question: Question) -> Answer:
    try:
        result = getattr(service, question.method)(*question.arguments, **question.options)
    except BackedgeError as error:
        return Answer(question.number, refusal=str(error))
    except Exception:  # noqa: BLE001 - told to the server, which tells the user; other questions can be answered
        return Answer(question.number, fault=traceback.format_exc())
    return Answer(question.number, result)


if __name__ == "__main__":
    main()
