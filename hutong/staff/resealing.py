"""What is sealed is sealed anew with the newest key while work goes on, so that older keys can be taken out of use.

To be called with the scope open on everything: keys change for all rows.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Func, Value

from hutong.lib.sealing import HEAD_BYTES, Keyring
from hutong.lib.whole_files import write_whole
from hutong.staff.sealed_fields import SealedTextField, bound_to_row, get_keyring

LOT = 500
Advance = Callable[[int], None]


def list_sealed_columns() -> list[tuple[type[models.Model], SealedTextField]]:
    """Every sealed column of every room."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SealedTextField)
    ]


def count_by_key() -> Counter[int]:
    """How many values of columns each key holds."""
    held: Counter[int] = Counter()
    for model, field in list_sealed_columns():
        for head in _with_head(model, field).values_list("head").annotate(rows=models.Count("pk")):
            held[_number_in(bytes(head[0]))] += head[1]
    return held


def reseal_columns(*, advance: Advance) -> int:
    """Seal with the newest key what older ones hold; returns how many values. It can be stopped and run again."""
    return sum(_reseal_column(model, field, advance) for model, field in list_sealed_columns())


def reseal_file(file: Path, *, bound_to: str) -> bool:
    """Seal a file with the newest key, replacing it whole; False where it is so already, or gone meanwhile."""
    keyring = get_keyring().now
    try:
        sealed = file.read_bytes()
    except FileNotFoundError:
        return False
    if sealed.startswith(keyring.head_of(keyring.newest)):
        return False
    write_whole(file, keyring.seal(keyring.open(sealed, bound_to=bound_to), bound_to=bound_to))
    return True


def _reseal_column(model: type[models.Model], field: SealedTextField, advance: Advance) -> int:
    done = 0
    keyring = get_keyring().now
    for lot in _list_lots(model, field, keyring):
        with transaction.atomic():
            for pk, uid, sealed in lot:
                bound_to = bound_to_row(model, field.column, uid)
                anew = keyring.seal(keyring.open(sealed, bound_to=bound_to), bound_to=bound_to)
                # Where somebody wrote meanwhile, theirs stays.
                done += model._default_manager.filter(pk=pk, **{field.attname: sealed}).update(**{field.attname: anew})
        advance(len(lot))
    return done


def _list_lots(
    model: type[models.Model], field: SealedTextField, keyring: Keyring
) -> Iterator[list[tuple[Any, Any, bytes]]]:
    """The rows that older keys hold, a few hundred at a time."""
    waiting = _with_head(model, field).exclude(head=keyring.head_of(keyring.newest)).order_by("pk")
    last: Any = None
    while True:
        rows = waiting.filter(pk__gt=last) if last is not None else waiting
        lot = [(pk, uid, bytes(sealed)) for pk, uid, sealed in rows.values_list("pk", "uid", field.attname)[:LOT]]
        if not lot:
            return
        yield lot
        last = lot[-1][0]


def _with_head(model: type[models.Model], field: SealedTextField) -> models.QuerySet[Any]:
    head = Func(F(field.attname), Value(1), Value(HEAD_BYTES), function="SUBSTR", output_field=models.BinaryField())
    found: models.QuerySet[Any] = model._default_manager.exclude(**{field.attname: b""}).annotate(head=head)
    return found


def _number_in(head: bytes) -> int:
    return int.from_bytes(head[1:HEAD_BYTES], "big")
