"""Checking a long chain, outside requests."""

from __future__ import annotations

from django_tasks import task

from dabiao.people.auditing import actions
from dabiao.people.models import Account

AT_ONCE = 200_000
"""Entries that are checked while one waits: about two seconds. A longer chain is a job."""


@task()
def check_audit_chain(account_id: int, expect: str) -> bool:
    """Check the chain for this account; what was found stands in the chain itself. Returns whether it is whole."""
    return actions.check_chain(Account.objects.get(pk=account_id), expect) is None
