"""Whether the process that started the server still runs."""

from __future__ import annotations

import os
import sys


def parent_has_ended(process_id: int) -> bool:
    """Whether there is no process of that number any more."""
    if sys.platform == "win32":
        return _has_ended_on_windows(process_id)
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _has_ended_on_windows(process_id: int) -> bool:
    """The same on Windows, where `os.kill` would end the process."""
    import ctypes

    synchronize, timed_out = 0x00100000, 0x00000102
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    handle = kernel.OpenProcess(synchronize, 0, process_id)
    if not handle:
        return True
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) != timed_out)
    finally:
        kernel.CloseHandle(handle)
