"""Start the web application: waitress on this computer, granian where it is hosted."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import threading
import time
import webbrowser
from importlib import import_module
from typing import Any

from fingerpost.errors import BadRequest

LOCAL = "127.0.0.1"
ANYWHERE = "0.0.0.0"  # noqa: S104  a host may choose it; it is never our default
USUAL_PORT = 8300
SWEEP_SECONDS = 60
STOP_SECONDS = 5  # what a worker gets to finish in
NEVER_TO_DISK = 4_000_000  # bytes of a request or an answer that stay in memory; larger requests are refused


def serve(port: int | None, *, browser: bool, hosted: bool) -> None:
    """Serve until stopped.

    Args:
        port: None finds a free one.
        browser: Open the address in the browser, if there is one.
        hosted: Hosted advice: nothing kept, no token.

    Raises:
        BadRequest: The port is taken.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "fingerpost.site.settings"
    os.environ["FINGERPOST_HOSTED"] = "1" if hosted else ""
    host = os.environ.get("FINGERPOST_HOST", LOCAL) if hosted else LOCAL
    chosen = _free_port(host, port)
    if hosted:
        _serve_hosted(host, chosen)
        return
    try:
        _serve_local(host, chosen, browser=browser)
    except OSError:
        # Another program took the port between the look and the use of it. Any other free one will do.
        if port is not None:
            raise BadRequest(f"port {port} is already in use", hint="Choose another with --port.") from None
        _serve_local(host, _free_port(host, None, usual=False), browser=browser)


def _free_port(host: str, wanted: int | None, *, usual: bool = True) -> int:
    """Give the wanted port, or the usual one, or any that is free."""
    for port in (wanted,) if wanted else (USUAL_PORT, 0) if usual else (0,):
        with socket.socket() as trial:
            if os.name != "nt":  # where it would let two programs share a port
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    raise BadRequest(f"port {wanted} is already in use", hint="Choose another with --port.")


def _serve_local(host: str, port: int, *, browser: bool) -> None:
    from waitress import create_server

    from fingerpost.knowledge.load import load

    app = _application()
    load()
    from fingerpost.web.access import GATE

    GATE.on_used = lambda: _say_address(host, port, "To open it in another browser")
    server = create_server(
        app, host=host, port=port, threads=8, ident=None, max_request_body_size=NEVER_TO_DISK,
        inbuf_overflow=2 * NEVER_TO_DISK, outbuf_overflow=2 * NEVER_TO_DISK,
    )  # fmt: skip
    address = _say_address(host, port, "Open")
    threading.Thread(target=_sweep, daemon=True).start()
    if browser:
        threading.Thread(target=_open_browser, args=(address,), daemon=True).start()
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()


def _application() -> Any:
    """Give the WSGI callable, by name: settings and addresses stand on the floor above."""
    return import_module("fingerpost.site.wsgi").application


def _say_address(host: str, port: int, lead: str) -> str:
    from fingerpost.web.access import GATE

    address = f"http://{host}:{port}/?t={GATE.issue()}"
    print(f"{lead}: {address}", flush=True)
    return address


def _sweep() -> None:
    """Forget idle answers even when nobody asks for a page."""
    from fingerpost.web.memory import STORE

    while True:
        time.sleep(SWEEP_SECONDS)
        STORE.forget_idle()


def _open_browser(address: str) -> None:
    on_screen = sys.platform in {"win32", "darwin"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if on_screen:
        webbrowser.open(address)


def _say_when_up(host: str, port: int) -> None:
    """Print the address once somebody answers at it."""
    for _ in range(600):
        try:
            socket.create_connection((LOCAL if host == ANYWHERE else host, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            print(f"Open: http://{host}:{port}/", flush=True)
            return


def _serve_hosted(host: str, port: int) -> None:
    # Workers are processes of their own: they must share the key.
    os.environ.setdefault("FINGERPOST_KEY", secrets.token_urlsafe(32))
    threading.Thread(target=_say_when_up, args=(host, port), daemon=True).start()
    try:
        from granian import Granian
    except ImportError:
        _waitress_hosted(host, port)
        return
    Granian(
        "fingerpost.site.wsgi:application", address=host, port=port, interface="wsgi", websockets=False,
        workers=max(1, os.cpu_count() or 1), blocking_threads=4, log_enabled=False,
        respawn_failed_workers=True, workers_kill_timeout=STOP_SECONDS,
    ).serve()  # fmt: skip


def _waitress_hosted(host: str, port: int) -> None:
    from waitress import serve as run

    run(
        _application(), host=host, port=port, threads=16, ident=None,
        max_request_body_size=NEVER_TO_DISK, inbuf_overflow=2 * NEVER_TO_DISK, outbuf_overflow=2 * NEVER_TO_DISK,
    )  # fmt: skip
