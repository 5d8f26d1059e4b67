"""The last round of a pack, for whoever writes its next rule; and what the page of a rule makes of it."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse
from imported import stored
from workbooks import round_of, row, upload

from dabiao.rounds.files import lake_folder
from dabiao.rounds.last_round import last_round
from dabiao.rounds.models import Import
from dabiao.standards.drafts.actions import publish_draft
from dabiao.standards.drafts.models import PackDraft
from dabiao.standards.drafts.starting import start_from_pack
from dabiao.standards.queries import DEFAULT_PACK

FIELDS = {"method": "实地", "points": "1.0", "form": "quantified", "source": "ours", "do": "preview"}
PARTIAL = {"HX-Request": "true"}


@pytest.fixture
def measured(cast: Cast, home: object, transactional_db: None) -> Cast:
    """Two rounds of museums; in the second 2 of 6 fail, one of them in 西湖街道."""
    stored(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=5)))
    second = round_of("第2轮", "2026-04-02", failing=2)
    second[0] = {**second[0], "街道": "西湖街道"}
    stored(cast.创建办, upload(second, "第二轮.csv"))
    return cast


def test_it_gives_the_rows_of_the_latest_round_alone(measured: Cast) -> None:
    found = last_round(DEFAULT_PACK, "1.1.2", "实地")
    assert found is not None
    assert (found.name, found.places, found.of_places, len(found.observations)) == ("第2轮", 6, 6, 6)
    assert str(found.last_date) == "2026-04-02"


def test_a_standard_that_was_not_looked_at_has_no_rows_and_a_pack_without_rounds_no_round(
    measured: Cast,
) -> None:
    found = last_round(DEFAULT_PACK, "6.1.2", "实地")
    assert found is not None
    assert len(found.observations) == 0
    assert last_round("minors-practice", "1.1.2", "实地") is None


def draft_of(cast: Cast, pack: str = DEFAULT_PACK, name: str = "某区-1") -> PackDraft:
    return start_from_pack(cast.创建办, pack, (name, "某区标准包", "1"))


def rule_of(draft: PackDraft, standard: str, method: str) -> str:
    rows = draft.tables["rules"]
    at = next(n for n, one in enumerate(rows) if (one["standard_id"], one["method"]) == (standard, method))
    return reverse("draft_rule", args=[draft.pk, at])


def test_the_page_of_a_rule_shows_points_before_and_after(client: Client, measured: Cast) -> None:
    client.force_login(measured.创建办)
    draft = draft_of(measured)
    address = rule_of(draft, "1.1.2", "实地")
    hits = {**FIELDS, "form": "deduct", "counting": "faults", "per_unit": "0.25"}
    answer = client.post(address, hits, headers=PARTIAL)
    shown = answer.context["preview"]
    assert (shown.round.name, shown.pack.id) == ("第2轮", DEFAULT_PACK)
    assert shown.effect.whole.before.points == Fraction(4, 6)
    assert shown.effect.whole.after.points == Fraction(1, 2), "two faults"
    assert {one.name: one.before.points for one in shown.effect.streets} == {
        "东湖街道": Fraction(4, 5),
        "西湖街道": 0,
    }
    page = re.sub(r"\s+", " ", answer.content.decode())
    assert "0.67 / 1" in page
    assert "0.50 / 1" in page
    whole = client.post(address, hits)
    assert "0.50 / 1" in whole.content.decode(), "without a script the page shows it too"
    assert client.post(address, FIELDS, headers=PARTIAL).context["preview"].effect.changed is False


def test_a_higher_pass_rate_and_an_excused_failing_are_seen(client: Client, measured: Cast) -> None:
    client.force_login(measured.创建办)
    draft = draft_of(measured)
    standard = next(one for one in draft.tables["standards"] if one["id"] == "1.1.2")
    standard["pass_rate"] = "0.6"
    draft.save()
    shown = client.post(rule_of(draft, "1.1.2", "实地"), FIELDS, headers=PARTIAL).context["preview"]
    assert (shown.effect.whole.before.meets, shown.effect.whole.after.meets) == (False, True)


def test_where_nothing_was_observed_it_says_无数据(client: Client, measured: Cast) -> None:
    client.force_login(measured.创建办)
    draft = draft_of(measured)
    answer = client.post(rule_of(draft, "1.1.1", "材料"), {**FIELDS, "method": "材料"}, headers=PARTIAL)
    assert "最近一轮“第2轮”没有用“材料”测评过这条标准：无数据" in answer.content.decode()


def test_an_edition_without_rounds_of_its_own_is_compared_by_the_one_before(
    client: Client, measured: Cast
) -> None:
    client.force_login(measured.创建办)
    first = draft_of(measured)
    publish_draft(measured.创建办, first.pk, first.version)
    second = draft_of(measured, "某区-1", "某区-2")
    shown = client.post(rule_of(second, "1.1.2", "实地"), FIELDS, headers=PARTIAL).context["preview"]
    assert (shown.pack.id, shown.round.name) == (DEFAULT_PACK, "第2轮")


def test_a_pack_that_was_never_measured_by_says_so(client: Client, measured: Cast) -> None:
    client.force_login(measured.创建办)
    draft = draft_of(measured, "minors-practice")
    answer = client.post(reverse("draft_rule", args=[draft.pk, 0]), FIELDS, headers=PARTIAL)
    assert "上一版还没有测评入库" in answer.content.decode()


def test_a_broken_file_of_the_lake_is_told_and_nothing_fails(client: Client, measured: Cast) -> None:
    client.force_login(measured.创建办)
    draft = draft_of(measured)
    for one in Import.objects.all():
        (lake_folder(one.pk) / "observations.parquet").write_bytes(b"broken")
    answer = client.post(rule_of(draft, "1.1.2", "实地"), FIELDS, headers=PARTIAL)
    assert "不是完好的观测数据文件" in answer.content.decode()


def test_a_row_of_another_standard_does_not_come_in(cast: Cast, home: object, transactional_db: None) -> None:
    stored(
        cast.创建办, upload([row(), row(标准编号="1.1.3", 点位类型="新时代文明实践所（站）", 点位编号="P9")])
    )
    found = last_round(DEFAULT_PACK, "1.1.2", "实地")
    assert found is not None
    assert found.observations.table.column("site_id").to_pylist() == ["P001"]
