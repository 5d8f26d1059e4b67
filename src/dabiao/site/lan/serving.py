"""What ``dabiao serve --lan`` decided, told to the process that answers: names it answers to, and the certificate
it hands out. Through the environment, since that process reads its settings anew.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

VARIABLE = "DABIAO_LAN"


@dataclass(frozen=True, slots=True)
class OfficeNetwork:
    """Where the site is on the office network.

    ``names``: names and addresses it answers to (``.example`` covers what is below it). ``page``: where phones
    get the certificate of the local authority, empty with the office's own certificate, which they know.
    """

    address: str
    port: int
    names: tuple[str, ...]
    page_port: int = 0

    @property
    def site(self) -> str:
        """The address people type."""
        named = [name for name in self.names if not name.startswith(".")]
        return f"https://{(named or [self.address])[0]}:{self.port}/"

    @property
    def page(self) -> str:
        """Where the certificate is handed out; empty when there is none to hand out."""
        return f"http://{self.address}:{self.page_port}/" if self.page_port else ""

    def tell(self) -> None:
        """Leave word for the process that answers."""
        os.environ[VARIABLE] = json.dumps(asdict(self))


def office_network() -> OfficeNetwork | None:
    """What ``tell`` left; None when the site is for this machine alone."""
    told = os.environ.get(VARIABLE)
    if not told:
        return None
    fields = json.loads(told)
    return OfficeNetwork(fields["address"], fields["port"], tuple(fields["names"]), fields["page_port"])


def lan_folder(home: Path) -> Path:
    """Where the local authority is kept in a data folder. It belongs to this machine and is in no back-up."""
    return home / "lan"
