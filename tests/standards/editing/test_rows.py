"""Rows of a draft: put, renamed, moved and removed with all that hangs on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from drafted import small_content
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.standards.drafts.content import examined
from dabiao.standards.drafts.editing.rows import (
    ChangedMeanwhileError,
    Content,
    fingerprint,
    found,
    put,
    removal,
    removed,
    shifted,
)


@pytest.fixture
def content(tmp_path: Path) -> Content:
    return small_content(tmp_path / "small")


def ids(content: Content, table: str, field: str = "id") -> list[str]:
    return [row.get(field, "") for row in content.rows(table)]


def defects(content: Content) -> list[str]:
    return list(map(str, examined(content.manifest, content.tables).defects))


def renamed(content: Content, table: str, at: int, **cells: str) -> Content:
    return put(content, table, at, {**content.rows(table)[at], **cells})


def test_the_small_pack_is_sound(content: Content) -> None:
    assert defects(content) == []


def test_a_node_s_new_id_is_carried_to_what_stands_below(content: Content) -> None:
    changed = renamed(content, "tree", 0, id="一")
    assert ids(changed, "standards", "parent") == ["一", "一", "B"]
    assert defects(changed) == []


def test_a_standard_s_new_id_is_carried_to_its_rules_and_items(content: Content) -> None:
    changed = renamed(content, "standards", 1, id="A9")
    assert ids(changed, "rules", "standard_id") == ["A1", "A9", "B1", "B1"]
    assert defects(changed) == []


def test_an_item_s_new_id_and_text_are_carried_to_rules_and_pictures(content: Content) -> None:
    pictured = content.with_rows(
        "pictures", [{"item_id": "A1-1", "shows": "符合", "file": "f" * 64 + ".jpg"}]
    )
    rule = {**content.rows("rules")[0], "parameters": "{samples: [{item: A1-1, at_least: 3, of: 5}]}"}
    changed = put(pictured, "rules", 0, rule)
    changed = renamed(changed, "items", 0, id="A1-1b")
    assert "A1-1b" in changed.rows("rules")[0]["parameters"]
    assert ids(changed, "pictures", "item_id") == ["A1-1b"]
    by_text = put(
        changed, "rules", 0, {**rule, "parameters": "{samples: [{item: 地面没有垃圾, at_least: 3, of: 5}]}"}
    )
    assert "地面干净" in renamed(by_text, "items", 0, text="地面干净").rows("rules")[0]["parameters"]
    assert defects(changed) == []


def test_parameters_that_cannot_be_read_stay_as_they_were_typed(content: Content) -> None:
    broken = put(content, "rules", 0, {**content.rows("rules")[0], "parameters": "{samples: [A1-1"})
    changed = renamed(broken, "items", 0, id="A1-9")
    assert changed.rows("rules")[0]["parameters"] == "{samples: [A1-1"


def test_a_place_type_s_and_a_block_s_new_id_is_carried_to_items(content: Content) -> None:
    changed = renamed(renamed(content, "site_types", 0, id="street"), "blocks", 0, id="all")
    assert ids(changed, "items", "site_types") == ["@all", "street", "@all;street", "survey"]
    assert ids(changed, "blocks", "site_types") == ["street;lane"]
    assert defects(changed) == []


def test_a_new_row_stands_behind_its_siblings(content: Content) -> None:
    assert ids(put(content, "standards", None, {"id": "A3", "parent": "A"}), "standards") == [
        "A1",
        "A2",
        "A3",
        "B1",
    ]
    new = put(content, "items", None, {"id": "A1-3", "standard_id": "A1"})
    assert ids(new, "items") == ["A1-1", "A1-2", "A1-3", "A2-1", "B1-1"]
    assert ids(put(content, "tree", None, {"id": "C"}), "tree") == ["A", "B", "C"]


def test_a_row_moves_among_its_siblings_alone(content: Content) -> None:
    assert ids(shifted(content, "standards", 1, -1), "standards") == ["A2", "A1", "B1"]
    assert shifted(content, "standards", 2, 1) == content
    assert shifted(content, "standards", 0, -1) == content
    assert shifted(content, "standards", 1, 1) == content, "the next one is nobody's sibling"


def test_removing_a_node_takes_all_that_hangs_on_it(content: Content) -> None:
    gone = removal(content, "tree", 0)
    assert {table: len(places) for table, places in gone.rows.items()} == {
        "tree": 1,
        "standards": 2,
        "rules": 2,
        "items": 3,
    }
    left = removed(content, "tree", 0)
    assert (ids(left, "tree"), ids(left, "standards"), ids(left, "items")) == (["B"], ["B1"], ["B1-1"])


def test_removing_a_block_leaves_its_place_types_where_it_stood(content: Content) -> None:
    left = removed(content, "blocks", 0)
    assert ids(left, "items", "site_types") == ["road;lane", "road", "road;lane", "survey"]
    assert defects(left) == []


def test_removing_a_place_type_takes_its_mention_away(content: Content) -> None:
    assert removal(content, "site_types", 0).cited_by == (("items", 1), ("items", 2), ("blocks", 0))
    left = removed(content, "site_types", 0)
    assert ids(left, "items", "site_types") == ["@streets", "", "@streets", "survey"]
    assert "site_types" not in left.rows("items")[1]


def test_nodes_in_a_ring_are_removed_once(content: Content) -> None:
    ring = content.with_rows("tree", [{"id": "A", "parent": "B"}, {"id": "B", "parent": "A"}])
    assert removal(ring, "tree", 0).count("tree") == 2


def test_a_row_without_an_id_takes_nothing_else_along(content: Content) -> None:
    blank = content.with_rows("standards", [*content.rows("standards"), {"title": "没有编号"}])
    blank = blank.with_rows("rules", [*content.rows("rules"), {"method": "实地"}])
    assert removal(blank, "standards", 3).rows == {"standards": frozenset({3})}


def test_a_row_that_moved_is_found_again_and_one_that_changed_is_not(content: Content) -> None:
    seen = fingerprint(content.rows("standards")[0])
    moved = shifted(content, "standards", 0, 1)
    assert found(moved, "standards", 0, seen) == 1
    with pytest.raises(ChangedMeanwhileError):
        found(renamed(content, "standards", 0, title="改了"), "standards", 0, seen)
    with pytest.raises(ChangedMeanwhileError):
        found(content, "standards", 99, "nothing")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return small_content(tmp_path_factory.mktemp("pack") / "small")


@given(data=st.data())
@settings(max_examples=60)
def test_no_edit_leaves_anything_hanging_in_the_air(sound: Content, data: st.DataObject) -> None:
    content = sound
    for _step in range(data.draw(st.integers(1, 5))):
        table = data.draw(st.sampled_from(["tree", "standards", "items", "site_types", "blocks"]))
        if not content.rows(table):
            continue
        at = data.draw(st.integers(0, len(content.rows(table)) - 1))
        match data.draw(st.sampled_from(["rename", "remove", "move"])):
            case "rename":
                content = renamed(content, table, at, id=f"n{data.draw(st.integers(0, 10**6))}")
            case "remove":
                content = removed(content, table, at)
            case _:
                content = shifted(content, table, at, data.draw(st.sampled_from([-1, 1])))
    standards, nodes = set(ids(content, "standards")), {*ids(content, "tree"), ""}
    types = set(ids(content, "site_types")) | {f"@{one}" for one in ids(content, "blocks")}
    assert set(ids(content, "standards", "parent")) <= nodes
    assert set(ids(content, "rules", "standard_id")) | set(ids(content, "items", "standard_id")) <= standards
    cited = {one for row in ids(content, "items", "site_types") for one in row.split(";")} - {""}
    assert cited <= types
