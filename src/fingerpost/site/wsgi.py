"""The web application as a WSGI callable, for waitress and granian."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fingerpost.site.settings")
application = get_wsgi_application()
