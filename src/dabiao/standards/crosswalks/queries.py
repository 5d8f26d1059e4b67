"""Read crosswalks: those that hold, those being written, and how a pack's place types are called elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from dabiao.core.crosswalk.model import Crosswalk
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.standards.crosswalks.documents import crosswalk_in
from dabiao.standards.crosswalks.models import AcceptedCrosswalk, CrosswalkDraft


def drafts(asker: Account) -> QuerySet[CrosswalkDraft]:
    """List what is being written, the latest first, without the entries."""
    policy.require(asker, Action.KEEP_CROSSWALKS)
    return CrosswalkDraft.objects.select_related("changed_by").defer("content")


def draft(asker: Account, draft_id: int) -> CrosswalkDraft:
    """Find one draft. Raises CrosswalkDraft.DoesNotExist."""
    policy.require(asker, Action.KEEP_CROSSWALKS)
    return CrosswalkDraft.objects.select_related("changed_by").get(pk=draft_id)


def accepted(asker: Account) -> list[AcceptedCrosswalk]:
    """List the latest of each pair of packs, ended ones too, the latest first, without the entries."""
    policy.require(asker, Action.SEE_STANDARDS)
    found = AcceptedCrosswalk.objects.select_related("accepted_by").defer("content")
    return list(_latest(found))


def accepted_one(asker: Account, crosswalk_id: int) -> AcceptedCrosswalk:
    """Find one, superseded or not. Raises AcceptedCrosswalk.DoesNotExist."""
    policy.require(asker, Action.SEE_STANDARDS)
    return AcceptedCrosswalk.objects.select_related("accepted_by").get(pk=crosswalk_id)


def versions(asker: Account, one: AcceptedCrosswalk) -> QuerySet[AcceptedCrosswalk]:
    """List everything that was ever accepted for the same pair of packs, the latest first, without the entries."""
    policy.require(asker, Action.SEE_STANDARDS)
    found = AcceptedCrosswalk.objects.select_related("accepted_by").defer("content")
    return found.filter(from_pack=one.from_pack, to_pack=one.to_pack)


@dataclass(frozen=True, slots=True)
class InForce:
    """A crosswalk that holds, by the key of its row."""

    id: int
    crosswalk: Crosswalk


def in_force_into(pack_id: str) -> tuple[InForce, ...]:
    """Find the crosswalks that lead into a pack now: editions before siblings, each in the order of its acceptance.

    For jobs that count observations anew.
    """
    found = [one for one in _latest(AcceptedCrosswalk.objects.filter(to_pack=pack_id)) if one.in_force]
    ordered = sorted(found, key=lambda one: (one.kind != "换版", one.pk))
    return tuple(InForce(one.pk, crosswalk_in(one.content)) for one in ordered)


def packs_reached_from(pack_id: str) -> tuple[str, ...]:
    """Packs under which observations of ``pack_id`` are counted as well, the nearest first; never itself."""
    leads: dict[str, list[str]] = {}
    for one in _latest(AcceptedCrosswalk.objects.defer("content")):
        if one.in_force:
            leads.setdefault(one.from_pack, []).append(one.to_pack)
    reached, pending = {pack_id: None}, [pack_id]
    while pending:
        for target in sorted(leads.get(pending.pop(0), ())):
            if target not in reached:
                reached[target] = None
                pending.append(target)
    return tuple(reached)[1:]


def latest_between(from_pack: str, to_pack: str) -> AcceptedCrosswalk | None:
    """The last that was accepted for a pair of packs; None where nothing ever was."""
    return AcceptedCrosswalk.objects.filter(from_pack=from_pack, to_pack=to_pack).first()


def names_of_types(pack_id: str) -> dict[str, str]:
    """Place types of other packs under their name in this one, wherever the two differ: the register of places may
    have been filled in another pack's words.
    """
    found: dict[str, str] = {}
    for one in in_force_into(pack_id):
        for kind in one.crosswalk.site_types:
            if kind.to and kind.to != kind.site_type:
                found.setdefault(kind.site_type, kind.to)
    return found


def _latest(found: QuerySet[AcceptedCrosswalk]) -> list[AcceptedCrosswalk]:
    """The last of each pair, the latest first."""
    pairs: dict[tuple[str, str], AcceptedCrosswalk] = {}
    for one in found:  # newest first
        pairs.setdefault((one.from_pack, one.to_pack), one)
    return list(pairs.values())
