"""The oath of the product, a line at a time: what holds each line, and that what holds it is there.

Where a line has tests of its own in another file, that is said, and the shortest proof of it stands here too.
"""

import re
import sys
from datetime import date
from pathlib import Path

import pytest

import fingerpost
from fingerpost.cli import asking
from fingerpost.journeys.happened import Account, answer_keys, as_json, assess, question_text
from fingerpost.terms import NATIONS
from fingerpost.triage.questions import plan_for
from fingerpost.triage.read import failed_reading

TODAY = date(2026, 11, 24)
HOME = Path(fingerpost.__file__).parent
TEXTS = (
    "",
    "help",
    "My ex keeps making new accounts to message me. I told him to stop.",
    "I paid a man 400 pounds by bank transfer for a car that does not exist, an hour ago.",
    "Someone I met online says they will send my pictures to my family unless I pay.",
    "All our files at work are locked and there is a note that asks for bitcoin.",
)


def result(known, text="", today=TODAY, **answers):
    return as_json(assess(Account(text=text, answers=answers), known), known, today)


# ---- 1. danger first (test_urgency, test_rules, test_questions, test_prove) --------------------------------------------


@pytest.mark.parametrize("danger", ["yes", "not-sure", "rather-not-say"])
def test_1_danger_there_or_left_open_leads_with_999(danger, known):
    for crime in known.crimes:
        plan = result(known, danger=danger, crime=crime)["plan"]
        assert plan["actions"][0]["id"] == "call-999", crime
        assert plan["routes"][0]["service"] == "emergency_999", crime


def test_1_how_to_call_in_silence_stands_beside_999(known):
    first = result(known, danger="yes", crime="threats")["plan"]["routes"][0]
    assert any("55" in way["value"] for way in first["contact"])
    assert {way["kind"] for way in first["contact"]} >= {"phone", "silent", "sms", "bsl", "relay"}


def test_1_danger_is_the_first_question(known):
    assert next(iter(answer_keys(known))) == "danger"


def test_1_a_reading_that_broke_off_counts_as_danger(monkeypatch, known):
    def torn(*_given, **_named):
        raise ValueError

    monkeypatch.setattr("fingerpost.journeys.happened.read_account", torn)
    said = result(known, "anything")
    assert said["assessment"]["danger"] == "unclear"
    assert said["plan"]["routes"][0]["service"] == "emergency_999"
    assert failed_reading().failed is True


# ---- 2. nothing is said to be safe (test_knowledge) ------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_2_no_answer_says_that_anything_is_safe(text, known):
    said = [row["text"] for row in result(known, text)["plan"]["actions"]]
    assert not [
        words for words in said if re.search(r"\b(is|are|now) (safe|clean|clear|fine)\b|all clear", words, re.IGNORECASE)
    ]


# ---- 3. stalking (test_conflicts, test_prove) ------------------------------------------------------------------------


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("crime", ["cyber_stalking", "stalkerware", "tracking_device", "coercive_control"])
def test_3_nothing_blocks_deletes_removes_or_resets_when_stalked_or_watched(crime, nation, known):
    said = result(known, crime=crime, nation=nation, relationship="ex-partner")
    doing = {word for action in said["plan"]["actions"] for word in action["does"]}
    assert not doing & {"block", "delete", "change-number", "remove-app", "reset", "wipe", "confront"}
    by = {row["does"]: row["by"] for row in said["plan"]["withheld"]}
    assert by["delete"] in {"stalking_no_block", "stalkerware_leave_alone"}
    assert all(row["why"] for row in said["plan"]["withheld"])


# ---- 4. a child's image (test_conflicts, test_prove) -----------------------------------------------------------------


@pytest.mark.parametrize(
    "crime", ["child_images", "sextortion", "intimate_sharing", "intimate_threat", "deepfake", "voyeurism"]
)
def test_4_under_18_no_picture_is_touched_and_only_services_that_may_are_named(crime, known):
    said = result(known, crime=crime, age="under-18")
    services = {route["service"] for route in said["plan"]["routes"]}
    assert not services & {"stopncii", "revenge_porn_helpline"}
    assert services & {"ceop", "iwf", "report_remove", "childline"}
    assert not {action["id"] for action in said["plan"]["actions"]} & {
        "hash-images",
        "use-stopncii",
        "keep-links",
        "keep-messages",
    }
    for row in said["plan"]["keep"]:
        if row["id"] != "keep-words-only":
            assert not re.search(r"screenshot|picture|photo|video|copy|copies|record", row["text"], re.IGNORECASE), row


def test_4_nothing_in_the_program_opens_a_picture():
    libraries = {"PIL", "cv2", "imageio", "numpy"}
    assert not [
        path
        for path in HOME.rglob("*.py")
        if any(
            re.search(rf"^\s*(import|from) {name}\b", path.read_text(encoding="utf-8"), re.MULTILINE) for name in libraries
        )
    ]


# ---- 5. every fact is sourced and dated (test_knowledge, test_sources) -----------------------------------------------


def test_5_every_route_and_law_shown_says_where_and_when_it_was_read(known):
    for crime in known.crimes:
        said = result(known, crime=crime)
        for route in said["plan"]["routes"]:
            if route["service"] in known.services:
                assert route["sources"] or route["status"] == "unconfirmed", route["service"]
                assert re.fullmatch(r"\d{4}-\d{2}", route["checked"])
        for law in said["assessment"]["offences"]:
            assert law["sources"] or law["status"] == "unconfirmed", law["law"]
            assert re.fullmatch(r"\d{4}-\d{2}", law["checked"])


def test_5_two_years_ahead_every_law_shown_says_that_it_is_out_of_date(known):
    for crime in known.crimes:
        assert all(law["expired"] for law in result(known, crime=crime, today=date(2028, 11, 24))["assessment"]["offences"])


PHONE = re.compile(r"(?<![\w-])(?:0\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}|0\d{10}|116 ?\d{3})(?![\w-])")


def test_5_no_number_stands_in_the_words_that_no_entry_has(known):
    country = known.country
    digits = {re.sub(r"\D", "", phone.number) for service in country.services for phone in service.phones}
    digits |= {re.sub(r"\D", "", also.number) for service in country.services if (also := service.also)}
    digits |= {re.sub(r"\D", "", live.number) for service in country.services if (live := service.live_attack)}
    digits |= {re.sub(r"\D", "", member) for service in country.services for member in service.members_seen}
    stray = {}
    for text_id, words in country.texts["en"].items():
        if text_id.startswith("service."):
            continue  # an entry's own words
        for number in PHONE.findall(words):
            if re.sub(r"\D", "", number) not in digits:
                stray[text_id] = number
    assert stray == {}


# ---- 6. evidence is exact: the vault and readers are not built yet; spans are exact (test_text) ------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_6_every_quotation_is_the_persons_own_words_where_they_stand(text, known):
    said = result(known, text)
    whys = [why for crime in said["assessment"]["crimes"] for why in crime["why"]]
    whys += [why for fact in said["understood"] for why in fact["why"]]
    for why in whys:
        assert text[slice(*why["span"])] == why["words"]


# ---- 7. nothing leaves the machine -----------------------------------------------------------------------------------

WATCHED = {"on": False, "seen": []}


def _watch(event, arguments):
    if WATCHED["on"] and (
        event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "urllib.", "http.")) or event == "open"
    ):
        WATCHED["seen"].append((event, arguments))


sys.addaudithook(_watch)


@pytest.fixture
def watched():
    """Everything that opens a file, a socket or a program while a test runs."""
    WATCHED["seen"].clear()
    WATCHED["on"] = True
    yield WATCHED["seen"]
    WATCHED["on"] = False


def ask(text):
    asking.ask.main(["--text", text, "--json", "--nation", "england"], standalone_mode=False)


def writes(arguments):
    _, mode, flags = (*arguments, None, None, None)[:3]
    return bool((mode and set(mode) & set("wax+")) or (flags or 0) & 3)


@pytest.mark.parametrize("text", TEXTS)
def test_7_asking_opens_no_socket_and_starts_no_program(text, capsys, watched):
    ask(text)
    assert [event for event, _ in watched if event != "open"] == []
    assert capsys.readouterr().out


def test_7_the_watch_sees_a_socket(watched):
    import socket

    socket.socket().close()
    assert [event for event, _ in watched if event.startswith("socket.")]


def test_7_no_code_but_the_web_server_can_reach_a_network():
    reaching = re.compile(
        r"^\s*(?:import|from) (socket|urllib|http|requests|httpx|aiohttp|ftplib|smtplib|ssl)\b", re.MULTILINE
    )
    found = {
        path.relative_to(HOME).as_posix() for path in HOME.rglob("*.py") if reaching.search(path.read_text(encoding="utf-8"))
    }
    assert {name for name in found if not name.startswith("web/")} == set()


# ---- 8. it says what it does not know, and promises nothing ------------------------------------------------------------

PROMISE = re.compile(
    r"guarantee|money back|you will (?:get|be|win|have)\b.{0,30}(?:back|refund|caught|arrest)|be refunded|(?:will|going to) "
    r"(?:catch|arrest|find|refund|prosecute|investigate)\b|will be (?:refunded|arrested|caught|taken down|removed|returned)"
    r"|we promise|must refund|must give you",
    re.IGNORECASE,
)
NO_PROMISE_BECAUSE = {
    "action.stop-paying": "warns against paying a fee to get money back",
    "card.invoice_fraud.not.n4": "warns against paying a fee to get money back",
    "card.invoice_fraud.after.a4": "warns of people who promise it",
    "crime.impersonation_hmrc.how.2": "tells what the criminal says",
    "crime.impersonation_hmrc.signs.2": "tells what the criminal says",
    "crime.impersonation_police.signs.4": "tells what the criminal says",
    "crime.recovery.how.1": "tells what the criminal says",
    "crime.recovery.avoid.1": "says that the wish is natural, and whom to ask",
    "crime.recovery.name": "the name of a crime that makes this very promise",
    "rule.bank_before_report.note": "says that nothing is guaranteed",
    "rule.ransom_no_pay.do": "says that paying guarantees nothing",
    "rule.ransom_no_pay.held.1": "says that paying guarantees nothing",
    "service.report_fraud.wont.3": "says what they do not do",
    "service.fca.wont.2": "says what they do not do",
    "service.revenge_porn_helpline.facts.1": "says that they cannot promise it",
    "service.credit_reference_agencies.facts.1": "a legal right to a credit report, free of charge",
    "step.money_sent.later.3": "warns of people who promise it",
}


def test_8_no_text_promises_a_refund_an_arrest_or_a_takedown(known):
    assert {text_id for text_id, words in known.country.texts["en"].items() if PROMISE.search(words)} == set(
        NO_PROMISE_BECAUSE
    )


@pytest.mark.parametrize(
    "claim", ["You will get your money back.", "We guarantee it", "You will be refunded", "The police will arrest him"]
)
def test_8_a_promise_would_be_found(claim):
    assert PROMISE.search(claim)


@pytest.mark.parametrize("text", TEXTS)
def test_8_every_answer_says_how_sure_it_is_what_else_it_may_be_and_what_is_not_known(text, known):
    said = result(known, text)
    assert all(0 < crime["confidence"] <= 1 for crime in said["assessment"]["crimes"])
    assert "runner_up" in said["assessment"]
    assert isinstance(said["unknown"], list)
    if not said["assessment"]["crimes"]:
        assert said["note"]


# ---- 9. no trace -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_9_asking_writes_nothing(text, tmp_path, monkeypatch, capsys, watched):
    monkeypatch.chdir(tmp_path)
    ask(text)
    written = [arguments[0] for event, arguments in watched if event == "open" and writes(arguments)]
    ours = [name for name in written if "__pycache__" not in str(name) and str(name) != "/dev/null"]
    assert ours == []
    assert list(tmp_path.iterdir()) == []


def test_9_nothing_logs_what_a_person_wrote():
    core = [path for path in HOME.rglob("*.py") if "web" not in path.parts and "site" not in path.parts]
    assert [
        path.name
        for path in core
        if re.search(r"^\s*(import|from) logging\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ] == []


# ---- 10. the person decides ------------------------------------------------------------------------------------------


def test_10_every_question_may_be_left_open(known):
    for key, values in answer_keys(known).items():
        assert {"not-sure", "rather-not-say"} <= set(values), key
        assert "should" not in question_text(key, known), key


def test_10_nobody_is_judged_or_told_they_should_have_known(known):
    judging = re.compile(
        r"you should have|fell for|your (?:own )?fault(?! )|why did you|you let (?:them|him|her)|victim error|alleged",
        re.IGNORECASE,
    )
    found = {text_id: words for text_id, words in known.country.texts["en"].items() if judging.search(words)}
    assert {text_id: words for text_id, words in found.items() if "not your fault" not in words.lower()} == {}


def test_10_who_has_blocked_already_is_told_they_did_nothing_wrong(known):
    assert "nothing wrong" in known.say(known.conflicts["already_blocked"].do_text)
    plan = plan_for(known, {"blocked": "yes"}, ("cyber_stalking",))
    assert "already_blocked" in plan.fired
