"""The trained models: which there are, where they come from, and how they get onto this machine.

Nothing here runs at import; models are fetched when `model_path` or `fetch` is called.
"""

from __future__ import annotations

from backedge.models.cache import ModelState, Status, models_folder, status
from backedge.models.fetching import fetch, model_path, resource_path
from backedge.models.manifest import Model, Origin, find_model, list_models, resolve
from backedge.models.progress import Phase, Progress, listen

__all__ = [
    "Model",
    "ModelState",
    "Origin",
    "Phase",
    "Progress",
    "Status",
    "fetch",
    "find_model",
    "list_models",
    "listen",
    "model_path",
    "models_folder",
    "resolve",
    "resource_path",
    "status",
]
