"""One Chromium and the two real servers for all browser tests; NOT RUN where there is no Chromium."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import fingerpost

SOURCE = str(Path(fingerpost.__file__).parents[1])
ARGS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-default-apps", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("NOT RUN: chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="NOT RUN: playwright")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


class Site:
    """A running server."""

    def __init__(self, hosted, home):
        with socket.socket() as probe:  # not the usual port: other runs of these tests may be about
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        code = f"from fingerpost.web.serve import serve; serve({port}, browser=False, hosted={hosted})"
        self.server = subprocess.Popen(
            [sys.executable, "-c", code],
            stdout=subprocess.PIPE,
            text=True,
            cwd=home,
            env={**os.environ, "HOME": home, "PYTHONPATH": SOURCE},
        )
        self.address = self._next_address()
        self.root = self.address.partition("/?")[0].rstrip("/")
        self.cookies = []

    def _next_address(self):
        return self.server.stdout.readline().partition(": ")[2].strip()

    def let_in(self, context):
        """Give a browser the key, by the one-time address the first time."""
        if "?t=" not in self.address:
            return
        if not self.cookies:
            page = context.new_page()
            page.goto(self.address)
            page.close()
            self.cookies = [cookie for cookie in context.cookies() if cookie["name"].startswith("notes_key")]
        context.add_cookies(self.cookies)


def _run(hosted, home):
    site = Site(hosted, str(home))
    for _ in range(100):
        if _answers(site.root):
            break
    yield site
    site.server.terminate()
    try:
        site.server.wait(20)
    except subprocess.TimeoutExpired:
        site.server.kill()


def _answers(root):
    import time
    import urllib.error
    import urllib.request

    try:
        urllib.request.urlopen(root + "/", timeout=2)
    except urllib.error.HTTPError:
        return True
    except OSError:
        time.sleep(0.1)
        return False
    return True


@pytest.fixture(scope="session")
def local_site(tmp_path_factory):
    yield from _run(False, tmp_path_factory.mktemp("local"))


@pytest.fixture(scope="session")
def hosted_site(tmp_path_factory):
    yield from _run(True, tmp_path_factory.mktemp("hosted"))


@pytest.fixture
def open_page(chromium, local_site, hosted_site):
    """Open a page at the start; close its context after the test."""
    contexts = []

    def start(*, width=1280, script=True, hosted=False, bypass=False, dark=False):
        site = hosted_site if hosted else local_site
        context = chromium.new_context(
            viewport={"width": width, "height": 800 if width > 500 else 640}, java_script_enabled=script,
            bypass_csp=bypass, color_scheme="dark" if dark else "light",
        )  # fmt: skip
        contexts.append(context)
        site.let_in(context)
        page = context.new_page()
        page.root = site.root
        page.seen = seen = {"requests": [], "console": []}
        page.on("request", lambda request: seen["requests"].append(request.url))
        page.on("console", lambda message: seen["console"].append(message.text))
        page.on("pageerror", lambda error: seen["console"].append(str(error)))
        page.goto(site.root + "/")
        return page

    yield start
    for context in contexts:
        context.close()
