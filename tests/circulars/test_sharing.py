"""复制到微信 of 通报: the figures of the snapshot it was made from, even when newer ones exist."""

import io

from cast import Cast
from counted import counted_round
from django.test import Client
from django.urls import reverse
from PIL import Image

from dabiao.circulars.models import Circular
from dabiao.insight.actions import make_snapshot
from dabiao.office import numbers
from dabiao.site.home_folder import HomeFolder

HEADING = {
    "title": "关于3月测评情况的通报",
    "number": "示创〔2026〕3号",
    "issuer": "示范区创建办",
    "addressees": "各街道",
    "issued_on": "2026-04-08",
}


def test_a_circular_keeps_to_its_snapshot(client: Client, cast: Cast, home: HomeFolder) -> None:
    counted_round(3)
    first = make_snapshot(cast.创建办).result
    client.force_login(cast.创建办)
    client.post(reverse("circular_new"), HEADING)
    made = Circular.objects.get()
    counted_round(4, (("东湖街道", "城管局", 2),))
    second = make_snapshot(cast.创建办).result
    client.force_login(cast.街道)
    said = client.get(reverse("circular_wechat", args=[made.pk])).context["text"]
    assert said.startswith(
        "【关于3月测评情况的通报】\n示范区创建办\n示创〔2026〕3号\n成文日期：2026年4月8日\n"
    )
    was, now = (f"综合得分：{numbers.shown(one['scores']['points'])} 分" for one in (first, second))
    assert was != now
    assert was in said
    assert now not in said
    for one in (*first["streets"], *first["units"]):
        assert f"{one['name']}：{numbers.shown(one['score'])}" in said
    assert f"文件校验码（SM3）：{made.sm3[:16]}…" in said
    drawn = client.get(reverse("circular_wechat_picture", args=[made.pk])).content
    assert Image.open(io.BytesIO(drawn)).width == 1080
    assert client.get(reverse("circular_wechat", args=[made.pk + 1])).status_code == 404
