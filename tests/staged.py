"""Run as a script: put the cast, with passwords, into the data folder of ``DABIAO_HOME``; or invite one of them.

A server under test has a database of its own, so what prepares it is a process of its own too.

    python tests/staged.py              prepare the folder
    python tests/staged.py street       print an invitation link for that account
"""

from __future__ import annotations

import sys

from dabiao.site.commands.serve import open_home
from dabiao.site.home_folder import home_folder

PASSWORD = "Dongcheng-01"


def main() -> None:
    open_home(home_folder())
    from cast import make_cast  # noqa: PLC0415  # models, once the folder is ready

    from dabiao.people.door.invitations import invite  # noqa: PLC0415
    from dabiao.people.models import Account  # noqa: PLC0415

    if len(sys.argv) > 1:
        administrator = Account.objects.get(username="system_administrator")
        print(invite(administrator, Account.objects.get(username=sys.argv[1])))
        return
    for account in vars(make_cast()).values():
        account.set_password(PASSWORD)
        account.save()


if __name__ == "__main__":
    main()
