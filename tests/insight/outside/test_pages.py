"""Pages: the total in words, entering with a file that waits, correcting, downloading, the workbook, the panel."""

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from entered import annual, enter, event, feedback, paper, pdf, table

from dabiao.duties.cycle.actions import make_current
from dabiao.duties.cycle.models import Cycle
from dabiao.insight.outside import files
from dabiao.insight.outside.models import Kind, OutsideResult, SourceDocument


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def form(**given: object) -> dict[str, object]:
    return {
        "year": 2024,
        "happened_on": "2024-11-01",
        "measure": "annual",
        "score": "84.36",
        "document": "",
        "document_title": "年度通报",
        "issuer": "市创建办",
        "number": "第 1 号",
        "dated": "2024-12-20",
        "place": "表 1",
        "note": "",
        **given,
    }


def test_without_a_cycle_the_page_says_what_to_do(client: Client, cast: Cast, home: object) -> None:
    client.force_login(cast.创建办)
    assert "还没有创建周期" in page(client, "cycle_total")
    client.force_login(cast.领导)
    assert "生成三年日历" not in page(client, "cycle_total")


def test_the_page_says_the_arithmetic_and_leads_to_the_document(
    client: Client, cast: Cast, cycle: Cycle
) -> None:
    score, _cost = enter(cast, cycle, annual(2024, "94.65"), event("N01", date(2024, 6, 1)))
    client.force_login(cast.领导)
    shown = page(client, "cycle_total", query="?wanted=95&on=2024-06-01")
    for words in (
        "94.65 − 5 = 89.65",
        "89.65 × 15% = 13.4475",
        "13.45",
        "无数据",
        "每年的年度总分至少要 95.95 分",
    ):
        assert words in shown, words
    assert reverse("source_document", args=[score.document_id]) in shown
    assert "登记结果" not in shown
    assert "2024-06-01 没有禁报的情形" in shown
    assert "超过满分 100" in page(client, "cycle_total", query="?wanted=99")


@pytest.mark.parametrize(
    "query", ["?wanted=abc&on=x", "?wanted=-1", "?on=2024-02-30", "?wanted=999999999999"]
)
def test_nonsense_in_the_question_is_named_not_fatal(
    client: Client, cast: Cast, cycle: Cycle, query: str
) -> None:
    client.force_login(cast.创建办)
    assert "field-error" in page(client, "cycle_total", query=query)


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_has_its_form(client: Client, cast: Cast, cycle: Cycle, kind: str) -> None:
    client.force_login(cast.创建办)
    shown = page(client, "outside_result_new", cycle.pk, query=f"?kind={kind}&year=2025")
    assert "来源文件" in shown
    assert '<option value="2025" selected>' in shown


def test_a_refused_form_keeps_the_file_it_was_given(client: Client, cast: Cast, cycle: Cycle) -> None:
    client.force_login(cast.创建办)
    address = reverse("outside_result_new", args=[cycle.pk])
    file = SimpleUploadedFile("通报.pdf", b"%PDF-1.4\n%%EOF")
    refused = client.post(address, form(score="100.5", attachment=file))
    assert refused.status_code == 400
    assert "超过满分 100" in refused.content.decode()
    assert "已收到“通报.pdf”" in refused.content.decode()
    kept = refused.context["form"].waiting.token
    done = client.post(address, form(kept=str(kept)))
    assert done.status_code == 302
    document = SourceDocument.objects.get()
    assert (document.file_name, document.size) == ("通报.pdf", 14)
    answer = client.get(reverse("source_document_file", args=[document.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4\n%%EOF"  # type: ignore[attr-defined]
    assert "现在的文件和它一致" in page(client, "source_document", document.pk)


def test_a_document_that_is_there_is_chosen_and_not_typed_again(
    client: Client, cast: Cast, cycle: Cycle
) -> None:
    (made,) = enter(cast, cycle, annual(2024, "84.36"))
    client.force_login(cast.创建办)
    again = form(
        measure="minors", score="86.5", document=str(made.document_id), document_title="", dated="", number=""
    )
    assert client.post(reverse("outside_result_new", args=[cycle.pk]), again).status_code == 302
    assert SourceDocument.objects.count() == 1
    bad = client.post(reverse("outside_result_new", args=[cycle.pk]), form(document="别的", measure="minors"))
    assert bad.status_code == 400
    bare = client.post(reverse("outside_result_new", args=[cycle.pk]), form(document_title="", dated=""))
    assert "没有选已登记的文件" in bare.content.decode()


def test_a_list_that_is_the_document_itself_is_handed_in_once(
    client: Client, cast: Cast, cycle: Cycle
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["问题描述", "责任单位"])
    book.active.append(["树穴裸露", "城管局"])
    written = BytesIO()
    book.save(written)
    client.force_login(cast.创建办)
    answer = client.post(
        reverse("outside_result_new", args=[cycle.pk]) + "?kind=反馈清单",
        form(title="反馈", attachment=SimpleUploadedFile("反馈清单.xlsx", written.getvalue())),
    )
    assert answer.status_code == 302, answer.context["refused"]
    assert "树穴裸露" in page(client, "outside_result", OutsideResult.objects.get().pk)
    client.force_login(cast.责任单位)
    assert "树穴裸露" in page(client, "feedback")
    client.force_login(cast.街道)
    assert "没有反馈的问题" in page(client, "feedback")


def test_a_bad_list_is_refused_under_its_own_name(client: Client, cast: Cast, cycle: Cycle) -> None:
    client.force_login(cast.创建办)
    answer = client.post(
        reverse("outside_result_new", args=[cycle.pk]) + "?kind=反馈清单",
        form(title="反馈", problems=SimpleUploadedFile("九月反馈.csv", "问题描述,街道\n脏,西湖\n".encode())),
    )
    assert answer.status_code == 400
    assert "九月反馈.csv 第 2 行 “街道”列" in answer.content.decode()
    assert not SourceDocument.objects.exists()


def test_correcting_and_withdrawing_keep_the_history_in_sight(
    client: Client, cast: Cast, cycle: Cycle
) -> None:
    (made,) = enter(cast, cycle, annual(2024, "84.36"))
    client.force_login(cast.创建办)
    address = reverse("outside_result_correct", args=[made.pk])
    assert 'value="84.360"' in page(client, "outside_result_correct", made.pk)
    again = form(score="84.63", document=str(made.document_id))
    assert client.post(address, again).status_code == 400  # why?
    assert client.post(address, again | {"reason": "勘误"}).status_code == 302
    new = OutsideResult.objects.get(corrects=made)
    assert "这一条已经不计入" in page(client, "outside_result", made.pk)
    assert "勘误" in page(client, "outside_result", new.pk)
    assert client.post(reverse("outside_result_withdraw", args=[new.pk]), {"reason": ""}).status_code == 400
    assert (
        client.post(reverse("outside_result_withdraw", args=[new.pk]), {"reason": "登错"}).status_code == 302
    )
    assert (
        client.post(reverse("outside_result_withdraw", args=[new.pk]), {"reason": "登错"}).status_code == 400
    )
    listed = page(client, "outside_results")
    assert "已撤销" in listed
    assert listed.count("已被更正") == 2
    assert "没有这样的结果" in page(client, "outside_results", query="?kind=加分")
    assert "84.63" in page(client, "outside_results", query="?kind=年度得分&year=2024")


def test_the_workbook_has_sums_as_figures_and_nothing_that_runs(
    client: Client, cast: Cast, cycle: Cycle
) -> None:
    running = paper(date(2024, 12, 20), title='=HYPERLINK("http://x")')
    enter(cast, cycle, annual(2024, "94.65", document=running), event("N01", date(2024, 6, 1)))
    client.force_login(cast.领导)
    answer = client.get(reverse("cycle_total_export", args=[cycle.pk]))
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["周期总分", "关口", "禁报和停止", "上级测评结果"]
    years = list(book["周期总分"].iter_rows(min_row=4, values_only=True))
    assert years[0] == (
        "2024 年",
        "15%",
        94.65,
        0,
        5,
        89.65,
        13.45,
        "94.65 − 5 = 89.65；89.65 × 15% = 13.4475",
    )
    assert years[1][:4] == ("2025 年", "25%", "无数据", "无数据")
    assert years[3][:2] == ("已知合计", "15%")
    assert years[3][6:] == (13.45, "13.4475")
    for sheet in book:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_overview_shows_the_total_to_those_who_may_see_it(
    client: Client, cast: Cast, cycle: Cycle
) -> None:
    make_current(cast.创建办, cycle)
    enter(cast, cycle, annual(2024, "94.65"), event("N01", date(2024, 6, 1)))
    client.force_login(cast.领导)
    assert "94.65 − 5 = 89.65" in page(client, "overview")
    client.force_login(cast.街道)
    assert "94.65 − 5" not in page(client, "overview")


def test_a_pack_that_is_gone_is_said_and_nothing_is_lost(client: Client, cast: Cast, cycle: Cycle) -> None:
    enter(cast, cycle, annual(2024, "90"))
    Cycle.objects.update(pack_id="某区-2027.1")
    client.force_login(cast.创建办)
    for name, args in (
        ("cycle_total", ()),
        ("outside_pairs", ()),
        ("outside_result_new", (cycle.pk,)),
        ("cycle_total_export", (cycle.pk,)),
    ):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 409
        assert "读不到这个周期的标准包" in answer.content.decode()
    assert "90 / 100" in page(client, "outside_results")
    assert client.get(reverse("overview")).status_code == 200


def test_words_of_a_list_stay_words(client: Client, cast: Cast, cycle: Cycle, tmp_path: Path) -> None:
    rows = table(tmp_path / "x.csv", "问题描述,责任单位", '"<script>alert(1)</script>",城管局')
    enter(cast, cycle, feedback(rows))
    client.force_login(cast.责任单位)
    shown = page(client, "feedback")
    assert "&lt;script&gt;alert" in shown
    assert "<script>alert" not in shown


def test_a_file_that_is_gone_from_disk_is_said(client: Client, cast: Cast, cycle: Cycle) -> None:
    (made,) = enter(cast, cycle, annual(2024, "90", document=paper(date(2024, 12, 20), file=pdf())))
    files.path_of(made.document).unlink()
    client.force_login(cast.领导)
    assert "文件不在了" in page(client, "source_document", made.document_id)
    assert client.get(reverse("source_document_file", args=[made.document_id])).status_code == 404
