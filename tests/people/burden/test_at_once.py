"""Two requests at once, from two processes on one real database, cannot both slip under the limit."""

import os
import subprocess
import sys
from pathlib import Path

PREPARE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "dabiao.site.settings"
from dabiao.site.commands.serve import open_home
from dabiao.site.home_folder import home_folder
open_home(home_folder())
from dabiao.people.models import Account, Organisation, Post, Role
district = Organisation.objects.create(kind="区", name="示范区")
Organisation.objects.create(kind="社区", name="和平社区")
office = Account.objects.create_account("office", "创建办", "x")
Post.objects.create(account=office, role=Role.OFFICE, organisation=district)
"""

ASK = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "dabiao.site.settings"
import django
django.setup()
from dabiao.core.defects import BadInput
from dabiao.people.burden.actions import Request, ask_of
from dabiao.people.models import Account, Organisation
from dabiao.people.policy import Action
from dabiao.people.writing import writing
office, community = Account.objects.get(), Organisation.objects.get(name="和平社区")
print("ready", flush=True)
sys.stdin.readline()
try:
    with writing(office, Action.SEND_NOTICE, "notice", sys.argv[1]):
        ask_of(office, [community], Request("notice", sys.argv[1], "报送点位", "/standards/", 60))
except BadInput:
    print("refused", flush=True)
else:
    print("asked", flush=True)
"""

AT_ONCE, FITTING = 5, 2
"""Processes that each ask for an hour, and how many hours fit into the 120 minutes of a week."""


def test_of_five_at_once_only_as_many_get_through_as_fit(tmp_path: Path) -> None:
    environment = {**os.environ, "DABIAO_HOME": str(tmp_path / "home")}
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True)
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, str(number)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(AT_ONCE)
    ]
    try:
        for one in asking:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        for one in asking:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        said = sorted(one.communicate(timeout=60)[0].strip() for one in asking)
    finally:
        for one in asking:
            one.kill()
            one.wait()
    assert said == ["asked"] * FITTING + ["refused"] * (AT_ONCE - FITTING)
