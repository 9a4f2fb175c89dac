"""`mediapipe.framework.formats`: messages for data, in modules that `backedge.compat.messages` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
