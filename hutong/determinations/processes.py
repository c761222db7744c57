"""Processes of our own that each open the application for themselves. Imports no models: it runs before they can be."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread

import django
from django.db import connection

MOST = 8


def begin_process() -> None:
    """In a process that was just started: read the settings, and end with whoever started it."""
    Thread(target=_end_with_parent, daemon=True).start()
    django.setup()


def _end_with_parent() -> None:
    """One that was killed tells nobody; without it we would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def open_pool(processes: int) -> ProcessPoolExecutor:
    """So many processes. Started afresh, not forked: a connection to the database is nobody else's."""
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=begin_process)


def count_processes() -> int:
    """As many as there are cores where the database lets several write at once, else one."""
    if connection.vendor != "postgresql":
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST)
