"""How titles of official documents end: with the word for what the document is."""

from __future__ import annotations

import re

TITLE_END = re.compile(
    r"(讲话|讲话稿|发言|致辞|通知|方案|意见|通报|计划|报告|要点|办法|决定|细则|总结|规划|纪要|公告|通告|函|批复|预案|清单|"
    r"提纲|倡议书|责任书|措施|规定|制度)(（[^（）]{1,12}）|\([^()]{1,12}\))?$"
)
"""讲话, 通知, 方案 …, with what may stand in brackets behind it: （试行）, （征求意见稿）."""
