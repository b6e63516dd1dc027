"""The knowledge is checked like code: whole, sourced, dated, in words; and each check finds what it is there to find."""

import json
import re
from datetime import date

import msgspec
import pytest

from fingerpost.errors import KnowledgeError
from fingerpost.journeys.find_help import service_json
from fingerpost.journeys.happened import UNDOUBTED, contact_of, is_expired
from fingerpost.knowledge import compiling, lint
from fingerpost.knowledge.entries import Country, Phrase
from fingerpost.knowledge.load import DATA, PACKED, Knowledge, condition, digest, load, read_yaml
from fingerpost.terms import DOES, NATIONS

TODAY = date(2026, 11, 24)
TWO_YEARS_AHEAD = date(2028, 11, 24)

# Ids other programs hold on to (the interface contract): add freely, never rename or remove.
ACTIONS = """
    call-999:call get-to-safety:tell crisis-support:call+look-after-yourself tell-someone-you-trust:tell
    not-your-fault:look-after-yourself safety-plan:call use-safe-device:check agree-code-word:tell
    end-the-call:cancel stay-away-from-meeting:wait report-to-police:report report-fraud:report
    call-stalking-helpline:call call-domestic-abuse-helpline:call call-image-helpline:call
    tell-a-trusted-adult:tell report-child-abuse-online:report tell-school:tell report-to-platform:report
    forward-7726:report forward-report-phishing:report report-website:report report-scam-ad:report
    report-hate:report crimestoppers:report tell-employer:tell warn-contacts:warn-others call-bank:call
    stop-paying:stop-paying ask-refund:tell card-dispute:tell cancel-card:cancel stop-standing-payments:cancel
    tell-crypto-exchange:tell tell-gift-card-issuer:tell complain-ombudsman:report check-credit:check
    protective-registration:report beware-recovery-scam:wait call-mobile-network:call
    money-mule-stop:stop-paying+tell secure-email-first:change-password+two-step change-password:change-password
    turn-on-two-step:two-step sign-out-everywhere:cancel recover-account:check check-mailbox-rules:check
    check-linked-devices:check check-sharing-settings:check disconnect-device:disconnect
    remove-remote-access:remove-app scan-device:scan+update device-check:call leave-device-as-is:wait
    leave-tracker-in-place:wait keep-messages:keep keep-links:keep keep-payment-records:keep
    keep-original-email:keep keep-device-evidence:keep keep-diary:keep export-chats:keep do-not-reply-mute:wait
    hash-images:check use-stopncii:report use-report-remove:report takedown-48h:report remove-from-search:report
    call-it-support:call isolate-network:disconnect protect-backups:disconnect+check preserve-logs:keep
    report-live-attack:call tell-ncsc:report ico-72h:report tell-people-affected:warn-others
    charity-regulator:report tell-insurer:tell tell-host:tell verify-payee:check remove-leaver-access:cancel
    takedown-lookalike:report incident-log:keep no-more-ransom:check learn-signs:check update-devices:update
    back-up:keep privacy-settings:check
"""  # each with the words it does
CRIMES = """
    hack_email hack_social hack_device malware ransomware ddos hack_server pbx hack_extortion defacement
    domain_takeover sim_swap account_takeover_bank phishing smishing vishing quishing app_fraud purchase ticket
    rental loan_fee investment crypto romance recovery impersonation_bank impersonation_police
    impersonation_hmrc impersonation_delivery hi_mum tech_support job advance_fee lottery charity_fraud bec_ceo
    invoice_redirect card_fraud identity_theft sextortion intimate_sharing intimate_threat deepfake voyeurism
    cyberflashing cyber_stalking stalkerware tracking_device harassment doxxing threats hate bullying
    epilepsy_trolling selfharm_encouragement child_grooming child_images coercive_control data_breach_org
    data_breach_victim insider money_mule crypto_jacking supply_chain
"""
SERVICES = """
    emergency_999 emergency_sms emergency_silent_solution police_101 police_scotland psni
    british_transport_police report_fraud report_fraud_victim_service gov_where_to_report ncsc_incident
    ncsc_sers ncsc_report_website spam_7726 stop_scams_159 advice_direct_scotland_consumer
    cyber_fraud_hub_scotland cyber_fraud_centre_scotland_ir ni_cyber_security_centre consumerline_ni
    citizens_advice_consumer ico charity_commission oscr ccni fca financial_ombudsman ofcom hmrc_phishing
    companies_house trading_standards nca_sar national_stalking_helpline action_against_stalking paladin
    protection_against_stalking veritas_justice revenge_porn_helpline stopncii report_remove ncmec_take_it_down
    iwf ceop nspcc childline report_harmful_content nda_helpline refuge_tech_safety live_fear_free sdafmh
    scottish_womens_aid assist_scotland dsa_helpline_ni assist_ni mens_advice_line galop karma_nirvana
    forced_marriage_unit modern_slavery_helpline victim_support victim_support_scotland victim_support_ni
    cyber_helpline get_safe_online stop_think_fraud samaritans shout lifeline_ni papyrus breathing_space
    nhs_111_mental_health hourglass age_uk friends_against_scams national_bullying_helpline kidscape
    anti_bullying_alliance crimestoppers police_abuse_line true_vision moneyhelper cifas_protective
    credit_reference_agencies crc_network secrc serocu police_cyberalarm ncsc_early_warning
    ncsc_check_your_cyber_security ncsc_cyber_action_toolkit iasme_cyber_essentials no_more_ransom
    ethical_it_intervention insolvency_service asa_scam_ads rape_crisis_ew rape_crisis_scotland
"""
GENERIC = "your_bank platform school mobile_network telecoms_provider insurer"


# ---- what must be there ----------------------------------------------------------------------------------------------


def test_lint_finds_no_error():
    assert [issue.line() for issue in lint.lint_country("uk", TODAY) if issue.level == "error"] == []


def test_every_action_of_the_contract_is_there_and_does_what_it_did(known):
    there = {action.id: action.does for action in known.country.actions}
    for entry in ACTIONS.split():
        action, _, does = entry.partition(":")
        assert there.get(action) == tuple(does.split("+")), action


def test_every_crime_of_the_contract_is_there(known):
    assert len(CRIMES.split()) == 65
    assert list(known.crimes) == CRIMES.split()


def test_every_service_of_the_contract_is_there(known):
    assert len(SERVICES.split()) == 97
    assert set(known.services) >= set(SERVICES.split())
    assert set(GENERIC.split()) <= set(known.generic)


def test_every_action_does_only_words_of_the_contract(known):
    assert {word for action in known.country.actions for word in action.does} <= set(DOES)


def test_ids_stand_once(known):
    for rows in (known.country.services, known.country.crimes, known.country.offences, known.country.conflicts,
                 known.country.actions, known.country.situations, known.country.facts, known.country.phrases):  # fmt: skip
        ids = [row.id for row in rows]
        assert len(set(ids)) == len(ids)


def test_every_text_an_entry_names_has_words(known):
    country = msgspec.to_builtins(msgspec.structs.replace(known.country, texts={}))
    named = {text for text in lint.text_ids(country) if lint._TEXT_FIELDS.match(text)}
    assert len(named) > 2000
    assert {text for text in named if not known.has_text(text)} == set()


def test_every_crime_has_a_place_in_the_order_and_something_to_do_in_every_nation(known):
    assert set(known.rank) == set(known.crimes)
    for crime in known.country.crimes:
        assert set(crime.offences) == set(NATIONS), crime.id


def test_a_law_not_in_force_is_never_shown(known):
    from fingerpost.journeys.happened import Account, assess, offences_of

    asleep = {offence.id for offence in known.country.offences if not offence.in_force}
    assert asleep
    for crime in known.crimes:
        for nation in ("unknown", *NATIONS):
            answers = {"crime": crime} | ({} if nation == "unknown" else {"nation": nation})
            shown = offences_of(assess(Account(answers=answers), known), known, TODAY)
            assert not asleep & {law["law"] for law in shown}, crime
            for law in shown:
                assert law["nation"] in known.offences[law["law"]].nations


def test_no_recording_code_is_shown_while_none_was_seen(known):
    assert not [code for crime in known.country.crimes for code in crime.nfib if code.shown]


# ---- packed and described --------------------------------------------------------------------------------------------


def test_the_packed_knowledge_is_fresh():
    blob = (DATA / "uk" / PACKED).read_bytes()
    assert blob[:32] == digest(DATA / "uk"), "run fingerpost knowledge compile"
    assert msgspec.msgpack.decode(blob[32:], type=Country) == read_yaml(DATA / "uk")


def test_the_schemas_are_fresh():
    made = compiling.schema_texts()
    written = {path.name: path.read_text(encoding="utf-8") for path in compiling.SCHEMAS.glob("*.json")}
    assert written == made, "run fingerpost knowledge compile"
    assert all(json.loads(text)["$schema"] for text in made.values())


def test_a_country_there_is_none_of_is_refused():
    with pytest.raises(KnowledgeError) as caught:
        load("atlantis")
    assert caught.value.hint


def test_a_language_there_is_none_of_yet_speaks_english(known):
    assert load("uk", "gd").say("ask.danger") == known.say("ask.danger")


def test_a_text_there_is_none_of_is_an_error_and_never_empty(known):
    with pytest.raises(KnowledgeError):
        known.say("no.such.text")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("actions.yaml", "actions: 3\n", "actions"),
        ("actions.yaml", "other: []\n", "missing"),
        ("actions.yaml", "actions: []\nmore: []\n", "more"),
        ("actions.yaml", "actions: [{id: a, does: [call], text_id: t, extra: 1}]\n", "extra"),
        ("actions.yaml", "actions: [\n", "actions.yaml"),
        ("urgency.yaml", "urgency: [{urgency: soon, when: always}]\n", "soon"),
    ],
)
def test_knowledge_that_is_malformed_is_refused_and_says_where(name, content, says, tmp_path):
    import shutil

    folder = tmp_path / "uk"
    shutil.copytree(DATA / "uk", folder, ignore=shutil.ignore_patterns(PACKED))
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        read_yaml(folder)
    assert says in caught.value.message


def test_an_edit_makes_the_packed_knowledge_stale(tmp_path):
    folder = tmp_path / "uk"
    folder.mkdir()
    (folder / "a.yaml").write_text("a: 1\n")
    before = digest(folder)
    (folder / "a.yaml").write_text("a: 2\n")
    assert digest(folder) != before


def test_a_shorthand_that_refers_to_itself_is_refused(known):
    country = msgspec.structs.replace(known.country, shorthands={"a": "b", "b": "not a"})
    with pytest.raises(KnowledgeError):
        condition(country, "a")


# ---- dates and doubt (oath 5) ----------------------------------------------------------------------------------------


def dated(known):
    return [*(entry for _, entry in lint.sourced_entries(known.country)), *known.country.situations]


def test_every_fact_says_where_and_when_it_was_read_and_when_to_read_it_again(known):
    for entry in dated(known):
        assert entry.sources or getattr(entry, "status", "") == "unconfirmed", entry.id
        assert date(2026, 1, 1) <= date.fromisoformat(entry.read) <= TODAY, entry.id
        assert entry.read < entry.review_by < TWO_YEARS_AHEAD.isoformat(), entry.id


def test_nothing_is_overdue_on_the_day_it_was_read(known):
    assert lint.expired_entries("uk", date(2026, 11, 23)) == []


def test_two_years_ahead_every_entry_is_flagged(known):
    flagged = {(row["file"], row["id"]) for row in lint.expired_entries("uk", TWO_YEARS_AHEAD)}
    wanted = {(file, entry.id) for file, entry in lint.sourced_entries(known.country)}
    wanted |= {("situations.yaml", situation.id) for situation in known.country.situations}
    assert wanted <= flagged
    overdue = [issue for issue in lint.lint_country("uk", TWO_YEARS_AHEAD) if issue.code == "K003"]
    assert len(overdue) == len(wanted)


def test_two_years_ahead_every_number_is_flagged_but_four(known):
    flagged = {row["id"] for row in lint.expired_entries("uk", TWO_YEARS_AHEAD)}
    for service in known.country.services:
        for phone in service.phones:
            assert (f"{service.id}: {phone.number}" in flagged) is (phone.number not in {"999", "112", "101", "116 123"})


def test_two_years_ahead_every_service_says_so_on_the_screen(known):
    for service in known.country.services:
        bare = bool(service.phones) and not service.web  # a number that is never in doubt, and nothing else
        sure = bare and all(phone.number in UNDOUBTED for phone in service.phones)
        assert is_expired(service, TWO_YEARS_AHEAD) is not sure, service.id
        for way in contact_of(service, known, TWO_YEARS_AHEAD):
            assert way["doubt"] is (way["value"] not in UNDOUBTED), (service.id, way["value"])
        assert not any(way["doubt"] for way in contact_of(service, known, TODAY)), service.id


@pytest.mark.parametrize("number", ["999", "112", "101", "116 123"])
def test_a_number_never_in_doubt_stays_so_whatever_the_date(number, known):
    found = [
        way
        for service in known.country.services
        for way in contact_of(service, known, date(2099, 1, 1))
        if way["kind"] == "phone" and way["value"] == number
    ]
    assert found
    assert not any(way["doubt"] for way in found)


def test_doubt_about_hours_is_no_doubt_about_the_number(known):
    from datetime import datetime

    from fingerpost.knowledge.hours import UK

    doubtful = [service for service in known.country.services if "hours" in service.doubt]
    assert doubtful
    for service in doubtful:
        row = service_json(service, known, datetime(2026, 11, 24, 12, tzinfo=UK))
        assert not any(way["doubt"] for way in row["contact"]), service.id


# ---- words -----------------------------------------------------------------------------------------------------------

FINE = re.compile(
    r"\b(?:is|are|was|be|being|looks?|seems?|stays?|now|you're|it's|they're|you are) (?:\w+ )?"
    r"(?:safe|clean|clear|fine|secure|trustworthy|legitimate|genuine|harmless)\b"
    r"|all clear|nothing to worry|\bno (?:risk|danger|threat)\b|not (?:hacked|infected|watched|tracked)\b|in the clear\b",
    re.IGNORECASE,
)
SAYS_FINE_BECAUSE = {
    "rule.sextortion_block.when": "a condition of the rule: no threat was made in person",
    "rule.bank_contact_safe.why.1": "a condition: act only where it is safe",
    "rule.ransom_isolate_not_off.do": "a condition: if it is safe",
}


def test_no_text_says_that_anyone_or_anything_is_safe(known):
    found = {text_id for text_id, words in known.country.texts["en"].items() if FINE.search(words)}
    assert found == set(SAYS_FINE_BECAUSE)


@pytest.mark.parametrize(
    "claim", ["Your phone is safe.", "The site is clean", "All clear!", "You are now fine", "they are all genuine"]
)
def test_what_is_looked_for_would_be_found(claim):
    assert FINE.search(claim)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("—", "an em dash; make two sentences"),
        (r"\byou should have\b", "nobody is told they should have known"),
        (r"\b(?:fell for|alleged|victim error|stupid|gullible)\b", "nobody is judged"),
        (r"\bclick here\b", "a link says where it leads"),
        (r"  ", "two spaces"),
        (r"^\s*$", "no words"),
    ],
)
def test_no_text_holds(pattern, why, known):
    looked_for = re.compile(pattern, re.IGNORECASE)
    assert {text_id: why for text_id, words in known.country.texts["en"].items() if looked_for.search(words)} == {}


def test_no_sentence_is_long(known):
    assert lint.sentences("Ring 101. It costs nothing.") == ["Ring 101.", "It costs nothing."]
    for text_id, words in known.country.texts["en"].items():
        assert max(len(sentence.split()) for sentence in lint.sentences(words)) <= 25, text_id


# ---- each check finds what it is there to find -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def places():
    return lint.Places(DATA / "uk")


def broken(known, **changes):
    """The knowledge with some sections put in place of its own."""
    return Knowledge(msgspec.structs.replace(known.country, **changes))


def with_first(rows, **changes):
    return (msgspec.structs.replace(rows[0], **changes), *rows[1:])


def codes(issues):
    return {issue.code for issue in issues}


def test_K001_a_fact_without_a_source(known, places):
    bad = broken(known, services=with_first(known.country.services, sources=()))
    found = [issue for issue in lint._sources(bad.country, places) if issue.code == "K001"]
    assert [issue.level for issue in found] == ["error"]
    assert re.match(r"services\.yaml:\d+$", found[0].where)


def test_K001_a_step_without_a_source(known, places):
    first = known.country.situations[0]
    bare = msgspec.structs.replace(first.steps[0], sources=(), status="confirmed")
    bad = broken(known, situations=with_first(known.country.situations, steps=(bare, *first.steps[1:])))
    assert "K001" in codes(lint._sources(bad.country, places))
    assert "K001" not in codes(lint._sources(known.country, places))


def test_K002_what_was_not_seen_is_counted_and_is_no_error(known, places):
    bad = broken(known, services=with_first(known.country.services, sources=(), status="unconfirmed"))
    found = [issue for issue in lint._sources(bad.country, places) if "emergency_999" in issue.problem]
    assert [(issue.code, issue.level) for issue in found] == [("K002", "notice")]


def test_K003_a_review_that_is_due(known, places):
    bad = broken(known, crimes=with_first(known.country.crimes, review_by="2026-01-01"))
    found = list(lint.overdue(bad.country, places, TODAY))
    assert [issue.code for issue in found] == ["K003"]
    assert "hack_email" in found[0].problem


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-24"])
def test_K003_the_day_itself_is_not_late(day, known, places):
    bad = broken(known, crimes=with_first(known.country.crimes, review_by=day))
    assert len(list(lint.overdue(bad.country, places, TODAY))) == (day < TODAY.isoformat())


def dangling(known, **changes):
    section, changed = next(iter(changes.items()))
    rows = getattr(known.country, section)
    return broken(known, **{section: with_first(rows, **changed)})


@pytest.mark.parametrize(
    ("section", "changed"),
    [
        ("crimes", {"offences": {"england": ("no_such_law",)}}),
        ("crimes", {"offences": {"england": ("sc_39",)}}),  # a law that does not reach the nation
        ("situations", {"applies_to": ("no_such_crime",)}),
        ("situations", {"conflicts": ("no_such_rule",)}),
        ("families", {"crimes": ("no_such_crime",)}),
        ("conflicts", {"when": "no_such_fact"}),
        ("phrases", {"means": "danger_kind=no_such_value"}),
        ("phrases", {"means": "crime:no_such_crime"}),
    ],
)
def test_K004_an_id_that_does_not_exist(section, changed, known, places):
    assert codes(lint._dangling(known, places)) == set()
    bad = dangling(known, **{section: changed})
    found = list(lint._dangling(bad, places))
    assert codes(found) == {"K004"}
    assert all(issue.level == "error" and issue.hint for issue in found)


def test_K004_a_step_with_an_action_there_is_not(known, places):
    rows = known.country.conflicts
    step = msgspec.structs.replace(rows[0].steps[0], action="no-such-action", text_id="action.call-999")
    bad = broken(known, conflicts=with_first(rows, steps=(step,)))
    assert codes(lint._dangling(bad, places)) == {"K004"}


def test_K004_a_route_to_a_service_there_is_not(known, places):
    rows = known.country.routes
    route = msgspec.structs.replace(rows[0].routes[0], service="no_such_service")
    bad = broken(known, routes=with_first(rows, routes=(route,)))
    assert codes(lint._dangling(bad, places)) == {"K004"}


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("999", True), ("116 123", True), ("0300 123 2040", True), ("18001 101", True), ("0800 789 321", True),
        ("07401 288595", True), ("61016", True), ("0300 123 2040 then option 2", True),
        ("0300 123 20400", False), ("1234", False), ("0100 000 0000", False), ("+1 202 555 0100", False), ("bank", False),
    ],
)  # fmt: skip
def test_K005_a_number(number, valid, known, places):
    assert lint.is_uk_number(number) is valid
    phone = msgspec.structs.replace(known.country.services[0].phones[0], number=number)
    bad = broken(known, services=with_first(known.country.services, phones=(phone,)))
    assert codes(lint._phones(bad.country.services, places)) == (set() if valid else {"K005"})


def test_K006_nothing_is_advised_and_held_back(known):
    assert list(lint._contradictions(known)) == []


def test_K007_a_crime_with_nowhere_to_turn(known, places):
    bad = broken(known, routes=(), conflicts=tuple(msgspec.structs.replace(c, routes=()) for c in known.country.conflicts))
    assert codes(lint._routes(bad, places)) == {"K007"}


GOOD = Phrase(
    id="p", means="crime:phishing", pattern=r"\bknife\b", unless=("negated",), hits=("a KNIFE",), misses=("no knife",)
)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, set()),
        ({"hits": ("a fork",)}, {"K008"}),
        ({"misses": ("his knife",)}, {"K008"}),
        ({"unless": ()}, {"K008"}),  # "no knife" is then found
        ({"pattern": "("}, {"K008"}),
        ({"needs": ("spoon",)}, {"K008"}),
    ],
)
def test_K008_a_phrase_is_tried_on_its_own_examples(changed, found, known, places):
    bad = broken(known, phrases=(msgspec.structs.replace(GOOD, **changed),))
    assert codes(lint._phrases(bad, places)) == found


def with_texts(known, **more):
    return broken(
        known, texts={"en": {**known.country.texts["en"], **{key.replace("__", "."): text for key, text in more.items()}}}
    )


def test_K009_words_missing_in_the_language_file(known, places):
    texts = dict(known.country.texts["en"])
    del texts["action.call-999"]
    found = [issue for issue in lint._texts(broken(known, texts={"en": texts})) if issue.level == "error"]
    assert codes(found) == {"K009"}
    assert "action.call-999" in found[0].problem


def test_K010_a_sentence_over_25_words(known, places):
    long, short = " ".join(["word"] * 26), " ".join(["word"] * 25)
    assert "K010" in codes(lint._texts(with_texts(known, note__x=long)))
    assert "K010" not in codes(lint._texts(with_texts(known, note__x=short + ". Word " + short[5:])))


def test_K011_words_nobody_uses(known, places):
    found = [issue for issue in lint._texts(with_texts(known, stray__x="Words.")) if issue.code == "K011"]
    assert [issue.level for issue in found] == ["notice"]


def test_K012_a_word_not_in_the_vocabulary(known, places):
    bad = broken(known, actions=with_first(known.country.actions, does=("dance",)))
    assert codes(lint._dangling(bad, places)) == {"K012"}


def test_every_code_says_what_it_is_and_every_issue_what_to_do():
    assert list(lint.CODES) == [f"K{number:03}" for number in range(1, 13)]
    for issue in lint.lint_country("uk", TWO_YEARS_AHEAD):
        assert issue.code in lint.CODES
        assert issue.where and issue.problem and issue.hint
        assert issue.line().startswith(issue.where)


# ---- Welsh ------------------------------------------------------------------------------------------------------------


def test_welsh_says_what_english_says(known):
    english, welsh = known.country.texts["en"], known.country.texts["cy"]
    assert set(welsh) <= set(english)
    for text_id, words in welsh.items():
        assert sorted(re.findall(r"\{\w+\}", words)) == sorted(re.findall(r"\{\w+\}", english[text_id])), text_id
        numbers = re.compile(r"\d[\d ]{2,}\d|\b\d{3}\b")
        assert sorted(numbers.findall(words)) == sorted(numbers.findall(english[text_id])), text_id
        assert max(len(sentence.split()) for sentence in lint.sentences(words)) <= 25, text_id


@pytest.mark.parametrize(
    "stem", ["web.nines.", "web.exit", "web.danger.", "web.call.", "web.start.", "web.help.", "web.urgency.", "web.when."]
)
def test_the_front_pages_are_in_welsh(known, stem):
    english, welsh = known.country.texts["en"], known.country.texts["cy"]
    later = {"web.help.rules", "web.help.asks", "web.help.hours"}
    assert {text_id for text_id in english if text_id.startswith(stem)} - set(welsh) - later == set()
