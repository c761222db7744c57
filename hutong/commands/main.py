"""The command line: ``hutong …``."""

import click

from hutong.commands.policy import policy


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hutong")
def main() -> None:
    """Hutong 护童: what each child is owed, who must act, by when, and whether it was done."""


main.add_command(policy)
