"""From the start page to the plan, in both modes; saving and opening; time running out; two tabs."""

import json
from html import unescape

import pytest

from fingerpost.journeys.happened import answer_keys, option_text, question_text
from fingerpost.journeys.library import code_of
from fingerpost.knowledge.load import load
from fingerpost.web import limits, memory, notes
from fingerpost.web.notes import Notes, from_file, seal, to_file, unseal

STALKED = "My ex keeps making new accounts to message me. I told him to stop."
PAID = "I paid a man 400 pounds by bank transfer for a car that does not exist, an hour ago."
PAGES = [
    "/",
    "/before",
    "/help",
    "/about",
    "/privacy",
    "/accessibility",
    "/open",
    "/help?nation=wales&need=stalking&open=1",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_open_page_is_there(person, path):
    assert person.get(path).page.status_code == 200


def test_journey_ends_in_a_plan(person):
    person.tell(PAID, nation="england")
    assert "what we understood" in person.html
    person.send("/understood")
    for _ in range(12):
        if 'name="key"' not in person.html:
            break
        key = person.hidden["key"]
        person.send("/question", {"answer": answer_keys(load())[key][0]})
    assert "Check your answers" in person.html
    person.to_plan()
    assert "<h1>Your plan</h1>" in person.html
    assert "tel:" in person.html
    assert "Who to tell" in person.html


@pytest.mark.parametrize("danger", ["yes", "not-sure", "rather-not-say"])
def test_danger_there_or_open_leads_with_999(person, danger):
    person.get("/before").send("/before").send("/now", {"answer": danger})
    assert person.html.index('class="panel"') < person.html.index("<h1>")
    person.send("/words", {"go": "1"}).send("/words", {"text": STALKED, "who": "person"}).to_plan()
    assert person.html.index('class="panel"') < person.html.index("<h1>")


def test_no_danger_said_before_the_words_does_not_outlast_words_that_say_otherwise(person):
    person.tell("He is outside my door with a knife and says he will kill me.").to_plan()
    assert 'class="panel"' in person.html


def test_danger_corrected_after_the_words_is_believed(person):
    person.tell("He is outside my door with a knife and says he will kill me.")
    person.send("/understood", {"fact-danger": "no"}).to_plan()
    assert 'class="panel"' not in person.html


def test_999_line_and_exit_stand_on_every_page(person):
    for path in [*PAGES, "/nothing-here", "/help?nation=mars"]:
        html = person.get(path).html
        assert 'class="nines"' in html
        assert 'id="exit"' in html
        assert "<title>Notes</title>" in html


def test_correction_changes_the_plan(person):
    person.tell(STALKED)
    person.send("/understood", {"crime": "smishing", "then": "plan"})
    assert load().say("crime.smishing.name") in person.html


def test_something_else_can_be_picked_from_the_list(person):
    person.tell(STALKED).send("/understood", {"crime": "other", "crime-other": "ransomware", "then": "plan"})
    assert load().say("crime.ransomware.name") in person.html


def test_stopping_keeps_an_answer_that_was_chosen(local):
    local.tell(PAID).send("/understood")
    key = local.hidden["key"]
    value = answer_keys(load())[key][0]
    local.send("/question", {"answer": value, "then": "plan"})
    assert "<h1>Your plan</h1>" in local.html
    local.get("/check")
    assert option_text(key, value, load()) in local.html


def test_each_answer_can_be_changed(person):
    person.tell(PAID, nation="england").send("/question/nation", {"go": "1"})
    assert question_text("nation", load()) in person.html
    person.send("/question", {"answer": "scotland", "then": "check"})
    assert option_text("nation", "scotland", load()) in person.html


def test_person_who_cannot_write_is_asked_instead(person):
    person.to_words().send("/words", {"ask": "1", "text": ""}).send("/understood")
    assert person.hidden["key"] == "crime"


@pytest.mark.parametrize("key", sorted(answer_keys(load())))
def test_every_question_has_its_page(local, key):
    local.tell(PAID).get(f"/question/{key}")
    assert local.page.status_code == 200
    assert question_text(key, load()) in unescape(local.html)


@pytest.mark.parametrize("rule", sorted([*load().conflicts, *load().situations]))
def test_every_rule_has_its_page(local, rule):
    assert local.get("/read/" + code_of("rule", rule)).page.status_code == 200


def test_all_help_pages_are_there(local):
    for number in range(1, 12):
        assert local.get(f"/help?page={number}").page.status_code == 200


# ---- save and open --------------------------------------------------------------------------------------------------


def test_saved_json_opens_again(person):
    person.tell(STALKED, nation="scotland").send("/understood", {"fact-relationship": "rather-not-say"}).to_plan()
    person.send("/plan/save.json")
    assert person.page["Content-Disposition"] == 'attachment; filename="notes.json"'
    blob = person.page.content
    assert json.loads(blob)["plan"]["assessment"]["crimes"] is not None
    person.get("/open")
    person.send("/open", {"file": _file(blob)})
    assert "what we understood" in person.html
    assert "Your saved notes are open" in person.html
    person.to_plan().send("/plan/save.json")
    again, first = json.loads(person.page.content), json.loads(blob)
    assert {**again, "plan": 0, "saved": 0} == {**first, "plan": 0, "saved": 0}


def test_saved_page_stands_alone_under_a_neutral_name(person):
    person.tell(STALKED + " <script>alert(1)</script>").to_plan().send("/plan/save.html")
    assert person.page["Content-Disposition"] == 'attachment; filename="notes.html"'
    assert "<script" not in person.html
    assert 'src="' not in person.html
    assert "<title>Notes</title>" in person.html


@pytest.mark.parametrize(
    "blob",
    [
        b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"notes":2}', b"<script>alert(1)</script>", b"[" * 100_000,
        b'{"notes":1,"saved":"2026-11-23","text":"x","answers":{"danger":"perhaps"}}',
        b'{"notes":1,"saved":"2026-11-23","text":"x","answers":{"no-such":"yes"}}',
        b'{"notes":1,"saved":"2026-11-23","text":"x","who":"god"}',
        b'{"notes":1,"saved":"2026-11-23","text":"x","extra":1}',
        b'{"notes":1,"saved":"2026-11-23","text":"' + b"x" * 60_001 + b'"}',
        b'{"notes":1,"saved":"2026-11-23","text":"x","plan":"' + b"x" * limits.LARGEST_FILE + b'"}',
    ],
)  # fmt: skip
def test_file_that_is_not_ours_is_refused_in_a_sentence(person, blob):
    person.tell(STALKED)
    before = person.html
    person.send("/open", {"file": _file(blob)})
    assert person.page.status_code == 400
    assert "Choose the notes.json that you saved here" in person.html or "Choose a file first" in person.html
    assert before


def test_notes_survive_a_file_and_a_form():
    kept = Notes(
        text="a\nb £ 😀", who="charity", nation="wales", age="adult", answers={"danger": "no"}, ready=True, written=True
    )
    assert from_file(to_file(kept, "2026-11-23", {})) == kept
    assert unseal(seal(kept, "k"), "k") == kept
    assert unseal(seal(kept, "k"), "other") is None


def test_a_file_is_never_too_large_to_open_again():
    kept = Notes(text='"😀' * 30_000, ready=True, written=True)
    assert from_file(to_file(kept, "2026-11-23", {"plan": "x" * 300_000})).text == kept.text


def _file(blob):
    from io import BytesIO

    file = BytesIO(blob)
    file.name = "notes.json"
    return file


# ---- time, tabs, forgetting -----------------------------------------------------------------------------------------


def test_answers_are_gone_after_thirty_idle_minutes():
    clock = [0.0]
    store = memory.Store(lambda: clock[0])
    name = store.put(None, Notes(text="x"))
    clock[0] += limits.IDLE_SECONDS - 1
    assert store.get(name) is not None
    clock[0] += limits.IDLE_SECONDS - 1  # the look above counted as use
    assert store.get(name) is not None
    clock[0] += limits.IDLE_SECONDS + 1
    assert store.get(name) is None


def test_memory_holds_only_so_many():
    store = memory.Store()
    names = [store.put(None, Notes()) for _ in range(limits.MOST_HELD + 5)]
    assert store.get(names[0]) is None
    assert store.get(names[-1]) is not None


def test_expired_answers_are_named_and_there_is_a_way_on(local):
    local.tell(PAID)
    memory.STORE.clear()
    local.get("/plan")
    assert local.page.status_code == 410
    assert "Your answers are not here any more" in local.html
    assert 'href="/"' in local.html


def test_words_sent_after_time_ran_out_are_kept(local):
    local.to_words()
    memory.STORE.clear()
    local.send("/words", {"text": PAID, "who": "person"})
    assert "We kept the words you just sent" in local.html
    local.get("/words")
    assert PAID in local.html


def test_form_sealed_too_long_ago_is_refused(at_host, monkeypatch):
    at_host.tell(PAID)
    monkeypatch.setattr(notes, "SEALED_SECONDS", -1)
    at_host.to_plan()
    assert at_host.page.status_code == 410


def test_second_tab_does_not_overwrite_words_in_silence(local):
    local.tell(PAID).get("/words")
    stale = local.hidden
    local.send("/words", {"text": STALKED, "who": "person"})
    local.client.post("/words", {**stale, "text": "from the other tab"})
    local.page = local.client.post("/words", {**stale, "text": "from the other tab"})
    assert "changed in another tab" in local.html
    assert "from the other tab" in local.html
    assert STALKED in local.get("/words").html


def test_stale_answer_is_not_taken_in_silence(local):
    local.tell(PAID).send("/understood")
    stale = local.hidden
    local.get("/words").send("/words", {"text": STALKED, "who": "person"})
    local.page = local.client.post("/question", {**stale, "answer": "not-sure"}, follow=True)
    assert "We did not take your last answer" in local.html


def test_exit_forgets(local):
    local.tell(PAID)
    assert "<title>New tab</title>" in local.get("/exit").html
    assert PAID not in local.get("/").html
    assert local.get("/plan").page.redirect_chain == [("/", 302)]


def test_again_clears(local):
    local.tell(PAID).get("/")
    assert "You have notes open" in local.html
    local.send("/again")
    assert "You have notes open" not in local.html


def test_no_page_of_the_journey_opens_without_notes(person):
    for path in ("/now", "/words", "/understood", "/question", "/check", "/plan", "/plan/save.html"):
        assert person.get(path).page.redirect_chain == [("/", 302)]


def test_plan_before_any_words_leads_to_the_next_step(local):
    local.get("/before").send("/before").get("/plan")
    assert "<h1>Your plan</h1>" not in local.html
