"""The settings of a pack as one form: unchanged it changes nothing, and what is mistyped is told in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import QueryDict
from drafted import small_content

from dabiao.standards.drafts.content import content_of
from dabiao.standards.drafts.editing.rows import Content
from dabiao.standards.drafts.editing.settings_form import SettingsForm
from dabiao.standards.pack_files import raw_pack, read_folder
from dabiao.standards.pack_parse import read_manifest
from dabiao.standards.pack_shelves import built_in_pack_ids, pack_folder


@pytest.fixture
def content(tmp_path: Path) -> Content:
    return small_content(tmp_path / "small")


def posted(content: Content, **changes: str) -> QueryDict:
    form = SettingsForm(None, content)
    data = QueryDict(mutable=True)
    data.update({name: str(form[name].value() or "") for name in form.fields if not name.endswith("-gone")})
    data.update(changes)
    for name, value in changes.items():
        data[name] = value
    return data


def saved(content: Content, **changes: str) -> dict[str, object]:
    form = SettingsForm(posted(content, **changes), content)
    assert form.is_valid(), form.errors
    return form.settings()


@pytest.mark.parametrize("pack", built_in_pack_ids())
def test_settings_that_are_only_looked_at_stay_as_they_are(pack: str) -> None:
    raw, _ = raw_pack(read_folder(pack_folder(pack)))
    content = Content(*content_of(raw))
    assert saved(content) == content.manifest


def test_a_changed_setting_stands_where_a_pack_has_it(content: Content) -> None:
    changed = saved(
        content,
        title="大标准包",
        points="20",
        method_weights_材料="10",
        cycle_weights="0.2;0.3;0.5",
        stability_confidence="0.8",
        stability_losses_0="0;1;9",
        stability_losses_1="1;0;2",
        stability_losses_2="2;1;0",
        ranking_ties="ordinal",
    )
    assert changed["title"] == "大标准包"
    assert changed["method_weights"] == {"实地": "8", "问卷": "2", "材料": "10"}
    manifest, found = read_manifest(changed)
    assert manifest is not None, found
    assert [str(one) for one in manifest.cycle.weights] == ["0.2", "0.3", "0.5"]  # type: ignore[union-attr]
    assert str(manifest.stability.losses[0][2]) == "9"
    assert manifest.ranking.ties == "ordinal"
    assert manifest.ranking.groups[0].members == ("东街道", "西街道"), "what was not touched is there"


def test_one_row_of_losses_alone_leaves_the_others_as_they_usually_are(content: Content) -> None:
    manifest, found = read_manifest(saved(content, stability_losses_1="3;0;4"))
    assert manifest is not None, found
    assert [[int(one) for one in row] for row in manifest.stability.losses] == [
        [0, 1, 6],
        [3, 0, 4],
        [2, 1, 0],
    ]
    shown = SettingsForm(None, content)["stability_losses_0"]
    assert shown.field.widget.attrs["placeholder"] == "0;1;6"


def test_what_is_emptied_is_gone(content: Content) -> None:
    changed = saved(
        content, cycle_years="", cycle_weights="", cycle_source="", **{"cycle-gates-0-gone": "on"}
    )
    assert "cycle" not in changed
    assert "notes" not in saved(content, **{"notes-0-text": ""})


def test_sources_gates_groups_and_notes_grow_and_shrink(content: Content) -> None:
    changed = saved(
        content,
        **{
            "sources-2-key": "letter",
            "sources-2-document": "区政府文件",
            "sources-2-grade": "G",
            "sources-2-year": "2026",
            "cycle-gates-1-id": "high",
            "cycle-gates-1-measure": "annual",
            "cycle-gates-1-at_least": "80",
            "cycle-gates-1-below": "点名批评",
            "cycle-gates-1-source": "paper",
            "ranking-groups-0-members": "东街道;南街道；北街道",
            "notes-1-text": "第二条",
        },
    )
    manifest, found = read_manifest(changed)
    assert manifest is not None, found
    assert list(manifest.sources) == ["ours", "paper", "letter"]
    assert [gate.id for gate in manifest.cycle.gates] == ["low", "high"]  # type: ignore[union-attr]
    assert manifest.ranking.groups[0].members == ("东街道", "南街道", "北街道")
    assert manifest.notes == ("一条备注", "第二条")
    assert list(saved(content, **{"sources-0-gone": "on"})["sources"]) == ["paper"]  # type: ignore[call-overload]


def test_the_id_of_a_source_that_others_cite_is_not_changed_by_what_is_sent(content: Content) -> None:
    changed = saved(content, **{"sources-0-key": "other", "sources-0-note": "说明"})
    assert list(changed["sources"]) == ["ours", "paper"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("points", "一百", "不是小数"),
        ("points", "-1", "小于 0"),
        ("cycle_years", "三", "不是整数"),
        ("cycle_years", "11", "太大"),
        ("stability_pass_rate", "90", "不在 0 与 1 之间"),
        ("stability_official_sample", "0", "太小"),
        ("stability_losses_1", "1;x;2", "不是小数"),
        ("cycle_weights", "0.5;半", "不是小数"),
        ("valid_from", "去年", "不是日期"),
        ("id", "a/b", "不合规"),
        ("title", "=1+1", "会当成公式执行"),
        ("method_weights_实地", "六十", "不是小数"),
        ("ranking_digits", "9", "太大"),
        ("sources-0-year", "1800", "太小"),
        ("sources-1-grade", "Z", ""),
        ("cycle-gates-0-at_least", "七十", "不是小数"),
        ("ranking-groups-0-id", "主 城", "不合规"),
        ("pooling", "mean", ""),
    ],
)
def test_what_is_mistyped_is_told_in_its_place(content: Content, name: str, typed: str, said: str) -> None:
    form = SettingsForm(posted(content, **{name: typed}), content)
    assert not form.is_valid()
    assert said in " ".join(map(str, form.errors[name])), form.errors


def test_an_empty_draft_can_be_opened_and_saved_bit_by_bit() -> None:
    empty = Content({}, {})
    assert saved(empty) == {}
    assert saved(empty, title="新的") == {"title": "新的"}


def test_a_manifest_that_is_all_wrong_can_still_be_opened() -> None:
    wrong = Content(
        {"sources": ["x"], "cycle": "y", "ranking": {"groups": {"a": 1}}, "stability": {"losses": "z"}}, {}
    )
    form = SettingsForm(None, wrong)
    assert form.sections
    assert form.lists
