"""Names of kinds of places, and of departments, that offices use for one another.

A pack has its own titles, a register its own names; a line lists what is written for the same thing. Only names that
are used everywhere stand here; what a district calls its own is learned from accepted mappings.
"""

from __future__ import annotations

from collections.abc import Mapping

from dabiao.core.field.words import plain

_PLACES = """
主次干道 主干道 次干道 主次干路 干道 道路 城市道路 主干路 主次干道(含商业大街) 路段
商业大街 商业街 商业街区 步行街 商业步行街 商业主街
背街小巷 背街 小巷 街巷 巷道 后街小巷 支路背街
公共广场 广场 市民广场 文化广场
公园 城市公园 公园绿地 综合公园
河道 河流 水域 河道水域 内河
建筑工地 工地 在建工地 施工工地 建设工地 建筑围挡 工地围挡
公共厕所 公厕 公共卫生间 室外公厕 卫生间
环卫中转站 垃圾中转站 中转站 转运站 垃圾转运站
应急避难场所 避难场所 城市避难场所 应急避险场所
交通路口 路口 十字路口 交叉路口 道路交叉口 交通要道路口
公交站台 公交站 公交车站 公交站点 公交候车亭
公交车 公交 公交线路 公共汽车
出租车 出租汽车 的士
长途汽车站 汽车站 客运站 长途客运站 汽车客运站
火车站 高铁站 铁路客运站
街道办事处 街道办 街道
街道综合文化站 街道文化站 综合文化站 文化站
社区 社区居委会 居委会
社区综合文化服务中心 社区文化中心 社区文化活动中心
小区 居民小区 住宅小区 居民区 物业小区 老旧小区
新时代文明实践所（站） 文明实践站 文明实践所 新时代文明实践站
农贸市场 集贸市场 农集贸市场 菜市场 农贸(集贸)市场 农贸集贸市场 市场 菜场
商场超市 商超 超市 商场 大型商超 商场（超市）
餐饮店 餐馆 饭店 餐厅 餐饮 餐饮单位 餐饮企业 小餐饮
宾馆饭店（三星级及以上） 宾馆饭店 宾馆 酒店 宾馆酒店 星级饭店 星级酒店 星级宾馆 三星级以上宾馆
经营性公共场所（美发、浴室、小宾馆、歌厅） 经营性公共场所 公共经营场所 休闲场所
药店 药房 大药房
影剧院 电影院 影院 影城
实体书店 书店
政务服务大厅 政务大厅 政务服务中心 行政服务中心 行政审批大厅 政务中心 便民服务大厅
办税服务厅 办税厅 税务大厅
供电供水供气营业厅 供电营业厅 供水营业厅 供气营业厅 水电气营业厅
通信营业厅 电信营业厅 移动营业厅 联通营业厅 通讯营业厅
银行与邮政网点 银行 银行网点 邮政网点 邮政
出入境办证大厅 出入境大厅
医院 公立医院 综合医院 医疗机构
旅行社
救助管理站 救助站
公共文化设施（图书馆、文化馆、博物馆） 公共文化设施 图书馆 文化馆 博物馆 文化场馆 公共文化场馆
景区景点 景区 景点 旅游景区 A级景区
爱国主义教育基地 教育基地 爱国主义基地
科普活动场所 科普场所 科技馆 科普馆
中小学校 学校 中小学 校内 学校校内 中小学校内 小学 中学
校园周边 学校周边 校周边 中小学校周边 中小学周边 校园周边200米 学校及周边
校外培训机构 培训机构 培训班
未成年人心理健康辅导站 心理健康辅导站 心理辅导站 未成年人心理辅导站
网吧 上网服务场所 互联网上网服务营业场所
青少年活动中心 青少年宫 少年宫 未成年人活动中心
城乡结合部 城郊结合部
建成区外乡镇（街道）驻地 乡镇驻地 镇街驻地 乡镇政府驻地 镇驻地
建成区外行政村（社区） 行政村 村 农村 村庄 乡村 自然村
"""

_UNITS = """
城市管理局 城管局 城管执法局 综合行政执法局 城市管理和综合执法局 执法局 城管
市场监督管理局 市监局 市场监管局 市场局 市监
公安分局 公安局 公安交警 交警 交警大队 公安
住房和城乡建设局 住建局 建设局 住房城乡建设局 住建
交通运输局 交通局 交运局
园林绿化中心 园林中心 园林局 绿化局 园林绿化局 园林处
农业农村局 农业局 农业农村和水利局
卫生健康局 卫健局 卫健委 卫计局 卫生局 卫生健康委员会
文化和旅游局 文旅局 文广旅局 文化广电和旅游局 文体旅局 文广局 文化广电旅游体育局
行政审批服务局 审批局 行政审批局 政务服务局 政务办 政务服务管理办公室 数据局
教育局 教体局 教育体育局 教育和体育局
民政局 民政
水务局 水利局 水利
生态环境分局 生态环境局 环保局
商务局 商务和投资促进局 商促局
人力资源和社会保障局 人社局
自然资源和规划局 自规局 自然资源局 资规局
应急管理局 应急局
消防救援大队 消防大队 消防
司法局 司法
共青团区委 团委 团区委
妇女联合会 妇联
宣传部 区委宣传部 文明办 宣传部（文明办） 创建办
"""


def _sets(lines: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in lines.strip().splitlines():
        names = frozenset(plain(name) for name in line.split())
        for name in names:
            found.setdefault(name, names)
    return found


_SAME_PLACES, _SAME_UNITS = _sets(_PLACES), _sets(_UNITS)


def kinds_like(name: str) -> frozenset[str]:
    """Plain names of the same kind of place, itself included."""
    key = plain(name)
    return _SAME_PLACES.get(key, frozenset((key,)))


def units_like(name: str) -> frozenset[str]:
    """Plain names of the same department, itself included."""
    key = plain(name)
    return _SAME_UNITS.get(key, frozenset((key,)))


PLACE_KINDS = tuple(sorted(_SAME_PLACES, key=lambda name: (-len(name), name)))
"""Plain names of kinds of places, longest first: to find one within a title."""
