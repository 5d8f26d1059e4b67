"""What 问题 says in a chat: how many, by round, place type and standard. Never a single problem: its words and its
place are for those who mend it.
"""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from dabiao.cases import queries
from dabiao.cases.models import Problem
from dabiao.cases.views import LABELS, wanted_of
from dabiao.office.result_note import Part, ResultNote, Row
from dabiao.people import policy
from dabiao.people.gate import person
from dabiao.people.organisations.queries import district_name
from dabiao.people.policy import Action
from dabiao.standards.queries import framework_in_use

MOST_STANDARDS = 10
"""Standards with the most problems that are named."""


def problems_note(request: HttpRequest) -> ResultNote:
    """The list as filtered, counted; only what the asker may see."""
    asker, framework = person(request), framework_in_use()
    wanted = wanted_of(request)
    found = queries.problems(asker, framework.id, wanted).order_by()
    total = found.count()
    scope = policy.require(asker, Action.SEE_PROBLEMS)
    chosen = [f"{LABELS[name]} {value}" for name in queries.FILTERS if (value := getattr(wanted, name))]
    if wanted.text:
        chosen.append(f"含“{wanted.text}”")
    facts = (
        f"标准包：{framework.title} {framework.edition}",
        f"截至 {timezone.localtime():%Y-%m-%d %H:%M}",
        *([] if scope.everything else ["范围：本单位、本辖区的问题"]),
        *([f"只看：{'，'.join(chosen)}"] if chosen else []),
    )
    note = f"共 {total} 条：测评中判为“不符合”的每一行算一条，不是得分。"
    standards = _counted(found, "standard_id", "standard_title")
    parts = [
        Part("问题", (Row("问题", f"{total} 条"),), note=note),
        Part("按轮次", _counted(found, "round")),
        Part("按点位类型", _counted(found, "site_type")),
        Part(
            "问题最多的标准" if len(standards) > MOST_STANDARDS else "按标准",
            standards[:MOST_STANDARDS],
            note=f"共 {len(standards)} 条标准有问题。" if standards else "",
        ),
    ]
    shown = tuple(one for one in parts if one.rows)
    return ResultNote(
        "测评问题", district_name(), facts, shown, not policy.is_for_all_measured(Action.SEE_PROBLEMS)
    )


def _counted(found: QuerySet[Problem], *names: str) -> tuple[Row, ...]:
    """Problems by what they have in common, most first."""
    rows = found.values_list(*names).annotate(number=Count("pk")).order_by("-number", *names)
    return tuple(Row(" ".join(filter(None, kind)) or "没有写明", f"{number} 条") for *kind, number in rows)
