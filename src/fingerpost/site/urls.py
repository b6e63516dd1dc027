"""Every address of the web application. They are neutral, because a browser's history keeps them."""

from __future__ import annotations

from django.urls import path

from fingerpost.web import harder, language, public, saving, views

urlpatterns = [
    path("", public.start, name="start"),
    path("before", views.before, name="before"),
    path("now", views.danger, name="now"),
    path("now/call", views.call, name="call"),
    path("words", views.words, name="words"),
    path("understood", views.understood, name="understood"),
    path("question", views.question, name="question"),
    path("question/<slug:key>", views.question, name="one"),
    path("check", views.check, name="check"),
    path("plan", views.plan, name="plan"),
    path("plan/save.html", saving.save_html, name="save_html"),
    path("plan/save.pdf", saving.save_pdf, name="save_pdf"),
    path("plan/save.txt", saving.save_text, name="save_text"),
    path("plan/save.json", saving.save_json, name="save_json"),
    path("open", saving.open_notes, name="open"),
    path("again", public.again, name="again"),
    path("read", public.read, name="read"),
    path("read/<slug:code>", public.read_page, name="read_page"),
    path("help", public.find_help, name="help"),
    path("harder", harder.harder, name="harder"),
    path("language/<slug:language>", language.choose, name="language"),
    path("about", public.about, name="about"),
    path("privacy", public.privacy, name="privacy"),
    path("accessibility", public.accessibility, name="accessibility"),
    path("exit", public.leave, name="exit"),
]

handler400 = "fingerpost.web.faults.bad_request"
handler403 = "fingerpost.web.faults.forbidden"
handler404 = "fingerpost.web.faults.not_found"
handler500 = "fingerpost.web.faults.server_error"
