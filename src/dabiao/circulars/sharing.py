"""What 通报 says in a chat: its heading, and the figures of the snapshot it was made from."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from dabiao.circulars import queries
from dabiao.circulars.models import Circular
from dabiao.insight.sharing import facts, overview_parts, ranking_parts
from dabiao.office.numbers import day
from dabiao.office.result_note import Part, ResultNote
from dabiao.people.gate import person
from dabiao.people.policy import Action, is_for_all_measured
from dabiao.standards.pack_files import load_pack


def circular_note(request: HttpRequest, number: int) -> ResultNote:
    """One circular. The document itself stays the document: its checksum says which file this is about."""
    try:
        found = queries.circular_by_id(person(request), number)
    except Circular.DoesNotExist:
        raise Http404(str(number)) from None
    snapshot = found.snapshot
    framework = load_pack(snapshot.pack_id)
    told = (
        *([found.number] if found.number else []),
        f"成文日期：{day(found.issued_on)}",
        *facts(snapshot, framework),
    )
    file = Part("正式文件", lines=("以 Word 文件为准。", f"文件校验码（SM3）：{found.sm3[:16]}…"))
    parts = (*overview_parts(snapshot, framework), *ranking_parts(snapshot), file)
    return ResultNote(found.title, found.issuer, told, parts, not is_for_all_measured(Action.SEE_CIRCULARS))
