"""Workbooks of any shape on their way in: understood, asked about, checked, previewed, accepted."""

from __future__ import annotations

from collections import Counter

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse
from field_workbooks import FieldWorkbook, field_workbooks
from imported import checked
from mapped import answers, filled_in, handed_in, known_district, lines_of, workbook
from workbooks import round_of, upload

from dabiao.cases.models import Problem
from dabiao.rounds import files
from dabiao.rounds.actions import accept_import
from dabiao.rounds.models import (
    Import,
    ImportMapping,
    ImportState,
    LearnedMatch,
    MappingProfile,
    Round,
    StoredCell,
)
from dabiao.site.home_folder import HomeFolder
from dabiao.site.jobs import run_waiting_jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(client: Client, cast: Cast, home: HomeFolder) -> Client:
    """A browser in which 创建办 is signed in, in the district of the field workbooks."""
    known_district()
    client.force_login(cast.创建办)
    return client


def page(client: Client, name: str, shown: Import, **query: str) -> str:
    answer = client.get(reverse(name, args=[shown.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def accepted(cast: Cast, ready: Import) -> Import:
    assert ready.state == ImportState.READY, ready.defects
    accept_import(cast.创建办, ready)
    run_waiting_jobs()
    return Import.objects.get(pk=ready.pk)


WITH_RATES = [one for one in field_workbooks("open") if one.expected]


@pytest.mark.parametrize("book", WITH_RATES, ids=lambda one: one.path.stem)
def test_every_open_workbook_comes_in_once_its_questions_are_answered(
    office: Client, cast: Cast, book: FieldWorkbook
) -> None:
    shown = handed_in(cast.创建办, book)
    assert shown.state == ImportState.MAPPING
    assert not StoredCell.objects.exists()
    ready = filled_in(office, shown, book)
    assert ready.state == ImportState.READY, (ready.state, ready.defects[:3], lines_of(ready).of("ask")[:3])
    wanted = Counter(one["结果"] for one in book.expected if one["点位编号"])
    told = ready.summary["by_sheet"]
    found = {
        "符合": sum(one["ok"] for one in told),
        "不符合": sum(one["failing"] for one in told),
        "不适用": sum(one["not_applicable"] for one in told),
    }
    for result in ("符合", "不符合", "不适用"):
        assert abs(found[result] - wanted[result]) <= 0.1 * max(wanted[result], 10), (found, wanted)
    done = accepted(cast, ready)
    assert done.state == ImportState.STORED
    assert Round.objects.get().name == ready.summary["rounds"][0]
    assert StoredCell.objects.filter(item="").exists()
