"""The size on the disk of a package and of all that it needs; prints ``{"size": bytes}``.

    python size_program.py PACKAGE [FOLDER …]

Folders are counted besides, such as that of models that a package fetches where another one ships them.
"""

from __future__ import annotations

import json
import os
import re
import sys
from importlib import metadata, util
from pathlib import Path


def needed(package: str) -> set[str]:
    """The names of a package and of what it needs, as far as it is installed; extras are not counted."""
    found: set[str] = set()
    waiting = [package]
    while waiting:
        name = re.sub("[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            requirements = metadata.distribution(name).requires or []
        except metadata.PackageNotFoundError:
            continue  # for another system, or another Python
        found.add(name)
        waiting += [re.split(r"[^\w.-]", each, maxsplit=1)[0] for each in requirements if "extra ==" not in each]
    return found


def size_of(package: str) -> int:
    """The bytes of a package's files; of an installation with ``-e``, those that it leads to."""
    distribution = metadata.distribution(package)
    direct = json.loads(distribution.read_text("direct_url.json") or "{}")
    if direct.get("dir_info", {}).get("editable"):
        spec = util.find_spec(package)
        return size_of_folder(Path(str(spec.origin)).parent) if spec else 0
    paths = (Path(str(file.locate())) for file in distribution.files or [])
    return sum(path.stat().st_size for path in paths if path.is_file())


def size_of_folder(folder: Path) -> int:
    """The bytes of all files in a folder, also behind links."""
    return sum(
        Path(place, name).stat().st_size for place, _, names in os.walk(folder, followlinks=True) for name in names
    )


if __name__ == "__main__":
    names = needed(sys.argv[1])
    folders = [Path(folder) for folder in sys.argv[2:]]
    total = sum(map(size_of, names)) + sum(size_of_folder(folder) for folder in folders if folder.is_dir())
    sys.stdout.write(json.dumps({"size": total}) + "\n")
