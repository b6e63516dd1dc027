"""Say what machine a benchmark ran on."""

from __future__ import annotations

import os
import platform


def machine() -> dict[str, object]:
    """Give cores, system and Python."""
    return {"cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version()}
