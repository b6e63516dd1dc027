"""One root for every error a person may meet: what is wrong, and the next step."""

from __future__ import annotations


class FingerpostError(Exception):
    """Something a face reports in one sentence, with a hint; never a traceback.

    Attributes:
        message: What was wrong, in one sentence, without the person's own words.
        hint: The next step in plain words, or None.
    """

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class BadRequest(FingerpostError):
    """The request cannot be carried out as asked: an unknown option, key, value or file."""


class KnowledgeError(FingerpostError):
    """The knowledge cannot be used: a file is missing, malformed or contradicts itself."""


class ModelError(FingerpostError):
    """The model's file is missing, damaged or of another version."""
