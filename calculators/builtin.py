"""All calculators that come with backedge: importing this module registers them.

A new folder of calculators is one line here.
"""

from backedge.calculators import (
    core,
    declared,
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
    "declared",
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
