"""The demo's results from outside: two years of scores with what changed them, a test, a list handed back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.utils import timezone

from dabiao.core.framework import Method
from dabiao.duties.cycle.models import Cycle
from dabiao.house import waiting_files
from dabiao.house.attachments import WaitingFile
from dabiao.insight.outside.actions import correct_result, record_result
from dabiao.insight.outside.drafts import DocumentDraft, ResultDraft
from dabiao.insight.outside.models import Kind, SourceDocument
from dabiao.office.csv_out import write_csv
from dabiao.people.models import Account
from dabiao.rounds.models import StoredCell

ISSUER = "市创建办（虚构）"

SCORES = {"annual": ("84.36", "87.92"), "minors": ("86.50", "88.15")}
"""Made-up scores of the years that have passed: a district that gets better."""

OUTSIDE_SAMPLE = 8
"""Places an outside team looks at of one standard and place type: few, as such teams do."""

TESTED = 6
"""Standards that came with counts in the demo's test."""

PROBLEMS = (
    ("路口非机动车越线停放", "unit"),
    ("公交站台地面有烟头", "unit"),
    ("背街小巷路面破损，井盖不平", "street"),
    ("小区楼道堆放杂物，占用消防通道", "community"),
    ("农贸市场出入口有流动摊贩占道", "street"),
    ("社区公益广告褪色", "community"),
    ("公厕无障碍扶手松动", "unit"),
)
"""What a team handed back, and whose it is: the liaison of that part of the demo's cast."""


def build_outside(office: Account) -> None:
    """Enter what a district in the last year of its cycle would have by now; nothing that has not happened yet."""
    cycle = Cycle.objects.get(is_current=True)
    first, second, _third = cycle.years
    today = timezone.localdate()
    for year, place in ((first, 0), (second, 1)):
        if date(year, 12, 25) < today:
            _scores(office, cycle, year, place)
    if date(first, 7, 10) < today:
        _events(office, cycle, first)
    if date(second, 12, 25) < today:
        _bonus(office, cycle, second)
    _test(office, cycle, today)


def _scores(office: Account, cycle: Cycle, year: int, place: int) -> None:
    """Both scores of a year stand in one circular; one of them was misread at first."""
    title = f"{year} 年度测评结果通报（虚构）"
    drafted = DocumentDraft(title, date(year, 12, 20), ISSUER, "", _document(title, SCORES, place))
    annual = record_result(office, cycle, _score("annual", year, SCORES["annual"][place], drafted))
    misread = place == 1
    minors = record_result(
        office,
        cycle,
        _score("minors", year, "81.15" if misread else SCORES["minors"][place], annual.document),
    )
    if misread:
        right = _score("minors", year, SCORES["minors"][place], annual.document)
        correct_result(office, minors, right, "登记时把 88.15 看成了 81.15")


def _score(measure: str, year: int, score: str, document: DocumentDraft | SourceDocument) -> ResultDraft:
    return ResultDraft(
        Kind.ANNUAL, year, date(year, 11, 28), document, place="表 1", measure=measure, score=Decimal(score)
    )


def _events(office: Account, cycle: Cycle, year: int) -> None:
    record_result(
        office,
        cycle,
        ResultDraft(
            Kind.EVENT,
            year,
            date(year, 6, 18),
            DocumentDraft(
                "关于某市场污水外溢问题的第二次通报（虚构）", date(year, 6, 25), ISSUER, "第 12 期"
            ),
            rule="N05",
            note="同一处污水外溢两次通报后才解决",
        ),
    )
    record_result(
        office,
        cycle,
        ResultDraft(
            Kind.EVENT,
            year,
            date(year, 2, 29) if year % 4 == 0 else date(year, 2, 28),
            DocumentDraft("某厂房火灾事故调查报告（虚构）", date(year, 7, 5), "市应急局（虚构）", "第 3 号"),
            rule="V02",
            note="虚构的事故，用来看禁报期怎么算",
        ),
    )


def _bonus(office: Account, cycle: Cycle, year: int) -> None:
    document = DocumentDraft("关于推广小区议事会做法的通知（虚构）", date(year, 10, 9), ISSUER, "第 31 号")
    granted = ResultDraft(
        Kind.BONUS, year, date(year, 9, 30), document, rule="10.3.1", points=Decimal("1.5"), note="小区议事会"
    )
    record_result(office, cycle, granted)
    record_result(
        office,
        cycle,
        ResultDraft(
            Kind.OPINION,
            year,
            date(year, 11, 15),
            DocumentDraft("上级主管部门意见汇总（虚构）", date(year, 12, 18), ISSUER, "第 40 号"),
            note="十一个部门同意，一个部门提出窗口服务要再改进",
        ),
    )


def _test(office: Account, cycle: Cycle, today: date) -> None:
    """A test of this year with counts by standard and the list of what was found; both from one document."""
    day = min(date(cycle.years[-1], 9, 18), today - timedelta(days=3))
    title = f"{day.year} 年文明程度指数测评反馈（虚构）"
    with TemporaryDirectory() as folder:
        counts, problems = Path(folder) / "分项结果.csv", Path(folder) / "反馈问题.csv"
        write_csv(counts, [("标准编号", "点位类型", "抽查数", "符合数"), *_counts()])
        write_csv(problems, [("点位名称", "问题描述", "街道", "社区", "责任单位"), *_problems()])
        tested = record_result(
            office,
            cycle,
            ResultDraft(
                Kind.TEST,
                day.year,
                day,
                DocumentDraft(title, day + timedelta(days=2), ISSUER, "第 22 期"),
                title=f"{day.year} 年文明程度指数测评",
                score=Decimal("85.70"),
                maximum=Decimal(100),
                counts=counts,
            ),
        )
        record_result(
            office,
            cycle,
            ResultDraft(
                Kind.FEEDBACK,
                day.year,
                day,
                tested.document,
                place="附件 2",
                title=f"{day.year} 年测评反馈问题",
                problems=problems,
            ),
        )


def _counts() -> list[Sequence[str]]:
    """A little more severe than our own rounds, as outside teams are."""
    seen = (
        StoredCell.objects.filter(item="", method=Method.FIELD)
        .values_list("standard_id", "site_type")
        .annotate(places_seen=Sum("places"), passed=Sum("places_ok"))
        .filter(places_seen__gte=OUTSIDE_SAMPLE)
        .order_by("-places_seen", "standard_id")[:TESTED]
    )
    return [
        (one, kind, str(OUTSIDE_SAMPLE), str(max(0, round(OUTSIDE_SAMPLE * passed / places) - 1)))
        for one, kind, places, passed in seen
    ]


def _problems() -> list[Sequence[str]]:
    """Each at an organisation of the cast, so that every liaison of the demo sees some and not all."""
    people = Account.objects.filter(username__in=("unit", "street", "community"))
    places = {one.username: one.held_posts[0].organisation.name for one in people}
    rows: list[Sequence[str]] = []
    for number, (text, whose) in enumerate(PROBLEMS, start=1):
        street = places["street"] if whose != "unit" else ""
        community = places["community"] if whose == "community" else ""
        rows.append((f"{number} 号点位", text, street, community, places["unit"] if whose == "unit" else ""))
    return rows


def _document(title: str, scores: Mapping[str, Sequence[str]], place: int) -> WaitingFile:
    """A circular with both scores, as a file that waits to be kept."""
    paper = docx.Document()
    paper.add_heading(title, level=1)
    paper.add_paragraph(f"示范区年度测评得分 {scores['annual'][place]} 分。")
    paper.add_paragraph(f"未成年人思想道德建设测评得分 {scores['minors'][place]} 分。")
    paper.add_paragraph("本文件和其中的数字都是虚构的。")
    written = BytesIO()
    paper.save(written)
    name = f"{title}.docx"
    return WaitingFile(waiting_files.keep(SimpleUploadedFile(name, written.getvalue())), name)
