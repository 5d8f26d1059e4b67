"""What inspectors write for the words of a framework: a small list of ways to say the same.

Read from published checklists and inspection records; the first word of a line is the one the texts are brought to. Only
words that mean the same at every kind of place stand here: 学生 is not 未成年人, and 广告 alone is not 公益广告.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_SAME = """
公益广告 公益宣传画 公益宣传品 公益宣传栏 公益宣传 公益海报 公益类广告 公益画 宣传画 公益展板 公益内容
核心价值观 社会主义核心价值观 核心价值 24字核心价值观 24字 价值观
讲文明树新风 文明新风
未成年人 未成年 青少儿 孩子
关爱未成年人 关心未成年人 关心下一代 保护未成年人 呵护未成年人 未成年人保护
景观小品 小品 造景 雕塑小品
诚信 诚实守信 守信
烟蒂 烟头 烟屁股
垃圾 废弃物 生活垃圾
满溢 外溢 溢出 冒溢 爆满 装满 满冒 溢满 太满
清运 清理 收运
卫生死角 死角
污渍 污迹 脏污 油污 污垢
整洁 干净 洁净 清洁 干净整洁
乱贴 乱张贴 乱粘贴 小广告 牛皮癣 野广告 违法广告 非法广告 非法张贴 违法小广告
乱画 乱涂写 乱涂 涂鸦 乱刻画
乱挂 乱悬挂 乱吊挂
集中充电设施 充电桩 充电棚 充电设施 充电柜 充电站 充电车棚
飞线 私拉电线 私拉乱接 乱拉电线 乱拉乱接 拉线充电
电动两轮车 电动自行车 电动车 电瓶车 电单车
两轮车 非机动车 自行车
共享单车 共享自行车 共享电单车 单车
机动车 汽车 小汽车 小车
礼让 让行 停车让人 停让 避让
斑马线 人行横道
闯红灯 闯灯 不看红灯 红灯时通过
信号灯 红绿灯 交通灯
逆行 逆向行驶 逆向
翻越 翻栏 跨越 攀越
越线 压线 过线
占道 占用道路 占路 占用人行道
流动摊点 流动摊贩 游商 小贩 流动商贩 摊贩 流摊 马路摊点 游摊
出店经营 店外经营 跨店经营 越门经营 越店经营 出店
招牌 店招 门头 牌匾 店牌 店招牌匾 门头牌
缺笔少画 缺字少画 缺笔断画 缺字 少字
缆线 线缆 电线 管线 弱电线 架空线
外立面 立面 外墙
公厕 公共厕所 厕所 卫生间 洗手间 公共卫生间
异味 臭味 气味 味道 臭气
轮椅通道 轮椅坡道 坡道 无障碍通道 无障碍坡道
无障碍卫生间 第三卫生间 残疾人卫生间 无障碍厕所
母婴室 哺乳室 母婴间
无障碍车位 残疾人车位 残疾人停车位 无障碍停车位
盲道 盲人道
消防通道 消防车通道 消防车道 生命通道
畅通 通畅 不堵塞 无堵塞 顺畅
安全出口 疏散通道 逃生通道 应急出口
灭火器 灭火瓶
有效期 保质期 期限内
消火栓 消防栓
应急照明 应急灯 应急照明灯
疏散指示 疏散标志 疏散指示标志 逃生指示 安全出口指示
禁止吸烟 禁烟 控烟 严禁吸烟 请勿吸烟 无烟
吸烟 抽烟
标识 标志 标牌 标示 提示牌 警示牌 指示牌 标识牌
醒目 显著 显眼 明显
公示 公布 公开 上墙 张贴 明示 张挂
悬挂 挂 挂出
志愿服务站 学雷锋志愿服务站 志愿服务点 学雷锋站点 志愿服务岗 志愿服务站点 志愿站 学雷锋服务站 志愿者服务站 学雷锋岗
志愿者 志愿服务人员 志愿服务者
便民用品 便民物品 便民设施 便民服务用品
应急药品 急救药品 药箱 急救箱 常用药
过期 超期 失效
打气筒 充气筒
雨具 雨伞
饮水 饮用水 茶水 热水
工号牌 胸牌 工牌 胸卡 工作牌 服务牌
着装 穿着 衣着 工装 制服
推诿 推脱 扯皮 敷衍
离岗 脱岗 空岗 不在岗
投诉电话 举报电话 监督电话 投诉热线 投诉举报电话
公平秤 公平称 复秤台 公平秤台 复秤
健康证 健康证明
亮证经营 亮证 亮照经营 证照上墙 亮照
营业执照 执照 证照
明码标价 标价 价签 价格标签 标价签
流程 程序
间隔 间距 相隔
错别字 错字 别字 错漏字 用字错误
褪色 掉色 发白
破损 损坏 坏损 毁损 残破 残缺 完好 完整 无损
遮挡 遮住 挡住 被挡 遮盖
横幅 条幅
坑洼 坑槽 凹坑 坑坑洼洼 坑 坑洞
塌陷 下沉 沉陷
积水 存水 水洼
井盖 窨井盖 检查井盖
雨水口 雨水箅子 雨水篦子 排水口 雨箅子 雨水井
硬化 水泥硬化 铺装
排水沟 水沟 明沟 沟渠
装灯 安装路灯 路灯安装 设灯
亮灯 路灯亮 灯亮
围挡 围栏 工地围墙
裸土 裸露土 黄土 裸露黄土
覆盖 苫盖 遮盖网 盖网
冲洗 洗车 清洗车辆
带泥 带土 泥上路
扬尘 尘土
私搭乱建 违章搭建 违建 乱搭乱建 违法建设 违规搭建 私搭 乱搭建
毁绿种菜 种菜 圈地种菜 占绿种菜
圈占绿地 占绿 圈绿 侵占绿地
楼道 楼梯间 楼梯 楼内走道 单元楼道
杂物 物品 东西
堆放 乱堆 堆物 堆杂物 乱堆乱放 堆
路灯 照明灯
15分钟生活圈 十五分钟生活圈 生活圈
楼栋长 楼长 楼门长
居民公约 公约
健身器材 健身设施 健身设备 锻炼器材 体育器材
乞讨 讨要 强讨 行乞
兜售 推销 叫卖
争吵 吵架 吵闹 口角
斗殴 打架 打斗
低俗 脏话 粗口 骂人
乱扔 乱丢 随手扔 乱抛 乱倒 随意丢弃
抛物 高空抛物 扔东西
吐痰 随地吐痰
便溺 大小便
遛狗 犬只 养犬 养狗 牵狗 狗
牵绳 拴绳 狗绳 犬绳 系绳
宠物 犬猫
粪便 狗屎 犬便
躺卧 躺 卧 平躺 躺着
踩踏 踩 脚踏
排队 有序排队 自觉排队 依次排队
一米线 1米线
打喷嚏 喷嚏
车厢 车内 车上
报站 播报站名 报站名
座椅 椅子 座位 坐椅
候车亭 站亭 候车厅
站台 车站站台 公交站 公交车站 站点
出租车 的士 出租
计价器 打表 计价
拒载 拒客 挑客
绕道 绕路 绕行
揽客 拉客 拉活
医托 号贩子 黄牛 票贩 票贩子
网吧 上网场所 上网服务场所 网咖
实名登记 身份登记 核验身份 查验身份证 刷身份证
禁入 禁止进入 禁止入内 不得进入 谢绝入内
农贸市场 菜市场 集贸市场 菜场
商场超市 商超 超市 商场 卖场
餐饮店 饭店 餐馆 餐厅 饭馆
药店 药房
小区 居民小区 住宅小区 居民区
医院 卫生院 医疗机构
校园周边 学校周边 校外周边 校门周边 学校附近
河道 河流 河面 河水
漂浮物 水面垃圾 浮物
黑臭 又黑又臭 发黑发臭 黑 臭
直排 偷排 排入
绿化 绿植 植被
枯死 枯萎 干枯 死株
村规民约 村民公约
红白理事会 红白喜事理事会
善行义举榜 好人榜 身边好人榜 善行榜
旱厕 旱式厕所
过期食品 超过保质期
变质 腐烂 霉变 腐败
来源不明 无来源 来历不明
三无 三无产品 无厂名厂址
公勺公筷 公筷公勺 公筷 分餐
节约用餐 光盘行动 光盘 制止餐饮浪费 节约粮食 文明用餐 反对浪费
后厨 厨房 操作间
油烟净化 油烟净化器 油烟处理
生熟分开 生熟分离 生熟
三防 防蝇防鼠防尘
活禽 活鸡鸭 活禽类
宰杀 屠宰
药师 执业药师
处方药 处方
消毒 清洗消毒
毛巾 布草
许可证 经营许可证 经营许可
收费标准 收费 价格公示
退费 退款 退课
办学许可证 办学许可 办学资质
辅导站 心理辅导站 心理辅导室 心理咨询室 心理健康辅导站
导办 导办员 导办台 导服 引导员
导诊台 导医台 导诊 导医
办事指南 办事流程
意见箱 意见簿 意见本
优先窗口 绿色通道 绿色窗口 爱心窗口
守则 中小学生守则 学生守则
教师 老师
随机 随意 任选 任意
抽看 抽查 查看 抽检 查验 随机抽取
询问 访问 问 访谈
知道 知晓 了解 清楚
说出 答出 讲出 说得出 回答出
满意 满意度
受访者 受访群众 受访居民 市民 群众
分类垃圾桶 分类桶 分类收集容器 垃圾分类桶 分类容器
垃圾桶 垃圾箱 果皮箱 果壳箱 垃圾容器 桶
投放点 投放站 垃圾亭
大件垃圾 大件
装修垃圾 建筑垃圾
中转站 转运站 压缩站
避难场所 应急避难场所 避难所 避险场所
救助站 救助管理站
免费开放 免费
开放时间 开馆时间 开放时段
活动安排 活动计划 活动表 活动预告 活动内容
讲解 解说 导览
展陈 展览 陈列
文明实践 新时代文明实践
扎堆 集中摆放 堆在一起
分布均匀 均匀分布 均匀
电子屏 显示屏 led屏 led 电子显示屏 滚动屏
展板 展架
固定 牢固 稳固 牢靠
松动 摇晃 晃动 不稳
锈断 生锈 锈蚀 锈
脱落 掉落 坠落
烧烤 烤串 露天烧烤
焚烧 烧垃圾 烧秸秆
停放 停车 停靠 摆放 乱停乱放 乱停 违停 违规停放 违规停车
占用 被占 占压 阻断 占据 堵占
路面坑洼 路面破损 路面损坏 路面坑槽
倒伏 倒地 歪倒 倒
堆积 积压 积存
车位线 停车线 划线 停车位 停车泊位
铁路 火车
轮椅 轮椅车
扶手 抓杆 拉手
"""

STATES = frozenset(
    [
        "破损",
        "整洁",
        "堆放",
        "占用",
        "公示",
        "醒目",
        "标识",
        "畅通",
        "遮挡",
        "停放",
        "悬挂",
        "固定",
        "松动",
        "清运",
        "整齐",
        "齐全",
        "清楚",
        "规范",
        "到位",
        "平整",
        "有序",
    ]
)
"""Words that tell how something is, not what: they weigh less."""

_DROPPED = [
    "没有",
    "无",
    "未见",
    "未发现",
    "不存在",
    "不得有",
    "不得",
    "不能",
    "不应",
    "不准",
    "严禁",
    "杜绝",
    "避免",
    "未",
    "有无",
    "是否",
    "有",
    "设有",
    "设置",
    "设",
    "配有",
    "配备",
    "配置",
    "应当",
    "应",
    "须",
    "需",
    "要求",
    "能够",
    "能",
    "可以",
    "可",
    "现象",
    "行为",
    "情况",
    "问题",
    "以上",
    "至少",
    "不少于",
    "不低于",
    "起码",
    "大于等于",
    "≥",
    ">",
    "不小于",
    "达到",
    "均",
    "都",
    "全部",
    "各",
    "等",
    "及",
    "和",
    "与",
    "或",
    "的",
    "了",
    "并",
    "且",
    "在",
    "内",
    "处于",
    "进行",
    "做到",
    "保持",
    "现场",
    "检查时",
    "检查",
    "查看",
    "存在",
    "明显",
    "完好",
    "规范",
    "被",
]
"""Words that say little: whether a text asks for a fault to be absent or finds it is the same question."""


def _replacements() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in _SAME.strip().splitlines():
        first, *others = line.split()
        for one in others:
            found.setdefault(one, first)
    return found


_TO_FIRST = _replacements()
_FIRSTS = {line.split()[0] for line in _SAME.strip().splitlines()}
_ANY = re.compile("|".join(map(re.escape, sorted({*_TO_FIRST, *_FIRSTS}, key=len, reverse=True))))
_LITTLE = re.compile("|".join(map(re.escape, sorted(_DROPPED, key=len, reverse=True))))

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_MEASURES = "处个条次人件类台项米种具组间名张块面天分小年月日成辆部步幅"
_COUNTED = re.compile(rf"([一二三四五六七八九两十百]+)(?=(?:个|多)?[{_MEASURES}])")
_PERCENT = re.compile(r"百分之([零一二三四五六七八九十百两]+|\d+)")
_TENTHS = re.compile(r"(\d)成")
_TO_RECORD = re.compile(r"[（(][^（）()]*(?:记|填)[^（）()]*[)）]")
"""What to write into the form, (数值记占比): no part of what is asked."""


def number_of(numeral: str) -> int:
    """The number a Chinese numeral below 1000 says, digits too."""
    if numeral.isdigit() and numeral.isascii():
        return int(numeral)
    total, digit = 0, 0
    for sign in numeral:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[sign]
    return total + digit


def with_digits(text: str) -> str:
    """Numerals before measure words, and percentages, in digits: 两处 → 2处, 百分之三十 → 30%."""
    text = _PERCENT.sub(lambda found: f"{number_of(found[1])}%", text)
    text = _COUNTED.sub(lambda found: str(number_of(found[1])), text)
    return _TENTHS.sub(r"\g<1>0%", text)


def brought_together(text: str) -> str:
    """A text with words that mean the same written alike, and without what says little."""
    folded = _TO_RECORD.sub("", unicodedata.normalize("NFKC", text)).lower()
    folded = with_digits(folded.replace(" ", ""))
    same = _ANY.sub(lambda found: _TO_FIRST.get(found[0], found[0]), folded)
    return _LITTLE.sub("·", same)
