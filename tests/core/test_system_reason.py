"""Why the system would not read or write a file, in plain Chinese."""

import errno

from dabiao.core.system_reason import reason_of


def test_a_known_reason_is_said_in_chinese() -> None:
    assert reason_of(OSError(errno.ENOSPC, "No space left on device")) == "磁盘满了"
    assert reason_of(PermissionError(errno.EACCES, "Permission denied")) == "没有权限，或正被别的程序打开"


def test_a_rare_reason_stays_in_the_words_of_the_system() -> None:
    assert reason_of(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert reason_of(OSError("nothing but a sentence")) == "nothing but a sentence"
