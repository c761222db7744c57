"""How a command stops when it cannot do what was asked: one message on standard error, an exit code, no traceback."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec

import click

from hutong.lib.outages import is_disk_full
from hutong.lib.translating import marked, translator
from hutong.policy.errors import PolicyError
from hutong.vocabulary.errors import VocabularyError

EXIT_FAULTS, EXIT_UNUSABLE, EXIT_INTERRUPTED = 1, 2, 130
EXIT_SOME_REFUSED = EXIT_FAULTS
NO_SPACE = marked("No space is left on the disk for {file}. Make room, then run this again.")
A_FILE = marked("a file")
Given = ParamSpec("Given")


def stopping_clearly(command: Callable[Given, None]) -> Callable[Given, None]:
    """The command, with whatever a user can cause said as a message."""

    @wraps(command)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (PolicyError, VocabularyError) as error:
            _stop(str(error))
        except OSError as error:
            told = translator(str(kwargs.get("lang") or "en"))
            file = error.filename or told(A_FILE)
            _stop(told(NO_SPACE).format(file=file) if is_disk_full(error) else f"{file}: {error.strerror or error}")

    return run


def say_why(error: Exception, lang: str) -> str:
    """The error's sentence, in the language where it has more than one."""
    render = getattr(error, "render", None)
    return str(render(lang)) if callable(render) else str(error)


def stop(error: Exception, lang: str, code: int = EXIT_UNUSABLE) -> NoReturn:
    """End the command with what went wrong."""
    click.echo(say_why(error, lang), err=True)
    sys.exit(code)


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    raise click.exceptions.Exit(EXIT_UNUSABLE)
