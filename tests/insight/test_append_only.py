"""History is appended: what was once told is neither changed nor taken back."""

import pytest
from cast import Cast
from counted import counted_round

from dabiao.insight.actions import make_snapshot


def test_an_assessment_is_never_changed_or_deleted(cast: Cast) -> None:
    counted_round(1)
    made = make_snapshot(cast.创建办)
    made.result = {}
    with pytest.raises(TypeError, match="Snapshot is never changed"):
        made.save()
    with pytest.raises(TypeError, match="Snapshot is never deleted"):
        made.delete()
