"""The record of looking and doing. Its tables are made by hand, for the database itself refuses to change a row."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db import models

LONGEST_WORD, LONGEST_WORDS = 60, 200


class Way(models.TextChoices):
    """How something was looked at; or that something was done, or somebody signed in."""

    READ = "read", "查看"
    LIST = "list", "列表"
    SEARCH = "search", "检索"
    REVEAL = "reveal", "显示号码"
    ATTACHMENT = "attachment", "附件"
    EXPORT = "export", "导出"
    REFUSED = "refused", "未获准"
    ACT = "act", "办理"
    SIGN_IN = "sign_in", "登录"


LOOKS = frozenset({Way.READ, Way.LIST, Way.SEARCH, Way.REVEAL, Way.ATTACHMENT, Way.EXPORT})
NOTED_AS_LOOKS = LOOKS | {Way.REFUSED}
"""A look that was refused shows nothing, and is on record all the same."""


class Entry(models.Model):
    """Who looked or acted, when, with which post, through which door, at which file. No name, no number, no value."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    way = models.CharField(max_length=12, choices=Way.choices)
    act = models.CharField(max_length=LONGEST_WORD, default="")
    """What was done, in a word; empty for looks."""
    worker = models.UUIDField(null=True)
    role = models.CharField(max_length=20, default="")
    area = models.CharField(max_length=12, default="")
    """The post that was used."""
    door = models.CharField(max_length=LONGEST_WORD, default="")
    child = models.UUIDField(null=True)
    place = models.CharField(max_length=12, default="")
    """The place in whose charge the file was."""
    rows = models.PositiveIntegerField(default=1)
    purpose = models.CharField(max_length=LONGEST_WORDS, default="")
    about = models.CharField(max_length=LONGEST_WORDS, default="")
    """Numbers of other rows (an import, a worker), columns by name, or the mark of what was searched for."""

    class Meta:
        managed = False
        db_table = "audit_entry"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.worker} {self.way} {self.door}"


class Seal(models.Model):
    """A keyed hash over some rows of a month and over the seal before; the chain of them shows every change."""

    number = models.BigIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    month = models.CharField(max_length=6)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    count = models.IntegerField()
    rows_hash = models.CharField(max_length=64)
    prints = models.TextField(default="")
    """A few bytes of each row's own hash: by them the row that was changed is named."""
    previous = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=20)
    key = models.IntegerField()
    seal = models.CharField(max_length=64)

    class Meta:
        managed = False
        db_table = "audit_seal"
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.month} {self.first}–{self.last}"


class LookedInto(models.Model):
    """Somebody looked into unusual reading and said what it was. Never changed; a later note stands beside it."""

    kind = models.CharField(max_length=20)
    worker = models.UUIDField()
    on = models.DateField(db_index=True)
    about = models.CharField(max_length=LONGEST_WORD, default="", blank=True)
    note = models.CharField(max_length=LONGEST_WORDS)
    at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.on} {self.kind} {self.worker}"

    @property
    def key(self) -> tuple[str, UUID, date, str]:
        """What it is a note of."""
        return self.kind, self.worker, self.on, self.about


class UnusualDay(models.Model):
    """What was unusual on a day that is over, as seen from some areas: found by a job, so that pages are quick."""

    areas = models.CharField(max_length=400)
    on = models.DateField()
    limits = models.CharField(max_length=100)
    """With which limits it was found."""
    found = models.JSONField()
    upto = models.BigIntegerField()
    """No row up to this number is left out."""
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["areas", "on"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["areas", "on"], name="unusual_day_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.areas}"
