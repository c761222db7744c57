"""How a command stops when it cannot do what was asked: one message on standard error, exit code 2, no traceback."""

from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec

import click

from hutong.policy.errors import PolicyError
from hutong.vocabulary.errors import VocabularyError

EXIT_FAULTS, EXIT_UNUSABLE = 1, 2
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


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    raise click.exceptions.Exit(EXIT_UNUSABLE)
