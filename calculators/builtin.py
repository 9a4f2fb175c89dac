"""All calculators that come with backedge: importing this module registers them.

A new folder of calculators is one line here.
"""

from backedge.calculators import (
    core,
    detection,
    geometry,
    image,
    inference,
    media,
    render,
    resource,
    synthetic,
    tensor,
)

__all__ = [
    "core",
    "detection",
    "geometry",
    "image",
    "inference",
    "media",
    "render",
    "resource",
    "synthetic",
    "tensor",
]
