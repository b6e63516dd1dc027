"""The house: imports go down and never sideways, and the world enters by few doors. Files that break this are named."""

import ast
from pathlib import Path

import pytest

import fingerpost

HOME = Path(fingerpost.__file__).parent
FLOORS = {
    0: ["__init__", "terms", "errors"],
    1: ["text", "model", "rules", "conditions", "flow"],
    2: ["knowledge"],
    3: ["triage", "check", "readers", "vault", "patterns", "assess", "devices", "images", "reports"],
    4: ["journeys"],
    5: ["cli", "web"],
    6: ["site", "__main__"],
}
FLOOR_OF = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
ONE_ROOM = {"conditions": "rules"}  # the part of the rules that reads and weighs their conditions
DOORS = {("cli/serving.py", "web"), ("cli/publishing.py", "web")}  # between two faces: the commands that need its pages
NOT_IN_THE_CORE = {
    "django",
    "numpy",
    "pandas",
    "scipy",
    "sklearn",
    "waitress",
    "whitenoise",
    "granian",
    "typst",
    "click",
    "rich",
}
CORE = 4  # the highest floor of it

WORLD_MODULES = {
    "time",
    "random",
    "secrets",
    "socket",
    "uuid",
    "subprocess",
    "tempfile",
    "shutil",
    "urllib",
    "http",
    "os",
}
WORLD_CALLS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob", "rglob", "stat",
               "is_file", "is_dir", "exists", "mkdir", "unlink", "now", "utcnow", "today"}  # fmt: skip
MAY_MEET_THE_WORLD = {
    "knowledge/load.py": "reads the knowledge",
    "knowledge/lint.py": "reads the knowledge again, for the lines to point at",
    "knowledge/compiling.py": "writes the packed knowledge and its schemas",
    "model.py": "reads and writes a model file",
    "triage/features.py": "knows where the weights are",
    "reports/pdf.py": "reads its template",
}
FILES = [path.relative_to(HOME).as_posix() for path in sorted(HOME.rglob("*.py"))]


def room_of(file):
    room = file.partition("/")[0].removesuffix(".py")
    return ONE_ROOM.get(room, room)


def imports_of(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{'.' * node.level}{node.module or ''}.{alias.name}", node.lineno) for alias in node.names)


@pytest.mark.parametrize("file", FILES)
def test_imports_go_down_and_never_sideways(file):
    tree, room = ast.parse((HOME / file).read_text(encoding="utf-8")), room_of(file)
    assert room in FLOOR_OF, f"{file}: the room {room} is on no floor; add it to the table and to docs/ARCHITECTURE.md"
    for name, line in imports_of(tree):
        where, parts = f"{file}:{line}", name.split(".")
        assert parts[0], f"{where}: imports {name}; write the whole name"
        if FLOOR_OF[room] <= CORE:
            assert parts[0] not in NOT_IN_THE_CORE, f"{where}: the core imports {name}"
        if parts[0] == "fingerpost" and len(parts) > 1:
            other = room_of(parts[1])
            lower = FLOOR_OF[other] < FLOOR_OF[room]
            assert lower or other == room or (file, other) in DOORS, f"{where}: {room} may not import {other}"


@pytest.mark.parametrize("file", [file for file in FILES if FLOOR_OF.get(room_of(file), 0) <= CORE])
def test_the_world_enters_by_its_doors(file):
    if file in MAY_MEET_THE_WORLD:
        return
    tree = ast.parse((HOME / file).read_text(encoding="utf-8"))
    met = {(name.partition(".")[0], line) for name, line in imports_of(tree)}
    met = {(name, line) for name, line in met if name in WORLD_MODULES}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name in WORLD_CALLS:
            met.add((name, call.lineno))
    assert not met, f"{file}: meets the world at {sorted(met)}; take the value as an argument"
