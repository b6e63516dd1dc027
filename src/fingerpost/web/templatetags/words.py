"""Tags that put words on a page. Words are knowledge: a page names them by text id."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from django import template
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse

from fingerpost.journeys.find_help import month_in_words
from fingerpost.journeys.library import code_of
from fingerpost.web.language import known

register = template.Library()

# Marks that turn the direction of writing around; shown, they could make quoted words read as others.
TURNING: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@register.simple_tag
def say(text_id: str, **parts: Any) -> str:
    """Give the words of a text id, with its parts filled in."""
    words = known().say(text_id)
    for name, value in parts.items():
        words = words.replace("{" + name + "}", str(value))
    return words


@register.filter
def said(text_id: str) -> str:
    """Give the words of a text id that a page works out."""
    return known().say(text_id)


@register.simple_tag(takes_context=True)
def page(context: Context, code: str) -> str:
    """Give the address of a page of the library; beside this one where the pages are files."""
    return f"{code}.html" if context.get("files") else reverse("read_page", args=[code])


@register.simple_tag(takes_context=True)
def rule_page(context: Context, rule: str) -> str:
    """Give the address of a rule's page."""
    return page(context, code_of("rule", rule))


@register.simple_tag(takes_context=True)
def service_page(context: Context, service: str) -> str:
    """Give the address of a service's page."""
    return page(context, code_of("service", service))


@register.simple_tag(takes_context=True)
def to(context: Context, name: str) -> str:
    """Give the address of a page that has a name."""
    if not context.get("files"):
        return reverse(name)
    return "index.html" if name == "start" else f"{name}.html"


@register.simple_tag(takes_context=True)
def asset(context: Context, path: str) -> str:
    """Give the address of a style, script or picture."""
    return path.rpartition("/")[2] if context.get("files") else static(path)


@register.filter
def has_words(text_id: str) -> bool:
    """Say whether there are words for a text id."""
    return known().has_text(text_id)


@register.filter
def upright(words: str) -> str:
    """Give quoted words without marks that turn the direction of writing around."""
    return TURNING.sub("", words)


@register.filter
def tel(number: str) -> str:
    """Give a number as a telephone link takes it."""
    return re.sub(r"[^0-9+]", "", number)


@register.filter
def is_web(address: str) -> bool:
    """Say whether an address is one a browser opens."""
    return urlsplit(address).scheme in {"http", "https"}


@register.filter
def site_of(address: str) -> str:
    """Give the site of an address, for reading."""
    return urlsplit(address).netloc.removeprefix("www.") or address


@register.filter
def month(day: str) -> str:
    """Write a day's month in words."""
    return month_in_words(day, known()) if day else ""


@register.simple_tag
def sections(page: str) -> list[dict[str, Any]]:
    """Give the sections of a page of words: `<page>.<n>.title` and its sentences `<page>.<n>.<m>`."""
    words, found = known(), []
    while words.has_text(f"{page}.{len(found) + 1}.title"):
        stem = f"{page}.{len(found) + 1}"
        said: list[str] = []
        while words.has_text(f"{stem}.{len(said) + 1}"):
            said.append(words.say(f"{stem}.{len(said) + 1}"))
        found.append({"title": words.say(f"{stem}.title"), "said": said})
    return found
