"""How much a person may send, and for how long it is held."""

from __future__ import annotations

from typing import Final

LONGEST_TEXT: Final = 60_000  # characters
LARGEST_FILE: Final = 256 * 1024  # bytes of a notes file
LARGEST_BODY: Final = 1_500_000  # bytes of any request
IDLE_SECONDS: Final = 30 * 60  # answers in memory, since they were last used
SEALED_SECONDS: Final = 2 * 60 * 60  # answers inside a hosted form
MOST_HELD: Final = 50  # sets of answers in memory at once
