"""The command line: ``hutong …``."""

import click

from hutong.commands.add_worker import add_worker
from hutong.commands.api import api
from hutong.commands.audit import audit
from hutong.commands.backup import backup, restore
from hutong.commands.count_months import count_months
from hutong.commands.demo import demo
from hutong.commands.demo_cli import demo_cli
from hutong.commands.determine import determine
from hutong.commands.emergency_lists import emergency_lists
from hutong.commands.findings import findings
from hutong.commands.keys import keys
from hutong.commands.map import map_ledger
from hutong.commands.policy import policy
from hutong.commands.reseal import reseal
from hutong.commands.screen import screen
from hutong.commands.serve import migrate, serve
from hutong.commands.settle import coming, settle
from hutong.commands.vocabulary import benefits, facts
from hutong.commands.work import work


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hutong")
def main() -> None:
    """Hutong 护童: what each child is owed, who must act, by when, and whether it was done."""


main.add_command(demo)
main.add_command(demo_cli)
main.add_command(serve)
main.add_command(migrate)
main.add_command(settle)
main.add_command(coming)
main.add_command(count_months)
main.add_command(keys)
main.add_command(reseal)
main.add_command(backup)
main.add_command(restore)
main.add_command(emergency_lists)
main.add_command(audit)
main.add_command(add_worker)
main.add_command(determine)
main.add_command(screen)
main.add_command(findings)
main.add_command(map_ledger)
main.add_command(policy)
main.add_command(facts)
main.add_command(benefits)
main.add_command(work)
main.add_command(api)
