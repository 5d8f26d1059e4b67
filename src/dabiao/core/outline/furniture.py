"""Page furniture: what a website, a printer or a file program put around and between a document's own lines.

A line is furniture when it says so itself (a page number, ``上传人：``, ``下载本文档``), when it repeats from page to
page, or when it stands among such lines before the document begins or after it has ended.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from dabiao.core.outline.patterns import any_of
from dabiao.core.outline.title import TITLE_END

PAGE_NUMBER = any_of(
    r"""
    [-—–－_·~\s]*(?:第\s*)?\d{1,4}\s*(?:页)?[-—–－_·~\s]*$
    第\s*[\d一二三四五六七八九十]{1,4}\s*页\s*[,，/]?\s*(?:[（(]?共\s*[\d一二三四五六七八九十]{1,4}\s*页[）)]?)?$
    \d{1,4}\s*/\s*\d{1,4}(?:\s*页)?$ (?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?$
    """
)
"""A line that is nothing but a page's number."""

OWN_WORDS = any_of(
    r"""
    ^(?:您|你)?(?:所在|现在|当前)的?位置\s*[:：] ^(?:网站)?首页\s*[>＞»/|] [>＞»]\s*(?:正文|详情|下载|文档)
    ^(?:上传(?:人|者|时间|用户|日期)|文档(?:编号|大小|格式|页数|分类|热度|评分|信息|ID)|所属(?:分类|栏目)|浏览(?:量|次数|数)?|阅读(?:量|次数|数)?|下载(?:量|次数|积分|价格)|点击(?:量|数|次数)|访问(?:量|次数)|页数|格式|大小|字号|字体|标签|关键词|评分|价格|用户(?:编号|名|等级)|认证(?:主体|类型)|实名认证|IP\s*属地|举报电话|客服(?:电话|热线|QQ|微信)?|投诉(?:电话|邮箱)|网站标识码|信息来源|来源|稿源|责任编辑|编辑|发布(?:时间|日期|机构|人)|更新时间|索引号|主题分类|公开方式|信息索引号|浏览)\s*[:：]
    ^[【\[（(]?\s*字[号体]\s*[:：] 打印本页 关闭(?:窗口|本页) ^打印$ 分享到 扫一扫 扫码 二维码 微信公众号
    加入收藏 设为首页 收藏本站 网站地图 无障碍(?:浏览|阅读) ^(?:上|下)一篇\s*[:：]? ^返回(?:顶部|首页|列表)
    ^(?:点赞|举报|收藏|分享|评论)(?:\s|[（(]|$|·|\|) (?:点击|立即|免费|马上|一键)下载
    下载(?:本|此|该|全)?(?:文档|全文|文件|原文) 下载后(?:可|即可)?(?:查看|阅读|编辑) 二次下载
    付费(?:下载|阅读|后) 购买(?:后|本|VIP) 未登录 (?:登录|注册)(?:后|即可|会员|用户)
    (?:本站|本网站?|该网站|本平台)(?:文档|所有|资料|不|仅|提供|上|内容|只|对|收)
    版权(?:归|申诉|所有|声明|问题) 侵权 联系客服 与客服联系 客服(?:联系|处理) VIP 会员(?:可|免费|专享|下载)
    (?:剩余|以下|全部)(?:内容|页数|部分)?.{0,6}(?:请|需)?.{0,4}(?:下载|付费|登录|VIP)
    (?:只能|仅能|可免费|支持|免费)(?:在线)?(?:预览|试读|阅读)
    ^(?:相关|热门|推荐|最新|同类|精选)(?:文档|推荐|资料|文章|阅读|下载|范文|内容|链接)\s*[:：]?$
    (?:您|你)可能(?:还)?(?:关注|喜欢|感兴趣) 猜你喜欢 大家(?:还|都)(?:在)?看 范文(?:网|大全|频道|之家) 文库
    (?:企业|官方|实名|个人|机构)认证$ ^文档贡献者 ^(?:统一)?社会信用代码\s*[:：] copyright © \(c\)\s*\d{4}
    ICP\s*备 公网安备 ^网址\s*[:：] ^https?://\S*$ ^www\.\S*$ ^(?:主办|承办|技术支持)(?:单位)?\s*[:：]
    ^邮政?编码?\s*[:：] 共\s*\d+\s*页[，,].{0,6}(?:阅读|预览) 查看更多 展开(?:全文|更多) 阅读全文
    ^\s*(?:·\s*)?广告\s*$ 积分(?:下载|兑换) (?:权益|特权)(?:$|：)
    \.(?:docx?|pdf|wps|txt|pptx?|xlsx?|zip|rar|ofd)\s*(?:\d+\s*(?:页|KB|MB|K|M).*)?$
    ^\S+\.(?:docx?|pdf|wps|txt|pptx?|xlsx?|zip|rar|ofd)\s
    """
)
"""Words by which a line says that it belongs to the page and not to the document."""

AFTER_THE_END = any_of(
    r"""
    未登录 剩余(?:内容|部分|页) 下载(?:本|此|该)?文档到 ^(?:相关|热门|推荐|同类|猜你|您可能|你可能)
    copyright © 版权所有 下载后(?:查看|阅读|可) 付费 (?:只能|仅能|可免费)(?:在线)?(?:预览|试读) 打印本页
    关闭窗口 分享到 扫一扫 ^(?:上|下)一篇 (?:企业|官方|实名)认证 用户编号 认证主体
    """
)
"""What only stands behind a document's last line."""

ASKS = re.compile(r"各(?:街道|单位|社区|部门|镇|乡|成员)|区(?:委|政府|直|创)|街道(?:办|党工委)|指挥部|创建办")
"""A sentence with these is the document's own, even if it speaks of downloads and logins."""

LONGEST_HEADER = 40
"""Characters. A running header is a line, never a sentence."""

LONGEST_NAME = 45
"""Characters of a document's name in a list of related ones, or of a line of an account's card."""

LEAST_REPEATS = 3


def furniture_lines(lines: Sequence[str]) -> list[bool]:
    """Say of each line whether it is page furniture; lines come stripped, empty ones are none."""
    found = [bool(line) and _says_so(line) for line in lines]
    for at in _running_headers(lines, found):
        found[at] = True
    _spread_before(lines, found)
    _spread_after(lines, found)
    return found


def is_page_number(line: str) -> bool:
    """Whether a line is nothing but a page's number."""
    return bool(PAGE_NUMBER.match(line))


def _says_so(line: str) -> bool:
    if is_page_number(line):
        return True
    if not OWN_WORDS.search(line):
        return False
    return not (ASKS.search(line) and line.rstrip("”）)")[-1:] in "。；！")


def _running_headers(lines: Sequence[str], found: Sequence[bool]) -> list[int]:
    """Lines that repeat from page to page; the first of the document is its title, and stays."""
    written = [at for at, line in enumerate(lines) if line]
    places: defaultdict[str, list[int]] = defaultdict(list)
    for n, at in enumerate(written):
        if not found[at] and len(lines[at]) <= LONGEST_HEADER:
            places[lines[at]].append(n)
    numbers = {n for n, at in enumerate(written) if is_page_number(lines[at])}
    first = next((n for n, at in enumerate(written) if not found[at]), -1)
    headers = []
    for line, ours in places.items():
        later = [n for n in ours if n != first]
        beside = all({n - 1, n + 1} & numbers for n in ours[1:])
        repeats = len(ours) >= LEAST_REPEATS or (len(ours) > 1 and beside)
        if repeats and line[-1] not in "。；！？：，、;!?:," and not _COUNTED_LINE.match(line):
            headers += [written[n] for n in later]
    return headers


_COUNTED_LINE = re.compile(
    r"[（(]?[一二三四五六七八九十\d]+[)）、.．]|[一二三四五六七八九十]+[是要]|第[一二三四五六七八九十]"
)
"""A line with the mark of a heading is none, however often it is there: every chapter may have its 一、."""


def _spread_before(lines: Sequence[str], found: list[bool]) -> None:
    """Lines between pieces of furniture, before the document begins, belong to it; a title does not."""
    written = [at for at, line in enumerate(lines) if line]
    first = next((n for n, at in enumerate(written) if not found[at]), len(written))
    if first == 0:
        return
    last = first
    for n in range(first, len(written)):
        if found[written[n]] and not is_page_number(lines[written[n]]):
            last = n
        elif n - last > _NOTES or _is_body(lines[written[n]]):
            break
    for n in range(first, last):
        if not TITLE_END.search(lines[written[n]]):
            found[written[n]] = True


_NOTES = 3
"""Lines that may stand between two pieces of furniture and belong to both."""


def _spread_after(lines: Sequence[str], found: list[bool]) -> None:
    """After what only stands behind a document, lines are furniture until a sentence of the document comes again."""
    behind = False
    for at, line in enumerate(lines):
        if not line:
            continue
        if found[at]:
            behind = behind or (bool(AFTER_THE_END.search(line)) and not is_page_number(line))
        elif behind and not _is_body(line) and len(line) <= LONGEST_NAME:
            found[at] = True
        else:
            behind = False


def _is_body(line: str) -> bool:
    """Whether a line reads like the document's own: a salutation, or a sentence with a full stop."""
    if re.search(r"(同志们|各位.{0,12}|先生们|朋友们)[：:]", line):
        return True
    return line.rstrip("”）)")[-1:] in "。；！？：" and not re.match(r"\d+[、.．]", line)
