"""The consumer: django-allauth with one custom provider, `testprovider`."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
WORK_DIR = Path(os.environ.get("INTEROP_WORK", BASE_DIR.parent.parent / ".work"))
WORK_DIR.mkdir(parents=True, exist_ok=True)

# The URL of the provider, for the browser and for this server.
PROVIDER_URL = os.environ.get("PROVIDER_URL", "http://localhost:8000")

SECRET_KEY = "test-consumer-not-a-secret"
DEBUG = os.environ.get("DJANGO_DEBUG") == "1"
ALLOWED_HOSTS = ["localhost"]

# Cookies are shared across ports: with the default name, the provider's login would overwrite this session and its state.
SESSION_COOKIE_NAME = "test-consumer-session-id"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "test_consumer",
    "testprovider",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

ROOT_URLCONF = "test_consumer.urls"
STATIC_URL = "static/"
TIME_ZONE = "UTC"
USE_TZ = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Several requests at once: writers queue for the lock instead of failing with "database is locked".
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": WORK_DIR / "test_consumer.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGIN_REDIRECT_URL = "/"

SOCIALACCOUNT_PROVIDERS = {
    "testprovider": {
        "APPS": [
            {
                "client_id": os.environ.get("CLIENT_ID", "test-consumer"),
                "secret": os.environ.get("CLIENT_SECRET", "test-consumer-secret"),
            },
        ],
        "SCOPE": ["read", "write"],
        # django-oauth-toolkit rejects a request without it; allauth does not send it by default.
        "OAUTH_PKCE_ENABLED": True,
    }
}

# The first sign-in of an account with an e-mail address would send a mail.
ACCOUNT_EMAIL_VERIFICATION = "none"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# Without this, tracebacks are not logged while DEBUG is off.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"]},
}
