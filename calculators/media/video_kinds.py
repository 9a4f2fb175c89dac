"""The kinds of video files that can be written, by the ends of their names.

Apart from what writes them, whose libraries take a tenth of a second to import.
"""

from __future__ import annotations

from typing import Final

TAGS: Final = {".avi": "XVID", ".m4v": "mp4v", ".mkv": "mp4v", ".mov": "mp4v", ".mp4": "mp4v"}
"""What players know MPEG-4 part 2 by, in each kind of file."""

SUFFIXES: Final = tuple(TAGS)
"""What a video's name can end in, in any case."""
