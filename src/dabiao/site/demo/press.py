"""督办 in the demo district: a speech of the district's leader, and its tasks in every state."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dabiao.core.working_days import earliest_due
from dabiao.duties.press import actions
from dabiao.duties.press.actions import DocumentEntry, TaskEntry
from dabiao.duties.press.models import DocumentKind, KeptDocument, Outcome, PressedTask, SourceLine
from dabiao.people.burden.models import Ask
from dabiao.people.models import Account, Organisation, OrganisationKind

REASON = "推进会集中部署，任务一次下达"
"""A speech asks for more than a week's share at once; 减负 wants to know why."""

SPEECH = """在示范区创建全国文明城市工作推进会上的讲话
（{said}）

各位领导、同志们：
　　今天召开创建工作推进会，主要任务是通报近期测评情况，部署下一阶段工作。刚才，几个单位作了表态发言，讲得都很实在。下面，我讲三点意见。
　　一、看清形势，既看到进步也看到差距
　　今年以来，全区上下齐心协力，市容环境明显改善，东湖街道的小区议事会经验在全市推广，成绩来之不易。但也要清醒地看到，背街小巷破损路面、小区飞线充电等老问题时有反弹，个别点位整改后又回到原样。市创建办在上月通报中已经点名，要求我区限期整改。有居民在座谈会上说：“路灯修了三次，黑了三次，总得有个说法。”
　　二、突出重点，抓好问题整改
　　（一）整治背街小巷
　　{first_unit}要对照问题清单逐条修补破损路面，{day_a}前全部完成。各街道要逐栋排查飞线充电，发现一处清理一处，{day_b}前将排查台账报区创建办。
　　（二）规范农贸市场
　　由{second_unit}牵头，各街道配合，{day_c}前更换破损摊位和排水盖板。严禁在市场出入口占道经营、乱停车辆。
　　（三）改善小区环境
　　{street}要带头治理楼道堆物，与居民商定清运日期，不搞突击清理。{community}要每周组织一次楼栋议事，居民意见当场登记、三日内答复。
　　（四）擦亮窗口服务
　　窗口单位应当每季度开展一次礼仪培训。要在服务大厅增设综合窗口，向社会公布办理时限。
　　三、压实责任，形成工作合力
　　落实责任，具体有三条：一是落实点位长，每个点位明确一名科级干部负责；二是落实台账，问题、措施、时限逐项登记；三是落实回访，整改完成后一周内由社区上门听取居民意见。任何单位不得弄虚作假，不得为迎检关停商户。
　　同志们，文明创建只有进行时，没有完成时。让我们一鼓作气、乘势而上，为建设更加宜居的示范区而努力奋斗！
　　谢谢大家。
"""
"""Written for the demo. None of its places and people is real."""

DAYS_AGO = 9
"""The meeting was last week: some tasks are done, most are not, and one is late."""


def add_pressed_speech(office: Account) -> None:
    """Keep the speech and bring its tasks as far as a district would be after a week."""
    people = {
        one.username: one for one in Account.objects.filter(username__in=("unit", "street", "community"))
    }
    places = {name: one.held_posts[0].organisation for name, one in people.items()}
    other = _another_department(places["unit"])
    said = timezone.localdate() - timedelta(days=DAYS_AGO)
    document = _kept(office, said, places, other)
    lines = _Lines(office, document)
    done = lines.accept("逐条修补", [places["unit"]])
    surveyed = lines.accept("逐栋排查", _streets())
    lines.accept("更换破损摊位", [other], [places["street"]])
    tidied = lines.accept("带头治理楼道堆物", [places["street"]])
    lines.accept("楼栋议事", [places["community"]])
    lines.accept("听取居民意见", [places["street"]])
    inspected = lines.accept("落实台账", [places["unit"]], text="建立整改台账，问题、措施、时限逐项登记。")
    impossible = lines.accept("占道经营", [places["unit"]])
    lines.drop("礼仪培训", "政务服务部门的年度计划里已有，不重复督办")

    unit, street = people["unit"], people["street"]
    actions.take_step(unit, done, "progress", "八条小巷已修补五条，其余三条等沥青到场。")
    actions.take_step(unit, done, "report", "八条小巷全部修补完成，现场已请社区看过。")
    actions.take_step(office, done, "verify", "随机看了三条，平整。")
    actions.take_step(office, done, "close")
    actions.take_step(unit, inspected, "report", "台账已建，按周更新。")
    actions.take_step(office, inspected, "verify")
    actions.take_step(street, tidied, "report", "十二个楼栋已清运，与居民商定每月第一个周六复看。")
    actions.take_step(street, surveyed, "progress", "已排查一百二十个楼栋，剩余三十个本周内排完。")
    actions.take_step(unit, impossible, "cannot", "市场出入口道路属市管，执法权在市支队，需区里协调。")
    actions.take_step(office, impossible, "shelve", "已报市创建办协调，月底前答复，期间不计超期。")
    _set_back(document, datetime.combine(said, time(16), timezone.get_current_timezone()))


def _set_back(document: KeptDocument, to: datetime) -> None:
    """Let the tasks have been handed out on the afternoon of the meeting: today, their deadlines would be too short."""
    KeptDocument.objects.filter(pk=document.pk).update(kept_at=to)
    document.tasks.update(made_at=to)
    for ask in Ask.objects.filter(
        resource=actions.RESOURCE, resource_id__in=[str(one.pk) for one in document.tasks.all()]
    ):
        ask.asked_at = to
        ask.short_notice = ask.due is not None and ask.due < earliest_due(to)
        ask.reason = ask.reason if ask.short_notice or ask.over_limit else ""
        ask.save(update_fields=["asked_at", "short_notice", "reason"])


class _Lines:
    """The document's lines, found by words in them."""

    def __init__(self, office: Account, document: KeptDocument) -> None:
        self.office, self.document = office, document

    def accept(
        self, words: str, lead: list[Organisation], assist: list[Organisation] | None = None, text: str = ""
    ) -> PressedTask:
        line = self._with(words)
        entry = TaskEntry(text or line.text, lead, assist or [], line.standard_id, line.due, REASON)
        return actions.accept_line(self.office, line, entry)

    def drop(self, words: str, reason: str) -> None:
        actions.drop_lines(self.office, [self._with(words)], reason)

    def _with(self, words: str) -> SourceLine:
        return self.document.lines.get(text__contains=words, outcome=Outcome.PROPOSED)


def _kept(office: Account, said: date, places: dict[str, Organisation], other: Organisation) -> KeptDocument:
    def day(later: int) -> str:
        due = said + timedelta(days=later)
        return f"{due.month}月{due.day}日"

    text = SPEECH.format(
        said=f"{said.year}年{said.month}月{said.day}日",
        first_unit=places["unit"].name,
        second_unit=other.name,
        street=places["street"].name,
        community=places["community"].name,
        day_a=day(7),
        day_b=day(14),
        day_c=day(DAYS_AGO - 2),
    )
    upload = SimpleUploadedFile("推进会讲话.txt", text.encode())
    return actions.keep_document(office, upload, DocumentEntry(DocumentKind.SPEECH, said))


def _another_department(unit: Organisation) -> Organisation:
    """A department that is not the demo's 责任单位: its task stays 待办 and runs late."""
    others = Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT, closed_on=None).exclude(pk=unit.pk)
    return others.order_by("pk")[0]


def _streets() -> list[Organisation]:
    return list(Organisation.objects.filter(kind=OrganisationKind.STREET, closed_on=None).order_by("pk"))
