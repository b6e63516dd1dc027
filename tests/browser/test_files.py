"""The pages as files: opened from a folder, with no network; nothing is fetched from elsewhere; axe finds nothing."""

from datetime import datetime

import pytest

from fingerpost.journeys.library import code_of
from fingerpost.knowledge.hours import UK
from fingerpost.web.publish import publish

SAMPLE = (
    "index", "before", "now", "call", "what", "help", "read", "about", code_of("crime", "app_fraud"),
    code_of("service", "samaritans"), code_of("topic", "stalking"), code_of("guide", "ncsc_board_toolkit"),
    code_of("card", "data_breach"), code_of("rule", "stalking_no_block"),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("site") / "pages"
    publish(out, "wales", datetime(2026, 11, 24, 12, tzinfo=UK))
    return out


def test_a_journey_works_from_a_folder_without_javascript(chromium, folder):
    context = chromium.new_context(java_script_enabled=False, offline=True, viewport={"width": 320, "height": 640})
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())
    page.click("a.door.main")
    page.click("main a.button")
    page.click('a.door[href="what.html"]')
    page.click("main ul.links a >> nth=0")
    page.click("main ul.doors a >> nth=0")
    assert page.locator("h2").count() >= 3
    assert all(url.startswith("file://") for url in asked)
    context.close()


@pytest.mark.parametrize("name", SAMPLE)
def test_axe_finds_nothing_on_a_page_from_a_file(chromium, folder, name):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="NOT RUN: axe").Axe()
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    found = [violation["id"] for violation in axe.run(page).response["violations"]]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
