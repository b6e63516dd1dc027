"""A person at the pages, in both modes; no server, no network, no disk."""

import os
import re
from html import unescape

import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fingerpost.site.settings")

import django

django.setup()

from django.test import Client, override_settings  # noqa: E402

from fingerpost.web.access import GATE  # noqa: E402
from fingerpost.web.memory import STORE  # noqa: E402

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Person:
    """Somebody with a browser: keeps cookies, sends back the hidden fields of the page they see, follows redirects."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1", raise_request_exception=False)
        self.page = None

    @property
    def html(self):
        return self.page.content.decode()

    @property
    def hidden(self):
        return {name: unescape(value) for name, value in HIDDEN.findall(self.html)}

    def get(self, path, **more):
        self.page = self.client.get(path, follow=True, **more)
        return self

    def send(self, path, fields=None, **more):
        self.page = self.client.post(path, {**self.hidden, **(fields or {})}, follow=True, **more)
        return self

    def to_words(self, danger="no"):
        self.get("/before").send("/before").send("/now", {"answer": danger})
        return self if danger == "no" else self.send("/words", {"go": "1"})

    def tell(self, text, danger="no", **fields):
        return self.to_words(danger).send("/words", {"text": text, "who": "person", **fields})

    def to_plan(self):
        return self.send("/plan", {"go": "1"})


@pytest.fixture(autouse=True)
def nothing_held():
    STORE.clear()
    yield
    STORE.clear()


@pytest.fixture
def local():
    """A person on their own computer who opened the address with the token."""
    person = Person()
    person.get("/?t=" + GATE.issue())
    return person


@pytest.fixture
def at_host():
    """A person at hosted advice."""
    with override_settings(FP_HOSTED=True):
        person = Person()
        person.get("/")
        yield person


@pytest.fixture(params=["local", "at_host"])
def person(request):
    """Both, in turn."""
    return request.getfixturevalue(request.param)
