"""What every test shares: the knowledge, no network beyond this machine, long runs on request, and NOT RUN lines."""

import ipaddress
import os
import signal
import sys

import pytest

from fingerpost.knowledge.load import load

NOT_RUN = "NOT RUN"


# ---- no network ------------------------------------------------------------------------------------------------------


def _is_here(host):
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _stay_here(event, arguments):
    """Refuse to reach or even look up any other machine. An audit hook cannot be gone round or taken off again."""
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        if isinstance(address, tuple) and not _is_here(address[0]):
            raise PermissionError("a test reached for the network")
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"} and not _is_here(arguments[0]):
        raise PermissionError("a test looked up the name of another machine")


sys.addaudithook(_stay_here)


# ---- long runs -------------------------------------------------------------------------------------------------------


def pytest_addoption(parser):
    parser.addoption("--deep", action="store_true", help="run the long runs too")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--deep"):
        return
    deep = [item for item in items if item.get_closest_marker("deep")]
    if deep:
        config.hook.pytest_deselected(items=deep)
        items[:] = [item for item in items if item not in deep]


# ---- tests that hang -------------------------------------------------------------------------------------------------

LONGEST_TEST = 300  # seconds; a test that waits for ever fails, and the rest go on
LONGEST_DEEP_TEST = 3600


def _ring(number, frame):
    raise TimeoutError("the test took too long")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if not hasattr(signal, "SIGALRM"):
        return (yield)
    signal.signal(signal.SIGALRM, _ring)
    signal.alarm(LONGEST_DEEP_TEST if item.get_closest_marker("deep") else LONGEST_TEST)
    try:
        return (yield)
    finally:
        signal.alarm(0)


# ---- what could not be run -------------------------------------------------------------------------------------------


def _fail_if_all_required(report):
    """A skip whose reason begins with NOT RUN fails where everything must run (FINGERPOST_REQUIRE_ALL)."""
    if report.skipped and os.environ.get("FINGERPOST_REQUIRE_ALL") and NOT_RUN in _reason(report):
        report.outcome = "failed"
        report.longrepr = _reason(report)
    return report


def _reason(report):
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _fail_if_all_required((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _fail_if_all_required((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter):
    """Print what was not run, and the checks that failed before the tests, just above the last line."""
    yield
    reasons = {_reason(report) for report in terminalreporter.stats.get("skipped", [])}
    for reason in sorted(reason for reason in reasons if reason.startswith(NOT_RUN)):
        terminalreporter.write_line(reason)
    if failed := os.environ.get("FINGERPOST_FAILED_CHECKS"):
        terminalreporter.write_line(f"FAILED before the tests: {failed}")


# ---- what tests use --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def known():
    """The knowledge of the UK, in English."""
    return load()
