"""Read packs and their drafts."""

from __future__ import annotations

from django.db.models import QuerySet

from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.standards.drafts.models import PackDraft


def drafts(asker: Account) -> QuerySet[PackDraft]:
    """Every draft, the latest first, without the rows of its tables."""
    policy.require(asker, Action.EDIT_PACKS)
    return PackDraft.objects.select_related("made_by", "changed_by").defer("tables", "not_taken")


def draft(asker: Account, draft_id: int) -> PackDraft:
    """One draft. Raises PackDraft.DoesNotExist."""
    policy.require(asker, Action.EDIT_PACKS)
    return PackDraft.objects.select_related("made_by", "changed_by").get(pk=draft_id)
