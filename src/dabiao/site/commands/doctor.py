"""``dabiao doctor``: what is missing on this machine, and how to mend it."""

from __future__ import annotations

import json
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from dabiao.site.command_line import CHECKED_AND_WRONG
from dabiao.site.home_folder import ENVIRONMENT_NAME, home_folder

LEAST_FREE = 2 * 1024**3
"""Bytes free in the data folder: a few million observations with their workbooks."""

FANGSONG = ("FangSong", "FangSong_GB2312", "STFangsong", "仿宋", "仿宋_GB2312", "FandolFang R")
"""The typeface of the body of official documents (GB/T 9704—2012, 5.2.2), as machines name it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``needed``: Dabiao does not run without it."""

    name: str
    fine: bool
    needed: bool
    found: str
    remedy: str


@click.command(
    epilog="例：dabiao doctor --json",
    help="检查这台机器缺什么、怎么补。缺少必需的东西时退出码为 1；可选的只提醒。",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def command(as_json: bool) -> None:
    """Look at Python, packages, the data folder, built assets, fonts and viewers."""
    findings = [finding for check in CHECKS for finding in check()]
    if as_json:
        click.echo(json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=1))
    else:
        for one in findings:
            click.echo(f"{'✓' if one.fine else '✗' if one.needed else '!'} {one.name}：{one.found}")
            if not one.fine:
                click.echo(f"  {one.remedy}")
    if any(one.needed and not one.fine for one in findings):
        sys.exit(CHECKED_AND_WRONG)


def _python() -> Iterator[Finding]:
    yield Finding(
        "Python",
        sys.version_info >= (3, 11),
        True,
        platform.python_version(),
        "需要 Python 3.11 或更新的版本",
    )


def _packages() -> Iterator[Finding]:
    for name, use in (
        ("django", "网页"),
        ("duckdb", "分析"),
        ("numba", "稳定性计算"),
        ("granian", "网页服务"),
    ):
        try:
            yield Finding(name, True, True, version(name), "")
        except PackageNotFoundError:
            yield Finding(
                name, False, True, f"没有安装（{use}用）", f"运行 pip install {name}，或重新安装 dabiao"
            )


def _home() -> Iterator[Finding]:
    home = home_folder().path
    existing = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    yield Finding(
        "数据文件夹",
        _writable(existing),
        True,
        str(home),
        f"文件夹不能写入。请检查权限，或用环境变量 {ENVIRONMENT_NAME} 换一个文件夹",
    )
    yield Finding(
        "剩余空间",
        free >= LEAST_FREE,
        False,
        f"{free / 1024**3:.1f} GB",
        f"不足 2 GB。请清理磁盘，或用环境变量 {ENVIRONMENT_NAME} 换到别的磁盘",
    )


def _writable(folder: Path) -> bool:
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _assets() -> Iterator[Finding]:
    built = Path(__file__).parents[1] / "static" / "built" / "manifest.json"
    yield Finding(
        "网页资源",
        built.exists(),
        True,
        "已生成" if built.exists() else "没有生成",
        "在源码目录运行 make setup；用 pip 安装的，请重新安装",
    )


def _fonts() -> Iterator[Finding]:
    from dabiao.office.charts import chart_font, installed

    font = chart_font()
    yield Finding(
        "中文字体",
        font is not None,
        False,
        font or "没有找到",
        "没有中文字体时通报不附图。Debian/Ubuntu：apt install fonts-noto-cjk；Windows 自带，无需安装",
    )
    fangsong = installed(FANGSONG)
    yield Finding(
        "公文字体",
        fangsong is not None,
        False,
        fangsong or "没有仿宋体",
        "通报写明用仿宋、小标宋等公文字体，在装有这些字体的电脑上打开就是公文版式。"
        "本机用 LibreOffice 查看时，按源码中 docs/fonts/64-official-documents.conf 的说明换成相近的字体",
    )


def _viewers() -> Iterator[Finding]:
    found = shutil.which("soffice") or shutil.which("wps")
    yield Finding(
        "文档查看",
        found is not None,
        False,
        found or "没有找到 LibreOffice 或 WPS",
        "通报和排名表是标准的 .docx 和 .xlsx，用 Word、WPS 或 LibreOffice 都能打开，装一种即可",
    )


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (_python, _packages, _home, _assets, _fonts, _viewers)
