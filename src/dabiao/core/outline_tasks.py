"""Whether a sentence asks somebody to do something, and if not, what else it is.

Cues add up: words of command, who is named as the doer, until when; against them stand words of the past, of praise,
of reporting. The heading above tilts the scale: under 下一步工作 a plain statement is an order, under 存在问题 it is
not. Every judgement names the words that decided, so that a person can see why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from dabiao.core.outline_model import Reason
from dabiao.core.outline_quotes import pairs


class Tilt(Enum):
    """What the heading, or the words that announced a list, let one expect."""

    ORDERS = 1
    NEITHER = 0
    REPORT = -1
    FAULTS = -2


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a sentence. ``counted``: it is a counted point; ``tilt`` of the headings above it."""

    tilt: Tilt = Tilt.NEITHER
    announced: Tilt = Tilt.NEITHER
    counted: bool = False
    item: bool = False
    """Whether it is a numbered list item that is one whole sentence."""
    plan: bool = False
    """Whether the document is one that orders: a plan, a notice; not a speech, nor a circular that reports."""
    before_first_heading: bool = False
    after_task: bool = False
    """Whether the sentence before it in the paragraph asked for something."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """``reason`` is None for a task."""

    reason: Reason | None
    cue: str


TASK_FROM = 2
"""Weight from which a sentence is a task: one word of command, or a doer with an action and a heading that orders."""

_SPEAKS = r"(?:说|道|写道|写到|讲到|强调|指出|批示|批示道|要求|表示|反映|规定|提出|明确|反问|留言|感慨|叮嘱|直言|坦言|认为|指示|强调说|称|问|感叹|呼吁|建议|提到|写着|写明|明文规定|评价|点评)"
_QUOTED_SPEECH = re.compile(rf"{_SPEAKS}(?:过|了|的)?\s*[：:，,]?\s*[“「\"]□")
_RULE = re.compile(
    r"《□》(?:[（(][^）)]*[）)])?(?:中)?(?:第[一二三四五六七八九十百零\d]+[条款章](?:第[一二三四五六七八九十\d]+[款项])?)?(?:也|还)?(?:明确|作出|明文)?(?:规定|要求|指出|提出|载明)"
    r"(?!的|，?我|，?各)"
)

_COURTESY = re.compile(
    r"^(?:尊敬的)?各位[^，。]{0,24}[：:！!]?$|谢谢|道一声?(?:辛苦|感谢)|致以.{0,14}(?:问候|敬意|感谢|祝愿)|(?:表示|致以).{0,8}(?:感谢|慰问|敬意|欢迎)|"
    r"^(?:最后，?)?祝(?!贺)|我(?:就|的)?.{0,4}讲(?:这些|到这里|完了|这么多)|我的(?:讲话|发言|汇报)完(?:了|毕)|汇报完毕|新年快乐|身体健康|"
    r"道一声|辛苦了|^(?:同志们|各位领导|各位同志)[：:！!]?$|^(?:特此|此)(?:通知|通报|报告|函|复|批复)|敬礼[！!]?$"
)

_ANNOUNCES = re.compile(
    r"(?:讲|谈|强调|提|说|重申|安排|部署|明确)(?:以下|这么|下面)?[一二三四五六七八九十两几\d]+(?:点|条|个方面|项|句|件)"
    r"(?:意见|要求|建议|想法|事|体会|看法|话)?[。：:，,]?$|(?:如下|以下几(?:点|条|个方面))[。：:]?$|(?:制定|印发|提出|形成)(?:本|此|如下|该)(?:方案|通知|意见|办法|计划|细则|实施)"
    r"|制定如下|现(?:将|就).{2,60}(?:如下|通报|通知|安排)[^，]*[。：:]$|主要(?:任务|目的|议题|内容)(?:，|：)?是|(?:这次|今天|此次).{0,6}(?:会议|召开|调度会|推进会)"
    r"|(?:具体|主要|重点|归纳|概括|总结)(?:起来)?(?:有|是|说来|讲|抓好|做好|把握|突出)?(?:以下)?[一二三四五六七八九十两几\d]+(?:点|条|个(?:方面|环节|重点|问题|关键)|项|步|件)[^。，]{0,8}[：:。]$"
    r"|[一二三四五六七八九十两几\d]+(?:步|个(?:方面|环节|层面|阶段))(?:推进|实施|进行|展开|走)?[：:]$"
)

_PRAISE = re.compile(
    r"值得(?:学习|肯定|推广|借鉴|表扬|点赞|大家|各|全区|我们)|(?:精神)?可嘉|可贵|(?:令|让)人(?:感动|敬佩|欣慰|振奋|鼓舞)|称赞|好评|赞誉|赞扬|来之不易|"
    r"予以(?:表扬|通报表扬|肯定)|(?:充分|高度|一致)(?:肯定|认可|评价)|荣获|获得.{0,12}(?:称号|表彰|肯定|好评|认可|奖)|受到.{0,14}(?:肯定|表彰|好评|欢迎|称赞|表扬|认可)|"
    r"得到.{0,16}(?:肯定|好评|认可|提升|改善)|成效(?:明显|显著|初显)|效果(?:明显|显著|很好)|成绩(?:喜人|突出|显著|有目共睹)|(?:明显|显著|大幅|稳步|持续)(?:改善|提升|提高|好转|上升|增强|改观)|"
    r"(?:走在|位居|排在|名列|位列)(?:了)?(?:全[市省区国])?.{0,6}(?:前列|前茅|第[一二三])|焕然一新|涌现|超额完成|圆满(?:完成|收官|结束)|提前.{0,8}完成了|很不容易|功不可没|"
    r"(?:十分|非常|很|格外)(?:辛苦|不易|敬业)|辛勤(?:付出|劳动|工作)|排名第一|经验(?:做法)?.{0,6}(?:推广|肯定|介绍)|亮点纷呈|有声有色|卓有成效|取得了|创造了|打造了|劲头|干劲|无怨无悔|任劳任怨|毫无怨言|默默|率先|首创|典范|表率|竖起(?:了)?大拇指|点了?赞|赞不绝口|交口称赞|深受"
)
_ADMIRED = re.compile(
    r"(?:精神)?可嘉|可贵|(?:令|让)人(?:感动|敬佩|欣慰)|(?:受到|赢得|得到).{0,10}(?:称赞|点赞|好评|赞誉)|来之不易|(?:十分|非常|很|格外)(?:辛苦|不易|敬业)|值得(?:我们)?(?:敬佩|尊敬|肯定|点赞)|"
    r"(?:充满|满怀)(?:干劲|热情)|赞不绝口|竖起(?:了)?大拇指|毫无怨言|无怨无悔"
)
"""Praise of people: whatever 要 is in such a sentence is what they did."""
_DEEDS = re.compile(
    r"(?:主动|纷纷|踊跃|自发|积极|争相|抢着|自愿|带病|冒着|顶着|放弃).{0,12}(?:要求|报名|参与|请战|请缨|坚持|还要|加班|认领|捐)"
    r"|(?:还要|总要|都要|常要|常常|天天|每天都要|坚持).{0,12}(?:才|，从不|，从未|，毫无)|要求(?:加任务|压担子|包联|包干|加班|上一线|到一线)"
)
"""What people did or wished of their own accord: the words of command in it are theirs."""

_ABOVE = (
    r"(?:国家|中央|中共中央|国务院|省里|省委|省政府|省[\u4e00-\u9fff]{0,6}办|市里|市委|市政府|市[\u4e00-\u9fff]{0,8}(?:办|局|委|部|组|指挥部)|上级|上面|会议|"
    r"全会|区委常委会|常委会|区委|区政府|区委[\u4e00-\u9fff、]{0,8}主要领导|主要领导|测评组|督查组|巡视组|巡察组|督导组|方案|文件|通知|测评体系|新版|标准|规程|手册|条例|办法|[\u4e00-\u9fff]{1,4}书记|[\u4e00-\u9fff]{1,4}[区市]长)"
)
_REPORTED = re.compile(
    rf"(?:^|[，；：])(?:但|而|同时|此前|日前|近日|刚才|上周|上月|去年|今年以来|[\d一二三四五六七八九十]+月[^，]{{0,6}}，?)*(?:我[区市])?{_ABOVE}[^，；]{{0,24}}?(?:已经|已|多次|再三|反复|一再|明确|专门|就|也|还|都|又|曾|并)*"
    r"(?:明确要求|提出要求|要求(?!的|。)|强调|指出|提出(?!意见|书面|申请)|部署了|明确了|明确提出|规定|决定|指示|批示)"
)
_ACCORDING = re.compile(r"(?:按照|根据|对照|落实|贯彻|围绕|依照|遵照|结合|依据|严格执行|执行|照|把)[^，；]{0,24}$")

_PAST = re.compile(
    r"已(?!于.{0,8}前)|(?<![为除罢算完免到])了(?!解|结)|过去|去年|前年|上半年|上个?[月周季]|今年以来|近年来|近年|一年来|多年来|几年来|入夏以来|以来(?:，|，我)|截至|截止|据统计|据测算|目前|现有|刚才|昨天|前不久|不久前|此前|(?<!\d)日前|前期|"
    r"年初|同比|环比|比上(?:年|月|季)|比去年|(?:提高|下降|增长|上升|减少)(?:了|到|至)?\d|共(?:发现|受理|检查|发出|收到|排查|清理|完成|整改|有|投入|处理|扣|走访|组织|出动)|曾|第[一二三四]季度(?!前|末)|\d{4}年(?!.{0,8}(?:前|底|起|内))[^，]{0,4}(?:时|期间|，)|"
    r"发现(?!.{0,8}(?:问题|的|一|后|弄|，|不|当场|立即|及时|要|必须|随))|有\d+(?:个|处|件|条|家|人|户|起)|占\d|[为是达]\d[\d.]*(?:%|分|个百分点)"
)
_FAULT = re.compile(
    r"问题(?!清单|整改)|不足|差距|隐患|反弹|回潮|脏乱|乱堆|乱停|乱贴|破损|偏低|偏多|较多|缺失|生硬|不到位|不够|不力|不强|不高|不严|不实|不全|不齐|不畅|不亮|不清|不准|不及时|不规范|不平衡|不一致|不见|不主动|薄弱|滞后|缓慢|"
    r"(?:仍|还|依然|依旧|尚)(?:有|存在|然|未|没|不)|存在|个别|部分|少数|有的|有些|一些|不少(?!于)|下降|扣分|失分|丢分|流于形式|敷衍|走过场|推诿|扯皮|拖延|松懈|厌战|侥幸|等靠|应付|弄虚作假|充数|一转了之|一阵风|"
    r"闯红灯|占道|占用|占压|堵塞|积水|坑洼|陈旧|褪色|脱落|损坏|缺损|垃圾|污水|烟头|小广告|投诉|反映强烈|意见(?:大|较大|很大)|末位|倒数|靠后|短板|弱项|漏洞|盲区|死角|根子|症结|原因|没有.{1,14}(?:企业|落实|到位|解决|起来|整改)|只有[\d.]|仅(?:有|为)?[\d.]|随意|随处|屡禁|屡|时有发生|"
    r"未(?:按|能|及时|完成|达|落实|设|建|清|修|整改)|无人|缺乏|缺少|超期|逾期|挤占|违规|违章|漏报|迟报|虚报|落空|空转|棚架|上热下冷|形式主义"
)
_MEANING = re.compile(
    r"名片|含金量|民生工程|民心工程|第一要务|头等大事|重中之重|重要(?:载体|抓手|标志|途径|保障|基础|举措|内容|意义|组成)|必由之路|基石|根本|关键(?:在|一年|之年|时期|阶段|节点)|意义(?:重大|深远)|逆水行舟|只有.{1,12}没有|"
    r"永远在路上|没有(?:旁观者|局外人|终点|捷径|完成时|休止符)|人人|家家|你我|大家共同|共建|共享|关乎|事关|关系(?:到|着)?|离不开|为了|归根到底|系着|连着|靠大家|不是.{1,16}而是|既是|也是|就是|正是|更是|必将|让我们|奋斗|努力奋斗|乘势而上|再接再厉|一鼓作气|不负|使命|"
    r"初心|信心|决心|我(?:们)?相信|一定能|一定会|指日可待|成败|赢得|等不起|慢不得|坐不住|时不我待|任重|形势逼人|大考|考验|机遇|功在|民之所|良俗|细节|点滴|需要(?:大家|全社会|每|我们|各方|全区)|体现|彰显|象征|窗口和|缩影|灵魂|底色"
)
_APPEAL = re.compile(
    r"让我们|(?:而|去)?(?:共同|不懈|努力)?(?:努力)?奋斗[！。!]|携手.{0,16}(?:共|建|谱|创)|谱写|再创(?:佳绩|辉煌)|(?:作出|做出|贡献)(?:更大|新的|应有的|积极)?(?:的)?贡献|以.{2,20}(?:姿态|优异成绩|实际行动)(?:，)?(?:迎接|庆祝|献礼|为)"
)
_AWARENESS = re.compile(
    r"(?:充分|深刻|切实|全面|准确)?(?:认识|把握|领会)(?:到)?.{0,14}(?:重要性|必要性|紧迫性|意义|形势)|(?:增强|强化|树牢|牢固树立|提高|提升|统一).{0,14}(?:责任感|使命感|紧迫感|认识|思想|意识|自觉性|信心)"
)

_SCHEDULE = re.compile(r"自[^，]{1,16}(?:开始|起至|至)|分[^，。]{2,24}(?:[一二三四五六]个)?(?:阶段|步骤|批次)(?:进行|实施|推进|开展)?[。；]?$|为期|历时")

_TARGET = re.compile(
    r"(?:^|，)(?:到|至|在|力争)?[^，]{0,10}(?:年底|月底|月末|年末|季末|[日底]前|期间)(?:，|前)?[^。]*(?:达到?|提高到|上升到|降到|下降到?|控制在|实现|建成|完成|不低于|不少于)|(?:不少于|不低于|不超过|不多于|不高于|不晚于)"
)
"""What is to be reached: a figure and until when."""
_CONDITION = re.compile(r"(?:^|(?<=[，；。：]))(?:对|凡|如|若|一旦|遇|遇有)?[^，；。：]{2,40}?的(?=[，,]|予以|一律|由|要|应|须|必须|及时|严肃|依法)")
"""What happens to whom: faults named in it are what is to be prevented, not what was found."""
_FOUND = re.compile(r"发现[^，；。]{2,14}(?=当场|立即|及时|一律|要|随时|马上|，)|把[^，；。]{1,10}(?=解决|消除|化解|消灭|清)")
_SANCTION = re.compile(r"(?:^|[，；])(?:对|凡|如|若|一旦|遇)[^，；]{2,40}(?:的|时)?，")
_ELSEWHERE = re.compile(r"据了解|外地|外省|外市|其他城市|兄弟(?:城)?[区市]|先进(?:地区|城市)|有的城市|一些城市")
_COMING = re.compile(r"(?:将于|将在|即将|就要|将会|将要|将迎来|快要)[^，]{0,18}(?:进行|举行|到来|启动|迎来|接受|进驻|开始|开展|展开|来临|到期|截止|公布|召开)")
_NOT_ONLY = re.compile(r"(?:不仅|不光|不但|不只)(?:仅)?(?:要|是|看).{1,24}(?:更|还|也)(?:要|是|需)")
_SEEING = re.compile(r"(?:要|应当?)(?:清醒(?:地)?|理性|客观|同时|也|充分|深刻)?(?:地)?(?:看到|看清|承认|认识到|指出的是|说明的是|强调的是|说的是)|(?:需要|值得|应当)(?:特别)?(?:指出|说明|强调|注意)的是")
"""要 that opens the eyes and orders nothing."""
_RATES = re.compile(r"(?:整改|办结|达标|符合|完成|覆盖|签订|满意|知晓)率(?:为|达|达到|是|[\d.]+%)")

_NOT_COMMAND = (
    r"(?<![主重需只纪摘简首次必将想正险概紧扼机索提撮就还也都总快常是又若])"
)
_YAO = re.compile(
    _NOT_COMMAND + r"(?:要|更要|也要|都要|又要|既要|就要|还要|仍要|总要|需要)(?![求么点务素件闻道领害义事是职图约塞冲地紧])"
)
"""要 as a command: not in 主要, 重要, 需要, 要求, 要么 …"""
_WEAK_YAO = re.compile(r"(?:就要|还要|都要|总要|常要|将要|快要|仍要|需要)")

_STRONG: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"必须|务必|务须|务求|务使"), "必须"),
    (re.compile(r"严禁|不得(?!不|了|已|而|知)|不准(?!确)|不许|禁止|杜绝|决不(?:允许|能|姑息)|绝不(?:允许|能|姑息)|坚决(?!贯彻)|不能(?:只|再|让|有|以|搞|等|出现|简单|把|满足|停留|一)|不要(?:搞|等|只|怕|把|让)|切忌|切不可|不可(?:有|再|搞|松)|防止|避免(?=.{2,})|谨防"), "严禁"),
    (re.compile(r"(?<!一)应当|应(?=于|在|按|将|由|及时|做到|对照|主动|明确|建立|立即|尽快|逐|每|当在|把|向|认真|安排|指定|组织|落实|设|配)"), "应当"),
    (re.compile(r"(?<![必无莫务])须(?=[由在于经按将把向要对先当明书提报及立即逐每]|[\u4e00-\u9fff]{2,})"), "须"),
    (re.compile(r"确保(?!了)|责成|限期|限时|一律|力争|争取(?!到|了)|不落下|不漏一|务必"), "确保"),
    (re.compile(r"(?<![申邀提聘宴报延吁])请(?!示|假|客|战|缨|教|愿|问|看|求|柬)"), "请"),
    (re.compile(r"希望(?!之|能够?成为)(?=.{0,3}(?:大家|各|全|同志|你们|有关|广大))|责令|(?:现|特)要求"), "希望"),
    (re.compile(r"尽快|抓紧|立即|立刻|马上|立行立改"), "立即"),
)

_UNIT = r"(?:局|办|委|中心|街道|社区|大队|支队|公司|所|站|部|院|会|馆|集团|专班|指挥部|办公室|办事处|单位|部门|镇|乡|学校|物业|企业|商户|村|居委会|党工委|工委|政府|专项组|组|队|网格员|路长|点位长|街长|干部|领导|负责人|负责同志|书记|联络员|志愿者|支部|党委|党组|机关|组织|院校|医院|市场|主体|协会|园区|同志|人员|班子|成员|业主|居民|市民|司机|群众|路口|小区|点位|项目|住户|窗口|队伍|财政|摊主|经营户|责任人)"
_DOER = re.compile(
    r"(?:^|[，；：])(?:同时，?|对此，?|此外，?|今后，?|下一步，?|接下来，?)?(?:(?:全[区市]|全体)(?=[实要开必均统都])|"
    r"(?:各|每个?|区|市|县|有关|相关|全区|全体|街道|社区|所有|任何|属地|行业|主管|牵头|责任|交警|公安|环卫|城管|住建|教育|物业|沿街|窗口|凡|由)?"
    rf"[\u4e00-\u9fff、（）()\d]{{0,22}}?{_UNIT}(?!的|是|有|存在|已|被|还|仍|也|很|较|比|中|上|里|内|了|主动|纷纷|自发))"
)
"""Who is to act, at the head of a clause."""
_RESPONSIBLE = re.compile(
    rf"由[^，；。]{{2,24}}?(?:牵头|负责|配合|主抓|统筹|承办|督办|督查|承担|任|发放|编号|核实|协调|提出|汇总|组织|制定|落实|实施|完成|验收|上门|统一|执行|兜底|托底|解决|处置|检查|复查|通报|约谈|公示|审核|报|抓|管|包|配|设|建|修|清|划|开)"
    rf"|[\u4e00-\u9fff]{{1,14}}(?:{_UNIT})?(?:具体|全面|统一|分别)?(?:负责(?!人|同志|，经|的态度|任)|牵头(?!单位|部门))|责任单位|牵头单位"
)
_NOT_RESPONSIBLE = re.compile(r"(?:认真|尽职|高度|极端|尽心)负责|不负责|对.{1,8}负责的")
_HANDLES = re.compile(r"(?:^|[，；])[^，；]{2,30}(?:将|把)[^，；]{2,30}(?:至|为|到|纳入|报|列入|作为|落实|延长|压缩|交|移交|分解|送|公示|公开|做|抓|写|建|改)")

_DEADLINE = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|本|当|次|下)月(?:\d{1,2}日|上旬|中旬|下旬|份|底|末|初)?(?:之?前|以前|底前|起)|(?:年|月|季|旬|周|学期)(?:底|末)(?:之?前)?(?=[，完前实建全对各更]|$)|"
    r"(?:\d+|[一二三四五六七八九十两半]+)个?(?:工作)?(?:日|天|周|月|小时|年|星期)(?:之?内|以内)|(?:^|[，、由区在于])(?:限|本周|本月|当天|当日|当场|年内|近期|下周|下月)(?:内|底|前)?|"
    r"每(?:逢)?(?:两|半|[\d一二三四五六七八九十]+)?个?(?:小时|天|日|周|旬|月|季度?|半年|学期|年|晚|晨)[\u4e00-\u9fff\d]{0,6}(?:[\d一二三四五六七八九十]+次|组织|召开|开展|通报|报|调度|检查|巡|公布|发布|播|更新|抽|督|曝光|排|清|安排|不少)|"
    r"^[^，]{1,8}前，|(?:从|自)(?:今天|即日|今日|[^，]{1,8}月[^，]{0,4}|本月|下月)起|再[^，]{1,12}一次|第一时间|早晚高峰|全时段|随时|定期|逐月|按月|按季|按周|(?:不少于|不低于|不超过|达到?)[\d一二三四五六七八九十]+|(?:\d{1,2}日|底|月)前"
)

_VERBS = (
    "硬化|把|整改|保障|成立|建立|健全|完善|落实|加强|加大|加快|开展|组织|制定|明确|严格|强化|推进|推动|抓好|抓住|抓紧|抓实|抓细|做好|做到|做实|清理|整治|补植|补齐|摸清|疏堵|从严|规范|实行|实施|坚持|设立|设置|增设|深化|提高|提升|压实|营造|引导|"
    "发动|聚焦|紧盯|统筹|畅通|细化|优化|选派|配齐|配足|排查|治理|全面|全力|重点|逐一|逐项|逐条|逐个|逐级|定期|及时|按时|按期|集中|持续|深入|广泛|扎实|认真|进一步|切实|着力|大力|积极|主动|充分|突出|培育|创新|探索|拓展|打造|"
    "修订|修复|修补|更换|拆除|取缔|查处|处置|督促|指导|协调|通报|公示|公开|公布|张贴|印发|报送|上报|反馈|签订|约谈|问责|追究|考核|纳入|列入|安排|部署|动员|宣传|培训|普及|评选|表彰|鼓励|支持|保障|确定|划定|划清|施划|绘制|编制|编写|建好|管好|用好|守好|把好|把握|"
    "打通|盘活|倒排|挂图|对账|销号|回访|复核|复查|巡查|检查|抽查|暗访|督查|督导|督办|曝光|调度|会商|交办|转办|派驻|增派|增加|增设|减少|压缩|延长|杜绝|防止|疏导|疏通|清运|清掏|清扫|保洁|粉刷|铲除|清除|整理|归集|规整|入户|走访|发放|收集|梳理|汇总|建账|立账|认领|分解|对标|对照|"
    "严查|严管|严控|严把|严肃|狠抓|紧抓|牢牢|实现|巩固|发挥|注重|用足|设好|试行|推行|推广|总结|加密|启动|完成|招募|配备|投放|改造|新建|扩建|新增|翻新|维修|维护|更新|清零|见底|形成|依托|运用|利用|借助|借鉴|学习|提请|限制|控制|严防|严惩|举一反三|查漏补缺|以点带面|分类|分级|分片|分批|包保|包联|下沉|跟踪|跟进|跟办|紧扣|锚定|抢抓|增强|夯实|筑牢|凝聚|选树|讲好|办好|开好|开设|开辟|开通|打好|打赢|守住|管住|稳住|扭住|盯住|盯紧|盯牢|结合|针对|围绕|通过|利用|采取|力求|力戒|依法"
)
_IMPERATIVE = re.compile(rf"^(?:同时，?|此外，?|并|还|再|然后|今后，?|其中，?|特别是)?(?:{_VERBS})")
_SHORT_ORDER = re.compile(r"[抓管建清查治修补促保强严防改用讲搞做][\u4e00-\u9fff]{1,10}[。；]?$")
"""A verb and its object, no more: 抓环境."""
_OPENS_WITH = re.compile(r"^(?:对|把|将|凡|按照|以|从|依托|通过|以上|上述)")
_ACTIONS = re.compile(
    r"(?:成立|建立|健全|完善|落实|加强|加大|开展|组织|制定|明确|严格|强化|推进|抓好|做好|做到|清理|整治|补植|补齐|摸清|疏堵|规范|实行|实施|设立|设置|增设|提高|压实|排查|治理|修复|修补|更换|拆除|取缔|查处|处置|督促|指导|协调|公示|公开|公布|张贴|印发|下发|报送|上报|反馈|联系|签订|约谈|考核|纳入|安排|培训|划定|施划|编制|打通|复核|复查|巡查|检查|抽查|督导|督办|曝光|调度|增派|延长|清运|清扫|保洁|粉刷|入户|走访|发放|梳理|汇总|登记|备查|上门|听取|配合|处理|过夜|完成|改造|配备|投放|招募|回访|追究|问责|通报|核实|整改|移送|招聘|巡逻|值守|劝导|宣传|回复|答复|销号|立案|验收|确认|造册|留存|存档|执行|包干|包保|报告|申请|专款专用|销号|做好|抓好|实行|停止|暂停|不再|取消)"
)

_ORDERS_ABOVE = re.compile(
    r"下一步|下步|下一阶段|工作(?:要求|任务|措施|安排|重点|部署|步骤|打算)|重点(?:任务|工作)|(?:主要|具体)(?:任务|措施|做法要求)|保障(?:措施)?|组织(?:领导|保障)|有关(?:要求|事项)|整改(?:要求|措施|任务)|要求[：:]?$|职责|责任分工|任务分工|方法步骤|实施步骤|^(?:抓|整治|规范|治理|加强|提升|压实|聚焦|突出|强化|完善|健全|狠抓|严|做|加|推|落实|夯实|开展|建|清|补|广泛|用好|管|坚持|优化|深化|实行|重|统|改|防|保|打|全)"
    r"|措施上|责任上|落实上|行动上|要(?:快|勤|优|严|实|准|细|全|硬|稳|足|到位)$|见底|到位|聚焦|压实|阶段(?:[（(].*)?$|(?:环境|秩序|设施|绿化|市场|周边|管理|整治|服务|宣传)$"
)
_REPORT_ABOVE = re.compile(r"总体情况|基本情况|工作情况|开展情况|概况|成绩|成效|回顾|总结|主要做法|亮点|肯定|形势|背景|意义|认识|测评结果|得分情况|排名|工作进展|进展情况|整改情况|好的方面|特点")
_FAULTS_ABOVE = re.compile(r"(?:主要|存在|突出|共性|面上|有关|反映|发现)的?(?:主要|突出|共性)?问题|不足|差距|短板|问题(?:不能|不容|清单)|存在的|薄弱环节|原因分析|失分")


def tilt_of(heading: str) -> Tilt:
    """What a heading lets one expect of the sentences below it."""
    if _FAULTS_ABOVE.search(heading) and not re.search(r"整改|解决|抓|补齐", heading):
        return Tilt.FAULTS
    if re.search(r"整改|抓|落实|压实|补齐", heading) and not re.search(r"情况|回顾|成效", heading):
        return Tilt.ORDERS
    if _REPORT_ABOVE.search(heading):
        return Tilt.REPORT
    return Tilt.ORDERS if _ORDERS_ABOVE.search(heading) else Tilt.NEITHER


def announced_by(sentence: str) -> Tilt:
    """What a sentence that announces a list lets one expect of its points."""
    if re.search(r"问题|不足|短板|差距|表现|原因|隐患|不够|弱项|情况[：:]$", sentence) and not re.search(
        r"整改|解决|要|抓", sentence
    ):
        return Tilt.FAULTS
    if re.search(r"成效|成绩|变化|特点|亮点|经验|体会|原因|看到|在于|得益|意义|取得|背景", sentence):
        return Tilt.REPORT
    return Tilt.ORDERS


def judge(text: str, context: Context) -> Judgement:
    """Say what a sentence is. ``text`` is the sentence as it stands, without the mark of its heading."""
    masked = _masked(text)
    found = _set_phrase(text, masked, context)
    if found is not None:
        return found
    weight, cue = _weight(masked, context)
    praise = _PRAISE.search(masked) or _DEEDS.search(masked)
    admired = _ADMIRED.search(masked)
    if admired and _commands(masked) in ("", "要") and not _RESPONSIBLE.search(masked):
        return Judgement(Reason.PRAISE, admired[0])
    if praise and weight < _BEYOND_DOUBT:
        return Judgement(Reason.PRAISE, praise[0])
    if praise and _DEEDS.search(masked) and not _DEADLINE.search(masked) and not _commands(masked):
        return Judgement(Reason.PRAISE, praise[0])
    if weight >= TASK_FROM:
        return Judgement(None, cue)
    return _other(masked, context)


_BEYOND_DOUBT = 4
"""Weight from which words of praise no longer tell against a task: 要学习……的好经验，6月底前推广."""


def _masked(text: str) -> str:
    """The sentence with what others said taken out: their commands are not its own."""
    masked, outer = text, len(text)
    for start, end in reversed([pair for pair in _outermost(pairs(text)) if text[pair[0]] in "“「『\"《"]):
        assert end < outer, "outermost pairs do not overlap"
        masked, outer = masked[: start + 1] + "□" + masked[end:], start
    return masked


def _outermost(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs that lie in no other."""
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if not kept or start > kept[-1][1]:
            kept.append((start, end))
    return kept


def _set_phrase(text: str, masked: str, context: Context) -> Judgement | None:
    """Courtesies, quotations, announcements, appeals and reported orders: told by their words alone."""
    courtesy = _COURTESY.search(masked)
    if courtesy and not _commands(masked):
        return Judgement(Reason.FORMAL, courtesy[0])
    quoted = _QUOTED_SPEECH.search(masked)
    if quoted and not re.search(r"[”」\"].{6,}$", masked[quoted.end() :]):
        return Judgement(Reason.QUOTATION, quoted[0])
    rule = _RULE.search(masked)
    if rule and not _ACCORDING.search(masked[: rule.start()]):
        return Judgement(Reason.QUOTATION, rule[0])
    announces = _ANNOUNCES.search(masked)
    if announces and not (_commands(masked) and not masked.rstrip().endswith(("：", ":")) and _DOER.search(masked)):
        faults = masked.rstrip().endswith(("：", ":")) and announced_by(masked) is Tilt.FAULTS
        return Judgement(Reason.PROBLEM if faults else Reason.BACKGROUND, announces[0])
    elsewhere = _ELSEWHERE.search(masked)
    if elsewhere and not re.search(r"(?:学习|借鉴|对标|我们|我区)", masked):
        return Judgement(Reason.BACKGROUND, elsewhere[0])
    coming = _COMING.search(masked)
    if coming and not _commands(masked.replace(coming[0], "")) and not _RESPONSIBLE.search(masked):
        return Judgement(Reason.BACKGROUND, coming[0])
    not_only = _NOT_ONLY.search(masked)
    if not_only and not _DOER.search(masked) and not _DEADLINE.search(masked):
        return Judgement(Reason.MEANING, not_only[0])
    if _is_maxim(masked):
        return Judgement(Reason.MEANING, masked.rstrip("。！"))
    schedule = _SCHEDULE.search(masked)
    if schedule and not _commands(masked) and not _RESPONSIBLE.search(masked):
        return Judgement(Reason.BACKGROUND, schedule[0])
    appeal = _APPEAL.search(masked)
    if appeal and not _DEADLINE.search(masked):
        return Judgement(Reason.MEANING, appeal[0])
    reported = _REPORTED.search(masked)
    if reported and not _ACCORDING.search(masked[: reported.start() + 1]) and not _own_order(masked[reported.end() :]):
        faults = _FAULT.search(masked[reported.end() :]) and context.tilt is Tilt.FAULTS
        return Judgement(Reason.PROBLEM if faults else Reason.BACKGROUND, reported[0])
    if masked.rstrip().endswith(("：", ":")) and not _commands(masked):
        return Judgement(
            Reason.PROBLEM if announced_by(masked) is Tilt.FAULTS else Reason.BACKGROUND, "："
        )
    return None


def _is_maxim(masked: str) -> bool:
    """Whether a sentence is a saying: two short halves of one length, without figure, doer or command."""
    halves = re.split(r"[，,；]", masked.rstrip("。！!；"))
    if len(halves) != 2 or _commands(masked) or re.search(r"\d", masked):  # noqa: PLR2004
        return False
    first, second = (len(one) for one in halves)
    return first == second and _SHORTEST_HALF <= first <= _LONGEST_HALF and not re.match(r"把|将|对", masked) and not _IMPERATIVE.search(masked)


_SHORTEST_HALF, _LONGEST_HALF = 4, 9
"""Characters of each half of a saying (为者常成，行者常至)."""


def _own_order(rest: str) -> bool:
    """Whether what follows a reported order draws a conclusion of its own: 我区必须提前到5月底."""
    return bool(re.search(r"[，；](?:因此|所以|为此|对此|我们|我区|全区|请|现要求|大家)[^；]{0,30}?(?:要|必须|务必|应|须|请|抓紧)", rest))


def _commands(masked: str) -> str:
    """The first word of command, or an empty text."""
    for pattern, name in _STRONG:
        if pattern.search(masked):
            return name
    if _SEEING.search(masked):
        return ""
    for found in _YAO.finditer(masked):
        if not _WEAK_YAO.match(found[0]):
            return "要"
    return ""


def _weight(masked: str, context: Context) -> tuple[int, str]:
    """Add up what speaks for a task and against it; with the words that weighed most."""
    command, doer = _commands(masked), _DOER.search(masked)
    responsible = None if _NOT_RESPONSIBLE.search(masked) else _RESPONSIBLE.search(masked)
    deadline, past = _DEADLINE.search(masked), _PAST.search(masked)
    imperative = bool(_IMPERATIVE.search(masked) and _ACTIONS.search(masked))
    weight = 0
    if command:
        weight += 3
    elif _WEAK_YAO.search(masked) and _YAO.search(masked):
        weight += 2
    weight += 3 if responsible else 0
    weight += 1 if deadline else 0
    weight += 2 if imperative else 0
    weight += 1 if not imperative and _OPENS_WITH.search(masked) and (context.tilt is Tilt.ORDERS or _ACTIONS.search(masked)) else 0
    weight += 2 if _SANCTION.search(masked) and _ACTIONS.search(masked) else 0
    weight += 1 if doer and _ACTIONS.search(masked) else 0
    weight += 1 if doer and deadline and not past else 0
    weight += 1 if _HANDLES.search(masked) else 0
    weight += 2 if not past and _TARGET.search(masked) else 0
    weight += _around(masked, context, command)
    weight -= (1 if command in _PLAIN_COMMANDS else 3) if past else 0
    if not command and not responsible:
        weight -= 2 if _FAULT.search(_without_conditions(masked)) else 0
    if not deadline and not responsible:
        weight -= 2 if _AWARENESS.search(masked) else 0
        weight -= (1 if command else 2) if _MEANING.search(masked) else 0
    cues = [command, responsible[0] if responsible else "", deadline[0].strip("，、") if deadline else ""]
    return weight, "、".join(one for one in cues if one) or (masked[:2] if imperative else "")


def _without_conditions(masked: str) -> str:
    """The sentence without what it says is to be prevented or dealt with."""
    return _FOUND.sub("", _CONDITION.sub("", masked))


_PLAIN_COMMANDS = ("必须", "严禁", "请", "确保", "应当")
"""Commands that stay commands even where the sentence also tells of what was."""


def _around(masked: str, context: Context, command: str) -> int:
    """What the headings, the list and the sentence before let one expect."""
    weight = {Tilt.ORDERS: 1, Tilt.NEITHER: 0, Tilt.REPORT: -1, Tilt.FAULTS: -2}[context.tilt]
    if context.counted:
        weight += {Tilt.ORDERS: 1, Tilt.NEITHER: 0, Tilt.REPORT: -1, Tilt.FAULTS: -3}[context.announced]
    if context.after_task and not _PAST.search(masked):
        weight += 1
    if context.plan and not context.before_first_heading and (context.item or _ACTIONS.search(masked)):
        weight += 1
    if context.counted and context.announced is Tilt.ORDERS and _SHORT_ORDER.match(masked):
        weight += 1
    if context.before_first_heading and not command:
        weight -= 1
    return weight


def _other(masked: str, context: Context) -> Judgement:
    """What a sentence is that asks for nothing."""
    fault, meaning, past = _FAULT.search(masked), _MEANING.search(masked), _PAST.search(masked)
    if context.tilt is Tilt.FAULTS or (context.counted and context.announced is Tilt.FAULTS):
        if not meaning or fault or past:
            return Judgement(Reason.PROBLEM, fault[0] if fault else "")
    rates = _RATES.search(masked)
    if rates and not re.search(r"仍|还有|不足|仅|只有|反复", masked):
        return Judgement(Reason.BACKGROUND, rates[0])
    if fault and not (meaning and not past):
        return Judgement(Reason.PROBLEM, fault[0])
    if meaning:
        return Judgement(Reason.MEANING, meaning[0])
    if past:
        return Judgement(Reason.BACKGROUND, past[0])
    told = re.search(r"\d|今年|本次|这次|会议|根据|按照|为了?(?=.{2,30}，)|安排", masked)
    if _AWARENESS.search(masked) or (not told and not context.before_first_heading):
        return Judgement(Reason.MEANING, "")
    return Judgement(Reason.BACKGROUND, told[0] if told else "")
