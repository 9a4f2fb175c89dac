"""Something for each track: made when the track begins, and forgotten when it is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from backedge.errors import GraphError

T = TypeVar("T")


class OfTracks(Generic[T]):
    """What each track has, such as a filter, by the track's number.

    Args:
        make: makes one for a track that is new.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._known: dict[int, T] = {}

    def of(self, tracks: Sequence[int], count: int, port: str) -> list[T]:
        """What the tracks of an image have, in their order; that of all others is forgotten.

        Args:
            tracks: their numbers; 0 is no track, and gets a new one each time.
            count: how many things there are in the image.
            port: where the tracks come from, for errors.

        Raises:
            GraphError: there are not as many tracks as things, or a track twice.
        """
        if len(tracks) != count:
            raise GraphError(f"expected as many items at {port} as there are hands, {count}; found {len(tracks)}")
        numbers = [track for track in tracks if track]
        if len(set(numbers)) != len(numbers):
            raise GraphError(f"expected each track once at {port}, found {list(tracks)}")
        found = [self._known[track] if track in self._known else self._make() for track in tracks]
        self._known = {track: each for track, each in zip(tracks, found, strict=True) if track}
        return found
