"""What imports keep of children whose files were erased: the cells looked at in a ledger's first rows."""

from uuid import UUID

from hutong.exchange.models import Import, ImportRow

OVER = (Import.State.APPLIED, Import.State.UNDONE, Import.State.REFUSED, Import.State.DROPPED)


def forget_children(children: set[UUID]) -> dict[str, int]:
    """Empty what imports that brought these children showed of their ledgers; how many. Within an erasure alone.

    The rows themselves bear the children's numbers and go with the erasure.
    """
    batches = ImportRow.objects.filter(child__in=children).values("batch")
    count = 0
    for batch in Import.objects.filter(pk__in=batches, state__in=OVER):
        batch.look = ""
        batch.save(update_fields=["look"])
        count += 1
    return {"exchange.Import.look": count}
