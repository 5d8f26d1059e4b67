"""The life of a letter: drafted, sent, commented on, frozen, signed, amended; each step once and in order."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from letters import YEAR, drafted, frozen, organisation, sent, signed

from dabiao.core.breakdown_cells import DutyKind
from dabiao.core.defects import BadInput
from dabiao.core.letter_proof import Side, content_digest, statement_digest
from dabiao.core.letter_text import AnnexTask, LetterItem, LetterText, canonical
from dabiao.core.sm2 import PublicKey, Signature, verify
from dabiao.duties.letters import actions, commenting, signing, sources
from dabiao.duties.letters.models import (
    Comment,
    Letter,
    LetterBand,
    LetterSignature,
    LetterState,
    LetterVersion,
    Revision,
)
from dabiao.duties.letters.texts import text_of_version
from dabiao.house.models import AuditEntry
from dabiao.people.burden.models import Ask
from dabiao.people.models import Account, Post, Role
from dabiao.standards.queries import framework_in_use


def refused(*words: str):
    return pytest.raises(BadInput, match=".*".join(words))


def again(version: LetterVersion) -> LetterVersion:
    return LetterVersion.objects.get(pk=version.pk)


def save(cast: Cast, version: LetterVersion, **changes: object) -> LetterVersion:
    current = again(version)
    text = replace(text_of_version(current), **changes)
    return actions.save_text(cast.创建办, current, text, current.saved)


# ---- drafting


def test_a_letter_for_every_unit_is_drafted_at_once_and_none_twice(cast: Cast) -> None:
    made = drafted(cast, "东湖街道", "北苑街道", "城管局")
    assert {one.party_b.name for one in made} == {"东湖街道", "北苑街道", "城管局"}
    assert {one.versions.get().state for one in made} == {LetterState.DRAFT}
    plan = actions.DraftPlan(
        YEAR, organisation("示范区"), "区长", [organisation("东湖街道"), organisation("示范区")]
    )
    with refused("不能作为乙方"):
        actions.draft_letters(cast.创建办, plan)
    again_ = actions.draft_letters(cast.创建办, replace(plan, units=[organisation("东湖街道")]))
    assert (again_.made, [one.name for one in again_.already]) == ([], ["东湖街道"])
    assert Letter.objects.count() == 3
    assert AuditEntry.objects.filter(resource="letter").count() == 3


def test_the_template_can_be_frozen_as_it_is(cast: Cast) -> None:
    assert frozen(cast).state == LetterState.FROZEN


def test_the_wording_of_another_letter_is_taken_over_for_another_year(cast: Cast) -> None:
    first = drafted(cast)[0].versions.get()
    save(cast, first, measures="每周自查。")
    plan = actions.DraftPlan(
        2027, organisation("示范区"), "区长", [organisation("城管局")], like=again(first)
    )
    text = text_of_version(actions.draft_letters(cast.创建办, plan).made[0].versions.get())
    assert (text.measures, text.period_from, text.title[:5]) == ("每周自查。", date(2027, 1, 1), "2027年")
    assert {one.deadline for one in text.items} == {date(2027, 12, 31)}
    assert text.party_b_post == "主要负责人"


def test_a_department_s_table_comes_from_the_pack_until_a_breakdown_is_registered(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_sources", [])
    department = text_of_version(drafted(cast, "城管局")[0].versions.get())
    led = [one for one in framework_in_use().standards.values() if one.lead_department == "城管局"]
    assert {one.standard_id for one in department.annex} == {one.id for one in led}
    assert {one.kind for one in department.annex} == {DutyKind.LEAD}
    assert text_of_version(drafted(cast, "东湖街道")[0].versions.get()).annex == ()

    asked: list[tuple[Account, list[int], date]] = []
    task = AnnexTask("1.1.1", "理论宣讲", "材料", "", DutyKind.ASSISTING, "每季度一次", date(2026, 9, 30))

    def breakdown(
        asker: Account, organisations: Collection[int], day: date
    ) -> dict[int, tuple[AnnexTask, ...]]:
        asked.append((asker, list(organisations), day))
        return dict.fromkeys(organisations, (task,))

    sources.register_task_source(breakdown)
    letter = drafted(cast, "北苑街道")[0]
    assert text_of_version(letter.versions.get()).annex == (task,)
    assert asked == [(cast.创建办, [letter.party_b_id], timezone.localdate())]
    refilled = actions.refill_annex(
        cast.创建办, Letter.objects.get(party_b__name="东湖街道").versions.get(), 1
    )
    assert text_of_version(refilled).annex == (task,)


# ---- the text


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


# ---- sending, comments


def test_sending_counts_as_asked_of_the_party_and_is_done_once(cast: Cast) -> None:
    version = sent(cast)
    ask = Ask.objects.get()
    assert (ask.resource, ask.organisation.name, ask.minutes) == ("letter", "东湖街道", 30)
    assert ask.address == f"/duties/letters/{version.letter_id}/"
    assert (version.state, version.revisions.count()) == (LetterState.COMMENTING, 1)
    with refused("不是草稿"):
        actions.send_for_comment(cast.创建办, [version.letter], timezone.localtime(), "再送")


def test_short_notice_without_a_reason_sends_none_of_them(cast: Cast) -> None:
    letters = drafted(cast, "东湖街道", "北苑街道")
    with refused("不足一个工作日") as told:
        actions.send_for_comment(cast.创建办, letters, timezone.localtime() + timedelta(minutes=5))
    assert len(told.value.defects) == 2
    assert {one.state for one in LetterVersion.objects.all()} == {LetterState.DRAFT}
    assert not Ask.objects.exists()
    actions.send_for_comment(
        cast.创建办, letters, timezone.localtime() + timedelta(minutes=5), "上级临时要求"
    )
    assert set(Ask.objects.values_list("reason", flat=True)) == {"上级临时要求"}


def test_one_letter_that_cannot_be_sent_keeps_all_back(cast: Cast) -> None:
    good, empty = drafted(cast, "东湖街道", "北苑街道")
    save(cast, empty.versions.get(), items=())
    with refused("北苑街道", "还没有目标任务"):
        actions.send_for_comment(
            cast.创建办, [good, empty], timezone.localtime() + timedelta(days=20), "测试"
        )
    assert good.versions.get().state == LetterState.DRAFT


def test_a_comment_names_its_item_as_it_read_and_its_party(cast: Cast) -> None:
    version = sent(cast)
    item = text_of_version(version).items[1]
    said = commenting.comment(cast.街道, version, " 目标偏高 ", item_key=item.key)
    assert (said.text, said.item_text, said.organisation) == ("目标偏高", item.text, organisation("东湖街道"))
    save(cast, version, items=text_of_version(version).items[:1])
    assert Comment.objects.get().item_text == item.text
    with refused("已经不在责任书里"):
        commenting.comment(cast.街道, version, "再说一句", item_key=item.key)


def test_a_comment_that_says_nothing_is_refused_and_agreeing_is_one_press(cast: Cast) -> None:
    version = sent(cast)
    with refused("没有写意见"):
        commenting.comment(cast.街道, version, "  ")
    assert commenting.comment(cast.街道, version, "", agrees=True).agrees
    assert commenting.comment(cast.领导, version, "同意").organisation == organisation("示范区")


def test_strangers_and_those_without_the_post_do_not_comment(cast: Cast) -> None:
    version = sent(cast)
    for person in (cast.责任单位, cast.社区, cast.外人, cast.测评员):
        with pytest.raises(PermissionDenied):
            commenting.comment(person, version, "插一句")
    assert not Comment.objects.exists()


def test_an_answer_is_given_once_and_only_to_a_comment(cast: Cast) -> None:
    version = sent(cast)
    said = commenting.comment(cast.街道, version, "目标偏高")
    with refused("没有写答复"):
        commenting.answer(cast.创建办, said, " ", adopted=True)
    commenting.answer(cast.创建办, said, "改为 92%", adopted=True)
    with refused("已经有答复"):
        commenting.answer(cast.创建办, said, "再答一次", adopted=False)
    agreed = commenting.comment(cast.街道, version, "", agrees=True)
    with refused("已经有答复"):
        commenting.answer(cast.创建办, agreed, "谢谢", adopted=True)
    with pytest.raises(PermissionDenied):
        commenting.answer(cast.街道, said, "自己答", adopted=True)


def test_every_saving_after_sending_is_kept_to_be_compared(cast: Cast) -> None:
    version = sent(cast)
    save(cast, version, rewards="改一")
    save(cast, version, rewards="改二")
    assert [one.text["rewards"] for one in version.revisions.all()][1:] == ["改一", "改二"]
    with pytest.raises(TypeError):
        Revision.objects.first().save()  # type: ignore[union-attr]


# ---- freezing


def test_freezing_waits_for_an_answer_to_every_comment(cast: Cast) -> None:
    version = sent(cast)
    commenting.comment(cast.街道, version, "", agrees=True)
    said = commenting.comment(cast.街道, version, "目标偏高")
    with refused("还有 1 条意见没有答复"):
        actions.freeze(cast.创建办, [version.letter])
    commenting.answer(cast.创建办, said, "不改，全区一样", adopted=False)
    assert actions.freeze(cast.创建办, [version.letter])[0].state == LetterState.FROZEN


def test_a_draft_that_nobody_was_asked_about_is_not_frozen(cast: Cast) -> None:
    with refused("请先送乙方征求意见"):
        actions.freeze(cast.创建办, drafted(cast))


def test_bands_that_leave_a_score_undefined_are_not_frozen_and_the_score_is_named(cast: Cast) -> None:
    version = sent(cast)
    bands = list(text_of_version(version).bands)
    tongliang = [replace(one, low_closed=False) if one.low == 80 else one for one in bands]
    save(cast, version, bands=tuple(tongliang))
    with refused("得分为 80 时没有规定扣几分"):
        actions.freeze(cast.创建办, [version.letter])
    assert again(version).sm3 == ""
    save(cast, version, bands=(*bands, bands[0]))
    with refused("得分为 100 时同时落在"):
        actions.freeze(cast.创建办, [version.letter])


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda text: {"items": ()}, "还没有目标任务"),
        (lambda text: {"items": text.items[1:]}, "合计为 70 分，应为 100 分"),
        (lambda text: {"items": (replace(text.items[0], points=None), *text.items[1:])}, "第 1 项没有分值"),
        (lambda text: {"items": tuple(replace(one, points=None) for one in text.items)}, "却没有分值"),
        (lambda text: {"scoring": " "}, "没有写计分办法"),
        (
            lambda text: {"items": (replace(text.items[0], deadline=date(2027, 1, 1)), *text.items[1:])},
            "第 1 项的完成时限不在责任期内",
        ),
        (
            lambda text: {"annex": (AnnexTask("1", "一", "", "", DutyKind.LEAD, "", date(2025, 1, 1)),)},
            "任务分解表有 1 行",
        ),
    ],
)
def test_what_must_be_mended_before_anybody_signs_is_told(cast: Cast, change: object, word: str) -> None:
    version = sent(cast)
    save(cast, version, **change(text_of_version(version)))  # type: ignore[operator]
    with refused(word):
        actions.freeze(cast.创建办, [version.letter])


def test_a_pledge_without_points_and_bands_is_a_letter_too(cast: Cast) -> None:
    version = sent(cast)
    text = text_of_version(version)
    save(cast, version, bands=(), scoring="", items=tuple(replace(one, points=None) for one in text.items))
    assert actions.freeze(cast.创建办, [version.letter])[0].state == LetterState.FROZEN


def test_what_is_frozen_has_the_digest_of_its_content_and_never_changes(cast: Cast) -> None:
    version = frozen(cast)
    stored = again(version)
    assert stored.sm3 == content_digest(stored.content)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM letters_letterversion WHERE id = %s", [version.pk])
        raw = cursor.fetchone()[0]
    assert raw.encode() == canonical(stored.content), "the very bytes are stored"
    assert json.loads(raw)["party_b"] == "东湖街道"
    text = text_of_version(stored)
    with refused("已经定稿"):
        actions.save_text(cast.创建办, stored, text, stored.saved)
    for row in (stored.letteritems.first(), stored.letterbands.first()):
        assert row is not None
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()


# ---- signing


def test_both_parties_sign_and_the_letter_is_in_force(cast: Cast) -> None:
    version = frozen(cast)
    first = signing.sign(cast.街道, version, version.sm3)
    assert (first.side, again(version).state) == ("乙方", LetterState.FROZEN)
    second = signing.sign(cast.领导, version, version.sm3)
    stored = again(version)
    assert (second.side, stored.state, stored.signed_at) == ("甲方", LetterState.SIGNED, second.at)
    for one in (first, second):
        key = PublicKey.from_hex(one.public_key)
        assert one.statement["content_sm3"] == version.sm3
        assert verify(key, statement_digest(key, one.statement), Signature.from_hex(one.signature))
    assert first.public_key != second.public_key


def test_a_signature_is_valid_to_a_verifier_that_shares_no_code_with_ours(cast: Cast) -> None:
    from gmssl.sm2 import CryptSM2  # noqa: PLC0415  # slow to load

    version = frozen(cast)
    made = signing.sign(cast.街道, version, version.sm3)
    other = CryptSM2(private_key="", public_key="")
    other.public_key = made.public_key[2:]
    message = json.dumps(made.statement, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert other.verify_with_sm3(made.signature, message)
    assert not other.verify_with_sm3(made.signature, message.replace("东湖".encode(), "西湖".encode()))


@pytest.mark.parametrize("person", ["创建办", "社区", "责任单位", "外人", "审核"])
def test_nobody_signs_for_a_party_that_is_not_theirs(cast: Cast, person: str) -> None:
    version = frozen(cast)
    with pytest.raises((PermissionDenied, BadInput)):
        signing.sign(getattr(cast, person), version, version.sm3)
    assert not LetterSignature.objects.exists()


def test_a_leader_signs_for_甲方_and_never_for_the_unit(cast: Cast) -> None:
    version = frozen(cast)
    assert signing.sides_of(cast.领导, version.letter) == [Side.A]
    signing.sign(cast.领导, version, version.sm3)
    with refused("甲方已经签署过"):
        signing.sign(cast.领导, version, version.sm3)
    Post.objects.create(account=cast.领导, role=Role.STREET, organisation=organisation("东湖街道"))
    both = Account.objects.get(pk=cast.领导.pk)
    assert signing.sides_of(both, version.letter) == [Side.B]
    with refused("同一个人不能代表双方"):
        signing.sign(both, version, version.sm3)
    assert again(version).state == LetterState.FROZEN


def test_one_signs_what_one_saw_and_only_while_it_is_to_be_signed(cast: Cast) -> None:
    version = sent(cast)
    with refused("不在签署阶段"):
        signing.sign(cast.街道, version, version.sm3)
    version = actions.freeze(cast.创建办, [version.letter])[0]
    with refused("不是同一份"):
        signing.sign(cast.街道, version, "0" * 64)


def test_content_changed_in_the_store_is_not_signed(cast: Cast) -> None:
    version = frozen(cast)
    forged = {**version.content, "party_b": "西湖街道"}
    LetterVersion.objects.filter(pk=version.pk).update(content=forged)
    with refused("摘要对不上"):
        signing.sign(cast.街道, version, version.sm3)


def test_the_audit_chain_tells_who_signed_what_without_names_or_numbers(cast: Cast) -> None:
    version = signed(cast)
    entries = AuditEntry.objects.filter(action="sign_letter").order_by("number")
    assert [one.actor for one in entries] == ["leader", "street"]
    assert [one.after["side"] for one in entries] == ["甲方", "乙方"]
    assert entries[1].after["sm3"].replace(" ", "") == version.sm3
    assert cast.领导.display_name not in str(entries[0].after)


def test_a_digest_that_looks_like_a_telephone_number_is_no_reason_to_fail(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of ten thousand digests some hold eleven digits in a row, as 13800138000, between letters."""
    monkeypatch.setattr(actions, "content_digest", lambda content: "a13800138000" * 5 + "abcd")
    assert frozen(cast).state == LetterState.FROZEN


# ---- amending


def test_a_new_version_takes_the_place_of_the_old_only_once_it_is_signed(cast: Cast) -> None:
    first = signed(cast)
    with refused("没有写修订原因"):
        actions.amend(cast.创建办, first.letter, " ")
    second = actions.amend(cast.创建办, first.letter, "区划调整，点位增加")
    assert (second.number, second.amends, second.state) == (2, first, LetterState.DRAFT)
    assert text_of_version(second) == text_of_version(first)
    assert again(first).state == LetterState.SIGNED
    with refused("不能再发起修订"):
        actions.amend(cast.创建办, first.letter, "再修订一次")
    save(cast, second, rewards="新的奖惩")
    sent(cast, first.letter)
    second = actions.freeze(cast.创建办, [first.letter])[0]
    assert second.content["amends"] == {"version": 1, "sm3": first.sm3, "reason": "区划调整，点位增加"}
    assert second.signatures.count() == 0, "the new version is signed anew"
    signing.sign(cast.领导, second, second.sm3)
    assert again(first).state == LetterState.SIGNED
    signing.sign(cast.街道, second, second.sm3)
    assert (again(first).state, again(second).state) == (LetterState.AMENDED, LetterState.SIGNED)
    assert content_digest(again(first).content) == first.sm3
    assert first.signatures.count() == 2


def test_an_unsigned_letter_is_not_amended(cast: Cast) -> None:
    with refused("没有在执行的版本"):
        actions.amend(cast.创建办, frozen(cast).letter, "想改")


def test_nothing_is_agreed_with_a_unit_that_is_gone(cast: Cast) -> None:
    letter = drafted(cast)[0]
    version = sent(cast, letter)
    organisation_ = organisation("东湖街道")
    organisation_.closed_on = timezone.localdate()
    organisation_.save()
    with refused("已经撤并"):
        actions.freeze(cast.创建办, [version.letter])


# ---- the store itself


@pytest.mark.parametrize(
    "change",
    [
        {"state": "没有的状态"},
        {"number": 0},
        {"period_to": date(2026, 1, 1)},
        {"state": LetterState.FROZEN},
        {"state": LetterState.SIGNED},
        {"number": 2},
        {"sm3": "ab"},
        {"signed_at": timezone.now()},
    ],
)
def test_the_store_refuses_versions_that_cannot_be(cast: Cast, change: dict[str, object]) -> None:
    version = drafted(cast)[0].versions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterVersion.objects.filter(pk=version.pk).update(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"low": Decimal(-1)},
        {"high": Decimal(101)},
        {"low": Decimal(100), "high": Decimal(99)},
        {"deduction": Decimal(-1)},
        {"low_closed": False},
    ],
)
def test_the_store_refuses_bands_that_cannot_be(cast: Cast, change: dict[str, object]) -> None:
    band = drafted(cast)[0].versions.get().letterbands.get(position=1)
    assert (band.low, band.high) == (100, 100)
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterBand.objects.filter(pk=band.pk).update(**change)


def test_the_store_keeps_one_version_on_its_way_and_one_in_force(cast: Cast) -> None:
    first = signed(cast)
    second = actions.amend(cast.创建办, first.letter, "调整")
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterVersion.objects.create(
            letter=first.letter,
            number=3,
            amends=second,
            reason="又一版",
            title="又一版",
            period_from=date(2026, 1, 1),
            period_to=date(2026, 2, 1),
        )


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


def test_a_letter_of_another_kind_of_campaign_stands_beside_it(cast: Cast) -> None:
    drafted(cast)
    plan = actions.DraftPlan(
        YEAR, organisation("示范区"), "区长", [organisation("东湖街道")], campaign="未成年人思想道德建设"
    )
    assert len(actions.draft_letters(cast.创建办, plan).made) == 1
