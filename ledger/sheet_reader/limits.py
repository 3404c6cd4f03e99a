"""The most memory and processor time that this process may take; beyond them its system ends it."""

import sys
from contextlib import suppress


def limit(memory: int, seconds: int) -> None:
    """Limit this process, for good, as far as its system has a way to.

    Linux holds both limits; macOS has no limit of memory that it holds; Windows holds both through a job object.

    Args:
        memory: bytes of address space (Windows: of memory set aside).
        seconds: of processor time, from the start of the process.
    """
    if sys.platform == "win32":
        _limit_on_windows(memory, seconds)
        return
    import resource  # noqa: PLC0415 - Windows has none

    # A core file of a crash would be as large as the memory, and of use to nobody. A second of grace, since who meets
    # both limits of time at once is killed without the signal that says why.
    bounds = ((resource.RLIMIT_AS, memory, 0), (resource.RLIMIT_CPU, seconds, 1), (resource.RLIMIT_CORE, 0, 0))
    for kind, most, grace in bounds:
        hard = resource.getrlimit(kind)[1]
        last = most + grace if hard == resource.RLIM_INFINITY else min(most + grace, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (min(most, last), last))


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _EXTENDED_LIMITS = 9
    _PROCESS_TIME, _PROCESS_MEMORY, _DIE_ON_FAULT = 0x2, 0x100, 0x400
    _TICKS = 10_000_000

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("process_time", ctypes.c_int64),
            ("job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("least_working_set", ctypes.c_size_t),
            ("most_working_set", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("basic", _Basic),
            ("counters", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        )

    def _limit_on_windows(memory: int, seconds: int) -> None:
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        bounds = _Extended(process_memory=memory)
        bounds.basic.process_time = seconds * _TICKS
        # A fault ends the process without a window that waits for a click.
        bounds.basic.flags = _PROCESS_TIME | _PROCESS_MEMORY | _DIE_ON_FAULT
        job = kernel.CreateJobObjectW(None, None)
        if job and kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(bounds), ctypes.sizeof(bounds)):
            kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
