"""Other systems that vouch for who somebody is: the table of them, from a file of the data folder.

``identity-providers.toml`` holds one ``[[provider]]`` each. It lies outside the database because it holds client
secrets; a change takes effect at the next start. Kinds beside ``oidc`` have a place here and no code yet: asking
for one is refused in words.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from dabiao.core.defects import BadInput, Defect
from dabiao.people.setting_tables import read_rows

FILE = "identity-providers.toml"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}\Z")


class Kind(StrEnum):
    """What protocol a provider speaks."""

    OIDC = "oidc"
    WECOM = "wecom"
    DINGTALK = "dingtalk"


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. For 企业微信 and 钉钉 ``issuer`` is the base address (a private one for 政务微信 or 浙政钉),
    ``client_id`` the corp id or app key, ``agent_id`` the application.
    """

    name: str
    """Short, in addresses and in the table of linked identities; never changed once somebody is linked."""
    title: str
    """What the button on the sign-in page says."""
    kind: Kind
    issuer: str
    client_id: str
    client_secret: str
    agent_id: str = ""

    def __repr__(self) -> str:
        """Without the secret, so that no log tells it."""
        return f"Provider({self.name})"


def read_providers(path: Path) -> tuple[Provider, ...]:
    """Read the table; no file means no provider. Raises BadInput with every defect."""
    found: list[Provider] = []
    defects: list[Defect] = []
    for number, row in enumerate(read_rows(path, "provider"), 1):
        said = list(_wrong(row, {one.name for one in found}))
        defects += [
            Defect(
                "第 %(number)d 个 provider：%(what)s", path.name, parameters={"number": number, "what": one}
            )
            for one in said
        ]
        if not said:
            found.append(Provider(**{**row, "kind": Kind(row["kind"])}))
    if defects:
        raise BadInput(defects)
    return tuple(found)


def is_loopback(address: str) -> bool:
    """Whether an address leads to this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _wrong(row: Mapping[str, object], names: set[str]) -> Iterator[str]:
    known = {field.name for field in fields(Provider)}
    for name in sorted(known - {"agent_id"} - set(row)):
        yield f"缺少 {name}。请补上"
    for name, value in row.items():
        if name not in known:
            yield f"不认识 {name}。请核对写法，或删去这一行"
        elif not isinstance(value, str) or not (value.strip() or name == "agent_id"):
            yield f"{name} 应当是不空的文字。请改正"
    if not _NAME.match(str(row.get("name", "a"))):
        yield "name 只能用小写字母、数字和连字符，以字母开头，最长 32 位。请改名"
    elif row.get("name") in names:
        yield "name 和前面的重复。请改名"
    if row.get("kind", Kind.OIDC) not in list(Kind):
        yield f"kind 只能是 {'、'.join(Kind)}。请改正"
    issuer = str(row.get("issuer", "https://x"))
    if not issuer.startswith("https://") and not (issuer.startswith("http://") and is_loopback(issuer)):
        yield "issuer 要以 https:// 开头（只有本机可以用 http://）。请改正"
