"""Who a sentence names: right often enough for the confidence that is told."""

import pytest

from dabiao.core.outline.units import ACTS, ANSWERS, named_in, registered, same_unit

SAID_TO_ANSWER = {
    "由区城管局牵头，各街道配合，6月底前完成。": "区城管局",
    "区教育局负责校园周边秩序，开学前整治到位。": "区教育局",
    "路面修复由区住建局负责实施。": "区住建局",
    "补植绿篱，5月15日前完成（责任单位：区园林中心；配合单位：各街道）。": "区园林中心",
    "牵头单位：区市场监管局。": "区市场监管局",
    "区文旅局牵头，会同公安分局整治网吧。": "区文旅局",
    "需要多部门配合的由区城管局牵头协调。": "区城管局",
    "志愿者由团区委负责招募。": "团区委",
    "请区行政审批局牵头梳理办事流程。": "区行政审批局",
    "新增车位由街道统一编号。": "街道",
    "宣传组负责对外发布，材料组负责汇总。": "宣传组",
    "交警大队负责施划停车线。": "交警大队",
    "居委会组织居民清理楼道。": "居委会",
    "问卷由区统计局、区创建办共同负责。": "区统计局",
    "公厕保洁由环卫公司承担，区城管局考核。": "环卫公司",
    "东湖街道牵头，三天内拆除占道棚亭。": "东湖街道",
    "同时，由物业公司负责清走僵尸车。": "物业公司",
    "责任单位：区水务局、区生态环境局。": "区水务局",
    "区委宣传部牵头制作公益广告。": "区委宣传部",
    "每个点位由区直单位负责包联。": "区直单位",
}
DOERS = {
    "区城管局要对照清单逐条修补路面。": "区城管局",
    "宣传部（文明办）要每周发布一期。": "宣传部（文明办）",
    "各街道要在三日内成立相应机构。": "各街道",
    "区教育局应当会同所在街道划定等候区。": "区教育局",
    "请区财政局于8月底前拨付资金。": "区财政局",
    "各社区居委会要逐楼填写登记表。": "各社区居委会",
    "要清死角，各街道对楼道进行一次彻底清扫。": "各街道",
    "区督查办每周通报一次进展。": "区督查办",
    "区纪委监委要对办理情况开展抽查。": "区纪委监委",
    "各街道请于每月25日前报送案例。": "各街道",
    "公安交警部门要增加警力。": "公安交警部门",
    "区卫健委须在两周内完成控烟检查。": "区卫健委",
    "区融媒体中心要开设曝光台。": "区融媒体中心",
    "北苑街道、南苑街道必须加快进度。": "北苑街道",
    "区民政局应建立困难老人台账。": "区民政局",
    "对拒不签订的，街道执法队要当场登记。": "街道执法队",
    "各中小学校要组织小手拉大手活动。": "各中小学校",
    "窗口单位应当每季度开展一次培训。": "窗口单位",
    "区大数据中心要按月公布数据。": "区大数据中心",
    "各成员单位要明确一名联络员。": "各成员单位",
    "沿街商户要落实门前三包。": "沿街商户",
}
NOBODY = (
    "严禁在市场出入口占道经营。",
    "对工作不力的，严肃追究责任。",
    "任何单位和个人不得私装地锁。",
    "建立月查季评制度，查评结果张贴公示。",
    "确保10月底前达到95%以上。",
)


def share(expected: dict[str, str]) -> float:
    return sum(named_in(text).unit == unit for text, unit in expected.items()) / len(expected)


def test_whoever_is_said_to_answer_is_named_as_often_as_the_confidence_says() -> None:
    assert share(SAID_TO_ANSWER) >= ANSWERS
    assert {named_in(text).confidence for text in SAID_TO_ANSWER} <= {ANSWERS, ACTS}


def test_the_doer_is_named_as_often_as_the_confidence_says() -> None:
    assert share(DOERS) >= ACTS


@pytest.mark.parametrize("text", NOBODY)
def test_where_nobody_is_named_nobody_is_suggested(text: str) -> None:
    assert named_in(text).unit is None


def test_those_who_assist_are_told_apart_from_those_who_answer() -> None:
    named = named_in("由区住建局牵头，区供电公司、各街道配合，6月底前修复路灯。")
    assert named.unit == "区住建局"
    assert "区供电公司" in named.assisting
    labelled = named_in("补种行道树（责任单位：区园林中心；配合单位：各街道、区水务局）。")
    assert (labelled.unit, labelled.assisting) == ("区园林中心", ("各街道", "区水务局"))


@pytest.mark.parametrize(
    ("written", "name", "same"),
    [
        ("区城管局", "城管局", True),
        ("示范区城管局", "城管局", True),
        ("文明办", "宣传部（文明办）", True),
        ("区交警大队", "公安交警", True),
        ("东湖街道", "东湖街道", True),
        ("西湖街道", "东湖街道", False),
        ("区教育局", "区卫健委", False),
        ("区委", "市委", False),
    ],
)
def test_a_unit_is_known_by_its_registered_name(written: str, name: str, same: bool) -> None:
    assert same_unit(written, name) is same
    assert registered(written, ["别的单位", name]) == (name if same else None)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("区城管局", "城市管理局"),
        ("住建局", "住房和城乡建设局"),
        ("区市场监管局", "市场监督管理局"),
        ("卫健委", "卫生健康局"),
        ("文旅局", "文化和旅游局"),
        ("区园林中心", "园林绿化中心"),
        ("行政审批局", "行政审批服务局"),
    ],
)
def test_a_shortened_name_is_known_too(written: str, name: str) -> None:
    assert registered(written, ["教育局", "民政局", name, "东湖街道"]) == name


def test_a_shortened_name_that_fits_two_is_left_to_a_person() -> None:
    assert registered("城管局", ["城市管理局", "城乡管理局"]) is None
    assert registered("教育局", ["城市管理局"]) is None
    assert registered("东湖街道", ["东平湖街道"]) is None, "a place is not called by half its name"
