"""Who gets in, what goes with every answer, what is refused, and what is never shown or written."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client, override_settings

import fingerpost
from fingerpost.web import limits, state
from fingerpost.web.access import GATE, Gate
from fingerpost.web.memory import STORE
from fingerpost.web.notes import Notes, clean

WORDS = "My ex keeps making new accounts to message me."
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/", "/help", "/nothing", "/exit", "/static/web/style.css", "/question/mars"])
def test_headers_go_with_every_answer(person, path):
    person.get(path)
    for name, value in HEADERS.items():
        assert person.page[name] == value
    policy = person.page["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "Permissions-Policy" in person.page


def test_nothing_inline(person):
    person.tell(WORDS, danger="yes")
    for html in (person.html, person.to_plan().html, person.get("/help").html, person.get("/").html):
        assert not re.search(r"<style|style=|\son\w+=|javascript:", html)
        assert re.findall(r"<script[^>]*>", html) == ['<script src="/static/web/exit.js" defer>']
        assert not re.search(r'(src|action|formaction)="(https?:)?//', html)


# ---- the door -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/help", "/plan", "/exit", "/nothing", "/?t=", "/?t=wrong", "/?t=\u2603"])
def test_no_token_no_page(path):
    answer = Client(SERVER_NAME="127.0.0.1").get(path)
    assert answer.status_code == 403
    assert "opens only for the person who started it" in answer.content.decode()


def test_token_works_once_and_leads_to_the_clean_address():
    token = GATE.issue()
    first = Client(SERVER_NAME="127.0.0.1")
    answer = first.get(f"/?t={token}")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    cookie = next(iter(answer.cookies.values()))
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["expires"]
    assert first.get("/").status_code == 200
    assert Client(SERVER_NAME="127.0.0.1").get(f"/?t={token}").status_code == 403


def test_gate_is_shut_until_a_token_is_issued():
    gate = Gate()
    assert gate.redeem("") is None
    assert not gate.admits("")


@pytest.mark.parametrize("forged", ["", "x", "0" * 43, "\u00e9", "a;b"])
def test_forged_key_does_not_open(forged):
    client = Client(SERVER_NAME="127.0.0.1", SERVER_PORT="80")
    client.cookies["notes_key_80"] = forged
    assert client.get("/").status_code == 403


def test_forged_notes_cookie_finds_nothing(local):
    local.client.cookies["notes_80"] = "A" * 43
    assert local.get("/plan").page.status_code == 410


@pytest.mark.parametrize("forged", ["x", "gAAAAAB" + "A" * 100, "\u2603", "a" * 100_000])
def test_forged_state_is_refused(at_host, forged):
    at_host.tell(WORDS)
    at_host.send("/plan", {"state": forged, "go": "1"})
    assert at_host.page.status_code == 410


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.9"])
def test_other_hosts_are_refused(person, host):
    answer = person.client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "could not understand" in answer.content.decode()


def test_form_without_its_check_is_refused(person):
    person.get("/before")
    answer = person.client.post("/before", {"csrfmiddlewaretoken": "A" * 64})
    assert answer.status_code == 403
    assert "too old or came from somewhere else" in answer.content.decode()


@pytest.mark.parametrize(("origin", "site", "status"), [
    ("null", "same-origin", 303), ("null", "cross-site", 403), ("http://evil.example", "cross-site", 403),
])  # fmt: skip
def test_form_from_another_site_is_refused(local, origin, site, status):
    local.get("/before")
    answer = local.client.post("/before", local.hidden, headers={"origin": origin, "sec-fetch-site": site})
    assert answer.status_code == status


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_refused(local, method):
    local.client.handler.enforce_csrf_checks = False
    assert getattr(local.client, method)("/help").status_code == 405


def test_too_much_is_refused_in_a_sentence(person):
    person.to_words()
    person.send("/words", {"text": "x" * (limits.LARGEST_BODY + 1)})
    assert person.page.status_code == 413
    assert "more than we can read" in person.html


def test_a_megabyte_of_words_is_given_back_with_a_sentence(person):
    person.to_words().send("/words", {"text": "x" * 1_000_000})
    assert person.page.status_code == 400
    assert "Shorten it to 60,000 characters" in person.html
    assert "x" * 1_000_000 in person.html


def test_empty_words_are_named(person):
    person.to_words().send("/words", {"text": "  \n "})
    assert person.page.status_code == 400
    assert 'href="#f-text"' in person.html


# ---- what people type -----------------------------------------------------------------------------------------------

NASTY = [
    "\x00 \x01 \x1b[31m my account was hacked \x7f",
    "\u202eexe.fdp\u202c my account was hacked",
    '<script>alert(1)</script><img src=x onerror=alert(1)> my account "was" hacked </textarea>',
    "{{ 7|add:7 }} {% debug %} my account was hacked",
    "\U0001f600" * 10_000,
    "\ufffe\uffff\ufeff\u0000 hacked",
    "a" * 60_000,
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_words_are_shown_as_words(person, text):
    person.tell(text)
    seen = [person.html]
    seen += [person.send("/understood").html, person.send("/check", {"go": "1"}).html, person.to_plan().html]
    for html in seen:
        assert person.page.status_code == 200
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "\x00" not in html
        assert "\u202e" not in html


def test_ten_thousand_emoji_and_control_characters_are_cleaned():
    assert clean("a\r\nb\rc\x00\x08\u0085\ud800") == "a\nb\nc    "


@pytest.mark.parametrize("fields", [{"answer": "perhaps"}, {"answer": ""}, {}, {"answer": "<b>"}, {"answer": "\x00"}])
def test_invalid_answer_is_named(person, fields):
    person.get("/before").send("/before").send("/now", fields)
    assert person.page.status_code == 400
    assert "There is a problem" in person.html
    assert 'href="#f-answer"' in person.html


def test_answer_to_a_question_that_does_not_exist(person):
    person.tell(WORDS)
    assert person.send("/question", {"key": "password", "answer": "x"}).page.status_code == 404


@pytest.mark.parametrize(
    "query", ["nation=mars", "need=%00", "for=god", "page=x", "page=-1", "page=999999999999", "page=\u0663"]
)
def test_odd_filters_give_a_sentence(person, query):
    assert person.get(f"/help?{query}").page.status_code in {200, 400}


def test_our_own_fault_says_so_and_shows_nothing(person, monkeypatch, capsys):
    person.to_words()

    def fail(*_):
        raise RuntimeError(WORDS)

    monkeypatch.setattr("fingerpost.web.shapes.assess", fail)
    person.send("/words", {"text": WORDS, "who": "person"})
    assert person.page.status_code == 500
    assert "Something went wrong on our side" in person.html
    assert "Traceback" not in person.html
    printed = capsys.readouterr()
    assert WORDS not in printed.out + printed.err
    assert "RuntimeError" in printed.err


# ---- nothing kept ---------------------------------------------------------------------------------------------------


def test_journey_writes_nothing_to_disk(person, monkeypatch):
    person.get("/")
    written = []

    def watch(event, arguments):
        if event == "open" and armed and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
            written.append(arguments[0])
        if (
            event in {"os.mkdir", "os.rename", "os.link", "tempfile.mkstemp", "tempfile.mkdtemp", "sqlite3.connect"}
            and armed
        ):
            written.append((event, arguments))

    armed = True
    sys.addaudithook(watch)
    person.tell(WORDS * 1000).to_plan().send("/plan/save.html")
    person.get("/open").send("/open", {"file": _large_file()})
    armed = False
    assert written == []


def _large_file():
    file = io.BytesIO(b"x" * 1_000_000)
    file.name = "notes.json"
    return file


def test_hosted_keeps_nothing_in_memory_and_its_cookies_say_nothing(at_host):
    at_host.tell(WORDS).to_plan()
    assert STORE._held == {}
    assert set(at_host.client.cookies) == {"notes_check", "notes_visit_80"}
    visit = at_host.client.cookies["notes_visit_80"]
    assert visit["httponly"]
    assert visit["samesite"] == "Strict"
    assert visit["max-age"] == ""


def test_after_exit_a_form_sent_again_brings_nothing_back(at_host):
    at_host.tell(WORDS)
    old = at_host.hidden
    assert WORDS.split(maxsplit=1)[0] in at_host.html
    at_host.get("/exit")
    for path in ("/words", "/understood", "/plan", "/check"):
        at_host.page = at_host.client.post(path, {**old, "go": "1"}, follow=True)
        assert WORDS.rsplit(maxsplit=1)[-1] not in at_host.html


def test_another_visitor_cannot_open_a_sealed_form(at_host):
    at_host.tell(WORDS)
    old = at_host.hidden
    at_host.client.cookies["notes_visit_80"] = "somebody-else"
    at_host.page = at_host.client.post("/plan", {**old, "go": "1"}, follow=True)
    assert WORDS.rsplit(maxsplit=1)[-1] not in at_host.html


def test_hosted_state_shows_nothing_of_the_words(at_host):
    at_host.tell("supercalifragilistic " + WORDS)
    sealed = at_host.hidden["state"]
    assert "supercali" not in sealed
    assert len(sealed) > 100


def test_local_pages_carry_no_state(local):
    assert local.tell(WORDS).hidden["state"] == ""


def test_hosted_exit_leads_where_the_host_chose(at_host):
    with override_settings(FP_EXIT_URL="https://weather.example/"):
        assert at_host.client.get("/exit")["Location"] == "https://weather.example/"


def test_nothing_is_logged(person, capfd):
    person.tell(WORDS).to_plan()
    person.get("/nothing-here")
    out = capfd.readouterr()
    assert out.out == ""
    assert out.err == ""


def test_settings_have_no_database_and_no_upload_to_disk():
    from django.conf import settings

    assert settings.DATABASES in ({}, {"default": {"ENGINE": "django.db.backends.dummy"}}) or all(
        "dummy" in base["ENGINE"] for base in settings.DATABASES.values()
    )
    assert settings.FILE_UPLOAD_HANDLERS == ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    assert not settings.DEBUG
    assert "sessions" not in str(settings.MIDDLEWARE)


def test_notes_hold_no_more_than_needed():
    assert set(Notes.__struct_fields__) == {
        "text", "who", "nation", "age", "answers", "ready", "written", "confirmed", "turn", "notice",
    }  # fmt: skip
    assert state.hosted() is False


def test_serve_prints_an_address_that_opens(tmp_path):
    """The real server, as the command starts it: 403 without the token, 200 with it, a taken port named in a sentence."""
    import urllib.error
    import urllib.request
    from http.cookiejar import CookieJar

    code = "from fingerpost.web.serve import serve; serve(None, browser=False, hosted=False)"
    env = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(Path(fingerpost.__file__).parents[1])}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=env, cwd=tmp_path) as server:
        try:
            address = server.stdout.readline().partition(": ")[2].strip()
            assert address.startswith("http://127.0.0.1:")
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(address.partition("?")[0], timeout=10)
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
            assert b"What has happened?" in opener.open(address, timeout=10).read()
        finally:
            server.terminate()
    assert list(tmp_path.iterdir()) == []
