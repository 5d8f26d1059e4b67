"""总览: the figures of result.json, in the order a leader needs them, for those who may see results."""

import re

import pytest
from cast import Cast
from counted import counted_round
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dabiao.core.framework import Framework
from dabiao.insight.actions import make_snapshot
from dabiao.insight.models import Snapshot
from dabiao.insight.queries import GAPS_SHOWN, class_counts, gaps
from dabiao.office import numbers
from dabiao.rounds.models import StoredCell
from dabiao.standards.pack_files import load_pack
from dabiao.standards.queries import DEFAULT_PACK, framework_in_use

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def snapshot(cast: Cast) -> Snapshot:
    """Two rounds of a district where museums fall short."""
    counted_round(3)
    counted_round(4)
    return make_snapshot(cast.创建办)


def text(client: Client, name: str = "overview") -> str:
    """What the page says, without its tags."""
    page = client.get(reverse(name)).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(
        r"\s+", " ", re.sub(r"<.*?>", "", re.sub(r"<script.*?</script>", "", main, flags=re.DOTALL))
    )


@pytest.mark.parametrize("name", ["overview", "ranking", "score"])
def test_before_the_first_import_the_page_says_what_to_do(client: Client, cast: Cast, name: str) -> None:
    client.force_login(cast.领导)
    said = text(client, name)
    assert "还没有测评结果" in said
    assert "导入第一份测评工作簿" in said


def test_the_page_shows_the_figures_of_the_result(client: Client, cast: Cast, snapshot: Snapshot) -> None:
    client.force_login(cast.领导)
    said, result = text(client), snapshot.result
    assert f"{numbers.shown(result['scores']['points'])} / 100" in said
    low, high = result["scores"]["interval"]
    assert f"{numbers.shown(low, 1)}～{numbers.shown(high, 1)}" in said
    assert "基数：80 次点位检查、80 条记录" in said
    for one in result["rounds"]:
        assert f"{one['name']} {one['first_date']}" in said or f"{one['name']}{one['first_date']}" in said
        assert numbers.shown(one["score"]) in said


def test_the_tiles_count_the_standards_and_lead_to_them(
    client: Client, cast: Cast, snapshot: Snapshot
) -> None:
    client.force_login(cast.街道)
    answer = client.get(reverse("overview"))
    counts = dict(answer.context["counts"])
    (standard,) = snapshot.result["standards"]
    assert counts[standard["class"]] == 1
    assert sum(counts.values()) == answer.context["counted"] == 1
    for found in re.findall(r'href="(/standards/\?class=[^"]*)"', answer.content.decode()):
        branches = client.get(found).context["branches"]
        shown = sum(number for branch in branches for _, number in branch.counts)
        assert shown == counts[client.get(found).context["wanted"]]


def test_what_has_no_class_is_counted_apart() -> None:
    result = {"standards": [{"class": name} for name in ("达标", None, "达标", "不达标", None)]}
    assert class_counts(result) == (("达标", 2), ("不稳定达标", 0), ("不达标", 1), ("证据不足", 0), ("", 2))


def _entry(standard: str, stability_class: str | None) -> dict[str, object]:
    return {"standard_id": standard, "class": stability_class, "rate": 0.5, "interval": [0.4, 0.6]}


def _node(standard: str, points: float | None) -> dict[str, object]:
    return {"id": standard, "points": points, "maximum": 2.0}


def test_gaps_are_what_is_not_met_most_points_lost_first() -> None:
    framework = framework_of_the_district()
    given = {
        "1.1.2": "不达标",
        "1.1.3": "不稳定达标",
        "1.2.1": "达标",
        "6.1.2": "证据不足",
        "1.3.1": "不达标",
    }
    lost = {"1.1.2": 1.5, "1.1.3": 0.2, "1.2.1": 0.0, "6.1.2": 0.0, "1.3.1": None}
    result = {
        "standards": [_entry(name, one) for name, one in given.items()],
        "scores": {"id": "", "children": [_node(name, points) for name, points in lost.items()]},
    }
    found = gaps(result, framework)
    assert [(one.standard_id, one.lost) for one in found] == [("1.1.3", 1.8), ("1.1.2", 0.5)]
    assert found[0].title == framework.standards["1.1.3"].title


def test_a_long_list_of_gaps_is_cut_to_the_worst() -> None:
    framework = framework_of_the_district()
    names = list(framework.standards)[: GAPS_SHOWN + 5]
    result = {
        "standards": [_entry(name, "不达标") for name in names],
        "scores": {"id": "", "children": [_node(name, at / 100) for at, name in enumerate(names)]},
    }
    assert [one.standard_id for one in gaps(result, framework)] == names[:GAPS_SHOWN]


def framework_of_the_district() -> Framework:
    return load_pack(DEFAULT_PACK)


def test_the_gap_says_what_is_lost_and_how_to_mend_it(client: Client, cast: Cast, snapshot: Snapshot) -> None:
    client.force_login(cast.领导)
    answer = client.get(reverse("overview"))
    (gap,) = answer.context["gaps"]
    (standard,) = snapshot.result["standards"]
    assert (gap.rate, list(gap.interval)) == (standard["rate"], standard["interval"])
    assert gap.fix == framework_in_use().standards["1.1.2"].fix
    assert gap.fix in answer.content.decode()
    assert numbers.percent(standard["rate"], 1) in answer.content.decode()


def test_the_score_tree_names_what_has_no_data_and_adds_up(
    client: Client, cast: Cast, snapshot: Snapshot
) -> None:
    client.force_login(cast.责任单位)
    said = text(client, "score")
    scores = snapshot.result["scores"]
    assert f"{numbers.shown(scores['points'])} / 100" in said
    assert "点位 68/80 合格，记录 68/80 符合" in said
    assert "无数据：" in said
    with_data = [child for child in scores["children"] if child["points"] is not None]
    assert len(with_data) == 1
    assert scores["without_data"]


@pytest.mark.parametrize("role", ["测评员", "外人"])
def test_others_learn_no_figure(client: Client, cast: Cast, snapshot: Snapshot, role: str) -> None:
    client.force_login(getattr(cast, role))
    for name in ("overview", "ranking", "score"):
        answer = client.get(reverse(name))
        assert answer.status_code == 403
        assert numbers.shown(snapshot.result["scores"]["points"]) not in answer.content.decode()


def test_a_hostile_street_is_only_a_name(client: Client, cast: Cast) -> None:
    counted_round(3)
    StoredCell.objects.filter(street="东湖街道").update(street=HOSTILE, unit=HOSTILE)
    make_snapshot(cast.创建办)
    client.force_login(cast.领导)
    for name in ("overview", "ranking", "score"):
        assert HOSTILE not in client.get(reverse(name)).content.decode()
    assert "&lt;script&gt;alert(1)" in client.get(reverse("ranking")).content.decode()


@pytest.mark.parametrize("name", ["overview", "ranking", "score"])
def test_a_page_reads_one_snapshot_and_no_cells(
    client: Client, cast: Cast, snapshot: Snapshot, name: str
) -> None:
    client.force_login(cast.领导)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(name))
    assert len(queries) <= (9 if name == "overview" else 7), "and one for each panel that asks for the cycle"
    assert [one["sql"] for one in queries if "rounds_storedcell" in one["sql"]] == []
