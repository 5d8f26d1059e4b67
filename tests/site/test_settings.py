"""The settings keep the site to this machine, keep faults to ourselves, and match the tables."""

import pytest
from django.core.management import call_command
from django.db import connection

from dabiao.site import settings


def test_only_this_machine_is_a_host() -> None:
    assert set(settings.ALLOWED_HOSTS) == {"127.0.0.1", "localhost", "[::1]"}


def test_faults_are_never_shown_with_their_innards() -> None:
    assert settings.DEBUG is False
    assert not [name for name in settings.INSTALLED_APPS if "debug" in name or name.endswith("admin")]


def test_sessions_are_out_of_reach_of_scripts_and_other_sites() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert {settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE} == {"Lax"}
    assert settings.X_FRAME_OPTIONS == "DENY"
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE
    assert settings.MIDDLEWARE[0] == "dabiao.house.middleware.content_policy"
    assert settings.SESSION_COOKIE_AGE <= 24 * 60 * 60


def test_passwords_are_hashed_with_argon2_alone() -> None:
    assert [name.rsplit(".", 1)[1] for name in settings.PASSWORD_HASHERS] == ["Argon2PasswordHasher"]


@pytest.mark.django_db
def test_the_migrations_make_the_tables_the_models_describe(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)
    assert "No changes detected" in capsys.readouterr().out


@pytest.mark.django_db
def test_django_itself_finds_nothing_wrong() -> None:
    call_command("check", fail_level="WARNING")


@pytest.mark.django_db
def test_every_write_waits_for_the_one_before() -> None:
    assert connection.vendor == "sqlite"
    options = settings.DATABASES["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
