"""Paragraphs, titles, formal lines and page furniture."""

import textwrap

import pytest

from dabiao.core.outline.document import outline_of
from dabiao.core.outline.model import Reason
from dabiao.core.outline.text import paragraphs

LONG = (
    "为进一步明确沿街单位和商户的市容环境责任，推动创建工作常态长效，根据有关法规，结合我区实际，制定本方案。"
    "各街道要组织社区干部上门签订责任书，十一月三日前签订率必须达到百分之百，对拒不签订的由执法队发放告知书。"
    "区城管局负责制定分级标准，于十月二十日前印发各街道执行，红级商户每周检查一次，绿级商户每月抽查一次。"
)


def joined(text: str) -> list[str]:
    return [one.text for one in paragraphs(text) if not one.furniture]


def broken(text: str, width: int = 28) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def test_lines_that_were_broken_at_a_width_are_joined() -> None:
    text = f"一、总体要求\n{broken(LONG)}\n二、工作措施\n{broken(LONG)}"
    assert joined(text) == ["一、总体要求", LONG, "二、工作措施", LONG]


def test_lines_that_are_paragraphs_stay_apart() -> None:
    assert joined("一、甲\n要快\n要好\n（二）乙") == ["一、甲", "要快", "要好", "（二）乙"]


def test_indents_begin_paragraphs_where_they_tell() -> None:
    lines = textwrap.wrap(LONG, 28)
    text = "\n".join([f"　　{lines[0]}", *lines[1:], f"　　{lines[0]}", *lines[1:]])
    assert joined(text) == [LONG, LONG]


def test_only_between_latin_words_does_a_break_leave_a_blank() -> None:
    text = broken(LONG) + "\n" + "使用 OPEN，\nSOURCE，\n"
    assert joined(text)[-1] == "使用 OPEN，SOURCE，"


def test_a_page_number_inside_a_sentence_does_not_break_it() -> None:
    lines = broken(LONG).split("\n")
    text = "\n".join([*lines[:2], "- 1 -", *lines[2:], "第 2 页 共 2 页"])
    outline = outline_of(text)
    assert "".join(one.text for one in outline.sentences if one.reason is not Reason.FURNITURE) == LONG
    assert [one.text for one in outline.sentences if one.reason is Reason.FURNITURE] == [
        "- 1 -",
        "第 2 页 共 2 页",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "第 1 页 共 3 页",
        "— 2 —",
        "3 / 12",
        "Page 2 of 9",
        "您所在位置：首页 > 文档",
        "上传人：某某 浏览量：12",
        "点击下载全文",
        "文档格式：DOC",
        "VIP会员免费下载",
        "工作方案.docx",
        "版权所有 某某网",
        "打印本页 关闭窗口",
        "【字体：大 中 小】",
        "发布时间：2026-05-06 来源：区文明办",
        "上一篇：通知公告",
        "扫一扫在手机打开当前页",
        "统一社会信用代码：91009900MA0TEST00X",
    ],
)
def test_page_furniture_is_set_apart(line: str) -> None:
    outline = outline_of(f"关于整治的通知\n各街道：\n请各街道抓紧整治。\n{line}\n请及时反馈。")
    assert [one.text for one in outline.sentences if one.reason is Reason.FURNITURE] == [line]
    assert len(outline.tasks) == 2


@pytest.mark.parametrize(
    "sentence",
    [
        "各街道要登录区政府网站下载表格，5月底前报送。",
        "区创建办要在微信公众号开设专栏，引导群众点赞、评论。",
        "各单位要将台账上传至平台，注册后即可填报。",
    ],
)
def test_a_task_about_websites_is_no_furniture(sentence: str) -> None:
    outline = outline_of(f"关于整治的通知\n各街道：\n{sentence}\n")
    assert [one.text for one in outline.tasks] == [sentence]


def test_running_headers_are_set_apart_and_the_title_is_not() -> None:
    header = "示范区创建全国文明城市工作方案"
    text = "\n".join(
        [header, "各街道要快。", "- 1 -", header, "各街道要好。", "- 2 -", header, "各街道要省。"]
    )
    outline = outline_of(text)
    assert outline.title == header
    assert len(outline.tasks) == 3
    assert [one.text for one in outline.sentences if one.reason is Reason.FURNITURE].count(header) == 2


def test_what_surrounds_a_document_on_a_website_is_set_apart() -> None:
    text = (
        "首页 > 文档 > 讲话\n文明城市讲话稿.doc\n1、本站文档由用户上传。\n在动员会上的讲话\n同志们：\n各街道要快。\n"
        "未登录用户只能预览部分内容\n相关文档\n一、二季度要点\n社区总结\n"
    )
    outline = outline_of(text)
    assert outline.title == "在动员会上的讲话"
    assert [one.text for one in outline.tasks] == ["各街道要快。"]
    assert sum(one.reason is Reason.FURNITURE for one in outline.sentences) == 7


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("在动员会上的讲话\n（2026年3月18日）\n同志们：\n要快。", "在动员会上的讲话"),
        (
            "示范区人民政府办公室\n关于印发《示范区\n三年行动计划》的通知\n各街道：\n请执行。",
            "示范区人民政府办公室关于印发《示范区三年行动计划》的通知",
        ),
        ("凝心聚力创文明\n——在动员会上的讲话\n同志们：\n要快。", "凝心聚力创文明——在动员会上的讲话"),
        ("在动员会上的讲话 同志们：要快。", "在动员会上的讲话"),
        ("关于开展整治的通知各街道：请抓紧。", "关于开展整治的通知"),
        ("示范区创建办文件\n示创办〔2026〕3号\n关于整治的通知\n各街道：\n请抓紧。", "关于整治的通知"),
        ("整治工作方案（征求意见稿）\n一、目标\n要快。", "整治工作方案（征求意见稿）"),
        ("各街道要抓紧整治。", ""),
        ("同志们：\n要快。", ""),
        ("一、目标\n要快。", ""),
    ],
)
def test_the_title_is_found(text: str, title: str) -> None:
    assert outline_of(text).title == title


def test_formal_lines_are_told_from_the_text() -> None:
    text = (
        "关于整治的通知\n示创办〔2026〕3号\n各街道办事处，区直各部门：\n请各街道抓紧整治。\n附件：1.任务表\n2.名单\n"
        "示范区创建办\n2026年5月6日\n（联系人：综合组）"
    )
    outline = outline_of(text)
    assert [one.text for one in outline.tasks] == ["请各街道抓紧整治。"]
    assert {one.reason for one in outline.dropped} == {Reason.FORMAL}
    assert outline.headings == ()


def test_long_texts_take_seconds_not_minutes() -> None:
    """A paragraph of 100,000 characters without a break, and as many lines of headings."""
    assert len(outline_of("一、抓环境。各街道要清扫。" * 8000).sentences) == 8000 * 2 - 1
    assert len(outline_of("一、甲\n二、乙\n" * 12000).headings) == 24000
