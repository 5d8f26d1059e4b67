"""Writes of the letters: draft, save, send for comment, freeze, amend. Others: ``commenting``, ``signing``,
``evaluating``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from dabiao.core.defects import BadInput, Defect
from dabiao.core.letter_proof import content_digest, grouped
from dabiao.core.letter_text import AnnexTask, LetterText, content_of, plain_text
from dabiao.duties.letters import texts
from dabiao.duties.letters.models import (
    AnnexRow,
    Letter,
    LetterBand,
    LetterItem,
    LetterState,
    LetterVersion,
    Revision,
)
from dabiao.duties.letters.soundness import unfreezable, unsavable
from dabiao.duties.letters.sources import tasks_of
from dabiao.duties.letters.template import CAMPAIGN, starting_text
from dabiao.house import signing_keys
from dabiao.people.burden.actions import Request, ask_of
from dabiao.people.models import Account, Organisation, OrganisationKind
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.standards.queries import framework_in_use

RESOURCE = "letter"

MINUTES = 30
"""What reading a letter of a few pages and writing a comment takes, as asked of a unit."""

USUAL_POST = {OrganisationKind.STREET: "街道办事处主任", OrganisationKind.DEPARTMENT: "主要负责人"}
"""Post of whoever signs for the unit, until somebody writes another."""


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """Letters to be drafted: one for each of ``units``, with the wording of ``like``, or that of the template."""

    year: int
    party_a: Organisation
    party_a_post: str
    units: Sequence[Organisation]
    campaign: str = CAMPAIGN
    like: LetterVersion | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """What became of a plan: the letters that were made, and units that had one already."""

    made: list[Letter] = field(default_factory=list)
    already: list[Organisation] = field(default_factory=list)


def draft_letters(actor: Account, plan: DraftPlan) -> Drafted:
    """Draft a letter for each unit, all of them or none. Units that have one of that year keep theirs."""
    outcome = Drafted()
    day = timezone.localdate()
    had = set(
        Letter.objects.filter(
            campaign=plan.campaign, year=plan.year, party_a=plan.party_a, party_b__in=plan.units
        ).values_list("party_b_id", flat=True)
    )
    annexes = tasks_of(actor, [one for one in plan.units if one.pk not in had], day)
    with transaction.atomic():
        for unit in plan.units:
            if unit.pk in had:
                outcome.already.append(unit)
            elif unit.closed_on is not None or unit.pk == plan.party_a.pk:
                raise BadInput(Defect("不能作为乙方：单位已撤并，或就是甲方。请重选", unit.name))
            else:
                outcome.made.append(_drafted(actor, plan, unit, annexes[unit.pk]))
    return outcome


def _drafted(actor: Account, plan: DraftPlan, unit: Organisation, annex: tuple[AnnexTask, ...]) -> Letter:
    post = USUAL_POST.get(OrganisationKind(unit.kind), "主要负责人")
    text = starting_text(plan.year, plan.party_a_post, post, annex)
    if plan.like is not None:
        text = _like(plan.like, text)
    with writing(actor, Action.DRAFT_LETTER, RESOURCE) as entry:
        letter = Letter.objects.create(
            campaign=plan.campaign,
            year=plan.year,
            party_a=plan.party_a,
            party_b=unit,
            drafted_by=actor,
        )
        version = LetterVersion(letter=letter, number=1)
        _write_text(version, text)
        entry.resource_id = str(letter.pk)
        entry.after = {
            "year": plan.year,
            "party_a": plan.party_a.name,
            "party_b": unit.name,
            "version": 1,
            "items": len(text.items),
        }
    return letter


def _like(model: LetterVersion, started: LetterText) -> LetterText:
    """The wording of another letter with this one's year, posts and annex; its days of another year are dropped."""
    text = texts.text_of_version(model)
    same_year = text.period_from.year == started.period_from.year
    return replace(
        text,
        title=text.title.replace(str(text.period_from.year), str(started.period_from.year)),
        party_a_post=started.party_a_post,
        party_b_post=started.party_b_post,
        period_from=text.period_from if same_year else started.period_from,
        period_to=text.period_to if same_year else started.period_to,
        items=tuple(
            replace(one, key=0, deadline=one.deadline if same_year else started.period_to)
            for one in text.items
        ),
        annex=started.annex,
    )


def save_text(actor: Account, version: LetterVersion, text: LetterText, saved: int) -> LetterVersion:
    """Write an open version anew. New items come with key 0. ``saved`` is how often it had been saved when shown.

    Raises BadInput for what cannot be, and when somebody else has saved in the meantime: nothing is written then.
    """
    evaluators = _evaluators(text)
    defects = unsavable(text, framework_in_use().standards, evaluators)
    if defects:
        raise BadInput(defects)
    with writing(actor, Action.DRAFT_LETTER, RESOURCE, str(version.letter_id)) as entry:
        current = locked(version)
        if not current.is_open:
            raise BadInput(
                Defect("已经定稿，不能再改。确需调整的，请在签署后发起修订，另立新的版本", current.title)
            )
        if current.saved != saved:
            raise BadInput(
                Defect(
                    "您打开之后，别人又保存过这份责任书，没有覆盖。请另开一页看看差别，把您的修改补上后再保存",
                    current.title,
                )
            )
        _write_text(current, text, evaluators)
        if current.state == LetterState.COMMENTING:
            _keep_revision(actor, current)
        entry.after = {"version": current.number, "items": len(text.items), "annex": len(text.annex)}
    return current


def refill_annex(actor: Account, version: LetterVersion, saved: int) -> LetterVersion:
    """Take the annexed table anew from the breakdown of tasks, in place of what stands there."""
    text = texts.text_of_version(version)
    unit = version.letter.party_b
    annex = tasks_of(actor, [unit], timezone.localdate())[unit.pk]
    return save_text(actor, version, replace(text, annex=annex), saved)


def send_for_comment(
    actor: Account, letters: Iterable[Letter], due: datetime, reason: str = ""
) -> list[LetterVersion]:
    """Send drafts to their parties, all of them or none; each counts as asked of its 乙方 (减负)."""

    def send(letter: Letter) -> LetterVersion:
        with writing(actor, Action.DRAFT_LETTER, RESOURCE, str(letter.pk)) as entry:
            version = _latest(letter, LetterState.DRAFT, _("不是草稿，不能送征求意见。请刷新页面看最新状态"))
            if not version.letteritems.exists():
                raise BadInput(Defect("还没有目标任务，请先写明要完成什么", version.title))
            _refuse_closed(version)
            request = Request(
                RESOURCE,
                f"{letter.pk}-{version.number}",
                version.title,
                reverse("letter", kwargs={"letter_id": letter.pk}),
                MINUTES,
                due=due,
            )
            ask_of(actor, [letter.party_b], request, reason)
            version.state, version.comment_due = LetterState.COMMENTING, due
            version.save(update_fields=["state", "comment_due"])
            _keep_revision(actor, version)
            entry.before = {"state": LetterState.DRAFT}
            entry.after = {"version": version.number, "state": version.state, "due": due.isoformat()}
        return version

    return _each(letters, send)


def freeze(actor: Account, letters: Iterable[Letter]) -> list[LetterVersion]:
    """Freeze versions that were commented on, all of them or none: their content gets its digest and is final.

    Raises BadInput for bands that leave a score out or say two things of it, points that are not 100, and comments
    that nobody has answered.
    """

    def make_final(letter: Letter) -> LetterVersion:
        with writing(actor, Action.DRAFT_LETTER, RESOURCE, str(letter.pk)) as entry:
            version = _latest(
                letter, LetterState.COMMENTING, _("没有在征求意见，不能定稿。请先送乙方征求意见")
            )
            _refuse_closed(version)
            text = texts.text_of_version(version)
            defects = unfreezable(text)
            waiting = version.comments.filter(agrees=False, answer="").count()
            if waiting:
                defects.append(
                    Defect(
                        "还有 %(n)d 条意见没有答复，请逐条答复后再定稿",
                        version.title,
                        parameters={"n": waiting},
                    )
                )
            if defects:
                raise BadInput(defects)
            signing_keys.provider().public_key(signing_keys.INSTALLATION)  # so that no page has to make it
            version.content = content_of(texts.head_of_version(version), text)
            version.sm3 = content_digest(version.content)
            version.state = LetterState.FROZEN
            version.frozen_by, version.frozen_at = actor, timezone.now()
            version.save(update_fields=["content", "sm3", "state", "frozen_by", "frozen_at"])
            entry.before = {"state": LetterState.COMMENTING}
            entry.after = {"version": version.number, "state": version.state, "sm3": grouped(version.sm3)}
        return version

    return _each(letters, make_final)


def amend(actor: Account, letter: Letter, reason: str) -> LetterVersion:
    """Begin a new version of a letter that is in force; that one stays in force until the new one is signed."""
    with writing(actor, Action.DRAFT_LETTER, RESOURCE, str(letter.pk)) as entry:
        before = _latest(
            letter, LetterState.SIGNED, _("没有在执行的版本，或已有一个新版本还没签完，不能再发起修订")
        )
        if not reason.strip():
            raise BadInput(Defect("没有写修订原因，请写明为什么要改", before.title))
        _refuse_closed(before)
        version = LetterVersion(
            letter=letter,
            number=before.number + 1,
            amends=before,
            reason=reason.strip(),
            next_key=before.next_key,
        )
        text = texts.text_of_version(before)
        _write_text(version, text)
        entry.after = {"version": version.number, "amends": before.number, "reason": version.reason}
    return version


def _write_text(
    version: LetterVersion, text: LetterText, evaluators: dict[str, Organisation] | None = None
) -> None:
    """Put a text into the tables of an open version, in place of what stands there."""
    known = _evaluators(text) if evaluators is None else evaluators
    for name in texts.PLAIN_FIELDS:
        setattr(version, name, getattr(text, name))
    used = {one.key for one in text.items if 0 < one.key < version.next_key}
    items = []
    for one in text.items:
        if one.key in used:
            used.discard(one.key)
            items.append(one)
        else:
            items.append(replace(one, key=version.next_key))
            version.next_key += 1
    version.saved += 1
    version.save()
    for rows in (version.letteritems, version.letterbands, version.annexrows):
        rows.all().delete()
    LetterItem.objects.bulk_create(texts.item_rows(version, items, known))
    LetterBand.objects.bulk_create(texts.band_rows(version, text.bands))
    AnnexRow.objects.bulk_create(texts.annex_rows(version, text.annex))


def _evaluators(text: LetterText) -> dict[str, Organisation]:
    """Open organisations that the items name, by name."""
    names = {one.evaluator for one in text.items if one.evaluator}
    return {
        one.name: one
        for one in Organisation.objects.filter(name__in=names, closed_on=None).exclude(
            kind__in=(OrganisationKind.COMMUNITY, OrganisationKind.GRID)
        )
    }


def _keep_revision(actor: Account, version: LetterVersion) -> None:
    last = version.revisions.order_by("-number").first()
    Revision.objects.create(
        version=version,
        number=last.number + 1 if last else 1,
        text=plain_text(texts.text_of_version(version)),
        made_by=actor,
        made_at=timezone.now(),
    )


def locked(version: LetterVersion) -> LetterVersion:
    """Read a version anew, for this write alone: a page may be older than the last change."""
    return (
        LetterVersion.objects.select_for_update(of=("self",))
        .select_related("letter__party_a", "letter__party_b", "amends")
        .get(pk=version.pk)
    )


def _latest(letter: Letter, state: LetterState, otherwise: str) -> LetterVersion:
    """The letter's last version, if it is in ``state``. Raises BadInput that says ``otherwise``."""
    newest = letter.versions.order_by("-number").first()
    assert newest is not None, "a letter is made with its first version"
    version = locked(newest)
    if version.state != state:
        raise BadInput(Defect(otherwise, version.title))
    return version


def _refuse_closed(version: LetterVersion) -> None:
    for party in (version.letter.party_a, version.letter.party_b):
        if party.closed_on is not None:
            raise BadInput(Defect("已经撤并，不能再和它签责任书。请和承接的单位另立一份", party.name))


def _each(letters: Iterable[Letter], do: Callable[[Letter], LetterVersion]) -> list[LetterVersion]:
    """Do it to every letter; when any is refused, none is changed and all reasons are told."""
    done, defects = [], []
    with transaction.atomic():
        for letter in letters:
            try:
                done.append(do(letter))
            except BadInput as bad:
                defects += [
                    replace(one, file=f"{letter.party_b.name} {one.file}")
                    if one.file != letter.party_b.name
                    else one
                    for one in bad.defects
                ]
        if defects:
            raise BadInput(defects)
    return done
