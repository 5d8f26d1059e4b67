"""``pack.yaml``: weights, sources, groups and settings that do not hold together are named by line and path."""

from pathlib import Path

import pytest
from small_pack import refusal, said, spoilt

from dabiao.standards.pack_files import load_pack


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        ('"0.60"]', '"0.50"]', 13, "cycle.weights", "各年权重之和是 0.90，应为 1"),
        ('["0.15", "0.25", "0.60"]', '["0.40", "0.60"]', 13, "cycle.weights", "有 3 年，却写了 2 个权重"),
        ("source: paper}", "source: papre}", 16, "cycle.gates.1.source", "是否应为“paper”"),
        (
            "停止资格一年, source",
            "停止资格一年, suspended_months: 0, source",
            16,
            "cycle.gates.1.suspended_months",
            "1 到 120",
        ),
        (
            "停止资格一年, source",
            "停止资格一年, suspended_months: 一年, source",
            16,
            "cycle.gates.1.suspended_months",
            "不是月数",
        ),
        (
            "  gates:\n",
            '  parts: [{measure: minors, share: "0.2", source: theirs}]\n  gates:\n',
            15,
            "cycle.parts.1.source",
            "在 sources 里没有",
        ),
        (
            "  gates:\n",
            '  parts: [{measure: annual, share: "0.2", source: ours}]\n  gates:\n',
            15,
            "cycle.parts.1.measure",
            "不能再占一份",
        ),
        (
            "  gates:\n",
            '  parts: [{measure: minors, share: "1", source: ours}]\n  gates:\n',
            15,
            "cycle.parts",
            "应小于 1",
        ),
        ("source: ours\n", "source: theirs\n", 5, "source", "在 sources 里没有"),
        ("document: 自拟, year: 2026", "year: 2026", 7, "sources.ours", "至少写一项"),
        ("grade: N}", "grade: Z}", 8, "sources.paper.grade", "应为 G、N、D"),
        ("year: 2020", "year: 二〇二〇", 8, "sources.paper.year", "不是整数"),
        ("year: 2020", "year: 20200", 8, "sources.paper.year", "太大"),
        ("id: small", "id: a/b", 1, "id", "不合规"),
        ("title: 小标准包", "titel: 小标准包", 2, "titel", "是否应为“title”"),
        ("city_level: 城区", "city_level: [城区]", 4, "city_level", "应是一段文字"),
        ("city_level: 城区", 'city_level: "  "', 4, "city_level", "只有空白"),
        ("years: 3", "years: 11", 12, "cycle.years", "太大"),
        ("ranking:\n", "ranking:\n  digits: 9\n", 18, "ranking.digits", "太大"),
        ("ranking:\n", "ranking:\n  ties: both\n", 18, "ranking.ties", "不认识"),
        ("西街道]", "东街道]", 19, "ranking.groups.1.members.2", "一个单位只能排一次"),
        ('points: "10"', "open_ended: true", None, None, "只能有一种"),
        ('points: "10"\n', "", None, None, "没有写 points"),
        ('method_weights: {实地: "8", 问卷: "2"}\n', "", None, None, "没有写 method_weights"),
        (
            "notes:\n",
            "stability: {compliant_from: 0.5, unstable_from: 0.5}\nnotes:\n",
            20,
            "stability.unstable_from",
            "应小于达标的下限",
        ),
        (
            "notes:\n",
            "stability: {losses: [[1, 1, 6], [1, 0, 2], [2, 1, 0]]}\nnotes:\n",
            20,
            "stability.losses.1.1",
            "应为 0",
        ),
        ("notes:\n", "valid_from: 2021-03\nvalid_to: 2020\nnotes:\n", 21, "valid_to", "早于起"),
        ("notes:\n", "valid_from: 2021/3/1\nnotes:\n", 20, "valid_from", "不是日期"),
    ],
)
def test_one_wrong_value_is_named_by_line_and_path(
    tmp_path: Path, old: str, new: str, line: int | None, field: str | None, words: str
) -> None:
    found = refusal(spoilt(tmp_path, "pack.yaml", old, new))
    assert any(words in one.message for one in found), list(map(str, found))
    assert [said((one,)) for one in found if words in one.message] == [[("pack.yaml", line, field)]]


def test_a_manifest_that_is_a_bomb_is_refused_before_it_grows(tmp_path: Path) -> None:
    bomb = "notes:\n  - &a [x, x, x]\n  - &b [*a, *a, *a]\n  - [*b, *b, *b]\n"
    (defect,) = refusal(spoilt(tmp_path, "pack.yaml", "notes:\n  - 一条备注\n", bomb))
    assert said((defect,)) == [("pack.yaml", 21, None)]


@pytest.mark.parametrize("text", ["", "- 1\n- 2\n", "只是一句话"])
def test_a_manifest_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "pack.yaml").write_text(text, encoding="utf-8")
    assert "应是一组“名称: 值”" in refusal(tmp_path)[0].message


def test_a_pack_with_nothing_to_score_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(
        "id: e\ntitle: 空\nedition: '1'\ncity_level: 区\nsource: o\nsources: {o: {document: 自拟, grade: 示范值}}\n",
        encoding="utf-8",
    )
    assert any("没有可计分的内容" in one.message for one in refusal(tmp_path))


def test_an_open_ended_pack_needs_no_points(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(
        "id: o\ntitle: 不限\nedition: '1'\ncity_level: 区\nsource: o\nopen_ended: true\n"
        "sources: {o: {document: 自拟, grade: 示范值}}\n",
        encoding="utf-8",
    )
    assert load_pack(tmp_path).open_ended
