"""Rounds that never change any more: asked before anything is added to a round or taken from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from dabiao.core.defects import BadInput, Defect
from dabiao.rounds.events import RoundsPublished, RoundStamps
from dabiao.rounds.models import Carrying, FreezeKind, Import, ImportState, Round, RoundFreeze


def frozen_rounds(pack_id: str, rounds: Iterable[str]) -> dict[str, RoundFreeze]:
    """Which of ``rounds`` are frozen, each with its first freeze."""
    found: dict[str, RoundFreeze] = {}
    for one in RoundFreeze.objects.filter(pack_id=pack_id, round__in=list(rounds)).order_by("pk"):
        found.setdefault(one.round, one)
    return found


def round_stamps(pack_id: str) -> RoundStamps:
    """Key and revision of each round of a pack."""
    return tuple(Round.objects.filter(pack_id=pack_id).order_by("pk").values_list("pk", "revision"))


def no_more_rows(pack_id: str, rounds: Iterable[str], file_name: str) -> list[Defect]:
    """Say which of ``rounds`` take no more observations."""
    return _refusals(pack_id, rounds, file_name, NO_MORE)


def not_undone(pack_id: str, rounds: Iterable[str], file_name: str) -> list[Defect]:
    """Say which of ``rounds`` nothing is taken from any more, and which rounds of other packs that rest on them."""
    resting = _reached({(pack_id, name) for name in rounds}, _carried_to)
    by_pack: dict[str, list[str]] = {}
    for pack, name in sorted(resting):
        by_pack.setdefault(pack, []).append(name)
    return [one for pack, names in by_pack.items() for one in _refusals(pack, names, file_name, NOT_UNDONE)]


PackRound = tuple[str, str]
"""A round by its pack and name."""


def _carried_to(one: Carrying) -> Iterator[tuple[PackRound, PackRound]]:
    """From a round there to the round here that rests on it."""
    return (((one.from_pack, there), (one.to_pack, here)) for there, here in one.rounds)


def _carried_from(one: Carrying) -> Iterator[tuple[PackRound, PackRound]]:
    """From a round here to the round there that it rests on."""
    return (((one.to_pack, here), (one.from_pack, there)) for there, here in one.rounds)


def _reached(
    first: set[PackRound], steps_of: Callable[[Carrying], Iterator[tuple[PackRound, PackRound]]]
) -> set[PackRound]:
    """``first`` and all rounds that carried ones lead to, however many packs away. One query."""
    steps: dict[PackRound, set[PackRound]] = {}
    for one in Carrying.objects.all():
        for start, end in steps_of(one):
            steps.setdefault(start, set()).add(end)
    found, pending = set(first), list(first)
    while pending:
        for further in steps.get(pending.pop(), set()) - found:
            found.add(further)
            pending.append(further)
    return found


NO_MORE = {
    FreezeKind.CIRCULAR: _(
        "轮次“%(round)s”已用于通报“%(words)s”（%(day)s），不能再增加记录。"
        "更正或补测请改用新的轮次名（如“%(round)s补测”）再导入"
    ),
    FreezeKind.BY_HAND: _(
        "轮次“%(round)s”已于 %(day)s 冻结（%(words)s），不能再增加记录。"
        "更正或补测请改用新的轮次名（如“%(round)s补测”）再导入"
    ),
}

NOT_UNDONE = {
    FreezeKind.CIRCULAR: _(
        "轮次“%(round)s”已用于通报“%(words)s”（%(day)s），这次导入不能撤销。"
        "要更正，请把更正后的记录用新的轮次名（如“%(round)s更正”）导入，并在下一期通报中说明"
    ),
    FreezeKind.BY_HAND: _(
        "轮次“%(round)s”已于 %(day)s 冻结（%(words)s），这次导入不能撤销。"
        "要更正，请把更正后的记录用新的轮次名（如“%(round)s更正”）导入，并在下一期通报中说明"
    ),
}


def _refusals(
    pack_id: str, rounds: Iterable[str], file_name: str, said: Mapping[FreezeKind, str]
) -> list[Defect]:
    return [
        Defect(
            said[FreezeKind(one.kind)],
            file_name,
            parameters={
                "round": name,
                "words": one.words,
                "day": f"{timezone.localtime(one.frozen_at):%Y-%m-%d}",
            },
        )
        for name, one in frozen_rounds(pack_id, rounds).items()
    ]


def hold_still(pack_id: str, rounds: Iterable[str], what: str) -> None:
    """Lock the imports that ``rounds`` rest on against an undo that begins now, those carried from other packs too.

    Raises BadInput while one is under way.
    """
    wanted = _reached({(pack_id, name) for name in rounds}, _carried_from)
    held = Import.objects.select_for_update().filter(
        pack_id__in={pack for pack, _ in wanted}, state__in=(ImportState.STORED, ImportState.UNDOING)
    )
    undoing = [
        one.file_name
        for one in held
        if one.state == ImportState.UNDOING
        and wanted & {(one.pack_id, name) for name in one.summary.get("rounds", ())}
    ]
    if undoing:
        raise BadInput(
            Defect(
                "正在撤销导入“%(file)s”，现在不能继续。请过几秒钟再试", what, parameters={"file": undoing[0]}
            )
        )


def freeze_published(event: RoundsPublished) -> None:
    """Freeze the rounds of a document that goes out; part of that document's write. Raises BadInput when they moved."""
    hold_still(event.pack_id, event.rounds, event.title)
    if round_stamps(event.pack_id) != event.stamps:
        raise BadInput(
            Defect("刚有新的测评数据入库，结果还在计算，通报没有生成。请过几秒钟再试", event.title)
        )
    known = frozen_rounds(event.pack_id, event.rounds)
    RoundFreeze.objects.bulk_create(
        RoundFreeze(
            pack_id=event.pack_id,
            round=name,
            kind=FreezeKind.CIRCULAR,
            words=event.title[:200],
            frozen_by=event.by,
        )
        for name in event.rounds
        if name not in known
    )
