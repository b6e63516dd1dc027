"""Settings of the web application: no database, no sessions, no uploads on disk, nothing logged.

What a host may choose comes from the environment:

* ``FINGERPOST_HOSTED``: "1" for hosted advice, which keeps nothing on the server.
* ``FINGERPOST_KEY``: what the answers inside a hosted form are encrypted with; a new one at each start if not given.
* ``FINGERPOST_HOSTS``: names this site is reached by, with commas between; only this computer if not given.
* ``FINGERPOST_HTTPS``: "1" where people reach it over https.
* ``FINGERPOST_EXIT_URL``: where "Exit this page" leads; a blank page of our own if not given.
"""

from __future__ import annotations

import os
import secrets
from typing import Final

from fingerpost.web.limits import LARGEST_BODY

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")

FP_HOSTED = os.environ.get("FINGERPOST_HOSTED", "") == "1"
FP_KEY = os.environ.get("FINGERPOST_KEY") or secrets.token_urlsafe(32)
FP_EXIT_URL = os.environ.get("FINGERPOST_EXIT_URL", "") if FP_HOSTED else ""
_HTTPS = os.environ.get("FINGERPOST_HTTPS", "") == "1"
_hosts = tuple(name.strip() for name in os.environ.get("FINGERPOST_HOSTS", "").split(",") if name.strip())

DEBUG = False
SECRET_KEY = secrets.token_urlsafe(50)  # signs nothing that outlives the process
ALLOWED_HOSTS = [*LOOPBACK, *_hosts] if FP_HOSTED else list(LOOPBACK)
ROOT_URLCONF = "fingerpost.site.urls"
WSGI_APPLICATION = "fingerpost.site.wsgi.application"
INSTALLED_APPS = ["django.contrib.staticfiles", "fingerpost.web"]
MIDDLEWARE = [
    "fingerpost.web.guards.headers",
    "fingerpost.web.language.speak",
    "fingerpost.web.guards.door",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fingerpost.web.guards.Csrf",
    "fingerpost.web.faults.Faults",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["fingerpost.web.state.common"]},
    }
]
DATABASES: dict[str, object] = {}
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0
LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Europe/London"
APPEND_SLASH = False

CSRF_COOKIE_NAME = "notes_check"
CSRF_COOKIE_AGE = None  # gone when the browser closes
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = _HTTPS
CSRF_FAILURE_VIEW = "fingerpost.web.faults.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in _hosts] if _HTTPS else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None

DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 1
# The other handler Django has writes large uploads to disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY

LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "handlers": {"none": {"class": "logging.NullHandler"}},
    "loggers": {"django": {"handlers": ["none"], "propagate": False}},
}
