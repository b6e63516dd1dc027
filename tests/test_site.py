"""The pages as files: every link resolves, nothing runs, nothing leads outside unasked, and the flow says what `ask` says."""

import json
import re
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest

from fingerpost.cli.main import _add_commands, cli
from fingerpost.errors import BadRequest
from fingerpost.journeys import flow_pages
from fingerpost.journeys.happened import Account, as_json, assess
from fingerpost.journeys.library import Library, who_of
from fingerpost.knowledge.hours import UK
from fingerpost.terms import NATIONS
from fingerpost.web.publish import MARK, files, publish

AT = datetime(2026, 11, 24, 14, 0, tzinfo=UK)
ADDRESS = re.compile(r'(?:href|src|action)="([^"]*)"')
LARGEST_SITE = 5_000_000  # bytes
LARGEST_PAGE = 60_000  # with the style and pictures


@pytest.fixture(scope="module")
def site(known):
    return dict(files(known, None, AT))


@pytest.fixture(scope="module")
def pages(site):
    return {name: content.decode() for name, content in site.items() if name.endswith(".html")}


def test_every_link_inside_resolves(site, pages):
    broken = {
        (name, address)
        for name, html in pages.items()
        for address in map(unescape, ADDRESS.findall(html))
        if not re.match(r"(https?:|tel:|mailto:|#)", address) and address.partition("#")[0] not in site
    }
    assert broken == set()


def test_every_page_is_reached_from_the_first(pages):
    seen, left = set(), ["index.html"]
    while left:
        name = left.pop()
        if name in seen:
            continue
        seen.add(name)
        left += [unescape(address) for address in ADDRESS.findall(pages[name]) if address in pages]
    assert set(pages) - seen == set()


def test_nothing_runs_nothing_is_sent_and_nothing_is_fetched_from_outside(pages):
    for html in pages.values():
        assert "<script" not in html
        assert "<form" not in html
        assert not re.search(r'(?:src|rel="stylesheet" href)="(?:https?:)?//', html)
        assert " on" + "click" not in html


def test_it_is_small(site, pages):
    beside = sum(len(content) for name, content in site.items() if not name.endswith(".html"))
    assert sum(map(len, site.values())) < LARGEST_SITE
    assert max(len(html.encode()) for html in pages.values()) + beside < LARGEST_PAGE


def test_999_stands_on_every_page(pages):
    assert all('href="tel:999"' in html for name, html in pages.items() if name != "exit.html")


def test_the_danger_question_comes_before_what_happened(pages):
    assert 'href="now.html"' in pages["before.html"]
    assert pages["now.html"].count('href="call.html"') == 2
    assert pages["now.html"].count('href="what.html"') == 1
    assert 'class="panel"' in pages["call.html"]


def shown(page):
    points = {point for part in page.parts for point in part.points}
    return points, {link.code for part in page.parts for link in part.links}


@pytest.mark.parametrize("nation", [None, *NATIONS])
def test_the_flow_says_what_ask_says_on_every_path(known, nation):
    library = Library(known, nation)
    count = 0
    for crime in known.crimes:
        for step in flow_pages.steps(library, crime):
            count += 1
            answers = flow_pages.answers_to(library, crime, {step.key: step.value})
            plan = as_json(assess(Account(answers=answers), known), known, AT.date())["plan"]
            points, codes = shown(flow_pages.page(library, step, AT))
            assert {action["text"] for action in plan["actions"]} <= points
            assert {held["why"] for held in plan["withheld"]} <= points
            wanted = {row["service"] for row in plan["routes"]} - {"gov_where_to_report"}
            for service in wanted:
                generic = service in known.generic
                assert generic or not library.has("service", service) or library.link("service", service).code in codes
    assert count > 300


def test_having_said_that_nobody_is_in_danger_a_crimes_page_is_the_plan_of_ask(known):
    for crime in known.country.crimes:
        answers = {"crime": crime.id, **who_of(crime)}
        said = assess(Account(answers={**answers, "danger": "no"}), known).plan
        unsaid = assess(Account(answers=answers), known).plan
        assert said == unsaid


@pytest.mark.parametrize("nation", NATIONS)
def test_a_nations_site_leads_to_no_body_that_does_not_serve_it(known, nation):
    made = dict(files(known, nation, AT))
    assert sum(map(len, made.values())) < LARGEST_SITE
    for id_, service in known.services.items():
        if nation not in service.nations:
            assert f"{Library(known).link('service', id_).code}.html" not in made


def test_the_same_knowledge_on_the_same_day_gives_the_same_bytes(known, site):
    assert dict(files(known, None, AT)) == site


def test_html_is_valid(pages):
    html5lib = pytest.importorskip("html5lib")
    for name in ("index.html", "before.html", "now.html", "call.html", "what.html", "help.html", "read.html", "about.html"):
        html5lib.HTMLParser(strict=True).parse(pages[name])
    for html in list(pages.values())[::25]:
        html5lib.HTMLParser(strict=True).parse(html)


# ---- writing it -------------------------------------------------------------------------------------------------------


def test_a_folder_of_ours_is_made_again(tmp_path):
    out = tmp_path / "pages"
    publish(out, "wales", AT)
    (out / "old.html").write_text("old", encoding="utf-8")
    made = publish(out, None, AT)
    assert not (out / "old.html").exists()
    assert len(list(out.iterdir())) == made["files"]
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(BadRequest):
        publish(tmp_path, None, AT)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_in_the_way_is_left_alone(tmp_path):
    path = tmp_path / "pages"
    path.write_text("dear", encoding="utf-8")
    with pytest.raises(BadRequest):
        publish(path, None, AT)
    assert path.read_text(encoding="utf-8") == "dear"


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    out = tmp_path / "pages"
    publish(out, "wales", AT)
    before = sorted(path.name for path in out.iterdir())

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(BadRequest) as caught:
        publish(out, None, AT)
    assert "no space left" in caught.value.message
    assert sorted(path.name for path in out.iterdir()) == before
    assert (out / MARK).exists()


def test_no_such_nation(tmp_path):
    with pytest.raises(BadRequest):
        publish(tmp_path / "x", "france", AT)


def test_the_command(tmp_path, capsys):
    _add_commands()
    out = tmp_path / "pages"
    assert cli.main(args=["site", "--out", str(out), "--nation", "scotland", "--json"], standalone_mode=False) == 0
    assert json.loads(capsys.readouterr().out)["files"] == len(list(out.iterdir()))
