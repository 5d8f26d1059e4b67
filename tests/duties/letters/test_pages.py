"""The pages of a letter: written without any script, nothing typed is lost, each step offered to whom it is for."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from cast import Cast
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from letters import drafted, frozen, organisation, sent, signed

from dabiao.core import deduction_bands, text_difference
from dabiao.core.breakdown_cells import DutyKind
from dabiao.core.deduction_bands import DeductionBand
from dabiao.core.letter_text import AnnexTask
from dabiao.duties.letters import actions, commenting, words
from dabiao.duties.letters.annex_lines import read_annex, written_annex
from dabiao.duties.letters.band_chart import band_chart
from dabiao.duties.letters.models import Comment, Letter, LetterItem, LetterState, LetterVersion
from dabiao.duties.letters.text_form import TextForm
from dabiao.duties.letters.texts import text_of_version
from dabiao.people.models import Account, OpenSession


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.创建办)
    return client


def typed(page: HttpResponse) -> dict[str, str]:
    """What the form on the edit page would send."""
    form: TextForm = page.context["form"]
    found = {}
    for part in (form.whole, *form.items, *form.bands):
        for field in part:
            value = field.value()
            found[field.html_name] = "" if value is None else str(value)
    return found


def edit_address(letter: Letter) -> str:
    return reverse("letter_edit", kwargs={"letter_id": letter.pk})


# ---- drafting


def test_the_office_drafts_for_several_units_on_one_page(office: Client, cast: Cast) -> None:
    page = office.get("/duties/letters/new/")
    assert "东湖街道" in page.content.decode()
    assert "和平社区" not in page.content.decode()
    given = {
        "year": "2026",
        "campaign": "全国文明城市创建",
        "party_a": organisation("示范区").pk,
        "party_a_post": "区长",
    }
    empty = office.post("/duties/letters/new/", given)
    assert (empty.status_code, "还没有选乙方" in empty.content.decode()) == (400, True)
    units = {"streets": organisation("东湖街道").pk, "departments": organisation("城管局").pk}
    done = office.post("/duties/letters/new/", {**given, **units}, follow=True)
    assert "已起草 2 份责任书" in done.content.decode()
    once_more = office.post("/duties/letters/new/", {**given, **units}, follow=True)
    assert "没有重复起草：东湖街道、城管局" in once_more.content.decode()


def test_ticked_letters_are_sent_and_frozen_together(office: Client, cast: Cast) -> None:
    letters = drafted(cast, "东湖街道", "城管局")
    ids = [one.pk for one in letters]
    none = office.post("/duties/letters/many/", {"do": "send", "due": "2026-12-31"})
    assert (none.status_code, "还没有勾选" in none.content.decode()) == (400, True)
    past = office.post("/duties/letters/many/", {"do": "send", "letter": ids, "due": "2020-01-01"})
    assert "截止日期已经过了" in past.content.decode()
    due = (timezone.localdate() + timedelta(days=20)).isoformat()
    done = office.post("/duties/letters/many/", {"do": "send", "letter": ids, "due": due}, follow=True)
    assert "已送 2 份征求意见" in done.content.decode()
    commenting.comment(cast.街道, letters[0].versions.get(), "目标偏高")
    kept_back = office.post("/duties/letters/many/", {"do": "freeze", "letter": ids})
    assert "东湖街道" in kept_back.content.decode()
    assert "还有 1 条意见没有答复" in kept_back.content.decode()
    assert len(re.findall(r'name="letter" value="\d+" checked', kept_back.content.decode())) == 2, (
        "ticks stay"
    )
    assert {one.versions.get().state for one in letters} == {LetterState.COMMENTING}


def test_all_that_are_listed_are_sent_at_one_press(office: Client, cast: Cast) -> None:
    drafted(cast, *(f"第{n}街道" for n in range(4)))
    listed = re.findall(
        r'name="listed" value="(\d+)"', office.get("/duties/letters/?state=草稿").content.decode()
    )
    due = (timezone.localdate() + timedelta(days=20)).isoformat()
    given = {"do": "send", "all": "1", "listed": listed, "due": due}
    done = office.post("/duties/letters/many/?state=草稿", given, follow=True)
    assert "已送 4 份征求意见" in done.content.decode()


# ---- writing


def test_what_the_form_shows_is_what_it_saves(office: Client, cast: Cast) -> None:
    letter = drafted(cast)[0]
    before = text_of_version(letter.versions.get())
    sent_ = typed(office.get(edit_address(letter)))
    assert office.post(edit_address(letter), {**sent_, "do": "save"}).status_code == 302
    assert text_of_version(letter.versions.get()) == before


def test_rows_are_added_moved_and_dropped_without_saving_and_nothing_typed_is_lost(
    office: Client, cast: Cast
) -> None:
    letter = drafted(cast)[0]
    before = text_of_version(letter.versions.get())
    form = typed(office.get(edit_address(letter)))
    form["rewards"] = "还没写完的半句"
    form["item-0-target"] = "九十"
    page = office.post(edit_address(letter), {**form, "do": "item-add"})
    assert "还没有保存" in page.content.decode()
    form = typed(page)
    assert (form["rewards"], form["item-0-target"], form["item-5-text"]) == ("还没写完的半句", "九十", "")
    form |= {"item-5-text": "新的一项", "item-5-comparison": "完成", "item-5-points": "5"}
    form = typed(office.post(edit_address(letter), {**form, "do": "item-5-up"}))
    assert (form["item-4-text"], form["item-4-key"], form["item-5-key"]) == ("新的一项", "", "5")
    form = typed(office.post(edit_address(letter), {**form, "do": "item-3-down"}))
    assert (form["item-3-text"], form["item-4-key"]) == ("新的一项", "4")
    form = typed(office.post(edit_address(letter), {**form, "do": "item-1-drop"}))
    assert [form[f"item-{n}-key"] for n in range(5)] == ["1", "3", "", "4", "5"]
    form = typed(office.post(edit_address(letter), {**form, "do": "band-0-drop"}))
    form = typed(office.post(edit_address(letter), {**form, "do": "band-add"}))
    assert (form["band-4-low"], form["band-5-low"]) == ("0", "")
    assert text_of_version(letter.versions.get()) == before, "nothing was stored yet"
    refused = office.post(edit_address(letter), {**form, "do": "save"})
    assert refused.status_code == 400
    assert typed(refused)["item-0-target"] == "九十"
    form["item-0-target"] = "92.5"
    assert office.post(edit_address(letter), {**form, "do": "save"}).status_code == 302
    text = text_of_version(letter.versions.get())
    assert [(one.key, one.text == "新的一项") for one in text.items] == [
        (1, False),
        (3, False),
        (6, True),
        (4, False),
        (5, False),
    ]
    assert (text.rewards, len(text.bands), str(text.items[0].target)) == ("还没写完的半句", 5, "92.50")


@pytest.mark.parametrize(
    "what", ["item-99-drop", "item--1-up", "item-x-down", "nothing", "band-0-up", "item-0-up", "-", ""]
)
def test_buttons_that_do_not_exist_change_nothing(office: Client, cast: Cast, what: str) -> None:
    letter = drafted(cast)[0]
    form = typed(office.get(edit_address(letter)))
    page = office.post(edit_address(letter), {**form, "do": what})
    assert page.status_code == 200
    assert typed(page) == form


def test_rules_of_the_letter_are_told_beside_what_was_typed(office: Client, cast: Cast) -> None:
    letter = drafted(cast)[0]
    form = typed(office.get(edit_address(letter))) | {
        "item-0-evaluator": "没有的局",
        "item-1-standard_id": "1.1.1",
    }
    page = office.post(edit_address(letter), {**form, "do": "save"})
    assert page.status_code == 400
    assert "“没有的局”不在单位名册里" in page.content.decode()
    assert typed(page)["item-0-evaluator"] == "没有的局"


def test_a_form_shown_before_somebody_else_saved_is_not_taken(office: Client, cast: Cast) -> None:
    letter = drafted(cast)[0]
    form = typed(office.get(edit_address(letter)))
    office.post(edit_address(letter), {**form, "rewards": "先到", "do": "save"})
    late = office.post(edit_address(letter), {**form, "rewards": "后到", "do": "save"})
    assert late.status_code == 400
    assert "别人又保存过" in late.content.decode()
    assert typed(late)["rewards"] == "后到"
    assert letter.versions.get().rewards == "先到"


def test_the_annex_is_pasted_from_excel(office: Client, cast: Cast) -> None:
    letter = drafted(cast)[0]
    form = typed(office.get(edit_address(letter)))
    rows = ["标准编号\t标准名称", "1.3.1\t主次干道\t实地\t主次干道\t牵头\t每 200 米 3 处\t2026/10/31"]
    lines = "\n".join([*rows, "", "1.3.2\t公园\t\t\t配合"])
    assert office.post(edit_address(letter), {**form, "annex": lines, "do": "save"}).status_code == 302
    annex = text_of_version(letter.versions.get()).annex
    assert [(one.standard_id, one.kind.value, str(one.deadline)) for one in annex] == [
        ("1.3.1", "牵头", "2026-10-31"),
        ("1.3.2", "配合", "None"),
    ]
    assert read_annex(written_annex(annex)) == annex
    form = typed(office.get(edit_address(letter)))
    wrong = "1.3.1\t主次干道\t实地\t主次干道\t主抓\n1.3.2\t公园\t\t\t配合\t\t年底"
    page = office.post(edit_address(letter), {**form, "annex": wrong, "do": "save"})
    said = page.content.decode()
    assert "任务分解表 第 1 行 “责任”列：“主抓”不是责任" in said
    assert "任务分解表 第 2 行 “完成时限”列：“年底”不是日期" in said
    assert typed(page)["annex"] == wrong


def test_a_frozen_letter_is_not_edited(office: Client, cast: Cast) -> None:
    version = frozen(cast)
    answer = office.post(edit_address(version.letter), {"title": "改", "do": "save"}, follow=True)
    assert "已经定稿，不能再改" in answer.content.decode()


# ---- steps


def steps(client: Client, person: Account, letter: Letter) -> set[str]:
    """Which forms and links of steps the page offers."""
    client.force_login(person)
    page = client.get(f"/duties/letters/{letter.pk}/").content.decode()
    found = set(re.findall(rf"/duties/letters/{letter.pk}/(\w+)/\"", page))
    return found - {"difference", "versions"}


def test_each_step_is_offered_to_whom_it_is_for(client: Client, cast: Cast) -> None:
    letter = drafted(cast)[0]
    assert steps(client, cast.创建办, letter) == {"edit", "send"}
    sent(cast, letter)
    assert steps(client, cast.创建办, letter) == {"edit", "comments", "freeze"}
    assert steps(client, cast.街道, letter) == {"comments"}
    version = actions.freeze(cast.创建办, [letter])[0]
    assert steps(client, cast.创建办, letter) == {"scans"}
    assert steps(client, cast.街道, letter) == {"sign"}
    assert steps(client, cast.领导, letter) == {"sign"}
    for person in (cast.领导, cast.街道):
        from dabiao.duties.letters.signing import sign  # noqa: PLC0415

        sign(person, version, version.sm3)
    assert steps(client, cast.创建办, letter) == {"amend", "scans"}
    assert steps(client, cast.街道, letter) == set()


def test_comments_are_written_answered_and_shown_with_their_item(client: Client, cast: Cast) -> None:
    letter = sent(cast).letter
    address = f"/duties/letters/{letter.pk}/comments/"
    client.force_login(cast.街道)
    assert client.post(address, {"text": ""}).status_code == 400
    assert client.post(address, {"text": "长" * 501}).status_code == 400
    assert "没有意见" in client.get(f"/duties/letters/{letter.pk}/").content.decode()
    client.post(address, {"text": "目标偏高", "item_key": "2"})
    assert "没有意见" not in client.get(f"/duties/letters/{letter.pk}/").content.decode()
    client.post(address, {"do": "agree"})
    said = Comment.objects.get(agrees=False)
    client.force_login(cast.创建办)
    answer = f"{address}{said.pk}/answer/"
    assert client.post(answer, {"answer": ""}).status_code == 400
    page = client.post(answer, {"answer": "改为 92%", "adopted": "1"}, follow=True).content.decode()
    assert "目标偏高" in page
    assert re.search("采纳</strong> 改为 92%", page)
    assert "对“限期整改的问题按时整改到位的比率”" in page


def test_the_difference_is_shown_by_sign_and_not_by_colour_alone(office: Client, cast: Cast) -> None:
    letter = sent(cast).letter
    form = typed(office.get(edit_address(letter))) | {"item-0-target": "92"}
    office.post(edit_address(letter), {**form, "do": "save"})
    page = office.get(f"/duties/letters/{letter.pk}/difference/").content.decode()
    assert '<del><span class="letter-sign">－</span>90%</del>' in page
    assert '<ins><span class="letter-sign">＋</span>92%</ins>' in page
    assert "有 1 处不同" in page
    same = office.get(f"/duties/letters/{letter.pk}/difference/?old=1.1&new=1.1").content.decode()
    assert "没有差别" in same
    for odd in ("old=9.9&new=x", "old=&new="):
        assert office.get(f"/duties/letters/{letter.pk}/difference/?{odd}").status_code == 200


# ---- signing


def confirm_now(person: Account) -> None:
    OpenSession.objects.filter(account=person).update(confirmed_at=timezone.now())


def test_signing_asks_again_who_is_there(client: Client, cast: Cast) -> None:
    version = frozen(cast)
    address = f"/duties/letters/{version.letter_id}/sign/"
    client.force_login(cast.街道)
    OpenSession.objects.filter(account=cast.街道).update(confirmed_at=timezone.now() - timedelta(minutes=6))
    for answer in (client.get(address), client.post(address, {"sm3": version.sm3})):
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/people/confirm/")
    confirm_now(cast.街道)
    page = client.get(address)
    assert version.sm3[:8] in page.content.decode()
    assert client.post(address, {"sm3": "0" * 64}).status_code == 400
    done = client.post(address, {"sm3": version.sm3}, follow=True).content.decode()
    assert "已签署" in done
    assert "没有要您签署的" in client.get(address, follow=True).content.decode()


def test_a_page_shows_what_was_frozen_and_warns_where_the_store_was_changed(
    client: Client, cast: Cast
) -> None:
    version = signed(cast)
    client.force_login(cast.街道)
    address = f"/duties/letters/{version.letter_id}/"
    LetterItem.objects.filter(version=version, position=1).update(target=1)
    page = client.get(address).content.decode()
    assert "不低于 <strong>90%" in page
    assert "不能作准" not in page
    forged = {**version.content, "rewards": "另加一条。"}
    LetterVersion.objects.filter(pk=version.pk).update(content=forged)
    assert "不能作准" in client.get(address).content.decode()


# ---- files


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_files_are_handed_out_by_name_and_drafts_are_marked(office: Client, cast: Cast, suffix: str) -> None:
    letter = sent(cast).letter
    answer = office.get(f"/duties/letters/{letter.pk}/versions/1/letter.{suffix}")
    assert answer.status_code == 200
    assert "%E5%BE%81%E6%B1%82%E6%84%8F%E8%A7%81%E7%A8%BF" in answer["Content-Disposition"]
    assert b"DABIAO-SEAL" not in answer.content
    actions.freeze(cast.创建办, [letter])
    assert b"DABIAO-SEAL" in office.get(f"/duties/letters/{letter.pk}/versions/1/letter.{suffix}").content
    assert office.get(f"/duties/letters/{letter.pk}/versions/2/letter.{suffix}").status_code == 404
    assert office.get(f"/duties/letters/{letter.pk}/versions/1/letter.exe").status_code == 404


def test_a_machine_without_chinese_typefaces_says_so(
    office: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dabiao.office import letter_pdf  # noqa: PLC0415

    class NoFonts:
        def families(self) -> list[str]:
            return ["DejaVu Sans"]

    monkeypatch.setattr(letter_pdf.typst, "Fonts", NoFonts)
    version = signed(cast)
    page = office.get(f"/duties/letters/{version.letter_id}/versions/1/letter.pdf")
    assert page.status_code == 400
    assert "这台机器没有中文字体" in page.content.decode()


# ---- pictures of bands


def test_bands_are_drawn_as_steps_with_full_and_empty_ends(cast: Cast) -> None:
    text = text_of_version(drafted(cast)[0].versions.get())
    chart = band_chart(text.bands)
    assert chart is not None
    assert [one.label for one in chart.steps] == ["0", "−1", "−2", "−3", "−4", "−5"]
    assert [(one.left_full, one.right_full) for one in chart.steps[:3]] == [
        (True, True),
        (True, False),
        (True, False),
    ]
    places = [at for one in chart.steps for at in (one.left, one.right)]
    assert min(places) >= 0
    assert max(places) <= chart.width
    assert band_chart(()) is None
    one = DeductionBand(*(text.bands[0].low, text.bands[0].high), True, True, text.bands[0].deduction)
    assert band_chart([one]) is not None


def test_a_long_annex_is_saved_in_one_form(office: Client, cast: Cast) -> None:
    letter = drafted(cast)[0]
    tasks = [AnnexTask(f"1.{n}", "标准", "实地", "类型", DutyKind.LEAD, "要求") for n in range(1200)]
    form = typed(office.get(edit_address(letter))) | {"annex": written_annex(tasks)}
    assert office.post(edit_address(letter), {**form, "do": "save"}).status_code == 302
    assert LetterVersion.objects.get().annexrows.count() == 1200


def test_words_of_the_core_are_listed_for_translation() -> None:
    assert words.PARTS == text_difference.PARTS
    source = Path(deduction_bands.__file__).read_text("utf-8")
    templates = re.findall(r'Defect\(\s*"([^"]+)"', source)
    assert sorted(words.BAND_DEFECTS) == sorted(templates)
