"""Who is in the demo district, and how they sign in."""

from __future__ import annotations

from dabiao.people.models import Role

DEMO_PASSWORD = "dabiao-demo"  # noqa: S105  # printed at start-up; the server listens on loopback only

CAST = (
    ("office", "创建办 林主任", Role.OFFICE),
    ("leader", "周副区长", Role.LEADER),
    ("street", "街道联络员 吴敏", Role.STREET),
    ("unit", "责任单位联络员 郑凯", Role.UNIT),
    ("community", "社区联络员 秦岚", Role.COMMUNITY),
    ("inspector", "测评员 何苗", Role.INSPECTOR),
    ("system", "系统管理员 罗平", Role.SYSTEM_ADMINISTRATOR),
    ("security", "安全管理员 杜娟", Role.SECURITY_ADMINISTRATOR),
    ("audit", "审计管理员 贺川", Role.AUDIT_ADMINISTRATOR),
)

DEPUTY = ("deputy", "两个岗位 孙茜")
