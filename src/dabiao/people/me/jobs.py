"""Digests are made outside requests: the clock looks every minute whose is due, and the worker makes them."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from dabiao.people.me import actions, queries


@task()
def make_digests() -> int:
    """Make every digest that is due now. Returns how many were made."""
    now = timezone.localtime()
    actions.forget_old_digests(now)
    made = [actions.make_digest(account, now) for account in queries.due_accounts(now)]
    return sum(one is not None for one in made)


def tick() -> bool:
    """Have digests made when somebody's is due and no such job waits already. Whether a job was queued."""
    waiting = DBTaskResult.objects.filter(
        task_path=make_digests.module_path, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    if not queries.due_accounts(timezone.localtime()) or waiting.exists():
        return False
    make_digests.enqueue()
    return True
