"""Django's settings, made from the environment."""

from pathlib import Path

from csp.constants import NONE, SELF

import centricity.reports
from centricity.web.environment import database, email, environment, whole
from centricity.web.feedback.mailboxes import read_mailboxes
from centricity.web.providers import allauth_settings, apps_of, read_providers
from centricity.web.warehouse.connections import read_warehouses

ENV = environment()

SECRET_KEY = ENV.secret_key or "not-set-and-refused-by-a-check"
DEBUG = False
ALLOWED_HOSTS = list(ENV.hosts)
CSRF_TRUSTED_ORIGINS = [ENV.origin] if ENV.origin else []
CSRF_FAILURE_VIEW = "centricity.web.look.views.forged"
HOME = ENV.home
LOCAL = ENV.local
BIND = ENV.bind

_PROVIDERS = read_providers(ENV.identity_providers) if ENV.identity_providers else []
IDENTITY_PROVIDERS = {each.code: each for each in _PROVIDERS}
WAREHOUSES = {each.code: each for each in (read_warehouses(ENV.warehouses) if ENV.warehouses else [])}
MAILBOXES = read_mailboxes(ENV.mailboxes) if ENV.mailboxes else []
BEHIND_PROXY = ENV.behind_proxy

INSTALLED_APPS = [
    "centricity.web.look",
    "centricity.web.people",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    *apps_of(_PROVIDERS),
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django_htmx",
    "centricity.web.audit",
    "centricity.web.jobs",
    "centricity.web.files",
    "centricity.web.research",
    "centricity.web.companies",
    "centricity.web.rating",
    "centricity.web.customers",
    "centricity.web.improvement",
    "centricity.web.voice",
    "centricity.web.panels",
    "centricity.web.feedback",
    "centricity.web.home",
    "centricity.web.warehouse",
    "centricity.web.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "centricity.web.look.middleware.SqueezedPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "centricity.web.look.middleware.chosen_language",
    "centricity.web.api.middleware.api_rules",
    "centricity.web.look.middleware.no_null",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "centricity.web.people.middleware.second_factor",
    "centricity.web.look.middleware.shown_405",
]

ROOT_URLCONF = "centricity.web.urls"
WSGI_APPLICATION = "centricity.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "centricity.web.look.context.look",
            ],
        },
    }
]

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
DATABASES = {"default": database(ENV.database_url, ENV.home)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "centricity.web.people.adapter.Adapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/15m/ip,5/15m/key"}
MFA_FOR_ADMINISTRATORS = ENV.mfa_for_administrators
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
"""Invitations verify addresses; allauth, which knows of none, would forbid factors after a forgotten password."""
MFA_FORMS = {
    "login_webauthn": "centricity.web.people.keys.LoginForm",
    "authenticate_webauthn": "centricity.web.people.keys.AuthenticateForm",
    "reauthenticate_webauthn": "centricity.web.people.keys.ReauthenticateForm",
    "add_webauthn": "centricity.web.people.keys.AddForm",
    "edit_webauthn": "centricity.web.people.keys.EditForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Centricity"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ENV.local

globals().update(allauth_settings(_PROVIDERS) if _PROVIDERS else {})

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [str(Path(__file__).parent / "locale")]
FORMAT_MODULE_PATH = ["centricity.web.formats"]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATICFILES_DIRS = [str(Path(centricity.reports.__file__).parent / "fonts")]
STATIC_ROOT = str(ENV.home / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(ENV.home)}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 200
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

API_LIMITS = {"token": 600, "address": 1_200, "guest": 60, "form": 10}
"""Requests a minute: of a token, of an address, and of an address without a token; public forms in five minutes."""

ANSWERS_A_MINUTE = whole("CENTRICITY_ANSWERS_A_MINUTE", 60)
ANSWERS_AN_HOUR = whole("CENTRICITY_ANSWERS_AN_HOUR", 600)
"""Answers that may be begun from one address; offices have one for all. Nought sets no limit."""

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not ENV.local
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = not ENV.local
SECURE_HSTS_SECONDS = 0 if ENV.local else 365 * 24 * 60 * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENV.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

DEFAULT_FROM_EMAIL = ENV.email_from
globals().update(email(ENV.email_url))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    "loggers": {"django.server": {"level": "ERROR"}, "centricity": {"level": "INFO"}},
}
