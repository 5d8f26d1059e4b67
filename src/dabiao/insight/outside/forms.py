"""What people enter from outside, checked; each kind of result has the fields it needs and no others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dabiao.core.cycle_proposal import exact
from dabiao.core.framework import Framework
from dabiao.duties.cycle.models import Cycle
from dabiao.house import waiting_files
from dabiao.house.attachments import AttachmentForm
from dabiao.house.forms import DayField, HouseForm, Tick
from dabiao.insight.outside.drafts import DocumentDraft, ResultDraft
from dabiao.insight.outside.models import DIGITS, PLACES, Kind, OutsideResult, SourceDocument
from dabiao.insight.outside.packs import bonus_kinds, full_marks, measures, negative_items
from dabiao.office.attachment_check import LARGEST_ATTACHMENT
from dabiao.office.file_checks import check_size

_OWN_FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.ANNUAL: ("measure", "score", "settled", "counts"),
    Kind.TEST: ("title", "score", "maximum", "counts"),
    Kind.FEEDBACK: ("title", "problems", "counts"),
    Kind.EVENT: ("rule",),
    Kind.BONUS: ("rule", "points"),
    Kind.OPINION: ("note", "rule", "points"),
}
"""Fields of each kind beside those that all have."""

_EVERYBODYS = (
    "year",
    "happened_on",
    "document",
    "document_title",
    "issuer",
    "number",
    "dated",
    "place",
    "note",
)

_LABELS: dict[Kind, dict[str, Any]] = {
    Kind.ANNUAL: {"happened_on": _("测评结束日期")},
    Kind.TEST: {"happened_on": _("测评结束日期"), "title": _("测评名称")},
    Kind.FEEDBACK: {"happened_on": _("检查日期"), "title": _("清单名称")},
    Kind.EVENT: {"rule": _("负面清单事项")},
    Kind.BONUS: {"rule": _("加分规则")},
    Kind.OPINION: {"happened_on": _("征求意见日期"), "rule": _("加分规则"), "note": _("意见摘要")},
}


def _decimal(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        required=False, min_value=0, max_digits=DIGITS, decimal_places=PLACES, **options
    )


class ResultForm(AttachmentForm):
    """A result of one kind with the document it stands in, or what corrects one."""

    year = forms.TypedChoiceField(label=_("计入年度"), coerce=int)
    happened_on = DayField(label=_("发生日期"), initial=None)
    measure = forms.ChoiceField(label=_("指标"))
    title = forms.CharField(max_length=120, required=False)
    score = _decimal(label=_("得分"))
    maximum = _decimal(label=_("满分"), initial=100)
    settled = Tick(
        label=_("这个得分已经扣过负面清单、算过加分"),
        help_text=_("勾上以后，本年度的负面事项和加分照样登记、照样显示，但不再加减一次"),
    )
    rule = forms.ChoiceField(label=_("事项"), required=False)
    points = _decimal(label=_("加分"))
    problems = forms.FileField(
        label=_("问题清单"),
        required=False,
        help_text=_(
            ".xlsx 或 .csv，一行一个问题，要有“问题描述”一列，可以有点位名称、点位类型、街道、社区、责任单位、"
            "标准编号、检查项。来源文件本身就是 .xlsx 清单的，这里不用再选"
        ),
    )
    counts = forms.FileField(
        label=_("分项结果（有就传）"),
        required=False,
        help_text=_(
            ".xlsx 或 .csv，要有“标准编号”“抽查数”“符合数”三列，可以有“点位类型”。用来和自查对照，不改总分"
        ),
    )
    document = forms.ModelChoiceField(
        label=_("已登记的文件"),
        queryset=SourceDocument.objects.none(),
        required=False,
        empty_label=_("新的文件，在下面填写"),
    )
    document_title = forms.CharField(label=_("文件名称"), max_length=200, required=False)
    issuer = forms.CharField(label=_("发文机关"), max_length=100, required=False)
    number = forms.CharField(label=_("文号"), max_length=60, required=False)
    dated = DayField(label=_("文件日期"), initial=None, required=False)
    place = forms.CharField(
        label=_("在文件里的位置"), max_length=100, required=False, help_text=_("例如：第 2 页表 1")
    )
    note = forms.CharField(
        label=_("说明"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(label=_("更正原因"), max_length=200, help_text=_("例如：通报勘误"))

    def __init__(
        self,
        *given: Any,
        kind: Kind,
        cycle: Cycle,
        framework: Framework,
        documents: Any,
        corrects: OutsideResult | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*given, **options)
        self.kind = kind
        wanted = {*_EVERYBODYS, *_OWN_FIELDS[kind], "attachment", "kept", "dropped"}
        if corrects is not None:
            wanted.add("reason")
        for name in set(self.fields) - wanted:
            del self.fields[name]
        self._choose(kind, cycle, framework)
        chosen = self.fields["document"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = documents
        for name, label in _LABELS[kind].items():
            self.fields[name].label = label
        self.fields["attachment"].label = _("文件")
        self.fields["attachment"].help_text = _(
            ".pdf、.docx 或 .xlsx，不超过 20 MB；没有电子件的，写清文号和发文机关"
        )
        first = ["reason"] if corrects is not None else []
        last = ["place"] if kind is Kind.OPINION else ["place", "note"]
        self.order_fields([*first, "year", "happened_on", *_OWN_FIELDS[kind], "document", *_DOCUMENT, *last])

    def _choose(self, kind: Kind, cycle: Cycle, framework: Framework) -> None:
        """Offer what the cycle and the pack have."""
        choices: dict[str, list[tuple[Any, Any]]] = {"year": [(one, str(one)) for one in cycle.years]}
        if kind is Kind.ANNUAL:
            choices["measure"] = list(measures(framework).items())
            self.fields["score"].help_text = _("满分 %(most)s，最多三位小数") % {
                "most": exact(full_marks(framework))
            }
        if kind is Kind.EVENT:
            choices["rule"] = [
                (one.id, f"{one.id} {one.text}（{_consequence(one.points, one.ban_months, veto=one.veto)}）")
                for one in negative_items(framework).values()
            ]
        if kind in (Kind.BONUS, Kind.OPINION):
            rules = [
                (
                    one.standard_id,
                    say("%(id)s %(title)s（一年最多加 %(cap)s 分）")
                    % {"id": one.standard_id, "title": one.title, "cap": exact(one.cap)},
                )
                for one in bonus_kinds(framework).values()
            ]
            choices["rule"] = [("", say("不加分")), *rules] if kind is Kind.OPINION else rules
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    def clean(self) -> dict[str, Any]:
        """Ask for a document: one that is there, or the title and date of a new one."""
        given = super().clean()
        if given.get("document") is None:
            for name in ("document_title", "dated"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, say("没有选已登记的文件，请填写这一项。"))
        return given

    def draft(self, problems: Path | None, counts: Path | None) -> ResultDraft:
        """The checked draft. Only after ``is_valid``."""
        given = self.cleaned_data
        return ResultDraft(
            self.kind,
            given["year"],
            given["happened_on"],
            given["document"]
            or DocumentDraft(
                given["document_title"], given["dated"], given["issuer"], given["number"], self.waiting
            ),
            place=given["place"],
            title=given.get("title", ""),
            note=given["note"],
            measure=given.get("measure", ""),
            score=given.get("score"),
            maximum=given.get("maximum"),
            settled=given.get("settled", False),
            rule=given.get("rule", ""),
            points=given.get("points"),
            problems=problems,
            counts=counts,
        )

    @contextmanager
    def tables(self) -> Iterator[tuple[Path | None, Path | None]]:
        """The tables that were handed in, on disk under the names they came with. Only after ``is_valid``.

        A list of problems that is the source document itself need not be handed in twice. Raises BadInput.
        """
        with TemporaryDirectory() as folder:
            problems = _on_disk(self.cleaned_data.get("problems"), Path(folder) / "problems")
            if problems is None and self.kind is Kind.FEEDBACK:
                problems = self._document_itself(Path(folder))
            yield problems, _on_disk(self.cleaned_data.get("counts"), Path(folder) / "counts")

    def _document_itself(self, folder: Path) -> Path | None:
        if self.waiting is None or Path(self.waiting.name).suffix.lower() != ".xlsx":
            return None
        path, _name = waiting_files.find(self.waiting.token)
        copied = folder / Path(self.waiting.name).name
        shutil.copyfile(path, copied)
        return copied


_DOCUMENT = ("document_title", "issuer", "number", "dated", "attachment", "kept", "dropped")


def _on_disk(file: TemporaryUploadedFile | None, folder: Path) -> Path | None:
    if file is None:
        return None
    name = Path(file.name or "").name
    check_size(
        name, file.size or 0, LARGEST_ATTACHMENT, "文件超过 %(limit)d MB，没有读取，请核对是不是要传的表"
    )
    folder.mkdir()
    path = folder / name
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return path


def _consequence(points: Any, ban_months: int | None, *, veto: bool) -> str:
    parts = []
    if points:
        parts.append(say("扣 %(points)s 分") % {"points": exact(points)})
    if ban_months is not None:
        parts.append(say("%(months)d 个月内不得申报") % {"months": ban_months})
    elif veto:
        parts.append(say("一票否决"))
    return say("，").join(parts)


def initial_of(result: OutsideResult) -> dict[str, Any]:
    """What a correction begins with: everything as it stands."""
    names = ("year", "happened_on", "measure", "title", "score", "maximum", "settled", "rule", "points")
    return {name: getattr(result, name) for name in (*names, "place", "note", "document")}


class WithdrawForm(HouseForm):
    """Why a result is to count no longer."""

    reason = forms.CharField(label=_("撤销原因"), max_length=200)


class AskForm(HouseForm):
    """What the page of the total is asked: a wanted total, and a day on which to apply."""

    wanted = forms.DecimalField(
        label=_("想达到的周期总分"), required=False, min_value=0, max_digits=DIGITS, decimal_places=PLACES
    )
    on = DayField(label=_("哪天申报"), required=False, initial=None)
