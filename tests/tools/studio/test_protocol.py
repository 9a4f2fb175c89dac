"""The messages between the studio's page and its server."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from backedge.tools.studio import protocol
from backedge.tools.studio.protocol import (
    AnyRequest,
    Complete,
    Done,
    Event,
    Failure,
    MessageError,
    PacketsEvent,
    Reply,
    Shown,
    pack_message,
    read_request,
)
from backedge.tools.studio.protocol_values import Number, Picture
from backedge.tools.studio.typescript import TYPES_FILE, typescript


def sent(**fields: Any) -> bytes:
    """What a page sends."""
    return msgspec.msgpack.encode(fields)


def test_the_types_of_the_page_are_those_of_the_server() -> None:
    """The types that the page is built with are written from those of the server."""
    if not TYPES_FILE.exists():
        pytest.skip("the sources of the page are in the checkout alone")
    assert TYPES_FILE.read_text(encoding="utf-8") == typescript()


def test_a_request_is_read_by_its_method() -> None:
    """A request is known by its method."""
    assert read_request(sent(method="complete", id=7, offset=3)) == Complete(id=7, offset=3)
    assert read_request(sent(method="shown", number=2)) == Shown(number=2)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xc1",
        sent(method="complete", id=7)[:-1],
        sent(method="complete", id=7),
        sent(method="complete", id=7, offset="3"),
        sent(method="complete", id=7, offset=3, more=1),
        sent(method="delete_everything", id=7),
        sent(id=7),
        msgspec.msgpack.encode([1, 2]),
        msgspec.msgpack.encode({"method": "text", "text": b"\xff", "revision": 0}),
        b"\x82\xa6method\xa4text\xa4text\xa1\xff",
    ],
)
def test_what_is_no_request_is_refused(message: bytes) -> None:
    """What is no request is refused, and nothing else happens."""
    with pytest.raises(MessageError, match="not a request"):
        read_request(message)


def test_a_reply_has_a_result_or_an_error() -> None:
    """A reply has a result or an error."""
    assert msgspec.msgpack.decode(pack_message(Reply(id=1, result=Done()))) == {"id": 1, "result": {}}
    failed = msgspec.msgpack.decode(pack_message(Reply(id=1, error=Failure(code="failed", message="no camera"))))
    assert failed["error"]["message"] == "no camera"
    assert "result" not in failed


def test_events_and_packets_say_what_they_are() -> None:
    """Events and packets say what they are."""
    picture = Picture(stream="image", timestamp=5, width=2, height=1, jpeg=b"...")
    number = Number(stream="score", timestamp=5, value=0.5)
    event = PacketsEvent(number=1, run=1, timestamp=5, packets=[picture, number], captured=None, first=0, last=5)
    message = msgspec.msgpack.decode(pack_message(event))
    assert message["event"] == "packets"
    assert [packet["kind"] for packet in message["packets"]] == ["picture", "number"]
    assert message["packets"][0]["jpeg"] == b"..."


def test_every_request_has_an_answer_and_every_message_a_name() -> None:
    """No message is missing from the unions that readers go by."""
    requests = get_args(AnyRequest)
    assert set(requests) == set(protocol.RESULTS)
    assert {result for result in protocol.RESULTS.values() if result} == set(get_args(protocol.AnyResult))
    assert set(Event.__subclasses__()) == set(get_args(protocol.AnyEvent))
