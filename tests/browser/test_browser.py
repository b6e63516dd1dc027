"""The pages in a real browser: the whole journey, scripts off and on, small and wide, by keyboard, and on the way out."""

import re
import urllib.parse

import html5lib
import pytest
from walking import BLOCKS, OTHER_PAGES, PAID, STALKED, begin, grade, journey, press, sentences, words_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HEAVIEST = 60_000  # bytes of a page with its styles
LONG_NAMES = ()  # sentences over 25 words that are names


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def everywhere(page, look):
    """Look at every page there is."""
    journey(page, look, danger="not-sure")
    for path in OTHER_PAGES:
        page.goto(f"{page.root}/{path}")
        look(path, page)


@pytest.mark.parametrize("hosted", [False, True], ids=["local", "hosted"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("width", [320, 1280])
def test_whole_journey(open_page, width, script, hosted):
    page = open_page(width=width, script=script, hosted=hosted)
    wide = []

    def look(name, page):
        assert page.title() == "Notes"
        assert page.locator("#exit").is_visible()
        assert page.locator("h1").count() == 1
        if script and scrolls_sideways(page):
            wide.append(name)

    journey(page, look)
    assert wide == []
    assert page.get_by_role("heading", name="Your plan").is_visible()
    assert page.locator("a[href^='tel:']").count() > 1
    hosts = {urllib.parse.urlsplit(url).hostname for url in page.seen["requests"]}
    assert hosts == {"127.0.0.1"}
    assert page.seen["console"] == []


def test_policy_holds_without_help(open_page):
    page = open_page()
    answer = page.goto(page.root + "/help")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.evaluate("getComputedStyle(document.querySelector('#exit')).position") == "fixed"
    assert page.seen["console"] == []


@pytest.mark.parametrize(("width", "dark"), [(320, False), (1280, True)], ids=["small-light", "wide-dark"])
def test_axe_finds_nothing_on_any_page(open_page, width, dark):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="NOT RUN: axe").Axe()
    page = open_page(width=width, bypass=True, dark=dark)
    found = []

    def look(name, page):
        found.extend(
            (name, violation["id"], [node["target"] for node in violation["nodes"]][:3])
            for violation in axe.run(page).response["violations"]
        )

    everywhere(page, look)
    for path in ("exit", "nothing-here"):
        page.goto(f"{page.root}/{path}")
        look(path, page)
    assert found == []


def test_axe_finds_nothing_where_something_is_wrong(open_page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="NOT RUN: axe").Axe()
    page = open_page(bypass=True)
    begin(page)
    press(page, "Carry on")
    press(page, "Continue")
    assert page.locator("#errors").is_visible()
    assert page.evaluate("document.activeElement.id") == "errors"
    assert axe.run(page).response["violations"] == []
    page.click("#errors a")
    assert page.evaluate("document.activeElement.id") == "f-answer"


def test_every_page_is_valid_and_light_and_can_be_read(open_page):
    page = open_page(hosted=False)
    style = len(page.request.get(page.root + "/static/web/style.css").body())
    other = sum(
        len(page.request.get(f"{page.root}/static/web/{name}").body()) for name in ("exit.js", "hand.svg", "icon.svg")
    )
    assert style < 15_000
    heavy, hard, long = [], [], []

    def look(name, page):
        html = page.content()
        html5lib.HTMLParser(strict=True).parse(html)
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), name
        assert set(re.findall(r'\bfor="([^"]+)"', html)) <= set(ids), name
        if (weight := len(html.encode()) + style + other) > HEAVIEST:
            heavy.append((name, weight))
        blocks = page.evaluate(BLOCKS)
        if (how_hard := grade(blocks)) > 8:
            hard.append((name, round(how_hard, 1)))
        long.extend(
            (name, sentence) for block in blocks for sentence in sentences(block)
            if len(words_of(sentence)) > 25 and sentence not in LONG_NAMES
        )  # fmt: skip

    everywhere(page, look)
    page.goto(page.root + "/")
    press(page, "Clear and start again")
    journey(page, look, text=PAID)
    assert (heavy, hard, long) == ([], [], [])


# ---- keyboard -------------------------------------------------------------------------------------------------------


def tab_to(page, wanted, most=60):
    """Press Tab until the focus is on what matches, and see that the focus can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            box = page.evaluate(
                """() => { const e = document.activeElement, t = e.matches('.pick input') ? e.nextElementSibling : e;
                const r = t.getBoundingClientRect(); return [getComputedStyle(t).outlineStyle, r.top, r.bottom, innerHeight] }"""
            )
            assert box[0] != "none"
            assert box[1] < box[3]
            assert box[2] > 0
            return
    raise AssertionError(f"{wanted} cannot be reached by keyboard on {page.url}")


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_keyboard_alone_is_enough(open_page):
    page = open_page(width=320)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab_to(page, "a.door.main")
    enter(page)
    tab_to(page, "main button")
    enter(page)
    tab_to(page, "input[name=answer]")
    page.keyboard.press("Space")
    tab_to(page, "main button")
    enter(page)
    tab_to(page, "textarea")
    page.keyboard.type(PAID)
    tab_to(page, "main button")
    enter(page)
    tab_to(page, "main button[name=then]")
    enter(page)
    assert page.get_by_role("heading", name="Your plan").is_visible()
    tab_to(page, "main summary")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")


def test_targets_are_large_enough(open_page):
    page = open_page(width=320)
    small = []

    def look(name, page):
        small.extend(
            (name, text)
            for text, height in page.evaluate(
                """() => [...document.querySelectorAll('button,.button,.exit,.door,.pick label,select,textarea,summary,.brand,.call')]
                .filter(e => e.offsetParent || e.classList.contains('exit'))
                .map(e => [e.textContent.trim().slice(0, 30), e.getBoundingClientRect().height])"""
            )
            if height < 44
        )

    journey(page, look)
    assert small == []


def test_text_twice_as_large_still_fits(open_page):
    page = open_page(width=640, bypass=True)

    def look(name, page):
        page.evaluate("document.documentElement.style.fontSize = '225%'")
        assert not scrolls_sideways(page), name

    journey(page, look)


# ---- leaving --------------------------------------------------------------------------------------------------------


def to_plan(page):
    journey(page, lambda *_: None)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_exit_by_the_link(open_page, script):
    page = open_page(script=script)
    to_plan(page)
    page.click("#exit")
    page.wait_for_url("**/exit")
    assert page.title() == "New tab"
    assert page.locator("body").inner_text().strip() == "New tab"  # for screen readers only
    page.go_back()
    assert "My ex" not in page.content()
    assert page.get_by_role("heading", name="Your plan").count() == 0


def test_exit_replaces_the_page_in_the_history(open_page):
    page = open_page()
    to_plan(page)
    page.click("#exit")
    page.wait_for_url("**/exit")
    page.go_back()
    assert not page.url.endswith("/plan")


def test_shift_three_times_leaves(open_page):
    page = open_page()
    to_plan(page)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/exit")
    assert page.title() == "New tab"


def test_page_is_covered_at_once(open_page):
    page = open_page()
    covered = page.evaluate(
        """() => { for (let i = 0; i < 3; i++) document.dispatchEvent(new KeyboardEvent('keyup', {key: 'Shift'}));
        return [getComputedStyle(document.body).display, document.title] }"""
    )
    assert covered == ["none", "New tab"]
    page.wait_for_url("**/exit")


def test_writing_capitals_does_not_leave(open_page):
    page = open_page()
    begin(page)
    press(page, "Carry on")
    page.check("input[value=no]")
    press(page, "Continue")
    page.focus("textarea")
    for letter in "ABCDE":
        page.keyboard.press(f"Shift+{letter}")
    page.wait_for_timeout(200)
    assert page.input_value("textarea") == "ABCDE"


# ---- back, two tabs, save -------------------------------------------------------------------------------------------


def test_back_button_goes_back_one_page_and_nothing_is_lost(open_page):
    page = open_page()
    to_plan(page)
    page.go_back()
    assert page.get_by_role("heading", name="Check your answers").is_visible()
    page.go_forward()
    assert page.get_by_role("heading", name="Your plan").is_visible()


@pytest.mark.parametrize("hosted", [False, True], ids=["local", "hosted"])
def test_save_and_open_again(open_page, hosted, tmp_path):
    page = open_page(hosted=hosted)
    to_plan(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save to open here later").click()
    assert waiting.value.suggested_filename == "notes.json"
    saved = tmp_path / "notes.json"
    waiting.value.save_as(saved)
    page.goto(page.root + "/open")
    page.set_input_files("#f-file", saved)
    press(page, "Open")
    assert page.get_by_role("heading", name="This is what we understood").is_visible()
    assert page.locator("q").count() > 0


def test_saved_page_reads_alone(open_page, tmp_path):
    page = open_page()
    to_plan(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save to read").click()
    saved = tmp_path / "notes.html"
    waiting.value.save_as(saved)
    page.goto(saved.as_uri())
    assert page.title() == "Notes"
    assert page.get_by_text(STALKED).is_visible()
    assert [url for url in page.seen["requests"] if url.startswith("http") and "127.0.0.1" not in url] == []


def test_rule_and_back_to_the_plan(open_page):
    for hosted in (False, True):
        page = open_page(hosted=hosted)
        to_plan(page)
        page.locator(".nots .link, .nots a").first.click()
        assert page.get_by_text("A rule we follow when we make a plan.").is_visible()
        press(page, "Back to the plan")
        assert page.get_by_role("heading", name="Your plan").is_visible()


def test_print_hides_the_buttons_and_opens_the_details(open_page):
    page = open_page()
    to_plan(page)
    page.emulate_media(media="print")
    assert not page.locator("#exit").is_visible()
    assert page.locator(".routes blockquote").nth(1).is_visible()
