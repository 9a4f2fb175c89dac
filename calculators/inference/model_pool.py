"""Models that stay loaded from one run to the next: loading one takes as long as several frames."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Collection
from pathlib import Path
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from backedge.calculators.inference.backend import BACKEND_VARIABLE, load_model
from backedge.calculators.inference.model import InferenceModel
from backedge.calculators.inference.thread_default import THREADS_VARIABLE
from backedge.errors import ResourceError
from backedge.path_names import usable_path

_Key: TypeAlias = tuple[Path | bytes, int, int, int, str | None, str | None]


class ModelPool:
    """Lends models to one user at a time and keeps those that come back for the next one.

    May be used from any thread; a model that is lent belongs to its user alone. One that its user drops without giving
    it back is freed: the pool holds on to idle models only.

    Args:
        capacity: how many idle models are kept; those returned longest ago go first.
    """

    def __init__(self, capacity: int = 8) -> None:
        self._capacity = capacity
        # Garbage collection may close a calculator, which gives its model back, at any line below.
        self._lock = threading.RLock()
        self._lent: WeakKeyDictionary[InferenceModel, _Key] = WeakKeyDictionary()
        # By id of the model, in the order in which they came back.
        self._idle: OrderedDict[int, tuple[_Key, InferenceModel]] = OrderedDict()

    def acquire(self, source: Path | bytes, num_threads: int = 0, backend: str = "") -> InferenceModel:
        """A model that is loaded already and idle, or else a new one; give it back with `release`.

        Args:
            source: path of the .tflite file, which is loaded anew when it has changed since; or its content.
            num_threads: threads that one `invoke` may use; 0 for the default, see `load_model`.
            backend: name of the engine; "" for the choice of `load_model`.

        Raises:
            ResourceError: see `load_model`.
            BackedgeError: `num_threads` is less than 0.
        """
        engine = backend or os.environ.get(BACKEND_VARIABLE)
        key = _key(source, num_threads, engine)
        with self._lock:
            for number, (idle_key, model) in list(self._idle.items()):
                if idle_key == key and self._idle.pop(number, None) is not None:
                    self._lent[model] = key
                    return model
        model = load_model(source, backend=engine, num_threads=num_threads)
        with self._lock:
            self._lent[model] = key
        return model

    def release(self, model: InferenceModel) -> None:
        """Take a model back that `acquire` gave.

        Where garbage collection found it together with its user, the pool has forgotten it by now, and it is freed.
        """
        with self._lock:
            key = self._lent.pop(model, None)
            if key is None:
                surplus = [model]
            else:
                self._idle[id(model)] = (key, model)
                surplus = [self._idle.popitem(last=False)[1][1] for _ in range(len(self._idle) - self._capacity)]
        for old in surplus:
            old.close()

    def files(self, besides: Collection[int] = ()) -> list[Path]:
        """The files of the models that are lent, each once, but for those models that `lent` had numbers for before."""
        with self._lock:
            sources = [key[0] for model, key in self._lent.items() if id(model) not in besides]
        return sorted({source for source in sources if isinstance(source, Path)})

    def lent(self) -> list[tuple[int, str]]:
        """The models that are lent now: a number that each has alone as long as it lives, and its file's name."""
        with self._lock:
            lent = [(id(model), key[0]) for model, key in self._lent.items()]
        return [(number, source.name if isinstance(source, Path) else "a model") for number, source in lent]

    def clear(self) -> None:
        """Free all idle models."""
        with self._lock:
            idle = [model for _, model in self._idle.values()]
            self._idle.clear()
        for model in idle:
            model.close()


def _key(source: Path | bytes, num_threads: int, backend: str | None) -> _Key:
    settings = backend, os.environ.get(THREADS_VARIABLE)
    if isinstance(source, bytes):
        return source, 0, len(source), num_threads, *settings
    try:
        facts = usable_path(source).stat()
    except OSError as error:
        raise ResourceError(f"cannot read model {source}: {error.strerror}; correct the path") from error
    return source.resolve(), facts.st_mtime_ns, facts.st_size, num_threads, *settings


model_pool: Final = ModelPool()
"""The pool that the calculators share."""
