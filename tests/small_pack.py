"""A pack that fits a screen, whole and right, for tests to spoil in one place."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import yaml

from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.standards.pack_files import load_pack

MANIFEST = """\
id: small
title: 小标准包
edition: "1"
city_level: 城区
source: ours
sources:
  ours: {place: "", document: 自拟, year: 2026, grade: 示范值}
  paper: {place: 某市, document: 测评通报, year: 2020, grade: N}
points: "10"
method_weights: {实地: "8", 问卷: "2"}
cycle:
  years: 3
  weights: ["0.15", "0.25", "0.60"]
  source: paper
  gates:
    - {id: low, measure: annual, at_least: "70", below: 停止资格一年, source: paper}
ranking:
  groups:
    - {id: inner, title: 主城区, members: [东街道, 西街道]}
notes:
  - 一条备注
"""

FILES = {
    "pack.yaml": MANIFEST,
    "tree.csv": "id,parent,level,title,points\nA,,测评项目,市容,8\nB,,测评项目,评价,2\n",
    "standards.csv": (
        "id,parent,title,text,points,pass_rate,lead_department,fix,source\n"
        "A1,A,保洁,地面干净。,5,0.95,城管局,加密清扫。,paper\n"
        "A2,A,停车,停放有序。,3,,公安交警,补划车位。,ours\n"
        "B1,B,满意,居民满意。,2,,创建办,,ours\n"
    ),
    "rules.csv": (
        "standard_id,method,points,form,parameters,source\n"
        "A1,实地,5,quantified,{},paper\n"
        'A2,实地,3,with_exceptions,"{base: {form: conformity_rate}, exceptions: [停在线内]}",ours\n'
        'B1,问卷,2,satisfaction,"{at_least: ""85""}",ours\n'
        'B1,加分,0,bonus,"{cap: ""5""}",ours\n'
    ),
    "site_types.csv": (
        "id,title,group,process,source\nroad,主次干道,街路,,ours\nlane,背街小巷,街路,,ours\n"
        "survey,问卷,非现场,是,ours\n"
    ),
    "blocks.csv": "id,title,site_types\nstreets,街路,road;lane\n",
    "items.csv": (
        "id,standard_id,text,site_types,at_least,unit,per,per_unit,exceptions,source\n"
        "A1-1,A1,地面没有垃圾,@streets,,,,,,ours\n"
        "A1-2,A1,每 500 米果皮箱不少于 3 个,road,3,个,500,米,,paper\n"
        "A2-1,A2,车辆在线内停放,@streets;road,,,,,停在线内,ours\n"
        "B1-1,B1,受访者满意,survey,,,,,,ours\n"
    ),
    "negative_list.csv": "id,text,points,veto,source\nN1,材料造假,3,,ours\nV1,重大事故,0,是,paper\n",
}


def write(folder: Path, **changes: str) -> Path:
    """Write the pack; ``changes`` give whole files by name without the suffix."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(changes.get(name.split(".")[0], text), encoding="utf-8")
    return folder


def spoilt(folder: Path, file: str, old: str, new: str) -> Path:
    """Write the pack with ``old``, which stands once in ``file``, replaced by ``new``."""
    write(folder)
    text = FILES[file]
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def refusal(folder: Path) -> tuple[Defect, ...]:
    """Load a pack that must be refused, and give what was said."""
    try:
        framework: Framework = load_pack(folder)
    except BadInput as refused:
        return refused.defects
    raise AssertionError(f"{framework.id} was loaded")


def said(defects: tuple[Defect, ...]) -> list[tuple[str, int | None, str | None]]:
    """Where each defect was found: file, row, field."""
    return [(one.file, one.row, one.field) for one in defects]


def yaml_text(manifest: Mapping[str, object]) -> str:
    """Write a manifest as somebody's program would: every text quoted."""
    return yaml.safe_dump(dict(manifest), allow_unicode=True, sort_keys=False, default_style='"')


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Write a table."""
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue()
