"""A reader of input streams that only notes how it is called."""

from __future__ import annotations


class RecordingReader:
    """Stands where a node would: it reads streams, and keeps what they call it for.

    Attributes:
        name: its name.
        calls: the names of the methods that were called, in order.
    """

    def __init__(self, name: str = "consumer") -> None:
        self.name = name
        self.calls: list[str] = []

    def check(self) -> None:
        """The queue has a first packet, or the bound has risen."""
        self.calls.append("check")

    def packet_added(self) -> None:
        """A watched stream has a packet more."""
        self.calls.append("packet_added")

    def header_came(self) -> None:
        """The producer is open."""
        self.calls.append("header_came")
