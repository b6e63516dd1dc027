"""The web application as a WSGI callable, for waitress and granian."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from fingerpost.journeys.happened import Account, as_json, assess
from fingerpost.knowledge.load import load
from fingerpost.web.shapes import today

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fingerpost.site.settings")
application = get_wsgi_application()


def _warm_up() -> None:
    """Do everything once, in one thread, before the first person comes: it is not made to be done twice at once."""
    known = load()
    as_json(assess(Account(text="I paid a stranger by card"), known), known, today())


_warm_up()
