"""The house in order: what is committed, what the documents say, and that tests stay on this machine."""

import re
import socket
import subprocess
import tomllib
from pathlib import Path

import click
import pytest

from fingerpost.cli import main

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
ADRS = sorted((ROOT / "docs" / "adr").glob("*.md"))
NOT_OURS = re.compile(r"^(\.git|\.venv.*|__pycache__|.*\.egg-info|\.\w+_cache|\.hypothesis|build|dist)$")


def committed():
    """Give the files git knows, or, in a copy without git, all but what .gitignore names."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0 and listed.stdout:
        paths = [ROOT / name.decode() for name in listed.stdout.split(b"\0") if name]
    else:
        paths = [p for p in ROOT.rglob("*") if not any(NOT_OURS.match(part) for part in p.relative_to(ROOT).parts)]
    return [path for path in paths if path.is_file()]


FILES = committed()


def holding(pattern):
    """Give each file a pattern of bytes is found in, with what was found."""
    return {p.relative_to(ROOT).as_posix(): found.group() for p in FILES if (found := pattern.search(p.read_bytes()))}


# ---- lock files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address_and_hashes_everything(lock):
    text = lock.read_text()
    assert "://" not in text
    assert "--" not in text.replace("--hash=sha256:", "")
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9-]+==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", entry), entry[:60]


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {lock.stem: set(re.findall(r"^([a-z0-9-]+)==", lock.read_text(), re.MULTILINE)) for lock in LOCKS}
    asked = {"run": project["dependencies"], "test": [*project["dependencies"]]}
    asked["test"] += [line for extra in project["optional-dependencies"].values() for line in extra]
    for name, lines in asked.items():
        wanted = {re.match(r"[\w-]+", line).group().lower().replace("_", "-") for line in lines}
        assert wanted <= names[name], f"run make lock: {sorted(wanted - names[name])}"


def test_the_two_locks_agree():
    run, test = (set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
                 for name in ("run.lock", "test.lock"))  # fmt: skip
    assert run <= test


# ---- what is committed -----------------------------------------------------------------------------------------------


def test_no_committed_file_names_a_path_of_one_machine():
    folders = rb"(?<![\w.-])/(?:" + b"|".join([b"work", b"root", rb"home/[a-z]\w*", rb"Users/[A-Za-z]\w*"]) + rb")/"
    assert holding(re.compile(folders)) == {}


def test_no_committed_file_names_a_package_host():
    hosts = b"|".join(name + rb"\." + end for name, end in [
        (b"pypi", b"org"), (b"pythonhosted", b"org"), (b"npmjs", b"(org|com)"), (b"crates", b"io"), (b"conda", b"io"),
    ])  # fmt: skip
    assert holding(re.compile(hosts, re.IGNORECASE)) == {}


def test_what_is_made_here_is_not_committed():
    assert [p for p in FILES if any(NOT_OURS.match(part) for part in p.relative_to(ROOT).parts)] == []


def test_gitignore_names_what_is_made_here():
    lines = (ROOT / ".gitignore").read_text().splitlines()
    assert {".venv/", ".venv-*/", "__pycache__/", "*.egg-info/"} <= set(lines)


@pytest.mark.parametrize("name", ["run", "test", ".ci/run"])
def test_the_commands_can_be_run(name):
    path = ROOT / name
    assert path.stat().st_mode & 0o111
    assert path.read_bytes().startswith(b"#!/")
    assert b"\r" not in path.read_bytes()


# ---- documents -------------------------------------------------------------------------------------------------------


def commands(group=None, before=()):
    if group is None:
        main._add_commands()
        group = main.cli
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield " ".join((*before, name)), command


def documents():
    return "\n".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else "")
def test_the_documents_tell_every_command_and_option(name, command):
    reference = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    section = re.search(rf"^## `fingerpost {name}`\n(.*?)(?=^## |\Z)", reference, re.MULTILINE | re.DOTALL)
    assert section, f'docs/commands.md has no section "fingerpost {name}"'
    for option in command.params:
        if isinstance(option, click.Option):
            assert f"`{option.opts[0]}" in section[1], f"fingerpost {name}: {option.opts[0]} is not told"


def test_the_documents_tell_every_setting():
    names = {
        name
        for path in FILES
        if path.suffix in {".py", ".sh"} or path.name in {"run", "test"}
        for name in re.findall(r"\bFINGERPOST_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
    assert {name for name in names if f"`{name}`" not in documents()} == set()


@pytest.mark.parametrize("adr", ADRS, ids=lambda adr: adr.stem)
def test_a_decision_says_context_options_choice_and_cost(adr):
    headings = re.findall(r"^## (.+)$", adr.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["Context", "Options", "Choice", "Cost"]


def test_decisions_are_numbered_without_gaps():
    assert [int(adr.name[:4]) for adr in ADRS] == list(range(1, len(ADRS) + 1))


def test_links_between_documents_lead_somewhere():
    links = [
        (page, target)
        for page in FILES
        if page.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in target
    ]
    assert [f"{page.name}: {target}" for page, target in links if not (page.parent / target).exists()] == []


def test_the_documents_every_project_needs_are_there():
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    assert (ROOT / "CHANGELOG.md").read_text().startswith("# Changelog\n")
    for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/ARCHITECTURE.md", "docs/misuse.md"):
        assert (ROOT / name).stat().st_size > 1000, name


# ---- tests stay here -------------------------------------------------------------------------------------------------


def test_no_test_reaches_the_network():
    with pytest.raises(PermissionError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(PermissionError):
        socket.getaddrinfo("example.org", 80)
    with socket.create_server(("127.0.0.1", 0)) as here:
        socket.create_connection(here.getsockname()).close()
