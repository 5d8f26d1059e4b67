"""What the handbook holds: its chapters, for whom they are, and which pages of the site each task explains.

The text of a task is ``pages/<slug>.md``. Beside what Markdown has, a link may name a page of the handbook
(``page:import``) or an address of the site (``address:imports``), and a picture is named (``picture:import``).
Labels of buttons and fields stand in 「」; a test finds each of them among the site's own texts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """One page of the handbook. ``explains``: names of the addresses whose 帮助 leads here."""

    slug: str
    title: str
    explains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """Tasks of the same people."""

    title: str
    tasks: tuple[Task, ...]


CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        "所有人",
        (
            Task(
                "sign-in",
                "登录和保管账号",
                (
                    "sign_in",
                    "second_step",
                    "my_security",
                    "new_passkey",
                    "codes",
                    "recovery_codes",
                    "password",
                    "confirm",
                    "invitation",
                    "my_posts",
                ),
            ),
            Task("mine", "我的：别人要我办什么", ("mine",)),
            Task(
                "complaints",
                "投诉建议和减负",
                ("complaints", "complaint", "complaint_new", "burden", "burden_organisation"),
            ),
        ),
    ),
    Chapter(
        "创建办",
        (
            Task("first-day", "第一天：从空白到第一份通报", ("first_day", "set_up")),
            Task("import", "导入测评表", ("imports", "import")),
            Task(
                "any-workbook",
                "导入任意表格，整个撤销",
                ("import_mapping", "import_undo", "mapping_profiles"),
            ),
            Task(
                "places",
                "点位底册",
                ("sites", "site", "site_new", "site_change", "sites_import", "sites_preview"),
            ),
            Task(
                "organisations",
                "单位名册",
                (
                    "organisations",
                    "organisation",
                    "organisation_new",
                    "organisations_import",
                    "organisations_preview",
                ),
            ),
            Task(
                "packs",
                "建标准包、改标准",
                (
                    "packs",
                    "pack",
                    "draft_start",
                    "draft_empty",
                    "draft_columns",
                    "pack_draft",
                    "draft_publish",
                    "draft_tree",
                    "draft_row",
                    "draft_row_new",
                    "draft_row_remove",
                    "draft_rule",
                    "draft_rule_new",
                    "draft_places",
                    "draft_negative",
                    "draft_settings",
                ),
            ),
            Task(
                "editions",
                "换版和联创",
                (
                    "pack_next",
                    "crosswalks",
                    "crosswalk",
                    "crosswalk_draft",
                    "crosswalk_line",
                    "crosswalk_types",
                ),
            ),
            Task("judgement", "看懂总览和达标判断", ("overview", "score", "standards", "standard")),
            Task("ranking", "排名怎么看", ("ranking",)),
            Task("problems", "问题清单", ("problems",)),
            Task("circulars", "发通报", ("circulars", "circular", "circular_new")),
            Task(
                "breakdown",
                "任务分解",
                (
                    "breakdown",
                    "breakdown_list",
                    "breakdown_units",
                    "breakdown_unit",
                    "breakdown_gaps",
                    "breakdown_cell",
                    "duty",
                    "breakdown_proposal",
                    "breakdown_import",
                    "breakdown_preview",
                ),
            ),
            Task(
                "letters",
                "责任书：起草到签署",
                ("letters", "letter", "letter_new", "letter_edit", "letter_difference"),
            ),
            Task(
                "press",
                "督办：从讲话到销号",
                (
                    "press",
                    "pressed_task",
                    "press_documents",
                    "press_document",
                    "press_document_new",
                    "press_line",
                ),
            ),
            Task("notices", "发通知和突发任务", ("notices", "notice", "notice_new")),
            Task(
                "cycle",
                "三年周期和周期总分",
                (
                    "cycle",
                    "cycle_of",
                    "cycle_propose",
                    "calendar_entry",
                    "calendar_entry_new",
                    "cycle_feeds",
                    "cycle_total",
                    "cycle_total_of",
                ),
            ),
            Task(
                "outside",
                "外部成绩和反馈清单",
                (
                    "outside_results",
                    "outside_result",
                    "outside_result_new",
                    "outside_result_correct",
                    "source_document",
                    "feedback",
                    "outside_pairs",
                ),
            ),
            Task(
                "handling",
                "办理投诉，控制向下面的要求",
                ("complaints_handling", "complaint_rules", "burden_limits", "self_check"),
            ),
        ),
    ),
    Chapter(
        "领导",
        (Task("leader", "一页看懂"),),
    ),
    Chapter(
        "责任单位、街道、社区",
        (
            Task("answering", "收到问题和通知怎么办", ("notice_recipient",)),
            Task("signing", "责任书怎么看、怎么签", ("letter_sign",)),
        ),
    ),
    Chapter(
        "测评员",
        (Task("inspect", "测评表格怎么填"),),
    ),
    Chapter(
        "管理员",
        (
            Task(
                "accounts",
                "账号和岗位",
                ("accounts", "account", "account_new", "account_close", "posts", "post"),
            ),
            Task("security", "安全设置", ("security", "identities")),
            Task("audit", "审计记录", ("audit",)),
            Task("backup", "备份、恢复和升级"),
            Task("office-network", "对办公网开放", ("office_network",)),
        ),
    ),
)

TASKS: dict[str, Task] = {task.slug: task for chapter in CHAPTERS for task in chapter.tasks}
"""Every task by its slug."""
