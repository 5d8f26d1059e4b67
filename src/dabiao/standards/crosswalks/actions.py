"""Writes of the crosswalks: proposing, mending, accepting, ending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction

from dabiao.core.crosswalk.model import Basis, Crosswalk, CrosswalkKind, Entry, TypeEntry
from dabiao.core.crosswalk.proposal import Proposal, propose
from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.house.events import publish
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.standards.crosswalks.documents import crosswalk_in, document_of
from dabiao.standards.crosswalks.events import CrosswalkChanged
from dabiao.standards.crosswalks.models import AcceptedCrosswalk, CrosswalkDraft, Kind
from dabiao.standards.crosswalks.queries import latest_between
from dabiao.standards.pack_files import load_pack

OWN_WORDS = "*"
"""Choice for an item that has no counterpart but belongs to the standard: it is counted there under its own words."""

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose for one old standard: its counterpart ('' for none, None to leave that as it is), and for
    items theirs: '' for none, ``OWN_WORDS``, or an item of the new pack. Items left out stay, or follow the standard
    when that goes elsewhere.
    """

    to_standard: str | None
    items: Mapping[str, str]
    note: str = ""


def propose_unasked(old: str, new: str) -> CrosswalkDraft | None:
    """Propose an edition's crosswalk when it is published. It decides nothing, so it leaves no audit entry; what
    somebody makes of it does.
    """
    if latest_between(old, new) or CrosswalkDraft.objects.filter(from_pack=old, to_pack=new).exists():
        return None
    try:
        before, after = _pair(old, new)
    except (
        BadInput
    ):  # a pack without standards of its own leads nowhere, which is no fault of whoever published
        return None
    return _stored(propose(before, after, CrosswalkKind.EDITION), None)


def start_crosswalk(actor: Account, from_pack: str, to_pack: str, kind: str) -> CrosswalkDraft:
    """Begin a crosswalk: from the one that was accepted last, else from a proposal. An open draft is given as it is.

    Raises BadInput for packs that cannot be compared.
    """
    before, after = _pair(from_pack, to_pack)
    last = latest_between(from_pack, to_pack)
    with writing(actor, Action.KEEP_CROSSWALKS, "crosswalk_draft") as entry:
        known = CrosswalkDraft.objects.filter(from_pack=from_pack, to_pack=to_pack).first()
        if known is None:
            wanted = CrosswalkKind(kind)
            content = (
                replace(_completed(crosswalk_in(last.content), before, after), kind=wanted)
                if last
                else propose(before, after, wanted)
            )
            known = _stored(content, actor)
        entry.resource_id = str(known.pk)
        entry.after = {
            "from_pack": from_pack,
            "to_pack": to_pack,
            "kind": known.kind,
            "version": known.version,
        }
    return known


def choose(actor: Account, draft_id: int, version: int, standard_id: str, choice: Choice) -> CrosswalkDraft:
    """Say where an old standard and its items go. Raises BadInput when somebody else changed the draft since, or the
    packs have no such standard or item; CrosswalkDraft.DoesNotExist.
    """
    with writing(actor, Action.KEEP_CROSSWALKS, "crosswalk_draft", str(draft_id)) as entry:
        draft = _open(draft_id, version)
        old, new = _pair(draft.from_pack, draft.to_pack)
        crosswalk = crosswalk_in(draft.content)
        chosen = _chosen(crosswalk, old, new, standard_id, choice)
        entries = tuple(chosen.get((one.standard, one.item), one) for one in crosswalk.entries)
        _keep(draft, replace(crosswalk, entries=entries), actor)
        to = chosen[standard_id, ""].to_standard
        entry.after = {"standard": standard_id, "counterpart": to, "version": draft.version}
    return draft


def name_types(actor: Account, draft_id: int, version: int, names: Mapping[str, str]) -> CrosswalkDraft:
    """Say what the old pack's place types are called in the new one, '' for none. Raises as ``choose`` does."""
    with writing(actor, Action.KEEP_CROSSWALKS, "crosswalk_draft", str(draft_id)) as entry:
        draft = _open(draft_id, version)
        _, new = _pair(draft.from_pack, draft.to_pack)
        known = {one.id for one in new.site_types}
        for name in names.values():
            if name and name not in known:
                raise BadInput(
                    Defect("新标准包没有点位类型“%(name)s”", str(draft), parameters={"name": name})
                )
        crosswalk = crosswalk_in(draft.content)
        types = tuple(
            TypeEntry(one.site_type, names[one.site_type], 100, Basis.BY_HAND)
            if names.get(one.site_type, one.to) != one.to
            else one
            for one in crosswalk.site_types
        )
        _keep(draft, replace(crosswalk, site_types=types), actor)
        entry.after = {"named_types": dict(names), "version": draft.version}
    return draft


def accept_crosswalk(actor: Account, draft_id: int, version: int) -> AcceptedCrosswalk:
    """Let a draft hold from now on, as the next number of its pair. Raises as ``choose`` does."""
    with writing(actor, Action.KEEP_CROSSWALKS, "crosswalk") as entry:
        draft = _open(draft_id, version)
        one = _accepted(actor, draft.from_pack, draft.to_pack, draft.kind, draft.content)
        draft.delete()
        entry.resource_id = str(one.pk)
        entry.after = {
            "from_pack": one.from_pack,
            "to_pack": one.to_pack,
            "version": one.number,
            "kind": one.kind,
        }
        publish(CrosswalkChanged(one.from_pack, one.to_pack, actor))
    return one


def discard_draft(actor: Account, draft_id: int, version: int) -> None:
    """Give a draft up; what was accepted before still holds. Raises as ``choose`` does."""
    with writing(actor, Action.KEEP_CROSSWALKS, "crosswalk_draft", str(draft_id)) as entry:
        draft = _open(draft_id, version)
        entry.before = {"from_pack": draft.from_pack, "to_pack": draft.to_pack, "version": draft.version}
        entry.after = {"discarded": True}
        draft.delete()


def end_crosswalk(actor: Account, crosswalk_id: int) -> AcceptedCrosswalk:
    """Let no crosswalk hold between its packs any more, by a further number that says so; what was carried goes.

    Raises BadInput unless it is the one that holds; AcceptedCrosswalk.DoesNotExist.
    """
    with writing(actor, Action.KEEP_CROSSWALKS, "crosswalk") as entry:
        one = AcceptedCrosswalk.objects.get(pk=crosswalk_id)
        last = latest_between(one.from_pack, one.to_pack)
        if last is None or last.pk != one.pk or not one.in_force:
            raise BadInput(Defect("这份标准对应已经被新的代替或停用，没有改动。请刷新页面", str(one)))
        ended = _accepted(actor, one.from_pack, one.to_pack, one.kind, one.content, in_force=False)
        entry.resource_id = str(ended.pk)
        entry.before, entry.after = {"version": one.number}, {"version": ended.number, "in_force": False}
        publish(CrosswalkChanged(one.from_pack, one.to_pack, actor))
    return ended


def _pair(from_pack: str, to_pack: str) -> tuple[Framework, Framework]:
    """Load both packs. Raises BadInput when they cannot be compared."""
    if from_pack == to_pack:
        raise BadInput(Defect("两边是同一个标准包，不用对应。请选两个不同的", from_pack))
    old, new = load_pack(from_pack), load_pack(to_pack)
    for one in (old, new):
        if one.open_ended or not one.standards:
            raise BadInput(
                Defect("这个标准包没有列出标准，无法对应。请选别的标准包", f"{one.title} {one.id}")
            )
    return old, new


def _stored(crosswalk: Crosswalk, actor: Account | None) -> CrosswalkDraft:
    """Store a new draft; of two people who begin at once the first one's is taken."""
    try:
        with transaction.atomic():
            return CrosswalkDraft.objects.create(
                from_pack=crosswalk.from_pack,
                to_pack=crosswalk.to_pack,
                kind=Kind(crosswalk.kind.value),
                content=document_of(crosswalk),
                changed_by=actor,
            )
    except IntegrityError:
        return CrosswalkDraft.objects.get(from_pack=crosswalk.from_pack, to_pack=crosswalk.to_pack)


def _accepted(
    actor: Account, from_pack: str, to_pack: str, kind: str, content: object, *, in_force: bool = True
) -> AcceptedCrosswalk:
    last = latest_between(from_pack, to_pack)
    return AcceptedCrosswalk.objects.create(
        from_pack=from_pack,
        to_pack=to_pack,
        number=last.number + 1 if last else 1,
        kind=kind,
        content=content,
        in_force=in_force,
        from_digest=load_pack(from_pack).digest,
        to_digest=load_pack(to_pack).digest,
        accepted_by=actor,
    )


def _open(draft_id: int, version: int) -> CrosswalkDraft:
    """Lock a draft for a change. Raises BadInput when it was changed since ``version``."""
    draft = CrosswalkDraft.objects.select_for_update(of=("self",)).get(pk=draft_id)
    if draft.version != version:
        who = draft.changed_by
        raise BadInput(
            Defect(
                "刚才 %(who)s 改过这份标准对应，您的修改没有保存。请看过最新内容后再改一次",
                str(draft),
                parameters={"who": (who.display_name or who.username) if who else "—"},
            )
        )
    return draft


def _keep(draft: CrosswalkDraft, crosswalk: Crosswalk, actor: Account) -> None:
    draft.content = document_of(crosswalk)
    draft.version += 1
    draft.changed_by = actor
    draft.save()


def _chosen(
    crosswalk: Crosswalk, old: Framework, new: Framework, standard_id: str, choice: Choice
) -> dict[tuple[str, str], Entry]:
    """Entries as somebody chose them; what they left as it was keeps its basis."""
    before = crosswalk.entry.get((standard_id, ""))
    if before is None:
        raise _unknown("标准包里没有标准“%(name)s”，没有保存", old, standard_id)
    if choice.to_standard and choice.to_standard not in new.standards:
        raise _unknown("标准包里没有标准“%(name)s”，没有保存", new, choice.to_standard)
    target = before.to_standard if choice.to_standard is None else choice.to_standard
    moved = target != before.to_standard
    own = replace(before, note=choice.note[:LONGEST_NOTE])
    if moved or (before.undecided and choice.to_standard is not None):
        own = replace(own, to_standard=target, percent=100, basis=Basis.BY_HAND, candidate="")
    found = {(standard_id, ""): own}
    if moved:
        followed = (
            Proposal(old, new).items(standard_id, target)
            if target
            else [
                Entry(standard_id, item.id, "", "", 100, Basis.BY_HAND)
                for item in old.items_of.get(standard_id, ())
            ]
        )
        found |= {(standard_id, one.item): one for one in followed}
    for item, wanted in choice.items.items():
        entry = crosswalk.entry.get((standard_id, item))
        if entry is None:
            raise _unknown("标准包里没有检查项“%(name)s”，没有保存", old, item)
        standard, to_item = _item_target(new, target, wanted)
        if entry.undecided or (standard, to_item) != (entry.to_standard, entry.to_item):
            found[standard_id, item] = Entry(standard_id, item, standard, to_item, 100, Basis.BY_HAND)
    return found


def _item_target(new: Framework, standard: str, wanted: str) -> tuple[str, str]:
    """Say where an item goes that somebody chose ``wanted`` for. Raises BadInput when there is no such item."""
    if wanted == "":
        return "", ""
    if wanted == OWN_WORDS and standard:
        return standard, ""
    owner = next((item.standard_id for item in new.items if item.id == wanted), None)
    if owner is None:
        raise _unknown("标准包里没有检查项“%(name)s”，没有保存", new, wanted)
    return owner, wanted


def _unknown(template: str, framework: Framework, name: str) -> BadInput:
    return BadInput(Defect(template, framework.title, parameters={"name": name[:64]}))


def _completed(crosswalk: Crosswalk, old: Framework, new: Framework) -> Crosswalk:
    """Take over what was accepted, and propose for what the packs have got since; a built-in pack may have grown."""
    fresh = propose(old, new, crosswalk.kind)
    return replace(
        fresh,
        entries=tuple(crosswalk.entry.get((one.standard, one.item), one) for one in fresh.entries),
        site_types=tuple(crosswalk.type_entry.get(one.site_type, one) for one in fresh.site_types),
    )
