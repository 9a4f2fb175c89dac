"""The descriptors that are built from messages."""

from __future__ import annotations

import subprocess
import sys
import threading
from enum import IntEnum
from typing import Annotated, Any

import pytest

from backedge.errors import RegistrationError
from backedge.protos import Message, Raw, RawMessage, encode, field, message_class
from backedge.protos.message_registry import REGISTRY
from backedge.protos.pool import POOL, MessagePool


class First(IntEnum):
    UNKNOWN = 0
    A = 1


class Second(IntEnum):
    UNKNOWN = 0
    B = 1
    ALSO_B = 1


class Third(IntEnum):
    UNKNOWN = 0


class TwoEnums(Message, name="test.pool.TwoEnums"):
    first: First = field(1, default=First.A)
    second: Second = field(2, default=Second.B)
    third: tuple[Third, ...] = field(3)
    again: Second = field(4)


class Ping(Message, name="test.pool.Ping"):
    pong: Pong | None = field(1)


class Pong(Message, name="test.pool.Pong"):
    ping: Ping | None = field(1)


class Astray(Message, name="test.elsewhere.Astray"):
    back: Stray | None = field(1)


class Stray(Message, name="test.pool.Stray"):
    on: Astray | None = field(1)


class Dangling(Message, name="test.pool.Dangling"):
    value: Annotated[RawMessage, Raw("test.pool.Nothing")] | None = field(1)


class NotExtensible(Message, name="test.pool.NotExtensible", extension=300_000_200, extends="test.pool.Ping"):
    value: int = field(1)


class BigEnum(IntEnum):
    BIG = 2**31


class HasBigEnum(Message, name="test.pool.HasBigEnum"):
    value: BigEnum = field(1)


def test_enums_share_value_names() -> None:
    """Enums of one message may have values of one name, and aliases, though protobuf's scoping is against it."""
    message: Any = encode(TwoEnums(first=First.UNKNOWN, second=Second.UNKNOWN, third=(Third.UNKNOWN,), again=Second.B))
    assert str(message) == "first: UNKNOWN\nsecond: UNKNOWN\nthird: UNKNOWN\nagain: B\n"


def test_messages_that_refer_to_each_other() -> None:
    """Messages may refer to each other in a circle."""
    assert str(encode(Ping(pong=Pong(ping=Ping())))) == "pong {\n  ping {\n  }\n}\n"


@pytest.mark.parametrize(
    ("cls", "text"),
    [
        (Stray, "messages that refer to each other need the same package: test.elsewhere.Astray, test.pool.Stray"),
        (Dangling, "message test.pool.Dangling refers to test.pool.Nothing, which no class declares"),
        (HasBigEnum, f"{__name__}.BigEnum.BIG is 2147483648, which does not fit in 32 bits"),
    ],
)
def test_message_that_cannot_be_built(cls: type[Message], text: str) -> None:
    """A message that protobuf could not hold says why."""
    with pytest.raises(RegistrationError) as caught:
        encode(cls())
    assert str(caught.value) == text


def test_message_that_protobuf_refuses() -> None:
    """A message that protobuf itself refuses is a RegistrationError."""
    with pytest.raises(RegistrationError, match=r"^protobuf refuses the message test\.pool\.NotExtensible: "):
        encode(NotExtensible())


def test_a_faulty_message_does_not_disturb_the_others() -> None:
    """Building everything passes over a class that cannot be built."""
    assert POOL.build_all().FindMessageTypeByName("test.pool.Ping").full_name == "test.pool.Ping"
    with pytest.raises(KeyError):
        POOL.build_all().FindMessageTypeByName("test.pool.HasBigEnum")


def test_unknown_message() -> None:
    """`message_class` raises KeyError for a name that no class declares."""
    with pytest.raises(KeyError, match=r"test\.pool\.Nobody"):
        message_class("test.pool.Nobody")


def test_default_pool_is_not_touched() -> None:
    """Protobuf's default pool, where Google's own package keeps the same names, sees none of ours."""
    program = """
from google.protobuf import descriptor_pool
from backedge.protos.pool import POOL

POOL.build_all()
try:
    descriptor_pool.Default().FindMessageTypeByName("mediapipe.CalculatorOptions")
except KeyError:
    print("not there")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("not there\n", "")


def test_only_what_is_needed_is_built() -> None:
    """To use one message builds what it refers to and nothing else."""
    pool = MessagePool(REGISTRY)
    pool.message_class("test.pool.Ping")
    assert pool._classes.keys() == {"test.pool.Ping", "test.pool.Pong"}


def test_threads() -> None:
    """Threads that need the same messages at once all get them."""
    pool = MessagePool(REGISTRY)
    barrier = threading.Barrier(4)
    found: list[Any] = []

    def use() -> None:
        barrier.wait()
        found.append(pool.message_class("test.pool.TwoEnums"))

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_beside_the_default_pool() -> None:
    """The same names may be in protobuf's default pool, with another meaning, before or after ours are built."""
    program = """
from google.protobuf import descriptor_pb2, descriptor_pool
from backedge.protos import message_class

def add(name):
    file = descriptor_pb2.FileDescriptorProto(name=f"{name}.proto", package="mediapipe", syntax="proto2")
    file.message_type.add(name=name).field.add(name="other", number=1, label=1, type=5)
    descriptor_pool.Default().AddSerializedFile(file.SerializeToString())

add("CalculatorOptions")
print([field.name for field in message_class("mediapipe.CalculatorOptions").DESCRIPTOR.fields])
message_class("mediapipe.MediaPipeOptions")
add("MediaPipeOptions")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("['merge_fields']\n", "")
