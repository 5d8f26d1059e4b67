"""Why the system would not read or write a file, in plain Chinese."""

from __future__ import annotations

import errno
from collections.abc import Mapping

_REASONS: Mapping[int, str] = {
    errno.ENOENT: "没有这个路径",
    errno.EACCES: "没有权限，或正被别的程序打开",
    errno.EPERM: "没有权限，或正被别的程序打开",
    errno.EROFS: "只读",
    errno.ENOSPC: "磁盘满了",
    errno.EBUSY: "正被别的程序使用",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.ENAMETOOLONG: "名字太长",
    errno.EIO: "磁盘读写出错",
}


def reason_of(error: OSError) -> str:
    """Return the reason as it stands in brackets in a message; a rare one in the system's own words."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
