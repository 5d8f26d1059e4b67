"""Codes from an app: the published vectors, set-up, the second step, replay, and recovery codes."""

import re
import time

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from dabiao.house.models import AuditEntry
from dabiao.people.door import second_step, totp, vault
from dabiao.people.models import Account, CodeGenerator, RecoveryCode

PASSWORD = "Dongcheng-01"
SECRET = b"12345678901234567890"
"""Of the test vectors, RFC 6238 appendix B and RFC 4226 appendix D."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    """A clock the test sets."""
    return Clock(monkeypatch)


class Clock:
    """Stands at ``now``; ``shown`` is what the app shows then."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_800_000_000.0
        monkeypatch.setattr(second_step.time, "time", lambda: self.now)

    def shown(self, steps: int = 0) -> str:
        return totp.code_at(SECRET, totp.step_at(self.now) + steps)


@pytest.fixture
def liaison(cast: Cast, clock: Clock) -> Account:
    """A person who set up codes a minute ago."""
    account = Account.objects.create_account("wumin", "吴敏", PASSWORD)
    assert second_step.set_up(account, SECRET, clock.shown())
    clock.now += 60
    return account


def give_password(client: Client):
    return client.post(reverse("sign_in"), {"username": "wumin", "password": PASSWORD})


def give_code(client: Client, code: str):
    return client.post(reverse("second_step"), {"code": code})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(seconds: int, code: str) -> None:
    assert totp.code_at(SECRET, totp.step_at(seconds), digits=8) == code
    assert totp.code_at(SECRET, totp.step_at(seconds)) == code[2:]


@pytest.mark.parametrize(("counter", "code"), list(enumerate(["755224", "287082", "359152", "969429"])))
def test_the_vectors_of_rfc_4226(counter: int, code: str) -> None:
    assert totp.code_at(SECRET, counter) == code


@pytest.mark.parametrize(("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(off: int, taken: bool) -> None:
    code = totp.code_at(SECRET, 100 + off)
    assert (totp.matching_step(SECRET, code, now=100, after=-1) is not None) is taken


def test_the_address_for_the_app_carries_secret_and_issuer() -> None:
    assert totp.address(SECRET, "wu min", "Dabiao") == (
        "otpauth://totp/Dabiao%3Awu%20min?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Dabiao"
    )
    assert totp.shown(SECRET).startswith("GEZD GNBV ")
    assert len(totp.new_secret()) == 20


def test_after_the_password_nobody_is_in_before_the_code(
    client: Client, liaison: Account, clock: Clock
) -> None:
    assert give_password(client)["Location"] == reverse("second_step")
    assert not signed_in(client)
    assert client.get(reverse("my_security"))["Location"].startswith(reverse("sign_in"))
    assert give_code(client, clock.shown()).status_code == 302
    assert signed_in(client)
    assert AuditEntry.objects.get(action="sign_in").after == {"way": "password_and_code"}


def test_the_page_asked_for_is_not_forgotten_between_the_steps(
    client: Client, liaison: Account, clock: Clock
) -> None:
    wanted = reverse("my_security")
    client.post(reverse("sign_in"), {"username": "wumin", "password": PASSWORD, "next": wanted})
    assert give_code(client, f" {clock.shown()[:3]} {clock.shown()[3:]} ")["Location"] == wanted


def test_a_code_is_taken_once(client: Client, liaison: Account, clock: Clock) -> None:
    code = clock.shown()
    give_password(client)
    give_code(client, code)
    other = Client()
    give_password(other)
    answer = give_code(other, code)
    assert answer.status_code == 400
    assert "已经用过" in answer.content.decode()
    assert give_code(other, clock.shown(-1)).status_code == 400, "nor an older one"
    clock.now += 30
    assert give_code(other, clock.shown()).status_code == 302


def test_the_code_of_the_set_up_does_not_sign_in(client: Client, cast: Cast, clock: Clock) -> None:
    account = Account.objects.create_account("wumin", "吴敏", PASSWORD)
    second_step.set_up(account, SECRET, clock.shown())
    give_password(client)
    assert give_code(client, clock.shown()).status_code == 400


def test_wrong_codes_lock_like_wrong_passwords(client: Client, liaison: Account, clock: Clock) -> None:
    give_password(client)
    for _ in range(4):
        assert give_code(client, "000000").status_code == 400
    assert give_code(client, "000000").status_code == 429
    assert give_code(client, clock.shown()).status_code == 429
    assert give_password(Client()).status_code == 429
    assert AuditEntry.objects.filter(action="locked_out").count() == 1


def test_giving_the_password_again_does_not_give_more_tries(
    client: Client, liaison: Account, clock: Clock
) -> None:
    for _ in range(5):
        give_password(client)
        give_code(client, "000000")
    assert give_password(client).status_code == 429


def test_five_minutes_to_find_the_phone(client: Client, liaison: Account, clock: Clock) -> None:
    give_password(client)
    clock.now += 300
    assert client.get(reverse("second_step")).status_code == 200
    clock.now += 1
    assert client.get(reverse("second_step"))["Location"] == reverse("sign_in")
    assert give_code(client, clock.shown())["Location"] == reverse("sign_in")
    assert not signed_in(client)


def test_whoever_gave_no_password_has_no_second_step(client: Client, liaison: Account, clock: Clock) -> None:
    assert give_code(client, clock.shown())["Location"] == reverse("sign_in")


def test_a_password_changed_in_between_starts_over(client: Client, liaison: Account, clock: Clock) -> None:
    give_password(client)
    liaison.set_password("Xicheng-02")
    liaison.save()
    assert give_code(client, clock.shown())["Location"] == reverse("sign_in")


def test_a_recovery_code_works_once(client: Client, liaison: Account) -> None:
    codes = second_step.renew_recovery_codes(liaison)
    assert len(set(codes)) == 10
    give_password(client)
    assert give_code(client, codes[0].lower().replace("-", " ")).status_code == 302
    other = Client()
    give_password(other)
    assert give_code(other, codes[0]).status_code == 400
    assert give_code(other, codes[1]).status_code == 302
    ways = [entry.after["way"] for entry in AuditEntry.objects.filter(action="sign_in") if entry.after]
    assert ways == ["password_and_recovery_code"] * 2


def test_new_recovery_codes_end_the_old_ones(liaison: Account) -> None:
    old = second_step.renew_recovery_codes(liaison)
    second_step.renew_recovery_codes(liaison)
    assert not second_step.take_recovery_code(liaison, old[0])


def test_the_database_tells_neither_secret_nor_recovery_code(liaison: Account) -> None:
    codes = second_step.renew_recovery_codes(liaison)
    kept = repr(
        [*CodeGenerator.objects.values(), *RecoveryCode.objects.values(), *AuditEntry.objects.values()]
    )
    assert SECRET.decode() not in kept
    assert totp.shown(SECRET).replace(" ", "") not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_with_another_key_a_sealed_secret_stays_closed(settings: object) -> None:
    sealed = vault.sealed(SECRET)
    assert vault.opened(sealed) == SECRET
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert vault.opened(sealed) is None
    assert vault.opened("nonsense") is None


def set_up_page(client: Client, account: Account) -> str:
    client.force_login(account)
    account.open_sessions.update(confirmed_at=account.open_sessions.latest("began_at").began_at)
    return client.get(reverse("codes")).content.decode()


def test_one_sets_it_up_with_the_key_on_the_page(client: Client, cast: Cast) -> None:
    page = set_up_page(client, cast.街道)
    shown = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert shown
    assert '<svg class="qr"' in page
    wrong = client.post(reverse("codes"), {"code": "000000"})
    assert wrong.status_code == 400
    assert shown[1] in wrong.content.decode(), "the key stays, so that nobody has to scan again"
    assert not second_step.is_asked_of(cast.街道)
    secret = bytes.fromhex(client.session["new_code_secret"])
    right = client.post(reverse("codes"), {"code": totp.code_at(secret, totp.step_at(time.time()))})
    assert len(re.findall(r"<code>[A-Z2-9-]{19}</code>", right.content.decode())) == 10
    assert second_step.is_asked_of(cast.街道)
    assert "new_code_secret" not in client.session


def test_it_takes_a_confirmation_to_set_up_and_to_remove(client: Client, liaison: Account) -> None:
    client.force_login(liaison)
    for name in ("codes", "remove_codes", "recovery_codes"):
        assert client.post(reverse(name))["Location"].startswith(reverse("confirm"))
    assert second_step.is_asked_of(liaison)


def test_a_code_confirms_too_and_is_taken_once(client: Client, liaison: Account, clock: Clock) -> None:
    client.force_login(liaison)
    assert client.post(reverse("confirm"), {"code": clock.shown(), "password": ""}).status_code == 302
    assert client.post(reverse("confirm"), {"code": clock.shown(), "password": ""}).status_code == 400


def test_one_removes_it_oneself(client: Client, liaison: Account) -> None:
    client.force_login(liaison)
    liaison.open_sessions.update(confirmed_at=liaison.open_sessions.get().began_at)
    client.post(reverse("remove_codes"))
    assert not second_step.is_asked_of(liaison)
    assert not liaison.recovery_codes.exists()
    assert give_password(Client())["Location"] != reverse("second_step")


def test_系统管理员_alone_removes_it_for_somebody_who_lost_everything(cast: Cast, liaison: Account) -> None:
    for person in (cast.安全管理员, cast.审计管理员, cast.创建办, cast.外人):
        with pytest.raises(PermissionDenied):
            second_step.remove_for(person, liaison)
    second_step.remove_for(cast.系统管理员, liaison)
    assert not second_step.is_asked_of(liaison)
