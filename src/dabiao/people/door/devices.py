"""Name a device by its family, so that a person knows their own computer from their own phone."""

from __future__ import annotations

SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("wxwork", "企业微信"),
    ("DingTalk", "钉钉"),
    ("MicroMessenger", "微信"),
    ("QQBrowser", "QQ 浏览器"),
    ("QIHU", "360 浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""Marks in the order they have to be looked for: nearly everything calls itself Safari as well."""


def device_of(user_agent: str) -> str:
    """Give e.g. ``Windows · Edge``; empty when the browser does not say."""
    found = (
        next((name for mark, name in marks if mark in user_agent), None) for marks in (SYSTEMS, BROWSERS)
    )
    return " · ".join(name for name in found if name)
