"""Work of the insight room that runs outside requests."""

from __future__ import annotations

from django_tasks import task

from dabiao.insight.actions import make_snapshot
from dabiao.people.models import Account


@task()
def assess_district(account_id: int, pack_id: str = "") -> int:
    """Make an assessment on behalf of whoever stored the observations: of ``pack_id``, or of the pack in use.

    Returns the snapshot's number.
    """
    return int(make_snapshot(Account.objects.get(pk=account_id), pack_id).pk)
