"""The shape of a pack on paper: ``pack.yaml`` and the rows of its tables, as pydantic models.

``title`` of a field is the Chinese heading it has in the Excel workbook of a pack; ``dabiao`` publishes these
models as JSON Schema (docs/schemas/pack.schema.json). What relates rows to each other is ``pack_check``'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from dabiao.core.framework import Pooling, StabilitySettings, Ties
from dabiao.standards.pack_fields import (
    LONGEST_PARAMETERS,
    Amount,
    Day,
    GradeName,
    Id,
    Listed,
    MethodName,
    Months,
    PictureFile,
    Points,
    References,
    Share,
    Shows,
    Text,
    Truth,
)

_DEFAULTS = StabilitySettings()


class Entry(BaseModel):
    """A row of a table, or a mapping of ``pack.yaml``: nothing in it that the format does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def required(cls) -> tuple[str, ...]:
        """Name the fields that must be given."""
        return tuple(name for name, info in cls.model_fields.items() if info.is_required())


class SourceEntry(Entry):
    """Where something comes from. Unknown parts stay empty."""

    place: Text = Field("", title="地方")
    document: Text = Field("", title="文件")
    year: Annotated[int, Field(ge=1949, le=2100)] | None = Field(None, title="年份")
    grade: GradeName = Field(title="证据等级")
    note: Text = Field("", title="说明")


class GateEntry(Entry):
    """A line the cycle has to clear."""

    id: Id = Field(title="编号")
    measure: Text = Field(title="指标")
    at_least: Points = Field(title="不低于")
    below: Text = Field(title="低于时")
    source: Id = Field(title="来源")
    suspended_months: Months | None = Field(None, title="停止月数")


class PartEntry(Entry):
    """A figure of its own that makes up a share of the year's score."""

    measure: Text = Field(title="指标")
    share: Share = Field(title="占比")
    source: Id = Field(title="来源")


class CycleEntry(Entry):
    """The years of a cycle, oldest first, with their weights."""

    years: Annotated[int, Field(ge=1, le=10)]
    weights: tuple[Share, ...]
    source: Id
    gates: tuple[GateEntry, ...] = ()
    parts: tuple[PartEntry, ...] = ()


class GroupEntry(Entry):
    """Units that are ranked only among themselves."""

    id: Id = Field(title="编号")
    title: Text = Field(title="名称")
    members: tuple[Text, ...] = Field((), title="成员")


class RankingEntry(Entry):
    """How units are ranked."""

    ties: Ties = Ties.SHARED
    digits: Annotated[int, Field(ge=0, le=6)] = 2
    groups: tuple[GroupEntry, ...] = ()


class StabilityEntry(Entry):
    """Settings of the stability model. ``losses`` is [truth][decision]: 不达标, 不稳定达标, 达标."""

    pass_rate: Share = _DEFAULTS.pass_rate
    compliant_from: Share = _DEFAULTS.compliant_from
    unstable_from: Share = _DEFAULTS.unstable_from
    confidence: Share = _DEFAULTS.confidence
    official_sample: Annotated[int, Field(ge=1, le=10_000)] = _DEFAULTS.official_sample
    losses: tuple[
        tuple[Points, Points, Points], tuple[Points, Points, Points], tuple[Points, Points, Points]
    ] = (_DEFAULTS.losses[0], _DEFAULTS.losses[1], _DEFAULTS.losses[2])


class ComponentEntry(Entry):
    """A part of a composite pack."""

    id: Id = Field(title="编号")
    title: Text = Field(title="名称")
    method: MethodName = Field(title="测评方法")
    weight: Share = Field(title="权重")


class Manifest(Entry):
    """``pack.yaml``."""

    id: Id
    title: Text
    edition: Text
    valid_from: Day | None = None
    valid_to: Day | None = None
    city_level: Text
    source: Id
    sources: dict[Id, SourceEntry]
    open_ended: Truth = False
    points: Points | None = None
    method_weights: dict[MethodName, Points] = {}
    pooling: Pooling = Pooling.POOLED
    cycle: CycleEntry | None = None
    ranking: RankingEntry = RankingEntry()
    stability: StabilityEntry = StabilityEntry()
    components: tuple[ComponentEntry, ...] = ()
    notes: tuple[Text, ...] = ()


class TreeRow(Entry):
    """An inner node of the tree."""

    id: Id = Field(title="编号")
    parent: Id | None = Field(None, title="上级")
    level: Text = Field(title="层级")
    title: Text = Field(title="名称")
    points: Points = Field(title="分值")


class StandardRow(Entry):
    """A leaf: what is asked. A blank ``pass_rate`` is the pack's own."""

    id: Id = Field(title="编号")
    parent: Id | None = Field(None, title="上级")
    title: Text = Field(title="名称")
    text: Text = Field("", title="标准内容")
    points: Points = Field(title="分值")
    pass_rate: Share | None = Field(None, title="要求合格率")
    lead_department: Text = Field("", title="牵头部门")
    fix: Text = Field("", title="整改要点")
    source: Id = Field(title="来源")


class RuleRow(Entry):
    """How one method judges a standard. ``parameters`` is a YAML flow mapping."""

    standard_id: Id = Field(title="标准编号")
    method: MethodName = Field(title="测评方法")
    points: Points = Field(title="分值")
    form: Text = Field(title="规则形式")
    parameters: Annotated[str, Field(max_length=LONGEST_PARAMETERS)] = Field("", title="规则参数")
    source: Id = Field(title="来源")


class SiteTypeRow(Entry):
    """A place type, or (``process``) a process that is tried out."""

    id: Id = Field(title="编号")
    title: Text = Field(title="名称")
    group: Text = Field("", title="类别")
    process: Truth = Field(False, title="过程验证")
    source: Id = Field(title="来源")


class ItemRow(Entry):
    """A check item and the place types it belongs to: ids, or ``@id`` of a block."""

    id: Id = Field(title="编号")
    standard_id: Id = Field(title="标准编号")
    text: Text = Field(title="检查项")
    site_types: References = Field((), title="点位类型")
    at_least: Amount | None = Field(None, title="至少")
    unit: Text = Field("", title="单位")
    per: Amount | None = Field(None, title="每")
    per_unit: Text = Field("", title="每单位")
    exceptions: Listed = Field((), title="例外")
    note: Text = Field("", title="口径")
    source: Id = Field(title="来源")


class PictureRow(Entry):
    """An example picture of a check item. The file lies in the pack's folder of pictures."""

    item_id: Id = Field(title="检查项编号")
    shows: Shows = Field(title="示例")
    file: PictureFile = Field(title="图片文件")
    caption: Text = Field("", title="图片说明")


class BlockRow(Entry):
    """A set of place types that many items share."""

    id: Id = Field(title="编号")
    title: Text = Field(title="名称")
    site_types: References = Field((), title="点位类型")


class NegativeRow(Entry):
    """An event of the negative list."""

    id: Id = Field(title="编号")
    text: Text = Field(title="事项")
    points: Points = Field(title="扣分")
    veto: Truth = Field(False, title="一票否决")
    source: Id = Field(title="来源")
    ban_months: Months | None = Field(None, title="禁报月数")


class PackDocument(Entry):
    """A whole pack as one document: ``pack.yaml`` and the rows of each table, blank cells left out."""

    manifest: Manifest = Field(alias="pack.yaml")
    tree: tuple[TreeRow, ...] = Field((), alias="tree.csv")
    standards: tuple[StandardRow, ...] = Field((), alias="standards.csv")
    rules: tuple[RuleRow, ...] = Field((), alias="rules.csv")
    site_types: tuple[SiteTypeRow, ...] = Field((), alias="site_types.csv")
    items: tuple[ItemRow, ...] = Field((), alias="items.csv")
    pictures: tuple[PictureRow, ...] = Field((), alias="pictures.csv")
    blocks: tuple[BlockRow, ...] = Field((), alias="blocks.csv")
    negative_list: tuple[NegativeRow, ...] = Field((), alias="negative_list.csv")


MANIFEST_FILE = "pack.yaml"


@dataclass(frozen=True)
class Table:
    """One table of a pack: its file, the sheet it has in a workbook, and what its rows hold."""

    file: str
    sheet: str
    model: type[Entry]
    late: frozenset[str] = frozenset()
    """Columns that came after the first release: a CSV file has them only where a row fills them, so that a pack
    which does not use them is written as it always was, byte by byte."""

    @property
    def headings(self) -> dict[str, str]:
        """The Chinese heading of each field, in column order."""
        return {name: str(info.title) for name, info in self.model.model_fields.items()}


TABLES: Mapping[str, Table] = {
    "tree": Table("tree.csv", "体系", TreeRow),
    "standards": Table("standards.csv", "标准", StandardRow),
    "rules": Table("rules.csv", "评分规则", RuleRow),
    "site_types": Table("site_types.csv", "点位类型", SiteTypeRow),
    "items": Table("items.csv", "检查项", ItemRow, frozenset(("note",))),
    "pictures": Table("pictures.csv", "示例图片", PictureRow),
    "blocks": Table("blocks.csv", "点位组合", BlockRow),
    "negative_list": Table("negative_list.csv", "负面清单", NegativeRow),
}
"""Tables by name, in the order a reader takes them."""


def pack_schema() -> dict[str, object]:
    """Give the JSON Schema (2020-12) of a pack as one document; tables are arrays of rows, blank cells left out."""
    schema = PackDocument.model_json_schema(by_alias=True)
    for definition in schema["$defs"].values():
        for entry in definition.get("properties", {}).values():
            if entry.get("type") == "string" and entry.get("default") == []:
                entry["default"] = ""  # a list in one cell; an empty list is a blank cell
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dabiao standards pack",
        **{key: value for key, value in schema.items() if key != "title"},
    }
