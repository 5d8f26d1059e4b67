"""The text of a letter: what it may say, and how it is saved without anything being lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from cast import Cast
from letters import again, drafted, refused, save, sent

from dabiao.core.breakdown_cells import DutyKind
from dabiao.core.letter_text import AnnexTask, LetterItem, LetterText
from dabiao.duties.letters import actions
from dabiao.duties.letters.models import Revision
from dabiao.duties.letters.texts import text_of_version


def test_items_keep_their_keys_through_changes_and_new_ones_get_one_of_their_own(cast: Cast) -> None:
    version = drafted(cast)[0].versions.get()
    items = text_of_version(version).items
    assert [one.key for one in items] == [1, 2, 3, 4, 5]
    changed = save(cast, version, items=(items[4], LetterItem(0, "新的一项"), replace(items[0], text="改过")))
    assert [(one.key, one.text[:2]) for one in text_of_version(changed).items] == [
        (5, items[4].text[:2]),
        (6, "新的"),
        (1, "改过"),
    ]
    forged = save(
        cast, changed, items=(replace(items[0], key=1), replace(items[0], key=1), replace(items[0], key=99))
    )
    assert [one.key for one in text_of_version(forged).items] == [1, 7, 8]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"title": " "}, "标题没有填写"),
        ({"period_to": date(2026, 1, 1)}, "结束日期要晚于开始日期"),
        ({"measures": "长" * 8001}, "超过 8000 字"),
        ({"items": (LetterItem(0, " "),)}, "第 1 项没有写内容"),
        ({"items": (LetterItem(0, "一项", standard_id="99.9"),)}, "“99.9”在现用标准中没有"),
        ({"items": (LetterItem(0, "一项", evaluator="没有的局"),)}, "“没有的局”不在单位名册里"),
        ({"items": (LetterItem(0, "一项", target=Decimal(3)),)}, "写了目标值"),
        ({"items": (LetterItem(0, "一项", points=Decimal(0)),)}, "分值要大于 0"),
        ({"items": (LetterItem(0, "一项"),) * 61}, "超过 60 项"),
    ],
)
def test_what_no_letter_may_say_is_refused_in_words(
    cast: Cast, changes: dict[str, object], word: str
) -> None:
    version = drafted(cast)[0].versions.get()
    before = text_of_version(version)
    with refused(word):
        save(cast, version, **changes)
    assert text_of_version(again(version)) == before


def test_two_people_editing_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    version = drafted(cast)[0].versions.get()
    text = text_of_version(version)
    actions.save_text(cast.创建办, version, replace(text, rewards="甲的修改"), version.saved)
    with refused("别人又保存过"):
        actions.save_text(cast.创建办, version, replace(text, rewards="乙的修改"), version.saved)
    assert again(version).rewards == "甲的修改"


def test_every_saving_after_sending_is_kept_to_be_compared(cast: Cast) -> None:
    version = sent(cast)
    save(cast, version, rewards="改一")
    save(cast, version, rewards="改二")
    assert [one.text["rewards"] for one in version.revisions.all()][1:] == ["改一", "改二"]
    with pytest.raises(TypeError):
        Revision.objects.first().save()  # type: ignore[union-attr]


def test_a_text_that_fills_every_field_fits_the_tables(cast: Cast) -> None:
    version = drafted(cast)[0].versions.get()
    full = LetterText(
        title="题" * 60,
        party_a_post="职" * 40,
        party_b_post="职" * 40,
        period_from=date(2026, 1, 1),
        period_to=date(2028, 12, 31),
        preamble="总" * 8000,
        items=tuple(LetterItem(0, "项" * 300, target=None, unit="") for _ in range(60)),
        measures="措" * 8000,
        scoring="计" * 8000,
        bands=text_of_version(version).bands,
        rewards="奖" * 8000,
        annex=tuple(
            AnnexTask("号" * 32, "名" * 120, "实地", "类" * 60, DutyKind.LEAD, "要" * 300) for _ in range(300)
        ),
    )
    stored = actions.save_text(cast.创建办, version, full, version.saved)
    found = text_of_version(again(stored))
    assert found == replace(
        full, items=tuple(replace(one, key=n) for n, one in enumerate(full.items, start=6))
    )
