"""An edition of the district does what a built-in pack does: rounds are imported by it, assessed and shown."""

from __future__ import annotations

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse
from workbooks import round_of, upload

from dabiao.insight.models import Snapshot
from dabiao.rounds.actions import accept_import, upload_workbook
from dabiao.rounds.models import Import
from dabiao.site.home_folder import HomeFolder
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.actions import choose_pack
from dabiao.standards.drafts import actions
from dabiao.standards.drafts.starting import start_from_pack

PAGES = ("overview", "ranking", "standards", "breakdown", "cycle", "problems", "packs", "imports")


@pytest.mark.django_db(transaction=True)
def test_a_round_is_imported_and_assessed_by_an_edition_of_the_district(cast: Cast, home: HomeFolder) -> None:
    draft = start_from_pack(cast.创建办, "district-practice", ("某区-2027.1", "某区实践标准包", "2027.1"))
    actions.publish_draft(cast.创建办, draft.pk, 1)
    choose_pack(cast.创建办, "某区-2027.1")
    waiting = upload_workbook(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)), "某区-2027.1")
    run_waiting_jobs()
    accept_import(cast.创建办, Import.objects.get(pk=waiting.pk))
    run_waiting_jobs()
    snapshot = Snapshot.objects.get()
    assert snapshot.result["pack"]["id"] == "某区-2027.1"
    client = Client()
    client.force_login(cast.创建办)
    for name in PAGES:
        assert client.get(reverse(name), follow=True).status_code == 200, name
    assert "某区实践标准包 2027.1" in client.get(reverse("standards")).content.decode()
