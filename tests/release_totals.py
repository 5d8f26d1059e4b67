"""What a data folder holds, in figures that have to stay what they are when a later version opens it.

``tools/make_release_folder.py`` notes them with the code of the release; the tests count again with that of today.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.db.models import Sum

from dabiao.cases.models import Problem
from dabiao.circulars.models import Circular
from dabiao.duties.breakdown.models import Duty
from dabiao.duties.cycle.models import CalendarEntry
from dabiao.duties.letters.models import LetterVersion
from dabiao.duties.notices.models import Recipient
from dabiao.duties.press.models import PressedTask
from dabiao.house import audit
from dabiao.house.models import AuditEntry
from dabiao.insight.models import Snapshot
from dabiao.people.burden.models import Ask
from dabiao.people.complaints.models import Complaint
from dabiao.people.models import Account, Organisation, Post
from dabiao.places.models import Site
from dabiao.rounds.models import Round, StoredCell


def totals() -> dict[str, object]:
    """Rows of every room, sums of what was counted, the last assessment, and the end of the audit chain."""
    cells = StoredCell.objects.aggregate(
        all_rows=Sum("rows"), good_rows=Sum("rows_ok"), places=Sum("places"), places_ok=Sum("places_ok")
    )
    snapshot = Snapshot.objects.order_by("pk").last()
    assert snapshot is not None
    number, digest = audit.head()
    rooms = (
        Account, Organisation, Post, Ask, Complaint, CalendarEntry, Duty, LetterVersion, Recipient, PressedTask, Site,
        Round, Problem, Circular, AuditEntry,
    )  # fmt: skip
    return {
        "rows": {model._meta.label: model._default_manager.count() for model in rooms},
        "cells": cells,
        "scores": {key: snapshot.result["scores"][key] for key in ("points", "maximum")},
        "rounds": snapshot.rounds,
        "circulars": {one.title: one.sm3 for one in Circular.objects.order_by("pk")},
        "letters": sorted(LetterVersion.objects.exclude(sm3="").values_list("sm3", flat=True)),
        "chain": f"{number}:{digest}",
        "files": file_digests(Path(settings.HOME.path)),
    }


def file_digests(home: Path) -> dict[str, str]:
    """SHA-256 of the files that are kept for good, by their path in the data folder."""
    kept = sorted(
        path for name in ("lake", "documents") for path in (home / name).rglob("*") if path.is_file()
    )
    return {path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}
