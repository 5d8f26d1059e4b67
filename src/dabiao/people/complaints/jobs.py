"""Work of 投诉建议 outside requests: erase telephone numbers that are no longer needed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from dabiao.house import audit
from dabiao.people.complaints.models import Complaint, State
from dabiao.people.complaints.queries import rules_in_force
from dabiao.people.writing import UNNAMED


@task()
def erase_contacts() -> int:
    """Erase every number whose time is over: the one this was enqueued for, and any that an idle server missed."""
    return erase_old_contacts()


def erase_contacts_later(at: datetime) -> None:
    """Enqueue the erasing for the moment at which it is due."""
    erase_contacts.using(run_after=at).enqueue()


def erase_old_contacts(now: datetime | None = None) -> int:
    """Erase the numbers of complaints that were closed long enough ago; gives how many."""
    moment = now or timezone.now()
    before = moment - timedelta(days=rules_in_force().keep_contact_days)
    with transaction.atomic():
        old = Complaint.objects.filter(state=State.CLOSED, closed_at__lte=before).exclude(contact="")
        erased = old.update(contact="")
        if erased:
            audit.append(
                actor=UNNAMED,
                action="erase_contacts",
                resource="complaint",
                resource_id="",
                after={"erased": erased, "closed_before": before.isoformat()},
            )
    return erased
