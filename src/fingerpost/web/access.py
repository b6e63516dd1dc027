"""Who may open the pages on a person's own computer: whoever has the one-time token; and how cookies are named."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from threading import Lock

from django.http import HttpRequest


class Gate:
    """Swaps a one-time token for a key that a browser keeps as a cookie. Shut until a token was issued."""

    def __init__(self) -> None:
        self._token: str | None = None
        self._keys: list[str] = []
        self._lock = Lock()
        self.on_used: Callable[[], None] | None = None

    def issue(self) -> str:
        """Make a new one-time token; the one before it no longer works."""
        with self._lock:
            self._token = secrets.token_urlsafe(24)
            return self._token

    def redeem(self, token: str) -> str | None:
        """Swap the token for a key, once; None when it is not the token."""
        with self._lock:
            if self._token is None or not _same(token, self._token):
                return None
            self._token = None
            key = secrets.token_urlsafe(32)
            self._keys.append(key)
        if self.on_used is not None:
            self.on_used()
        return key

    def admits(self, key: str) -> bool:
        """Say whether a key was handed out by this gate."""
        return any(_same(key, known) for known in self._keys)


def cookie_name(request: HttpRequest, stem: str) -> str:
    """Give a cookie's name; with the port in it, because a browser does not keep ports apart."""
    return f"{stem}_{request.META.get('SERVER_PORT', '')}"


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), known.encode())


GATE = Gate()
