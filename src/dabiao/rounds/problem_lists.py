"""Problems that came without observations, from the check to the list: kept as a file, known by what they say."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from dabiao.core.assessment import Problem
from dabiao.core.defects import Defect
from dabiao.rounds.files import problems_path
from dabiao.rounds.models import Import, ImportState, ListedProblem

BATCH = 2000
"""Rows per INSERT."""

ASKED_AT_ONCE = 500
"""Digests in one query; SQLite takes 32,766 parameters in one statement."""


def keep_problems(import_id: uuid.UUID, problems: Sequence[Problem]) -> None:
    """Write checked problems down until somebody accepts them."""
    said = [{**asdict(one), "date": one.date.isoformat() if one.date else None} for one in problems]
    problems_path(import_id).write_text(json.dumps(said, ensure_ascii=False), "utf-8")


def kept_problems(import_id: uuid.UUID) -> list[Problem]:
    """Problems that wait to be accepted; none where there is no list."""
    path = problems_path(import_id)
    if not path.exists():
        return []
    said = json.loads(path.read_text("utf-8"))
    return [
        Problem(**{**one, "date": date.fromisoformat(one["date"]) if one["date"] else None}) for one in said
    ]


def listed_before(pack_id: str, problems: Sequence[Problem], file_name: str) -> list[Defect]:
    """Find problems that another import put on the list already."""
    rows = {_digest(one): one.source_row for one in problems}
    digests = list(rows)
    found: list[Defect] = []
    for start in range(0, len(digests), ASKED_AT_ONCE):
        known = ListedProblem.objects.filter(
            source__pack_id=pack_id,
            source__state=ImportState.STORED,
            digest__in=digests[start : start + ASKED_AT_ONCE],
        )
        found += [
            Defect(
                "这个问题和 %(date)s 导入的“%(file)s”重复（轮次、日期、点位、检查项、描述都相同）。"
                "请删掉已导入的行，只留新增的",
                file_name,
                row=rows[one.digest],
                parameters={"date": f"{one.source.uploaded_at:%Y-%m-%d}", "file": one.source.file_name},
            )
            for one in known.select_related("source")
        ]
    return sorted(found, key=lambda one: one.row or 0)


def note_listed(accepted: Import, problems: Sequence[Problem]) -> None:
    """Remember what an import listed; part of the write that lists it."""
    ListedProblem.objects.bulk_create(
        (ListedProblem(source=accepted, digest=_digest(one), row=one.source_row) for one in problems),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _digest(one: Problem) -> str:
    said = (one.round, one.date, one.site_id, one.standard_id, one.item, one.text)
    return hashlib.sha256("\x1f".join(str(part or "") for part in said).encode()).hexdigest()
