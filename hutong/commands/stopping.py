"""How a command stops when it cannot do what was asked: one message on standard error, an exit code, no traceback."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec

import click

from hutong.policy.errors import PolicyError
from hutong.vocabulary.errors import VocabularyError

EXIT_FAULTS, EXIT_UNUSABLE, EXIT_INTERRUPTED = 1, 2, 130
EXIT_SOME_REFUSED = EXIT_FAULTS
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
            _stop(f"{error.filename or 'a file'}: {error.strerror or error}")

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
