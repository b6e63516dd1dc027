"""Reading, looking up, the assessment and the cards, as a person at the pages; in both modes."""

import json
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fingerpost.journeys.library import Library, code_of
from fingerpost.knowledge.load import load

HELD = re.compile(r'name="held" value="([^"]*)"')


def held(person):
    return json.loads(unescape(HELD.search(person.html)[1]))


def hidden(person):
    return {"held": unescape(HELD.search(person.html)[1])} | {
        name: value for name, value in person.hidden.items() if name == "csrfmiddlewaretoken"
    }


@pytest.mark.parametrize("code", sorted(Library(load()).pages))
def test_every_page_to_read_is_there_and_light(local, code):
    local.get(f"/read/{code}")
    assert local.page.status_code == 200
    assert len(local.page.content) < 45_000  # with styles, script and pictures under 60 kB


def test_no_page_for_another_code(person):
    assert person.get("/read/00000000").page.status_code == 404


def test_looking_up_leaves_nothing_in_the_address(person):
    person.get("/read").send("/read", {"q": "someone keeps following me online"})
    assert person.page.status_code == 200
    assert "following" not in person.page.request["QUERY_STRING"]
    assert code_of("crime", "cyber_stalking") in person.html


@pytest.mark.parametrize("asked", ["", "zzzzqqqq", "<script>alert(1)</script>", "\x00", "a" * 5000])
def test_any_question_gives_a_page(person, asked):
    person.get("/read").send("/read", {"q": asked})
    assert person.page.status_code == 200
    assert "<script>alert" not in person.html


def test_a_page_tells_where_and_when_it_was_read(local):
    local.get("/read/" + code_of("crime", "romance"))
    assert "November 2026" in local.html


# ---- make us harder to hit --------------------------------------------------------------------------------------------


def answered(person, answer="no"):
    person.get("/harder").send("/harder", {**hidden(person), "p.kind": "charity", "go": "ask:first"})
    names = dict.fromkeys(re.findall(r'name="(c\.[a-z0-9_]+)"', person.html))
    assert len(names) == 5
    return person.send("/harder", {**hidden(person), **dict.fromkeys(names, answer), "go": "result"})


def test_five_answers_give_three_steps(person):
    answered(person)
    assert person.html.count("<details open>") >= 1
    assert len(re.findall(r"<ol class=\"todo\">", person.html)) == 1
    assert len(held(person)["answers"]) == 5


def test_answers_travel_and_more_can_be_given(person):
    answered(person).send("/harder", {**hidden(person), "go": "ask:rest"})
    assert len(held(person)["answers"]) == 5
    assert 'name="c.' in person.html


def test_the_file_can_be_saved_and_opened_again(person):
    answered(person).send("/harder", {**hidden(person), "go": "save"})
    assert person.page["Content-Disposition"].startswith("attachment")
    saved = person.page.content
    assert len(json.loads(saved)["before"]) == 1
    person.get("/harder")
    upload = SimpleUploadedFile("old.json", saved, "application/json")
    person.send("/harder", {"file": upload, "go": "result", **{k: v for k, v in hidden(person).items() if k != "held"}})
    assert len(held(person)["answers"]) == 5
    assert len(held(person)["before"]) == 1


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\xff\xfe", b'{"fingerpost":"assessment","version":99}', b"x" * 250_000]
)
def test_a_file_that_is_not_ours_changes_nothing_and_says_so(person, content):
    person.get("/harder")
    upload = SimpleUploadedFile("old.json", content, "application/json")
    person.send("/harder", {"file": upload, "go": "result"})
    assert person.page.status_code == 400
    assert load().say("web.harder.error.file") in unescape(person.html)


def test_a_forged_answer_is_refused(person):
    person.get("/harder").send("/harder", {**hidden(person), "p.kind": "<b>", "go": "result"})
    assert person.page.status_code == 400
    assert "<b>" not in person.html


def test_the_board_has_a_page(person):
    answered(person).send("/harder", {**hidden(person), "go": "board"})
    assert all(unescape(person.html).count(load().say(f"board.{row.id}.title")) for row in load().country.principles)


# ---- cards ------------------------------------------------------------------------------------------------------------


def test_a_card_is_filled_in_and_not_kept(person):
    card = load().country.cards[0]
    path = "/read/" + code_of("card", card.id)
    person.get(path).send(path, {"knew": "2026-11-24T09:30", f"name.{card.calls[0]}": "Sam <b>"})
    assert "Sam &lt;b&gt;" in person.html
    assert "Sam" not in person.get(path).html


@pytest.mark.parametrize("knew", ["", "soon", "9999-12-31T23:59", "0001-01-01T00:00", "2026-11-24T09:30+99:99"])
def test_any_time_written_gives_a_card(person, knew):
    path = "/read/" + code_of("card", load().country.cards[0].id)
    assert person.get(path).send(path, {"knew": knew}).page.status_code == 200


def test_opening_nothing_says_so(person):
    person.get("/harder")
    token = {"csrfmiddlewaretoken": person.hidden["csrfmiddlewaretoken"]}
    person.page = person.client.post("/harder", {**token, "go": "result"})
    assert person.page.status_code == 400
    assert load().say("web.harder.error.none") in unescape(person.html)


def test_a_saved_assessment_opened_in_the_wrong_place_says_where(person):
    answered(person).send("/harder", {**hidden(person), "go": "save"})
    saved = person.page.content
    person.get("/open")
    person.send("/open", {"file": SimpleUploadedFile("assessment.json", saved, "application/json")})
    assert load().say("web.open.error.assessment") in unescape(person.html)


# ---- saving -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "start"), [("/plan/save.pdf", b"%PDF-"), ("/plan/save.txt", b"Your plan")])
def test_a_plan_is_saved_under_a_neutral_name(person, path, start):
    person.tell("I paid a man 400 pounds by bank transfer for a car that does not exist.").to_plan()
    person.send(path)
    assert person.page.content.startswith(start)
    assert f'filename="notes.{path[-3:]}"' in person.page["Content-Disposition"]


@pytest.mark.parametrize("go", ["steps:pdf", "steps:html", "steps:txt", "board:pdf", "board:html", "board:txt"])
def test_an_assessment_and_a_board_page_are_saved(person, go):
    answered(person).send("/harder", {**hidden(person), "go": go})
    assert person.page["Content-Disposition"].endswith(f'.{go.partition(":")[2]}"')
    assert len(person.page.content) > 500


def test_a_filled_card_is_saved(person):
    card = load().country.cards[0]
    path = "/read/" + code_of("card", card.id)
    person.get(path).send(path, {"knew": "2026-11-24T09:30", f"name.{card.calls[0]}": "Sam 123", "go": "txt"})
    assert b"Sam 123" in person.page.content
