"""The studio as a web application: its page's files, one WebSocket a page, and files to download."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from backedge.tools.drawing.built_files import built_file
from backedge.tools.studio.guard import Address, Guard
from backedge.tools.studio.page_connection import PageConnection
from backedge.tools.studio.projects import GraphProject
from backedge.tools.studio.studio_settings import Settings

_BUILT: Final = Path(str(files("backedge.tools.studio"))) / "built"
"""What `web/` is built into; it ships with the package."""

_LARGE_LAYOUT_WORKER: Final = "graphviz_worker.js"
_WORKER_POLICY: Final = "default-src 'none'; script-src 'wasm-unsafe-eval'"
"""What that worker may do: run the WebAssembly that it has inside, and load nothing."""

_TAKEN: Final = ".taken"
"""The ending of a file that is being downloaded, which nobody else gets."""

_MOST_PAGES: Final = 8
_TRY_AGAIN_LATER: Final = 1013


def application(settings: Settings, address: Address) -> Guard:
    """Make the application.

    Args:
        settings: what the studio was started with.
        address: where it is reached.
    """
    project = GraphProject(settings)
    pages: set[PageConnection] = set()

    async def serve_page(socket: WebSocket) -> None:
        await socket.accept()
        if len(pages) >= _MOST_PAGES:
            await socket.close(_TRY_AGAIN_LATER, f"there are {_MOST_PAGES} pages of this studio already: close one")
            return
        page = PageConnection(socket, settings, project)
        pages.add(page)
        try:
            await page.serve()
        finally:
            pages.discard(page)

    async def download(request: Request) -> Response:
        path = settings.exports / request.path_params["name"]
        if path.parent != settings.exports or path.suffix == _TAKEN or not path.is_file():
            raise HTTPException(404)
        taken = path.rename(path.with_suffix(_TAKEN))
        return FileResponse(taken, filename=path.name, background=BackgroundTask(taken.unlink, missing_ok=True))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with project.open():
            yield

    routes = [
        WebSocketRoute("/socket", serve_page),
        Route("/exports/{name}", download, methods=["GET"]),
        Route("/elk-worker.min.js", _layout_worker, methods=["GET"]),
        Route(f"/{_LARGE_LAYOUT_WORKER}", _large_layout_worker, methods=["GET"]),
        Mount("/", StaticFiles(directory=_BUILT, html=True)) if _BUILT.is_dir() else Route("/", _no_page),
    ]
    return Guard(Starlette(routes=routes, lifespan=lifespan), address, settings.token)


async def _layout_worker(_request: Request) -> Response:
    """The library that lays graphs out, which pages of single graphs have inside of them."""
    return Response(built_file("elk-worker.min.js"), media_type="text/javascript")


async def _large_layout_worker(_request: Request) -> Response:
    """The library that lays out what is too large for the other: the one thing here that is WebAssembly."""
    path = _BUILT / _LARGE_LAYOUT_WORKER
    if not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type="text/javascript", headers={"content-security-policy": _WORKER_POLICY})


async def _no_page(_request: Request) -> Response:
    """Say that the page is not there: a checkout in which it has not been built."""
    return PlainTextResponse("tools/studio/built is missing: build the page with `npm run build` in tools/studio/web\n")
