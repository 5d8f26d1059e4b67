"""How many places of a type a district of eight streets and half a million people has, by what the type is called.

Orders of magnitude from everyday knowledge, made up like everything of the model district: one or two railway
stations, a neighbourhood office in every street, banks by the dozen.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """``fewest`` to ``most`` places, or exactly one in each street, or one in each community."""

    fewest: int = 1
    most: int = 1
    per_street: bool = False
    per_community: bool = False


ANY = Size(8, 199)
"""Of a type nothing is known about."""

PROCESS = Size(3, 12)
"""Of a tested process (a hotline, filed material) there are only a few."""

_SIZES = {
    "社区": Size(per_community=True),
    "社区综合文化服务中心": Size(per_community=True),
    "街道办事处": Size(per_street=True),
    "街道综合文化站": Size(per_street=True),
    "新时代文明实践所（站）": Size(per_community=True),
    "火车站": Size(1, 2),
    "长途汽车站": Size(1, 3),
    "出入境办证大厅": Size(1, 1),
    "救助管理站": Size(1, 1),
    "政务服务大厅": Size(3, 9),
    "办税服务厅": Size(2, 5),
    "供电供水供气营业厅": Size(6, 15),
    "通信营业厅": Size(12, 30),
    "医院": Size(8, 20),
    "商业大街": Size(4, 10),
    "公共广场": Size(8, 24),
    "公园": Size(12, 36),
    "河道": Size(8, 20),
    "环卫中转站": Size(10, 30),
    "应急避难场所": Size(10, 30),
    "建筑工地": Size(20, 60),
    "农贸市场": Size(12, 36),
    "商场超市": Size(20, 60),
    "宾馆饭店（三星级及以上）": Size(6, 18),
    "影剧院": Size(5, 14),
    "实体书店": Size(8, 24),
    "旅行社": Size(15, 45),
    "公共文化设施（图书馆、文化馆、博物馆）": Size(3, 9),
    "景区景点": Size(4, 12),
    "爱国主义教育基地": Size(4, 12),
    "科普活动场所": Size(5, 15),
    "中小学校": Size(30, 70),
    "校园周边": Size(30, 70),
    "校外培训机构": Size(30, 90),
    "未成年人心理健康辅导站": Size(5, 15),
    "青少年活动中心": Size(1, 4),
    "城乡结合部": Size(4, 12),
    "建成区外乡镇（街道）驻地": Size(2, 5),
    "建成区外行政村（社区）": Size(8, 24),
}
"""By title. Streets, lanes, housing estates, bus stops, shops and what else is common are ``ANY``."""


def size_of(title: str, *, process: bool) -> Size:
    """Say how many places there are of the type called ``title``."""
    return PROCESS if process else _SIZES.get(title, ANY)
