"""Comments: by the two parties alone, on an item as it read, each answered once."""

from __future__ import annotations

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from letters import organisation, refused, save, sent

from dabiao.duties.letters import commenting
from dabiao.duties.letters.models import Comment
from dabiao.duties.letters.texts import text_of_version


def test_a_comment_names_its_item_as_it_read_and_its_party(cast: Cast) -> None:
    version = sent(cast)
    item = text_of_version(version).items[1]
    said = commenting.comment(cast.街道, version, " 目标偏高 ", item_key=item.key)
    assert (said.text, said.item_text, said.organisation) == ("目标偏高", item.text, organisation("东湖街道"))
    save(cast, version, items=text_of_version(version).items[:1])
    assert Comment.objects.get().item_text == item.text
    with refused("已经不在责任书里"):
        commenting.comment(cast.街道, version, "再说一句", item_key=item.key)


def test_a_comment_that_says_nothing_is_refused_and_agreeing_is_one_press(cast: Cast) -> None:
    version = sent(cast)
    with refused("没有写意见"):
        commenting.comment(cast.街道, version, "  ")
    assert commenting.comment(cast.街道, version, "", agrees=True).agrees
    assert commenting.comment(cast.领导, version, "同意").organisation == organisation("示范区")


def test_strangers_and_those_without_the_post_do_not_comment(cast: Cast) -> None:
    version = sent(cast)
    for person in (cast.责任单位, cast.社区, cast.外人, cast.测评员):
        with pytest.raises(PermissionDenied):
            commenting.comment(person, version, "插一句")
    assert not Comment.objects.exists()


def test_an_answer_is_given_once_and_only_to_a_comment(cast: Cast) -> None:
    version = sent(cast)
    said = commenting.comment(cast.街道, version, "目标偏高")
    with refused("没有写答复"):
        commenting.answer(cast.创建办, said, " ", adopted=True)
    commenting.answer(cast.创建办, said, "改为 92%", adopted=True)
    with refused("已经有答复"):
        commenting.answer(cast.创建办, said, "再答一次", adopted=False)
    agreed = commenting.comment(cast.街道, version, "", agrees=True)
    with refused("已经有答复"):
        commenting.answer(cast.创建办, agreed, "谢谢", adopted=True)
    with pytest.raises(PermissionDenied):
        commenting.answer(cast.街道, said, "自己答", adopted=True)
