"""The program that an editor starts."""

from __future__ import annotations

import gc
import os
import sys
from typing import Final

from backedge.errors import ResourceError
from backedge.tools.language_server.lsp_features import make_server
from backedge.tools.language_server.lsp_server import serve

_STDIN, _STDOUT, _STDERR = 0, 1, 2
_BUFFER: Final = 2**16


def run() -> int:
    """Serve the editor at standard input and output; gives the status to exit with.

    Raises:
        ResourceError: one of them is closed.
    """
    sys.stdout.flush()
    try:
        stream_in = os.fdopen(os.dup(_STDIN), "rb", _BUFFER)
        stream_out = os.fdopen(os.dup(_STDOUT), "wb", _BUFFER)
        # Only the protocol may write there.
        os.dup2(_STDERR, _STDOUT)
    except OSError as error:
        raise ResourceError(f"the language server needs standard input, output and error: {error.strerror}") from error
    server = make_server()
    gc.freeze()  # the protocol's types stay: to look for garbage among them would hold answers up
    return serve(server, stream_in, stream_out)
