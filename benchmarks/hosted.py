"""The hosted server under load: fifty people at once for a minute, beside a bare Django page on the same server.

Starts the servers itself on the loopback address and stops them. Prints one JSON object. `--seconds` shortens the run.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from datetime import date
from pathlib import Path

from machine import machine

PEOPLE = 50
MEMORY_LOOKS = 6  # how often memory is looked at
PAUSE_SECONDS = 1.0  # a person reads between pages
ACCOUNT = "My ex keeps making new accounts to message me and he knows where I am"
PEER = """
import sys
from django.conf import settings
settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, SECRET_KEY="bench")
import django
django.setup()
from django.http import HttpResponse
from django.urls import path
from django.core.wsgi import get_wsgi_application
urlpatterns = [path("", lambda request: HttpResponse("hello"))]
from waitress import serve
serve(get_wsgi_application(), host="127.0.0.1", port=int(sys.argv[1]), threads=8, _quiet=True)
"""


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until a server answers.

    Raises:
        TimeoutError: It did not within half a minute.
    """
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError


class Person(threading.Thread):
    """Somebody who opens pages until the time is up."""

    def __init__(self, port: int, paths: list[str], until: float) -> None:
        super().__init__(daemon=True)
        self.port, self.paths, self.until = port, paths, until
        self.times: list[float] = []
        self.errors = 0

    def run(self) -> None:
        """Open the pages in turn, with a pause to read."""
        at = 0
        while time.monotonic() < self.until:
            path = self.paths[at % len(self.paths)]
            at += 1
            start = time.perf_counter()
            try:
                status = self.post_account(path[5:]) if path.startswith("POST ") else self.get(path)[0]
                self.errors += status >= 400
            except OSError:
                self.errors += 1
            self.times.append(1000 * (time.perf_counter() - start))
            time.sleep(PAUSE_SECONDS)

    def get(self, path: str) -> tuple[int, str, str]:
        """Fetch a page: status, cookies, text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        cookie = "; ".join(line.partition(";")[0] for line in answer.msg.get_all("Set-Cookie") or ())
        connection.close()
        return answer.status, cookie, text

    def post_account(self, path: str) -> int:
        """Go from the warning to the danger question to the words and on, each form filled in as a browser does."""
        status, cookie, page = self.get(path)
        for fields in ({}, {"danger": "no", "answer": "no"}, {"text": ACCOUNT, "words": ACCOUNT, "nation": "scotland"}):
            form = re.search(r'<form method="post" action="(/[^"]*)"(?!.*action="/exit").*?</form>', page, re.DOTALL)
            if form is None:
                return 599
            hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
            status, page = self.post(form[1], {**hidden, **fields}, cookie)
        return status

    def post(self, path: str, fields: dict[str, str], cookie: str) -> tuple[int, str]:
        """Send a form and give the status and the page it leads to."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        connection.request("POST", path, urllib.parse.urlencode(fields), headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, text


def memory_mb(pid: int) -> float:
    """Give a process's resident memory with its children's, in megabytes."""
    total = 0.0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        if re.search(rf"^(Pid|PPid):\t{pid}$", text, re.MULTILINE) and (size := re.search(r"VmRSS:\s+(\d+)", text)):
            total += int(size[1]) / 1000
    return round(total)


def load_server(command: list[str], port: int, paths: list[str], seconds: float) -> dict[str, object]:
    """Start a server, send the people, stop it."""
    environment = {**os.environ, "FINGERPOST_HOST": "127.0.0.1"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        Person(port, paths, 0).get(paths[0])
        before = memory_mb(server.pid)
        people = [Person(port, paths, time.monotonic() + seconds) for _ in range(PEOPLE)]
        for person in people:
            person.start()
        memory = [before]
        while any(person.is_alive() for person in people):
            time.sleep(seconds / MEMORY_LOOKS)
            memory.append(memory_mb(server.pid))
        for person in people:
            person.join()
        times = sorted(t for person in people for t in person.times)
        return {
            "requests": len(times), "errors": sum(person.errors for person in people),
            "median_ms": round(statistics.median(times), 1), "p95_ms": round(times[int(len(times) * 0.95)], 1),
            "memory_mb": memory,
        }  # fmt: skip
    finally:
        server.terminate()
        server.wait(10)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--paths", nargs="*", default=["/", "/help", "POST /before"])
    options = parser.parse_args()
    port, peer_port = free_port(), free_port()
    ours = [sys.executable, "-m", "fingerpost", "serve", "--hosted", "--no-browser", "--port", str(port)]
    result = {
        "benchmark": "hosted", "date": date.today().isoformat(), **machine(),  # noqa: DTZ011
        "people": PEOPLE, "seconds": options.seconds, "pause_seconds": PAUSE_SECONDS,
        "fingerpost": load_server(ours, port, options.paths, options.seconds) | {"bar_median_ms": 150},
        "peer_bare_django_waitress": load_server(
            [sys.executable, "-c", PEER, str(peer_port)], peer_port, ["/"], min(options.seconds, 15)
        ),
    }  # fmt: skip
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
