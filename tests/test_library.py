"""The pages to read: one for everything, linked both ways, no dead end, the same advice as `ask`, and nothing that names
its subject in the address."""

import re
from datetime import datetime, timedelta

import pytest

from fingerpost.journeys.happened import Account, as_json, assess
from fingerpost.journeys.library import Filled, Library, code_of, in_words, who_of
from fingerpost.knowledge.hours import UK
from fingerpost.terms import NATIONS

AT = datetime(2026, 11, 24, 14, 0, tzinfo=UK)
SUBJECTS = (
    "two_categories", "online_bullying", "stalking", "tracking", "intimate_images", "device_checks", "regional_police",
    "when_to_call", "scams", "reporting_fraud", "money_back", "taking_pictures_down", "keep_evidence", "passwords",
    "phishing_defence", "children_online", "small_organisations", "boards", "ransomware_first_hour", "help_someone_else",
)  # fmt: skip


@pytest.fixture(scope="module")
def library(known):
    return Library(known)


@pytest.fixture(scope="module")
def pages(library):
    return {code: library.page(code, AT) for code in library.pages}


def links(page):
    return {link.code for part in page.parts for link in part.links}


def test_everything_known_has_a_page(library, known):
    for kind, ids in (
        ("crime", known.crimes), ("service", known.services), ("guide", known.guides), ("topic", known.topics),
        ("rule", known.conflicts), ("rule", known.situations), ("card", known.cards),
    ):  # fmt: skip
        assert all(library.has(kind, id_) for id_ in ids)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_of_the_mission_has_a_page(library, subject):
    assert library.has("topic", subject)


def test_no_page_is_empty(pages):
    assert [page.id for page in pages.values() if not page.title or not page.lead or not page.parts] == []


def test_every_link_leads_to_a_page(pages):
    assert {code for page in pages.values() for code in links(page)} <= set(pages)


def test_what_leads_to_a_page_is_led_back_to(pages):
    one_way = [
        (pages[a].id, pages[b].id)
        for a in pages
        for b in links(pages[a])
        if a not in links(pages[b]) and "words" not in {pages[a].kind, pages[b].kind}
    ]
    assert one_way == []


def test_every_crime_guide_subject_and_card_is_reached_from_the_list(library, pages):
    listed = {link.code for shelf in library.shelves() for link in shelf.links}
    browsed = {code for code, page in pages.items() if page.kind in {"crime", "guide", "topic", "card", "words"}}
    assert listed == browsed


def test_a_code_tells_nothing_of_its_subject(library):
    assert all(re.fullmatch(r"[0-9a-f]{8}", code) for code in library.pages)
    assert len(library.pages) == len(set(library.pages.values()))


def test_a_code_stays_the_same():
    assert code_of("crime", "romance") == "0f3ad7fb"
    assert code_of("crime", "romance") != code_of("topic", "romance")


def test_no_page_for_a_code_that_is_not_there(library):
    assert library.page("00000000", AT) is None


@pytest.mark.parametrize("nation", NATIONS)
def test_a_nations_pages_name_no_law_or_body_of_another_alone(known, nation):
    library = Library(known, nation)
    for code, (kind, id_) in library.pages.items():
        if kind == "service":
            assert nation in known.services[id_].nations
        if kind == "crime":
            page = library.page(code, AT)
            bodies = {library.pages[link.code][1] for part in page.parts for link in part.links
                      if library.pages[link.code][0] == "service"}  # fmt: skip
            assert all(nation in known.services[body].nations for body in bodies)


def test_a_crimes_page_says_what_ask_says(library, known):
    for crime in known.crimes:
        page = library.page(code_of("crime", crime), AT)
        shown = {point for part in page.parts for point in part.points}
        answers = {"crime": crime, **who_of(known.crimes[crime])}
        plan = as_json(assess(Account(answers=answers), known), known, AT.date())["plan"]
        assert {action["text"] for action in plan["actions"]} <= shown
        assert {held["why"] for held in plan["withheld"]} <= shown


def test_a_crimes_page_tells_how_it_works_its_signs_and_how_to_avoid_it(known):
    for crime in known.country.crimes:
        assert len(crime.how) >= 3
        assert len(crime.signs) >= 3
        assert len(crime.avoid) >= 2


def test_every_page_that_states_facts_says_when_they_were_checked(pages):
    assert all(page.checked for page in pages.values() if page.kind != "words")


# ---- incident cards ---------------------------------------------------------------------------------------------------


def test_there_is_a_card_for_each_incident(known):
    assert set(known.cards) >= {
        "ransomware", "mail_takeover", "invoice_fraud", "data_breach", "denial_of_service", "defacement", "lost_device",
        "insider",
    }  # fmt: skip


def test_a_clock_counts_from_when_they_knew(library, known):
    card = next(card for card in known.country.cards if card.clocks)
    knew = datetime(2026, 10, 23, 9, 30, tzinfo=UK)  # the clocks go back two days later
    page = library.page(code_of("card", card.id), AT, Filled(knew=knew))
    shown = " ".join(point for part in page.parts for point in part.points)
    for clock in card.clocks:
        assert in_words(knew.astimezone(UK) + timedelta(hours=clock.hours), known).split(",")[0] in shown
    assert "Monday 26 October 2026, 08:30" in shown or all(clock.hours != 72 for clock in card.clocks)


def test_names_written_on_a_card_stand_on_it(library, known):
    card = known.country.cards[0]
    page = library.page(code_of("card", card.id), AT, Filled(names={card.calls[0]: "Sam, 07700 900123"}))
    assert any("Sam, 07700 900123" in point for part in page.parts for point in part.points)


def test_a_drill_takes_twenty_minutes(known):
    for card in known.country.cards:
        assert card.drill.minutes == 20
        assert len(card.drill.scenes) >= 3


# ---- what a stranger missed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("crime", ["hack_email", "hack_social", "hack_device", "malware", "account_takeover_bank"])
def test_the_warning_about_someone_close_comes_before_what_to_do(library, known, crime):
    page = library.page(code_of("crime", crime), AT)
    assert known.say(f"crime.{crime}.warning") in page.parts[0].lines


def test_what_a_body_asks_for_and_its_rules_are_shown(library, known):
    for service in known.country.services:
        page = library.page(code_of("service", service.id), AT)
        shown = {point for part in page.parts for point in part.points}
        assert {known.say(text) for text in (*service.rules, *service.asks_for)} <= shown


def test_a_crime_of_organisations_leads_to_who_helps_organisations(library):
    page = library.page(code_of("crime", "data_breach_org"), AT)
    assert code_of("service", "ico") in links(page)


def test_a_blank_card_says_how_many_hours(library, known):
    for card in known.country.cards:
        shown = " ".join(point for part in library.page(code_of("card", card.id), AT).parts for point in part.points)
        assert all(f"{clock.hours} hours" in shown for clock in card.clocks)


def test_a_guide_that_was_replaced_says_so_wherever_it_is_linked(library, known):
    for guide in known.country.guides:
        if guide.state in {"superseded", "retired"}:
            assert library.link("guide", guide.id).note
