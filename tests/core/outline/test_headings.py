"""The heading grammar: what is a heading, at which level, and up to where; and what only looks like one."""

import pytest

from dabiao.core.outline.document import outline_of
from dabiao.core.outline.model import Outline


def headings(text: str) -> list[tuple[int, str, str]]:
    return [(one.level, one.number, one.text) for one in outline_of(text).headings]


def numbers(text: str) -> list[str]:
    return [one.number for one in outline_of(text).headings]


def sentences(outline: Outline) -> list[str]:
    return [one.text for one in outline.sentences]


TIDY = """一、提高认识
创建为民。
（一）认清形势
1.看成绩
（1）环境变好
（2）秩序变好
2.看差距
（二）明确目标
二、落实责任
"""


def test_the_four_levels_of_official_documents() -> None:
    assert headings(TIDY) == [
        (1, "一、", "提高认识"),
        (2, "（一）", "认清形势"),
        (3, "1.", "看成绩"),
        (4, "（1）", "环境变好"),
        (4, "（2）", "秩序变好"),
        (3, "2.", "看差距"),
        (2, "（二）", "明确目标"),
        (1, "二、", "落实责任"),
    ]


def test_a_heading_knows_what_it_stands_below() -> None:
    outline = outline_of(TIDY)
    path = [outline.headings[at].number for at in outline.headings[4].path]
    assert path == ["一、", "（一）", "1."]


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("一 、甲\n二 、乙\n", ["一、", "二、"]),
        ("一．甲\n二．乙\n", ["一、", "二、"]),
        ("(一)甲\n( 二 )乙\n", ["（一）", "（二）"]),
        ("㈠甲\n㈡乙\n", ["（一）", "（二）"]),
        ("1、甲\n2．乙\n3 .丙\n", ["1.", "2.", "3."]),
        ("(1)甲\n（ 2 ）乙\n⑶丙\n", ["（1）", "（2）", "（3）"]),
        ("十、甲\n十一、乙\n十二、丙\n", ["十、", "十一、", "十二、"]),
    ],
)
def test_marks_are_told_in_their_clean_form(written: str, clean: list[str]) -> None:
    assert numbers(written) == clean


def test_line_breaks_may_be_missing() -> None:
    text = (
        "我讲三点。一、提高认识。要重视。二、抓好落实（一）抓环境 各街道要清扫。（二）抓秩序。交警要上岗。"
        "三、加强领导。要督查。"
    )
    assert headings(text) == [
        (1, "一、", "提高认识"),
        (1, "二、", "抓好落实"),
        (2, "（一）", "抓环境"),
        (2, "（二）", "抓秩序"),
        (1, "三、", "加强领导"),
    ]
    assert sentences(outline_of(text)) == [
        "我讲三点。",
        "要重视。",
        "各街道要清扫。",
        "交警要上岗。",
        "要督查。",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "一、二年级学生由家长接送。\n",
        "周一、周二集中清扫。\n五一、十一期间值班。",
        "第一、第二季度的情况。",
        "共3.5公里、12.6万元、85.37分。",
        "见《方案》（清创〔2026〕12号）第（二）项和附件（1）。",
        "他说：“一、要快。二、要好。”大家鼓掌。",
        "2026年5月1日起施行。\n12个小区达标。",
        "检查了1、2、3号楼。",
        "第一要务是发展，第一季度很好。",
        "最后，向大家道一声辛苦！",
        "首先，我代表区委表示欢迎。",
    ],
)
def test_what_only_looks_like_a_mark_is_none(text: str) -> None:
    assert headings(text) == []


def test_a_number_has_to_continue_the_sequence() -> None:
    text = "一、环境\n三、四季度各查一次。\n二、秩序\n（三）项目不变。\n三、服务\n"
    assert numbers(text) == ["一、", "二、", "三、"]
    assert headings("二、\n3.5公里\n")[1:] == []


def test_a_sequence_begins_anew_below_another_heading() -> None:
    text = "一、甲\n（一）子\n（二）丑\n二、乙\n（一）寅\n1.卯\n2.辰\n（二）巳\n1.午\n2.未\n"
    assert numbers(text) == ["一、", "（一）", "（二）", "二、", "（一）", "1.", "2.", "（二）", "1.", "2."]


def test_a_page_out_of_the_middle_opens_with_a_later_number() -> None:
    assert numbers("三、加强督查\n要常查。\n四、强化保障\n要给钱。\n") == ["三、", "四、"]


def test_a_number_written_twice_or_left_out_is_still_a_heading_on_its_own_line() -> None:
    assert numbers("一、甲\n二、乙\n二、丙\n四、丁\n") == ["一、", "二、", "二、", "四、"]


def test_a_year_or_a_month_may_follow_a_number() -> None:
    text = "1.2026年底前建成。\n2.6月前验收。\n"
    assert headings(text) == [(3, "1.", "2026年底前建成"), (3, "2.", "6月前验收")]


COUNTED = [
    ("要抓三件事：一是快；二是好；三是省。", ["一是", "二是", "三是"]),
    ("一要快。二要好。", ["一要", "二要"]),
    ("首先，清理。其次，整治。再次，巩固。最后，验收。", ["首先", "其次", "再次", "最后"]),
    ("第一，清理。第二，整治。", ["第一", "第二"]),
    ("其一，责任不清；其二，力度不够。", ["其一", "其二"]),
    ("一抓环境；二抓秩序；三抓服务。", ["一抓", "二抓", "三抓"]),
    ("重点三项，一是快；二是好。", ["一是", "二是"]),
]


@pytest.mark.parametrize(("text", "marks"), COUNTED)
def test_counting_in_running_text_is_the_fifth_level(text: str, marks: list[str]) -> None:
    outline = outline_of(text)
    assert [one.number for one in outline.headings] == marks
    assert {one.level for one in outline.headings} == {5}
    assert all(one.is_sentence for one in outline.headings)


def test_a_counted_point_is_a_heading_and_a_sentence() -> None:
    outline = outline_of("首先，各街道要清死角；其次，要保常态。还要多检查。")
    assert [one.text for one in outline.headings] == ["各街道要清死角", "要保常态"]
    assert sentences(outline) == ["各街道要清死角；", "要保常态。", "还要多检查。"]


def test_a_numbered_paragraph_that_is_one_sentence_is_a_list_item() -> None:
    outline = outline_of("（1）街道负责清运垃圾，做到日清；\n（2）社区负责劝导。\n1.环境卫生\n")
    assert [(one.text, one.is_sentence) for one in outline.headings] == [
        ("街道负责清运垃圾，做到日清", True),
        ("社区负责劝导", True),
        ("环境卫生", False),
    ]
    assert sentences(outline) == ["街道负责清运垃圾，做到日清；", "社区负责劝导。"]


def test_what_answers_for_a_sentence_in_brackets_belongs_to_it() -> None:
    outline = outline_of("要补植绿篱。（责任单位：园林中心；配合单位：各街道）要常浇水。")
    assert sentences(outline) == ["要补植绿篱。（责任单位：园林中心；配合单位：各街道）", "要常浇水。"]


def test_nothing_ends_inside_quotation_marks_but_the_quotation_itself() -> None:
    outline = outline_of("他强调：“要快。要好；要省！”大家要照办。他又说“很好。”，大家笑了。")
    assert sentences(outline) == [
        "他强调：“要快。要好；要省！”",
        "大家要照办。",
        "他又说“很好。”，大家笑了。",
    ]


@pytest.mark.parametrize(
    ("text", "truncated"),
    [
        ("各街道要完成整改。", False),
        ("各街道要完成整改，并在", True),
        ("一、甲\n要快。\n二、乙\n", True),
        ("要快。\n示范区创建办\n2026年5月1日", False),
        ("要快，并在\n\n下载文档到电脑，查找使用更方便\n相关文档\n别的文档.doc", True),
        ("重点抓好三件事：", True),
        ("他说：“要快。”", False),
        ("", False),
    ],
)
def test_a_text_cut_off_in_mid_sentence_says_so(text: str, truncated: bool) -> None:
    assert outline_of(text).truncated is truncated


def test_promised_points_that_do_not_come_are_told() -> None:
    outline = outline_of("下面，我讲四点意见。\n一、甲\n要快。\n二、乙\n要好。")
    (missing,) = outline.missing
    assert (missing.announced, missing.found) == (4, 2)
    assert outline_of("下面，我讲两点意见。\n一、甲\n要快。\n二、乙\n要好。").missing == ()
