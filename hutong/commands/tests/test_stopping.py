"""A command that finds no space on the disk says so in one sentence, in the language of the command."""

import errno

import click
import pytest
from click.testing import CliRunner

from hutong.commands.stopping import stopping_clearly


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "磁盘空间不足，无法写入 /data/a"), ("en", "No space is left on the disk for /data/a")]
)
def test_a_full_disk_is_said_in_a_sentence(lang: str, said: str) -> None:
    @click.command()
    @click.option("--lang", default="zh")
    @stopping_clearly
    def fill(lang: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/data/a")

    ran = CliRunner().invoke(fill, ["--lang", lang])
    assert (ran.exit_code, ran.stderr.startswith(said)) == (2, True)
    assert "Traceback" not in ran.output
