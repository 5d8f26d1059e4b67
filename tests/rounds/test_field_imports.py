"""Workbooks of any shape on their way in: understood, asked about, checked, previewed, accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from field_workbooks import FieldWorkbook, field_workbooks, register
from imported import checked
from mapped import answers, filled_in, handed_in, known_district, lines_of, workbook
from workbooks import round_of, upload

from dabiao.cases.models import Problem
from dabiao.core.field.everything import checks_in_all
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
from dabiao.rounds.vocabulary import vocabulary_of
from dabiao.site.home_folder import HomeFolder
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.pack_files import load_pack
from dabiao.standards.queries import DEFAULT_PACK

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


def test_what_a_person_chooses_is_shown_beside_what_the_file_says(office: Client, cast: Cast) -> None:
    shown = handed_in(cast.创建办, workbook("wide-two-heading-rows"))
    told = page(office, "import", shown)
    assert "项要请您选" in told
    assert reverse("import_mapping", args=[shown.pk]) in told
    told = page(office, "import_mapping", shown)
    asked = lines_of(shown).of("ask")
    for one in asked:
        assert f'name="e-{one.key}"' in told
        assert one.written in told
        assert f"{one.figure}%" in told
    assert "请选择" in told
    part = next(one for one in lines_of(shown).parts() if one.key.startswith("sheet-"))
    told = page(office, "import_mapping", shown, show=part.key)
    assert "这一列就是一个检查项" in told


def test_unanswered_questions_keep_a_workbook_from_the_check(office: Client, cast: Cast) -> None:
    shown = handed_in(cast.创建办, workbook("two-tables-one-sheet"))
    version = ImportMapping.objects.get().version
    sent = {"version": str(version), "show": "ask", "go": "check"}
    told = office.post(reverse("import_mapping", args=[shown.pk]), sent, follow=True).content.decode()
    assert "选完才能检查" in told
    assert Import.objects.get().state == ImportState.MAPPING


def test_choices_are_kept_a_few_at_a_time(office: Client, cast: Cast) -> None:
    book = workbook("two-tables-one-sheet")
    shown = handed_in(cast.创建办, book)
    before = len(lines_of(shown).of("ask"))
    sent = dict(list(answers(shown, book).items())[:4])
    office.post(reverse("import_mapping", args=[shown.pk]), {**sent, "go": "save"})
    assert len(lines_of(shown).of("ask")) == before - 2


def test_what_is_on_no_list_is_not_taken_and_the_rest_is(office: Client, cast: Cast) -> None:
    book = workbook("two-tables-one-sheet")
    shown = handed_in(cast.创建办, book)
    sent = answers(shown, book)
    first = next(name for name in sent if name.startswith("o-"))
    for bad in ("没有这个检查项", "<script>", "9.9.9|x", "x" * 5000):
        version = str(ImportMapping.objects.get().version)
        answer = office.post(
            reverse("import_mapping", args=[shown.pk]),
            {**sent, first: bad, "version": version, "go": "check"},
        )
        assert answer.status_code == 400
        assert "不在清单里" in answer.content.decode()
        assert "<script>" not in answer.content.decode()
    key = first.removeprefix("o-")
    assert [one.key for one in lines_of(shown).of("ask")] == [key]
    hostile = {f"e-{key}": "not a target", "e-m.99999": "x", "e-c.0.0": "not a role", "e-l.7": "x", "e-": "x"}
    version = str(ImportMapping.objects.get().version)
    answer = office.post(reverse("import_mapping", args=[shown.pk]), {**hostile, "version": version})
    assert answer.status_code == 400
    assert "重新选" in answer.content.decode()


def test_of_two_people_mending_at_once_one_is_told(office: Client, cast: Cast) -> None:
    book = workbook("wide-two-heading-rows")
    shown = handed_in(cast.创建办, book)
    sent = answers(shown, book)
    office.post(reverse("import_mapping", args=[shown.pk]), {**sent, "go": "save"})
    told = office.post(reverse("import_mapping", args=[shown.pk]), {**sent, "go": "save"}, follow=True)
    assert "别人刚改过" in told.content.decode()


def test_next_months_workbook_is_read_by_the_profile_without_a_question(office: Client, cast: Cast) -> None:
    book = workbook("sheet-per-street")
    first = filled_in(office, handed_in(cast.创建办, book), book, keep="yes", profile="第三方月测表")
    accepted(cast, first)
    assert MappingProfile.objects.get().name == "第三方月测表"
    LearnedMatch.objects.all().delete()  # the profile alone knows it
    again = handed_in(cast.创建办, book, "10月第三方测评.xlsx")
    assert again.state == ImportState.REFUSED  # the very same rows, and no question on the way
    assert "重复" in again.defects[0]["template"]
    assert again.defects[0]["sheet"]
    assert ImportMapping.objects.get(source=again).profile is not None
    assert MappingProfile.objects.get().used_at is not None


def test_accepted_matches_are_learned_and_forgotten_with_an_undo(office: Client, cast: Cast) -> None:
    book = workbook("two-tables-one-sheet")
    done = accepted(cast, filled_in(office, handed_in(cast.创建办, book), book))
    again = handed_in(cast.创建办, book)
    asked = lines_of(again).of("ask")
    assert {one.kind.value for one in asked} <= {"轮次"}, asked
    office.post(reverse("import_undo", args=[done.pk]))
    run_waiting_jobs()
    third = handed_in(cast.创建办, book)
    assert len(lines_of(third).of("ask")) > len(asked)


def test_the_round_of_last_month_is_never_taken_for_this_months(office: Client, cast: Cast) -> None:
    book = workbook("two-tables-one-sheet")
    shown = filled_in(office, handed_in(cast.创建办, book), book, keep="yes", profile="学校")
    accepted(cast, shown)
    again = handed_in(cast.创建办, book)
    assert again.state == ImportState.MAPPING
    assert [one.kind.value for one in lines_of(again).of("ask")] == ["轮次"]
    told = page(office, "import_mapping", again)
    assert "按对应方案“学校”识别，只问新出现的" in told


def test_a_list_of_problems_alone_never_becomes_cells(office: Client, cast: Cast) -> None:
    book = workbook("problems-only")
    shown = handed_in(cast.创建办, book)
    assert "算不出符合率" in page(office, "import_mapping", shown)
    ready = filled_in(office, shown, book)
    assert ready.state == ImportState.READY, ready.defects
    assert "只列问题，不能算率" in page(office, "import", ready)
    done = accepted(cast, ready)
    assert done.state == ImportState.STORED
    assert not Round.objects.exists()
    assert not StoredCell.objects.exists()
    assert Problem.objects.count() == len(book.problems)
    assert not files.lake_folder(done.pk).exists()
    assert "已进问题清单" in page(office, "import", done)
    again = handed_in(cast.创建办, book)
    again = filled_in(office, again, book) if again.state == ImportState.MAPPING else again
    assert again.state == ImportState.REFUSED
    assert "重复" in again.defects[0]["template"]
    office.post(reverse("import_undo", args=[done.pk]))
    run_waiting_jobs()
    assert not Problem.objects.exists()
    assert Import.objects.get(pk=done.pk).state == ImportState.UNDONE


def test_said_that_everything_was_inspected_a_list_of_problems_forms_rates(
    office: Client, cast: Cast
) -> None:
    book = workbook("problems-only")
    shown = handed_in(cast.创建办, book)
    version = str(ImportMapping.objects.get().version)
    office.post(reverse("import_inspected", args=[shown.pk]), {"version": version, "everything": "yes"})
    ready = filled_in(office, shown, book)
    # Problems that fit no item of the pack stand at nothing that was inspected.
    assert ready.state == ImportState.REFUSED
    assert "对不上登记的点位和检查项" in ready.defects[0]["template"]


def test_a_refused_workbook_comes_back_and_its_mapping_can_be_changed(office: Client, cast: Cast) -> None:
    book = workbook("gb18030-long")
    accepted(cast, filled_in(office, handed_in(cast.创建办, book), book))
    again = handed_in(cast.创建办, book)
    again = filled_in(office, again, book) if again.state == ImportState.MAPPING else again
    assert again.state == ImportState.REFUSED
    told = page(office, "import", again)
    assert "下载错误说明" in told
    assert reverse("import_mapping", args=[again.pk]) in told
    back = office.get(reverse("import_errors", args=[again.pk]))
    assert "重复" in back.getvalue().decode("utf-8-sig")
    assert page(office, "import_mapping", again)


def test_a_canonical_workbook_goes_in_without_a_question(office: Client, cast: Cast) -> None:
    ready = checked(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    assert ready.state == ImportState.READY
    assert not ImportMapping.objects.exists()


def test_a_refused_canonical_workbook_can_be_matched_by_hand(office: Client, cast: Cast) -> None:
    bad = checked(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2, 标准编号="爱国主义教育")))
    assert "改为逐项对应" in page(office, "import", bad)
    office.post(reverse("import_by_hand", args=[bad.pk]))
    run_waiting_jobs()
    assert Import.objects.get().state == ImportState.MAPPING
    assert page(office, "import_mapping", bad)
    told = office.post(reverse("import_by_hand", args=[bad.pk]), follow=True).content.decode()
    assert "状态已经变化" in told


def test_profiles_are_listed_and_forgotten(office: Client, cast: Cast) -> None:
    book = workbook("wide-two-heading-rows")
    filled_in(office, handed_in(cast.创建办, book), book, keep="yes", profile="市场表")
    assert "市场表" in office.get(reverse("mapping_profiles")).content.decode()
    kept = MappingProfile.objects.get()
    office.post(reverse("profile_drop", args=[kept.pk]))
    assert not MappingProfile.objects.exists()
    assert "还没有方案" in office.get(reverse("mapping_profiles")).content.decode()


@pytest.mark.parametrize("role", ["领导", "街道", "责任单位", "外人"])
def test_others_change_nothing_of_a_mapping(client: Client, office: Client, cast: Cast, role: str) -> None:
    shown = handed_in(cast.创建办, workbook("wide-two-heading-rows"))
    client.force_login(getattr(cast, role))
    for name in ("import_mapping", "import_inspected", "import_by_hand"):
        assert client.post(reverse(name, args=[shown.pk]), {"version": "1"}).status_code == 403
    assert Import.objects.get().state == ImportState.MAPPING


def sheet_of(name: str, *rows: Sequence[str]) -> SimpleUploadedFile:
    """Rows as an uploaded .csv."""
    return SimpleUploadedFile(name, "\n".join(",".join(one) for one in rows).encode())


def market_items(count: int) -> list[str]:
    """The words of the first items of a market, as the pack has them."""
    items = load_pack(DEFAULT_PACK).items
    markets = [one.text for one in items if one.site_types == (MARKET,) and "，" in one.text]
    return [text.replace(",", "，") for text in markets[:count]]


MARKET = next(one.site_type for one in register() if "农贸市场" in one.name)


def problem_list(name: str = "问题清单.csv") -> SimpleUploadedFile:
    """Two problems at two markets, and nothing of what conformed."""
    first, second = market_items(2)
    places = [one.name for one in register() if one.site_type == MARKET]
    return sheet_of(
        name,
        ("轮次", "点位名称", "检查项", "问题描述", "责任单位", "整改期限"),
        ("9月", places[0], first, "标签过期", "市场监管局", "3天"),
        ("9月", places[1], second, "没有张挂", "市场监管局", "3天"),
    )


def version() -> str:
    return str(ImportMapping.objects.latest("pk").version)


def settled(client: Client, shown: Import) -> Import:
    """Take the likeliest for whatever is asked and have the workbook checked."""
    sent = {"version": version(), "show": "ask", "go": "check"}
    for one in lines_of(shown).of("ask"):
        sent[f"e-{one.key}"] = one.chosen or one.options[0].value
    client.post(reverse("import_mapping", args=[shown.pk]), sent)
    run_waiting_jobs()
    return Import.objects.get(pk=shown.pk)


def test_with_the_list_of_what_was_inspected_problems_form_rates(office: Client, cast: Cast) -> None:
    shown = checked(cast.创建办, problem_list())
    assert shown.state == ImportState.MAPPING, shown.defects
    places = [one.name for one in register() if one.site_type == MARKET][:3]
    inspected = sheet_of(
        "检查清单.csv",
        ("轮次", "点位名称", "检查项"),
        *(("9月", place, item) for place in places for item in market_items(2)),
    )
    office.post(reverse("import_inspected", args=[shown.pk]), {"version": version(), "inspected": inspected})
    run_waiting_jobs()
    assert Import.objects.get().state == ImportState.MAPPING
    ready = settled(office, shown)
    assert ready.state == ImportState.READY, ready.defects
    assert (ready.summary["rows"], ready.summary["problems"]) == (6, 0)
    accepted(cast, ready)
    cells = StoredCell.objects.filter(item="")
    assert sum(one.rows for one in cells) == 6
    assert sum(one.rows_ok for one in cells) == 4
    assert Problem.objects.count() == 2


def test_said_that_everything_was_inspected_the_rest_of_the_register_conforms(
    office: Client, cast: Cast
) -> None:
    shown = checked(cast.创建办, problem_list())
    told = page(office, "import_mapping", shown)
    all_checks = checks_in_all(vocabulary_of(load_pack(DEFAULT_PACK)))
    assert f"共 {all_checks} 项次" in told
    office.post(reverse("import_inspected", args=[shown.pk]), {"version": version(), "everything": "yes"})
    ready = settled(office, shown)
    assert ready.state == ImportState.READY, ready.defects
    assert ready.summary["rows"] == all_checks
    assert sum(one["failing"] for one in ready.summary["by_sheet"]) == 2
    accepted(cast, ready)
    assert Problem.objects.count() == 2
