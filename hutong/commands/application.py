"""Opens the web application for a command: its settings, its database, its server."""

import os
import socket
import sys
from collections.abc import Callable
from typing import Any

import click
import django
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from hutong.commands.stopping import EXIT_UNUSABLE
from hutong.lib.sealing import KeysUnusable

SETTINGS = "hutong.config.settings"
TARGET = "hutong.config.wsgi:application"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def open_application() -> None:
    """Read the settings from the surroundings; what is unsafe or missing ends the command with what to do."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        django.setup()
    except (ImproperlyConfigured, KeysUnusable) as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_UNUSABLE)


def in_application(name: str) -> Callable[..., Any]:
    """A function of the rooms that need the settings, by its dotted name; only after ``open_application``."""
    found: Callable[..., Any] = import_string(name)
    return found


def serve_until_stopped(*, host: str, port: int, workers: int, threads: int) -> None:
    """Answer requests until Ctrl-C or a signal to end; then the workers end too."""
    Granian(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


def is_free(host: str, port: int) -> bool:
    """Whether nobody answers on this port yet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError:
            return False
    return True
