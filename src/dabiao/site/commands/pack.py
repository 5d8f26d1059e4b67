"""``dabiao pack``: standards packs listed, shown, checked, compared, and out to and in from one workbook."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.core.system_reason import reason_of
from dabiao.office.aligned_text import aligned
from dabiao.office.cells_safe import clean_text
from dabiao.office.whole_file import whole_file
from dabiao.site.home_folder import home_folder
from dabiao.standards.framework_out import framework_workbook
from dabiao.standards.known_site_types import known_site_types
from dabiao.standards.pack_diff import Change, counts, diff_packs
from dabiao.standards.pack_files import (
    defects_of,
    examine,
    list_packs,
    load_pack,
    raw_pack,
    read_folder,
)
from dabiao.standards.pack_raw import hint
from dabiao.standards.pack_shelves import own_pack_ids, pack_folder
from dabiao.standards.pack_summary import PackSummary, StandardSummary, summarise, summarise_standard
from dabiao.standards.pack_workbook import workbook_of
from dabiao.standards.pack_workbook_in import read_workbook
from dabiao.standards.pack_write import write_folder

CHECKED_AND_WRONG = 1
WORKBOOK = ".xlsx"
_ONE_LINE = str.maketrans("\t\r\n\x85", "    ")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


@click.group(
    help="查看、检查、比较、导出和导入标准包。PACK 是标准包的编号（内置的，或数据文件夹里本区发布的），或标准包文件夹。"
)
def command() -> None:
    """Hold the subcommands."""


@command.command(
    "list", epilog="例：dabiao pack list", help="列出内置的标准包，以及数据文件夹里本区发布的版次。"
)
@AS_JSON
def list_(as_json: bool) -> None:
    """Print one line for each pack that comes along, and for each edition of the data folder in use."""
    district = home_folder().packs
    packs = [summarise(framework) for framework in list_packs(district)]
    damaged = set(own_pack_ids(district)) - {one["id"] for one in packs}
    for pack_id in sorted(damaged):
        click.echo(f"{pack_id}：读不出来。用 dabiao pack check {pack_id} 看原因", err=True)
    if as_json:
        _print_json(packs)
        return
    rows = [["编号", "名称", "版次", "标准", "规则", "点位类型", "检查项", "负面清单"]]
    for one in packs:
        figures = (one["standards"], one["rules"], one["site_types"], one["items"], one["negative_list"])
        rows.append([one["id"], one["title"], one["edition"], *map(str, figures)])
    _print_lines(aligned(rows, right=range(3, 8)))


@command.command(
    epilog="例：dabiao pack show district-practice；看一条标准：dabiao pack show district-practice 6.1.4",
    help="显示一个标准包的来源、分值和各类条数；写上 STANDARD 时显示这条标准的规则和检查项。",
)
@click.argument("pack")
@click.argument("standard", required=False)
@AS_JSON
def show(pack: str, standard: str | None, as_json: bool) -> None:
    """Print what a pack holds, or one standard with its rules in words."""
    framework = load_pack(pack, home_folder().packs)
    if standard is None:
        whole = summarise(framework)
        _print_json(whole) if as_json else _print_lines(_pack_lines(whole))
        return
    part = _found(framework, standard)
    _print_json(part) if as_json else _print_lines(_standard_lines(part))


@command.command(
    epilog="例：dabiao pack check ./我的标准包；检查工作簿：dabiao pack check 标准包.xlsx",
    help="检查标准包文件夹或工作簿，逐处说明问题。没有问题时退出码为 0，有问题为 1，读不了为 2。",
)
@click.argument("pack")
@AS_JSON
def check(pack: str, as_json: bool) -> None:
    """Print every defect of a pack."""
    defects = _defects(pack)
    if as_json:
        _print_json({"pack": pack, "sound": not defects, "defects": [_told(one) for one in defects]})
    elif defects:
        _print_lines([*(str(one) for one in defects), f"共 {len(defects)} 处问题。改好后请再检查一次。"])
    else:
        click.echo("没有发现问题。")
    if defects:
        sys.exit(CHECKED_AND_WRONG)


@command.command(
    epilog="例：dabiao pack diff district-practice ./我的标准包",
    help="比较两个标准包，列出新增、删除和修改了的标准、规则、分值、点位类型、检查项等。不比较先后次序。",
)
@click.argument("before")
@click.argument("after")
@AS_JSON
def diff(before: str, after: str, as_json: bool) -> None:
    """Print what changed from one pack to another."""
    district = home_folder().packs
    sides = {"before": load_pack(before, district), "after": load_pack(after, district)}
    changes = diff_packs(sides["before"], sides["after"])
    if as_json:
        named = {side: _named(framework) for side, framework in sides.items()}
        _print_json({**named, "counts": counts(changes), "changes": [_change(one) for one in changes]})
        return
    _print_lines(_change_lines(changes))


@command.command(
    epilog="例：dabiao pack export district-practice 标准包.xlsx",
    help="把标准包导出为一个 Excel 工作簿，改好后可以用 import 导回。已有的文件不覆盖。",
)
@click.argument("pack")
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option(
    "--framework", is_flag=True, help="写成测评体系表：测评项目、测评内容、测评标准、测评方法、责任单位等列。"
)
def export(pack: str, workbook: Path, framework: bool) -> None:
    """Write a pack as one workbook."""
    if workbook.suffix.lower() != WORKBOOK:
        raise BadInput(Defect("导出的文件名应以 .xlsx 结尾", workbook.name))
    if workbook.exists():
        raise BadInput(Defect("已有这个文件，没有覆盖。请换一个文件名", str(workbook)))
    parsed, defects = examine(*raw_pack(read_folder(pack_folder(pack, home_folder().packs))))
    if defects:
        raise BadInput(defects)
    data = framework_workbook(parsed, known_site_types()) if framework else workbook_of(parsed)
    try:
        with whole_file(workbook) as making:
            making.write_bytes(data)
    except OSError as error:
        raise _unwritable(workbook, error) from None
    click.echo(f"已导出：{workbook}")


@command.command(
    "import",
    epilog="例：dabiao pack import 标准包.xlsx ./我的标准包",
    help="把 Excel 工作簿导入为标准包文件夹。有问题时逐处说明，什么也不写；不覆盖已有内容的文件夹。",
)
@click.argument("workbook", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
def import_(workbook: Path, folder: Path) -> None:
    """Write the pack in a workbook to a folder."""
    parsed, defects = examine(*read_workbook(workbook))
    if defects:
        raise BadInput(defects)
    try:
        write_folder(parsed, folder)
    except OSError as error:
        raise _unwritable(folder, error) from None
    framework = load_pack(folder)
    click.echo(f"已导入：{folder}（{len(framework.standards)} 条标准，{len(framework.items)} 个检查项）")


def _found(framework: Framework, standard: str) -> StandardSummary:
    found = framework.standards.get(standard)
    if found is None:
        near = hint(standard, framework.standards)
        raise BadInput(
            Defect(
                "标准包 %(pack)s 里没有这条标准%(hint)s",
                standard,
                None,
                None,
                {"pack": framework.id, "hint": near},
            )
        )
    return summarise_standard(framework, found)


def _defects(pack: str) -> list[Defect]:
    """Find the defects of a folder or workbook. Raises BadInput when it cannot be read at all."""
    path = Path(pack)
    if path.suffix.lower() == WORKBOOK and not path.is_dir():
        return examine(*read_workbook(path))[1]
    return defects_of(read_folder(pack_folder(pack, home_folder().packs)))


def _unwritable(path: Path, error: OSError) -> BadInput:
    return BadInput(
        Defect(
            "写不进去（%(reason)s）。请检查路径和权限",
            str(path),
            None,
            None,
            {"reason": reason_of(error)},
        )
    )


def _pack_lines(pack: PackSummary) -> Iterator[str]:
    yield f"{pack['title']}（{pack['id']}，版次 {pack['edition']}）"
    valid = " 至 ".join(day for day in (pack["valid_from"], pack["valid_to"]) if day)
    yield f"适用：{pack['city_level']}" + (f"；有效期：{valid} 起" if valid and not pack["valid_to"] else "")
    yield f"来源：{pack['source']}"
    if pack["open_ended"]:
        yield "不限标准：工作簿里的任何标准和点位类型都接受"
    for heading, parts in (("测评项目", pack["categories"]), ("组成部分", pack["components"])):
        if parts:
            yield from (
                "",
                *aligned([(heading, "", "分值或权重"), *((p["id"], p["title"], p["share"]) for p in parts)]),
            )
    yield ""
    yield (
        f"标准 {pack['standards']} 条，规则 {pack['rules']} 条，点位类型 {pack['site_types']} 种，"
        f"检查项 {pack['items']} 个（有数量要求 {pack['items_with_quantity']} 个，"
        f"有例外 {pack['items_with_exceptions']} 个），负面清单 {pack['negative_list']} 项"
    )
    for heading, counted in (
        ("方法分值", pack["methods"]),
        ("规则形式", pack["forms"]),
        ("规则依据", pack["grades"]),
    ):
        if counted:
            yield f"{heading}：" + "，".join(f"{name} {count}" for name, count in counted.items())
    if pack["groups"]:
        yield "排名分组：" + "、".join(pack["groups"])
    yield from (f"注：{note}" for note in pack["notes"])


def _standard_lines(standard: StandardSummary) -> Iterator[str]:
    yield f"{standard['id']} {standard['title']}（{standard['points']} 分）"
    yield standard["text"]
    yield f"牵头部门：{standard['lead_department'] or '未写'}；要求合格率：{standard['pass_rate']}"
    yield f"来源：{standard['source']}"
    for rule in standard["rules"]:
        yield ""
        yield f"{rule['method']}（{rule['points']} 分）：{rule['words']}"
        yield f"  依据：{rule['source']}"
    if standard["items"]:
        yield ""
        yield "检查项"
    for item in standard["items"]:
        yield f"  {item['id']} {item['text']}（{'、'.join(item['site_types'])}）"
        if item["exceptions"]:
            yield f"    例外：{'；'.join(item['exceptions'])}"
    if standard["fix"]:
        yield from ("", f"整改要点：{standard['fix']}")


def _change_lines(changes: tuple[Change, ...]) -> Iterator[str]:
    if not changes:
        yield "两个标准包内容相同。"
        return
    for table, kinds in counts(changes).items():
        yield f"{table}：" + "，".join(f"{kind} {count}" for kind, count in kinds.items())
        for one in changes:
            if one.table == table:
                yield f"  {one.kind} {one.id} " + (
                    f"{one.field}：{one.before or '（空）'} → {one.after or '（空）'}"
                    if one.field
                    else one.after or one.before or ""
                )


def _named(framework: Framework) -> Mapping[str, str]:
    return {"id": framework.id, "edition": framework.edition, "digest": framework.digest}


def _change(change: Change) -> Mapping[str, str | None]:
    return {
        "table": change.table,
        "id": change.id,
        "kind": change.kind.value,
        "field": change.field or None,
        "before": change.before,
        "after": change.after,
    }


def _told(defect: Defect) -> Mapping[str, str | int | None]:
    return {
        "file": defect.file,
        "sheet": defect.sheet,
        "row": defect.row,
        "field": defect.field,
        "message": defect.message,
    }


def _print_lines(lines: Iterable[str]) -> None:
    """Print text that comes from files: no control character may steer the terminal, and a line stays one."""
    for line in lines:
        click.echo(clean_text(line).translate(_ONE_LINE))


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))
