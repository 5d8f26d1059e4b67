"""Place types a framework spreadsheet may name: those of the pack that comes along."""

from __future__ import annotations

from functools import lru_cache

from dabiao.standards.pack_files import built_in_packs

_KNOWN = "district-practice"
"""Its catalogue joins the two published ones."""

OTHER_NAMES = {
    "居民小区": "小区",
    "住宅小区": "小区",
    "背街里巷": "背街小巷",
    "主干道": "主次干道",
    "次干道": "主次干道",
    "菜市场": "农贸市场",
    "集贸市场": "农贸市场",
    "公厕": "公共厕所",
    "公共卫生间": "公共厕所",
    "商场": "商场超市",
    "超市": "商场超市",
    "宾馆饭店": "宾馆饭店（三星级及以上）",
    "宾馆": "宾馆饭店（三星级及以上）",
    "餐馆": "餐饮店",
    "政务大厅": "政务服务大厅",
    "路口": "交通路口",
    "公共文化设施": "公共文化设施（图书馆、文化馆、博物馆）",
    "景区": "景区景点",
    "景点": "景区景点",
    "学校": "中小学校",
    "中小学": "中小学校",
    "学校周边": "校园周边",
    "工地": "建筑工地",
    "广场": "公共广场",
    "公交站": "公交站台",
    "电影院": "影剧院",
    "汽车站": "长途汽车站",
    "街道办": "街道办事处",
    "社区居委会": "社区",
    "银行": "银行与邮政网点",
    "文明实践站": "新时代文明实践所（站）",
    "文明实践所": "新时代文明实践所（站）",
}
"""What else offices call some of them; a name that the catalogue has itself is never replaced."""


@lru_cache(maxsize=1)
def known_site_types() -> dict[str, dict[str, str]]:
    """Rows of place types by title, other names included; the source is whoever uses them's to say."""
    pack = next(one for one in built_in_packs() if one.id == _KNOWN)
    found: dict[str, dict[str, str]] = {}
    for kind in pack.site_types:
        row = {
            "id": kind.id,
            "title": kind.title,
            "group": kind.group,
            "process": "是" if kind.process else "",
        }
        found[kind.title] = {name: cell for name, cell in row.items() if cell}
    for name, title in OTHER_NAMES.items():
        if name not in found and title in found:
            found[name] = found[title]
    return found
