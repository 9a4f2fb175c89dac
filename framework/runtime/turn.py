"""The turn: which thread may touch the state of a graph that runs on threads of its own.

One thread at a time has the turn, and is its *holder*. Nothing but the turn protects queues, bounds and readiness, so
the code that works on them has no locks. No thread waits for the turn:

- Who wants something done puts it into the *mail* and then looks whether anybody has the turn. If a thread has it, that
  is enough: a holder gives the turn back first, and looks at the mail after that, and takes the turn again if there is
  any. If none has it, a thread of the graph is called, which tries to take it.
- A worker that has made a call tries to take the turn, and if it gets it completes the call itself. Else it mails the
  call, and tries once more.
- A caller who waits until the graph is idle helps meanwhile, as one more worker of the default executor: it makes the
  calls that no worker has begun. An interrupt (Ctrl-C is raised between any two steps of a program) may stop it while
  it has the turn or a call; the run ends then, without them. Callers who do anything else never have the turn.

A worker that has the turn is a worker that makes no call. So it keeps the first call that the scheduler dispatches to
its executor, and makes it as soon as it has given the turn back: a chain of nodes stays on its thread, without any
switch.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TypeAlias

from backedge.runtime.invocation import Executor, Invocation

Event: TypeAlias = Invocation | Callable[[], None]
"""What the holder of the turn is to do: take a call back that a worker has made, or make a change for a caller."""


class Turn:
    """The right to touch a graph's state, and what its holder has to do.

    Attributes:
        lock: held by the thread that has the turn; only ever tried.
        mail: what others want done. Any thread may append to it, and the holder takes from it.
        home: the executor whose worker has the turn; None if it is no worker's. The holder's, as is `kept`.
        kept: the call that the holder makes itself when it has given the turn back.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.mail: deque[Event] = deque()
        self.home: Executor | None = None
        self.kept: Invocation | None = None

    def reset(self) -> None:
        """Free the turn for a run, when no thread is left of the one before. A caller may have died with it."""
        self.mail.clear()
        self.home = self.kept = None
        if self.lock.locked():
            self.lock.release()

    def is_wanted(self) -> bool:
        """Tell whether something waits for the holder to give the turn back: mail, or the call that it keeps."""
        return self.kept is not None or bool(self.mail)
