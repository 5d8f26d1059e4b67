"""Django settings. What differs between installations comes from the data folder and a few variables."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from dabiao.people.door.providers import FILE as PROVIDERS_FILE
from dabiao.people.door.providers import read_providers
from dabiao.people.me.senders import FILE as SENDERS_FILE
from dabiao.people.me.senders import read_senders
from dabiao.site.database import database_settings
from dabiao.site.home_folder import home_folder
from dabiao.site.lan.serving import office_network

HOME = home_folder()
SITE = Path(__file__).parent

SECRET_KEY = HOME.secret_key()
DEBUG = False
OFFICE_NETWORK = office_network()
"""Where the site is on the office network; None unless ``dabiao serve --lan`` asked for it."""
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *(OFFICE_NETWORK.names if OFFICE_NETWORK else ())]
"""Loopback, where ``dabiao serve`` listens alone, and the names that the office network's certificate covers."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "dabiao.house",
    "dabiao.people",
    "dabiao.people.me",
    "dabiao.people.burden",
    "dabiao.people.complaints",
    "dabiao.standards",
    "dabiao.standards.drafts",
    "dabiao.standards.crosswalks",
    "dabiao.duties.cycle",
    "dabiao.duties.breakdown",
    "dabiao.duties.letters",
    "dabiao.duties.press",
    "dabiao.duties.notices",
    "dabiao.places",
    "dabiao.rounds",
    "dabiao.cases",
    "dabiao.insight",
    "dabiao.insight.outside",
    "dabiao.circulars",
    "dabiao.site.handbook",
    "dabiao.site",
    "dabiao.site.first_day",
]

MIDDLEWARE = [
    "dabiao.house.middleware.content_policy",  # first, so that static files and refused hosts carry it too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dabiao.site.compression.CompressPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dabiao.house.middleware.chosen_language",
    "dabiao.house.middleware.no_zero_characters",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "dabiao.house.middleware.audit_address",
    "dabiao.people.door.sessions.limited_sessions",
    "dabiao.people.accounts.acting.chosen_post",
]

ROOT_URLCONF = "dabiao.site.urls"
WSGI_APPLICATION = "dabiao.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dabiao.people.frame.frame",
            ],
        },
    }
]

DATABASES = {"default": database_settings(HOME)}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first, so that whoever is locked out is not even compared
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"dabiao.people.door.passwords.{rule}"}
    for rule in ("LongAndMixed", "NotTheName", "NotUsedLately")
]

IDENTITY_PROVIDERS = read_providers(HOME.path / PROVIDERS_FILE)
"""Other systems that vouch for who somebody is; local accounts work whatever becomes of them."""

SENDERS = read_senders(HOME.path / SENDERS_FILE)
"""What carries digests out of the house; without the file nothing leaves it."""

AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = "dabiao.people.door.lockout.failure_limit"
AXES_COOLOFF_TIME = "dabiao.people.door.lockout.lock_time"
AXES_USERNAME_CALLABLE = "dabiao.people.door.lockout.name_digest"
AXES_CLIENT_IP_CALLABLE = "dabiao.people.door.lockout.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
"""The page says when a lock ends, so trying in the meantime does not move it."""
AXES_DISABLE_ACCESS_LOG = True
"""No second list of who signed in when: the audit chain has it, for the 审计管理员 alone."""
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W002"]
"""Without its middleware, which would answer with a page of its own: ours say it in their own form."""

CSRF_FAILURE_VIEW = "dabiao.house.errors.csrf_refused"
LOGIN_URL = "sign_in"
LOGOUT_REDIRECT_URL = "welcome"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
"""Before somebody signs in; from then on ``people/sessions.py`` says how long."""
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OFFICE_NETWORK is not None
"""On the network everything is encrypted; on loopback there is no HTTPS that a cookie could ask for."""
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
"""Bytes of a form without its files; the largest form has a few hundred characters."""
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
"""Uploads go to disk at once: a large workbook never lies in memory."""

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [SITE / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
"""A year: who chose a language does not choose it anew every morning."""
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = OFFICE_NETWORK is not None
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = SITE / "static" / "built"
"""Built by ``make setup`` and carried in the wheel; names end in a hash of their content."""
WHITENOISE_MAX_AGE = 3600

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

JOBS_IN_PROCESS = True
"""One worker thread inside the web process: the one-command default needs no second process."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}},  # a wrong password is no fault of the program
}
