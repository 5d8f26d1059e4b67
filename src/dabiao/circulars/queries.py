"""Read circulars."""

from __future__ import annotations

from django.db.models import QuerySet

from dabiao.circulars.models import Circular
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action


def circulars(asker: Account) -> QuerySet[Circular]:
    """List circulars, newest first."""
    policy.require(asker, Action.SEE_CIRCULARS)
    return Circular.objects.select_related("drafted_by", "snapshot")


def circular_by_id(asker: Account, number: int) -> Circular:
    """Find one circular. Raises Circular.DoesNotExist."""
    return circulars(asker).get(pk=number)
