"""Writes of the circulars room: drafting a circular from the latest assessment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from dabiao.cases.queries import found_problems
from dabiao.circulars.models import Circular
from dabiao.core.assessment import Assessment
from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.house.audit_chain import sm3
from dabiao.house.events import publish
from dabiao.house.transactions import one_moment
from dabiao.insight.actions import assess_stored, make_snapshot
from dabiao.insight.models import Snapshot
from dabiao.office.circular import CircularHeading, write_circular
from dabiao.office.result_json import result_document
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.rounds.events import RoundsPublished
from dabiao.rounds.freezing import round_stamps
from dabiao.standards.queries import framework_in_use


@dataclass(frozen=True, slots=True)
class CircularDraft:
    """What a person says of a circular; the figures come from the assessment."""

    title: str
    issuer: str
    addressees: str
    issued_on: date
    number: str = ""


def draft_circular(actor: Account, draft: CircularDraft) -> Circular:
    """Make the document from the latest assessment and keep it; its rounds are frozen from then on.

    Raises BadInput when there is no assessment yet, or when newer observations are still being assessed.
    """
    from dabiao.office.charts import draw_charts  # noqa: PLC0415  # matplotlib takes a second to load

    policy.require(actor, Action.DRAFT_CIRCULAR)
    framework = framework_in_use()
    snapshot = Snapshot.objects.filter(pack_id=framework.id).first()
    if snapshot is None:
        raise BadInput(Defect("还没有测评结果，通报没有生成。请先导入测评数据", draft.title))
    stamps = round_stamps(framework.id)
    if snapshot.pack_digest != framework.digest:
        # A new version brought other rules under the same name: assessed anew by them, or no circular would ever fit.
        snapshot = make_snapshot(actor)
    assessment = _assessment_of(snapshot, framework, draft)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "circular.docx"
        charts = draw_charts(assessment, Path(folder) / "charts")
        heading = CircularHeading(
            title=draft.title,
            issuing_office=draft.issuer,
            document_number=draft.number,
            addressees=draft.addressees,
            date=draft.issued_on,
        )
        write_circular(assessment, framework, path, heading=heading, charts=charts)
        content = path.read_bytes()
    digest = sm3(content)
    with writing(actor, Action.DRAFT_CIRCULAR, "circular") as entry:
        circular = Circular.objects.create(
            title=draft.title,
            number=draft.number,
            issuer=draft.issuer,
            addressees=draft.addressees,
            issued_on=draft.issued_on,
            snapshot=snapshot,
            file_name=f"{digest}.docx",
            sm3=digest,
            drafted_by=actor,
        )
        publish(RoundsPublished(framework.id, _rounds_told(assessment), stamps, draft.title, actor))
        document_path(circular).write_bytes(content)
        entry.resource_id = str(circular.pk)
        entry.after = {"title": draft.title, "snapshot": snapshot.pk, "sm3": circular.sm3}
    return circular


def _rounds_told(assessment: Assessment) -> tuple[str, ...]:
    """Rounds a document speaks of: those it counts, and those it only names problems of."""
    counted = [one.name for one in assessment.rounds]
    return tuple(dict.fromkeys([*counted, *(one.round for one in assessment.problems)]))


def document_path(circular: Circular) -> Path:
    """Where the document is kept."""
    return Path(settings.HOME.documents) / circular.file_name


def _assessment_of(snapshot: Snapshot, framework: Framework, draft: CircularDraft) -> Assessment:
    """Assess anew, and insist that every figure is the snapshot's: a circular never runs ahead of the pages."""
    with one_moment():
        assessment = assess_stored(framework)
        found = found_problems(framework.id)
    if result_document(assessment) != snapshot.result:
        raise BadInput(
            Defect("刚有新的测评数据入库，结果还在计算，通报没有生成。请过几秒钟再试", draft.title)
        )
    return replace(assessment, problems=found)
