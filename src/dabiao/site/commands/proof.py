"""``dabiao proof``: derive again what tables state, and say of each figure whether it holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from dabiao.core.defects import BadInput, Defect
from dabiao.core.proof.check import Check, Verdict
from dabiao.core.proof.figures import Rounding
from dabiao.core.proof.proving import TableProof, prove
from dabiao.core.proof.roles import read_roles
from dabiao.core.proof.table import PrintedTable, letters
from dabiao.office.cells_safe import one_line
from dabiao.office.letter_file import LetterProof, prove_letter, read_letter
from dabiao.office.tables import read_tables
from dabiao.site.commands import proof_letters

CHECKED_AND_WRONG = 1
"""Exit code when a figure does not hold, or a letter is not as it was sealed and signed."""


def _fingerprint(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    for one in given:
        if not proof_letters.is_fingerprint(one):
            raise click.BadParameter(f"“{one}”不是公钥指纹，应为 64 位十六进制数（空格和冒号不计）")
    return given


@click.command(short_help="复算表格里的合计、比率、总分和名次；核对责任书的封记和签名")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件…")
@click.option(
    "--roles",
    multiple=True,
    metavar="列=算式",
    help="说明表头没有说清的关系，如 总分=0.85*实地+0.15*问卷、整改率=已整改/问题数、均分=mean(甲,乙)；"
    "多个用分号分开，也可多次给出。",
)
@click.option("--all", "show_all", is_flag=True, help="把成立的数也逐个列出。")
@click.option(
    "--key",
    "trusted",
    multiple=True,
    metavar="指纹",
    callback=_fingerprint,
    help="责任书只认这些公钥：封记的和各签署人的，从系统的责任书页面抄来；可多次给出。",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序读，含每一个核对过的数。")
def command(
    files: tuple[Path, ...], roles: tuple[str, ...], show_all: bool, trusted: tuple[str, ...], as_json: bool
) -> None:
    """复算 .csv、.xlsx 和 .docx 里的表格，逐个说明：成立、不成立、不能核对。

    目标责任书（.docx、.pdf）：核对封记，即全部字节、内容摘要、每个签名；改一个字节也会指出在哪里。不用联网。

    自己会找：合计、小计、平均行，相加等于总数的列，X率＝甲÷乙，表头写明权重的总分，名次。
    印出来的数按四舍五入（或截尾）可能代表的范围核对，怎么舍入都对不上才算不成立。

    有不成立的数，或责任书被改过时，退出码为 1。

    \b
    例：dabiao proof 通报.docx 排名.xlsx
        dabiao proof 责任书.pdf
        dabiao proof 整改.csv --roles "整改率=已整改/问题数"
    """  # noqa: D301 (click's mark for lines to keep)
    read = read_roles(roles)
    tables, sealed = _read(files)
    proofs = prove([table for _, table in tables], read)
    found = [(str(path), one) for (path, _), one in zip(tables, proofs, strict=True)]
    if as_json:
        told = _as_json(found)
        told["letters"] = [proof_letters.as_json(str(path), one, trusted) for path, one in sealed]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for path, letter in sealed:
            proof_letters.print_letter(str(path), letter, trusted)
        for named, one in found:
            _print(named, one, show_all)
        if found:
            _print_sum(proofs)
    wrong = any(one.count(Verdict.FAILS) for one in proofs)
    if wrong or not all(proof_letters.holds(letter, trusted) for _, letter in sealed):
        sys.exit(CHECKED_AND_WRONG)


def _read(
    files: Sequence[Path],
) -> tuple[list[tuple[Path, PrintedTable]], list[tuple[Path, LetterProof]]]:
    """Read all files first, so that nothing is said of some while others cannot be used.

    A sealed letter is not searched for tables: nothing in it follows from anything else in it.
    """
    tables: list[tuple[Path, PrintedTable]] = []
    sealed: list[tuple[Path, LetterProof]] = []
    defects: list[Defect] = []
    for path in files:
        try:
            data = read_letter(path)
            letter = prove_letter(data) if data is not None else None
            if letter is not None:
                sealed.append((path, letter))
            else:
                tables += [(path, table) for table in read_tables(path)]
        except BadInput as refused:
            defects += refused.defects
    if defects:
        raise BadInput(defects)
    return tables, sealed


def _print(path: str, proof: TableProof, show_all: bool) -> None:
    table = proof.table
    sheet = f" {table.sheet}" if table.sheet else ""
    last = table.first_row + len(table.rows) - 1
    click.echo(one_line(f"{path}{sheet} 第 {table.first_row}—{last} 行"))
    counts = "，".join(f"{verdict.value} {proof.count(verdict)}" for verdict in Verdict)
    if not proof.figures:
        click.echo("  没有数，没有可以核对的\n")
        return
    rest = f"；另有 {proof.inputs} 个原始数，表内没有别的数能算出它" if proof.inputs else ""
    click.echo(f"  共 {proof.figures} 个数：{counts}{rest}")
    for check in proof.checks:
        if check.verdict is Verdict.FAILS or show_all:
            click.echo(_sentence(check))
    if not show_all:
        for line in _summaries(proof):
            click.echo(line)
    click.echo("")


def _sentence(check: Check) -> str:
    named = f"（{check.label}）" if check.label else ""
    place = f"第 {check.row} 行 {letters(check.column)} 列“{check.heading}”{named}"
    text = f"{check.verdict.value}：{place} 写的是 {check.stated}"
    if check.verdict is Verdict.FAILS and check.expected:
        text += f"，应为 {check.expected}"
    if check.formula:
        text += f"。按 {check.formula}" + (f"：{check.working}" if check.working else "")
    if check.rounding is Rounding.TRUNCATED:
        text += "。只有按截尾才成立，请核对进位方式"
    if check.reason:
        text += f"。{check.reason}"
    return _indented(text)


def _indented(text: str) -> str:
    """``text`` on one line and harmless to a terminal, its indent kept."""
    return "  " + one_line(text)


def _summaries(proof: TableProof) -> list[str]:
    """What holds, by formula; what cannot be checked, by reason; in the order they first appear."""
    lines = []
    groups: dict[tuple[Verdict, int, str, bool], list[Check]] = {}
    for check in proof.checks:
        if check.verdict is not Verdict.FAILS:
            said = check.formula if check.verdict is Verdict.HOLDS else check.reason
            truncated = check.rounding is Rounding.TRUNCATED
            groups.setdefault((check.verdict, check.column, said, truncated), []).append(check)
    for (verdict, column, said, truncated), checks in sorted(
        groups.items(), key=lambda one: one[0][0] is Verdict.HOLDS
    ):
        rows = _rows([check.row for check in checks])
        note = "。只有按截尾才成立，请核对进位方式" if truncated else ""
        joint = "按" if verdict is Verdict.HOLDS else "因为"
        heading = checks[0].heading
        text = f"{verdict.value}：{letters(column)} 列“{heading}”{len(checks)} 个（第 {rows} 行），{joint} {said}{note}"
        lines.append(_indented(text))
    return lines


def _rows(rows: Sequence[int]) -> str:
    """Row numbers with runs shortened: 2—5、8."""
    spans: list[list[int]] = []
    for row in sorted(set(rows)):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return "、".join(str(a) if a == b else f"{a}—{b}" for a, b in spans)


def _print_sum(proofs: Sequence[TableProof]) -> None:
    wrong = sum(one.count(Verdict.FAILS) for one in proofs)
    unsure = sum(one.count(Verdict.UNCHECKABLE) for one in proofs)
    held = sum(one.count(Verdict.HOLDS) for one in proofs)
    if wrong:
        click.echo(f"有 {wrong} 个数不成立，请逐个核对后再发。")
    elif held:
        click.echo("核对过的数都成立。" + (f"有 {unsure} 个不能核对。" if unsure else ""))
    else:
        click.echo("没有能核对的数。可用 --roles 说明哪些列怎么算出来。")


def _as_json(found: Sequence[tuple[str, TableProof]]) -> dict[str, object]:
    tables = [
        {
            "file": path,
            "sheet": one.table.sheet,
            "first_row": one.table.first_row,
            "figures": one.figures,
            "inputs": one.inputs,
            "counts": {verdict.value: one.count(verdict) for verdict in Verdict},
            "checks": [_check_json(check) for check in one.checks],
        }
        for path, one in found
    ]
    return {"tables": tables, "fails": sum(one.count(Verdict.FAILS) for _, one in found)}


def _check_json(check: Check) -> dict[str, object]:
    return {
        "row": check.row,
        "column": letters(check.column),
        "heading": check.heading,
        "label": check.label,
        "stated": check.stated,
        "verdict": check.verdict.value,
        "expected": check.expected or None,
        "formula": check.formula or None,
        "working": check.working or None,
        "rounding": check.rounding.value if check.rounding else None,
        "reason": check.reason or None,
    }
