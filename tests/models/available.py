"""The real models, for tests that run or repackage them."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from backedge.errors import ResourceError
from backedge.models import ModelState, fetch, list_models, models_folder, status

needs_litert = pytest.mark.skipif(
    find_spec("ai_edge_litert") is None, reason="tflite-runtime has not all operators of the selfie models"
)


@cache
def real_models() -> Path:
    """The folder that holds every model, fetched if need be; skips if they are neither there nor to be had.

    Call it before a test changes the environment: it means the folder that the user has.
    """
    folder = models_folder().absolute()
    missing = [model.name for model in list_models() if status(model.name, folder).state is not ModelState.READY]
    try:
        fetch(missing, folder)
    except ResourceError as error:
        if "could not be fetched" not in str(error):
            raise
        pytest.skip(str(error))
    return folder
