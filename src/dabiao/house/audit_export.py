"""Write the audit chain to a file (``audit_file`` tells of its form)."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

from dabiao.house import audit
from dabiao.house.audit_file import FORMAT, Header
from dabiao.office.whole_file import whole_file


def write_export(path: Path) -> Header:
    """Write the whole chain as it is now. The file appears whole or not at all; OSError when it cannot."""
    last, digest = audit.head()
    header = Header(last, last, digest)
    with whole_file(path) as making, making.open("wb") as file:
        said = {
            "format": FORMAT,
            "software": f"dabiao {version('dabiao')}",
            "count": header.count,
            "last": header.last,
            "last_digest": header.last_digest,
        }
        file.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")
        for link in audit.stored_links(last):
            file.write(b"%s %s\n" % (link.digest.encode(), link.content))
    return header
