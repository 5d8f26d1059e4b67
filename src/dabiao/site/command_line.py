"""The ``dabiao`` command: one line per subcommand, loaded only when it is called."""

from __future__ import annotations

import gettext
import importlib
import keyword
import os
import sys
from pathlib import Path

import click

from dabiao.core.defects import BadInput
from dabiao.office.cells_safe import one_line

COMMANDS = {
    "assess": "从测评工作簿得出达标状态、得分、排名和通报",
    "import": "导入任意格式的测评工作簿（先认表，再入库）",
    "rank": "按权重合成总分并分组排名",
    "outline": "读出讲话、方案、通报的提纲和任务",
    "proof": "复算表格里的合计、比率、总分和名次",
    "pack": "查看、检查、比较、导出和导入标准包",
    "simulate": "生成一个虚拟城区的测评工作簿（真值另存）",
    "serve": "启动网页服务（只监听本机）",
    "demo": "建立示范城区的数据文件夹",
    "account": "新区第一天：建立首批管理员",
    "backup": "把全部数据备份成一个文件，或核对备份",
    "restore": "把备份恢复到空的数据文件夹",
    "audit": "核对和导出审计记录",
    "self-check": "减负自查：逐条列出规定、做法和证据",
    "doctor": "检查这台机器缺什么、怎么补",
    "bench": "与同类工具交替计时，给出比值",
}

CLICK_WORDS = Path(__file__).parent / "locale"
"""Where click's own words stand in Chinese (click.po)."""

CHECKED_AND_WRONG, BAD_INPUT, INTERRUPTED = 1, 2, 130
"""Exit codes beside 0: the check ran and found something wrong; the input could not be used; Ctrl-C."""


class Commands(click.Group):
    """Subcommands by name; a module is imported only when its command runs, so ``--help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Name every subcommand, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load the module of ``cmd_name``; None when there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(
            f"dabiao.site.commands.{name}{'_' if keyword.iskeyword(name) else ''}"
        )
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the subcommands without loading any."""
        with formatter.section("命令"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dabiao", prog_name="dabiao", help="显示版本号。")
def group() -> None:
    """达标 Dabiao：知道哪些标准达标、哪些不稳定、下一步先改什么。"""


def main() -> None:
    """Run the command line; refused input is told line by line on stderr and exits 2, without a traceback."""
    _let_click_speak_chinese()
    try:
        code = group(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except BadInput as refused:
        for defect in refused.defects:
            click.echo(one_line(str(defect)), err=True)  # a file's text must not steer the terminal
        sys.exit(BAD_INPUT)
    sys.exit(code if isinstance(code, int) else 0)


def _let_click_speak_chinese() -> None:
    """Give click its Chinese words whatever the machine's language is: every other word here is Chinese too."""
    os.environ["LANGUAGE"] = "zh_CN"  # gettext takes its language from here alone
    gettext.bindtextdomain("click", str(CLICK_WORDS))
    gettext.textdomain("click")
