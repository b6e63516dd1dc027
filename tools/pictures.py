"""Take the pictures of the README: the real pages, in headless Chromium. Needs the e2e packages and Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

from fingerpost.journeys.library import code_of

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
ACCOUNT = (
    "An hour ago a man from my bank's fraud team rang and said my account was at risk. I moved £4,200 to a safe account he "
    "gave me. I have not told my bank yet."
)


def serve() -> tuple[subprocess.Popen[str], str]:
    """Start the application and give its address with the one-time token."""
    command = [sys.executable, "-u", "-m", "fingerpost", "serve", "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ})
    for line in server.stdout or ():
        if found := re.search(r"http://\S+", line):
            return server, found.group()
    raise SystemExit("the application did not start")


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def to_plan(page: Page) -> None:
    """Go from the start to the plan as a person would."""
    with page.expect_navigation():
        page.click("a.door.main")
    press(page, "Carry on")
    page.check("input[value=no]")
    press(page, "Continue")
    page.fill("textarea", ACCOUNT)
    page.select_option("#nation", "england")
    press(page, "Continue")
    page.screenshot(path=PICTURES / "understood.png")
    press(page, "Stop here and see the plan")


SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
KINDS = {
    "crime": code_of("crime", "cyber_stalking"),
    "subject": code_of("topic", "intimate_images"),
    "service": code_of("service", "national_stalking_helpline"),
    "guide": code_of("guide", "ncsc_small_organisations_guide"),
    "card": code_of("card", "ransomware"),
    "glossary": code_of("words", "glossary"),
}


def kinds(page: Page, home: str) -> None:
    """Take each kind of page to read, narrow and wide, light and dark."""
    (PICTURES / "kinds").mkdir(exist_ok=True)
    paths = {"list": "read", "assessment": "harder", **{kind: f"read/{code}" for kind, code in KINDS.items()}}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width, height in ((320, 640), (1280, 800)):
            page.set_viewport_size({"width": width, "height": height})
            for kind, path in paths.items():
                page.goto(home + path)
                page.screenshot(path=PICTURES / "kinds" / f"{kind}-{width}-{scheme}.png")


def main() -> None:
    """Take each picture."""
    PICTURES.mkdir(exist_ok=True)
    server, address = serve()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            )
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            page.goto(address)
            home = page.url
            page.screenshot(path=PICTURES / "start.png")
            page.goto(home + "help?nation=wales&need=stalking")
            page.screenshot(path=PICTURES / "help.png")
            page.goto(home)
            to_plan(page)
            page.screenshot(path=PICTURES / "plan.png")
            page.set_viewport_size({"width": 320, "height": 640})
            page.screenshot(path=PICTURES / "plan-phone.png")
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(home + "harder")
            press(page, "Ask me five questions")
            for question in page.locator("fieldset").all():
                question.locator("input[value=no]").check()
            press(page, "Show me what to do next")
            page.screenshot(path=PICTURES / "steps.png")
            kinds(page, home)
            browser.close()
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
