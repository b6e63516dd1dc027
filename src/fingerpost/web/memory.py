"""Answers held in memory on a person's own computer: by a random name, for as long as they are used, never on disk."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from threading import Lock

from fingerpost.web.limits import IDLE_SECONDS, MOST_HELD
from fingerpost.web.notes import Notes


class Store:
    """Notes by name, each forgotten when it has not been used for a while."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._held: dict[str, tuple[float, Notes]] = {}
        self._lock = Lock()

    def get(self, name: str) -> Notes | None:
        """Give the notes of a name and count them as used now; None when there are none any more."""
        with self._lock:
            self._forget_idle()
            if name not in self._held:
                return None
            notes = self._held.pop(name)[1]
            self._held[name] = (self._clock(), notes)
            return notes

    def put(self, name: str | None, notes: Notes) -> str:
        """Hold notes, under a new random name unless there is one in use; give the name."""
        with self._lock:
            self._forget_idle()
            if name is None or name not in self._held:
                name = secrets.token_urlsafe(32)
            self._held.pop(name, None)
            self._held[name] = (self._clock(), notes)
            while len(self._held) > MOST_HELD:
                self._held.pop(next(iter(self._held)))
            return name

    def drop(self, name: str) -> None:
        """Forget the notes of a name."""
        with self._lock:
            self._held.pop(name, None)

    def forget_idle(self) -> None:
        """Forget all notes that have not been used for a while."""
        with self._lock:
            self._forget_idle()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()

    def _forget_idle(self) -> None:
        oldest = self._clock() - IDLE_SECONDS
        for name in [name for name, (used, _) in self._held.items() if used < oldest]:
            del self._held[name]


STORE = Store()
