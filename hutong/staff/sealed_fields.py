"""Columns whose text is sealed, and columns of marks by which it is found."""

from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

from hutong.lib.key_files import KeyFile


def get_keyring() -> KeyFile:
    """The keys that the settings hold."""
    return settings.KEYRING


class _Opened:
    """Reading the attribute opens the seal; nothing is opened that nobody reads."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        held = row.__dict__[name]
        if isinstance(held, bytes | memoryview):
            row.__dict__[name] = held = self.field.open(bytes(held), row)
        return held

    def __set__(self, row: models.Model, value: object) -> None:
        row.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """A text, sealed with the row's ``uid`` and the column's name. "" is stored as it is: there is nothing to hide.

    It cannot be looked for: add a ``MarkField`` of it. ``update()`` cannot write it, for it does not know the row.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", b"")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **{**kwargs, "editable": True})

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opened(self))

    def _bound_to(self, row: models.Model) -> str:
        return bound_to_row(type(row), self.column, row.uid)  # type: ignore[attr-defined]

    def open(self, sealed: bytes, row: models.Model) -> str:
        """The text. Raises SealBroken, KeyUnknown."""
        return get_keyring().open(sealed, bound_to=self._bound_to(row)).decode() if sealed else ""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        plain = getattr(model_instance, self.attname)
        return get_keyring().seal(plain.encode(), bound_to=self._bound_to(model_instance)) if plain else b""

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str) and value:
            raise FieldError(f"{self.name} is sealed: save the row, and look for it by its mark")
        return super().get_prep_value(value or b"")

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"{self.name} is sealed and not written out")


def bound_to_row(model: type[models.Model], column: str | None, uid: object) -> str:
    """What a seal of a column is bound to: the table, the column and the row's ``uid``."""
    return f"{model._meta.db_table}.{column}:{uid}"


class MarkField(models.CharField):  # type: ignore[type-arg]
    """The mark of a sealed column of the same row, kept true whenever the row is saved; null where it is empty."""

    def __init__(self, *args: Any, source: str = "", kind: str = "", **kwargs: Any) -> None:
        self.source, self.kind = source, kind
        super().__init__(*args, **{"max_length": 40, "null": True, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**cast(Mapping[str, Any], kwargs), "source": self.source, "kind": self.kind}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        mark = mark_of(getattr(model_instance, self.source), kind=self.kind)
        setattr(model_instance, self.attname, mark)
        return mark


def mark_of(text: str, *, kind: str) -> str | None:
    """The mark under which a text of this kind is stored; None for no text."""
    return get_keyring().mark(text, of=kind) or None
