"""What the figures were measured on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path


def describe_machine() -> str:
    """Cores, processor, memory, system, Python and what we are compared with in one line."""
    return f"{describe_processor()}, openfisca-core {version('openfisca-core')}"


def describe_processor() -> str:
    """Cores, processor, memory, system and Python in one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = f"{_get_memory():.0f} GiB" if _get_memory() else "memory unknown"
    return (
        f"{cores} cores of {_get_processor()}, {memory}, {platform.system()} {platform.machine()}, "
        f"{platform.python_implementation()} {platform.python_version()}"
    )


def _get_processor() -> str:
    file = Path("/proc/cpuinfo")
    if file.is_file():
        for line in file.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "an unnamed processor"


def _get_memory() -> float:
    if not hasattr(os, "sysconf"):
        return 0
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
