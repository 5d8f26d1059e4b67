"""Read how a workbook is understood, and the profiles that are kept."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.rounds.models import ImportMapping, MappingProfile


def mappings(asker: Account) -> QuerySet[ImportMapping]:
    """Mappings of all imports that have one."""
    policy.require(asker, Action.IMPORT_OBSERVATIONS)
    return ImportMapping.objects.select_related("source__uploaded_by", "profile")


def mapping_of_import(asker: Account, import_id: uuid.UUID) -> ImportMapping:
    """The mapping of one import. Raises ImportMapping.DoesNotExist."""
    return mappings(asker).exclude(mapping="").get(source_id=import_id)


def profiles(asker: Account, pack_id: str) -> QuerySet[MappingProfile]:
    """Profiles of a pack by name."""
    policy.require(asker, Action.SEE_IMPORTS)
    return MappingProfile.objects.filter(pack_id=pack_id).select_related("made_by")


def profile_by_id(asker: Account, pack_id: str, profile_id: int) -> MappingProfile:
    """One profile. Raises MappingProfile.DoesNotExist."""
    return profiles(asker, pack_id).get(pk=profile_id)
