"""Wheels made on the spot, for pip to find in a folder instead of an index."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

from backedge.models import list_models
from backedge.models.unpack import WHEEL_VARIABLE

ORIGIN = list_models()[0].origin
WHEEL_NAME = f"{ORIGIN.package}-{ORIGIN.version}-cp311-cp311-manylinux_2_28_x86_64.whl"


def build_wheel(folder: Path, members: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED) -> Path:
    """Writes a wheel that has the name of the real one and `members`, and returns its path.

    It is accepted as a mirror's own wheel until the end of the test, which has a fixture that puts that back.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / WHEEL_NAME
    info = f"{ORIGIN.package}-{ORIGIN.version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {ORIGIN.package}\nVersion: {ORIGIN.version}\n"
    with zipfile.ZipFile(wheel, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr(f"{info}/METADATA", metadata)
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_28_x86_64\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    os.environ[WHEEL_VARIABLE] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return wheel


def real_members(models: Path) -> dict[str, bytes]:
    """The models of the real wheel, read from their folder."""
    return {model.member: (models / model.file_name).read_bytes() for model in list_models()}
