"""Pack the knowledge and write the JSON Schemas beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from fingerpost.knowledge import entries
from fingerpost.knowledge.load import DATA, compile_country

SCHEMAS: Final = Path(__file__).parent / "schema"


def schema_texts() -> dict[str, str]:
    """Give the JSON Schema of each file of a country, by file name."""
    files = [*entries.FILES, entries.File("phrases.yaml", ("phrases",))]
    made = {}
    for file in files:
        parts: dict[str, dict[str, Any]] = {section: entries.schema_of(section) for section in file.sections}
        definitions: dict[str, Any] = {}
        for part in parts.values():
            definitions |= part.pop("$defs", {})
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": file.path,
            "type": "object",
            "properties": parts,
            "required": list(file.sections),
            "additionalProperties": False,
            "$defs": definitions,
        }
        name = file.path.removesuffix(".yaml") + ".schema.json"
        made[name] = json.dumps(schema, indent=1, sort_keys=True) + "\n"
    return made


def compile_all(country: str) -> list[str]:
    """Write the packed file and every schema; give the names written."""
    packed = compile_country(DATA / country)
    SCHEMAS.mkdir(exist_ok=True)
    for name, text in schema_texts().items():
        (SCHEMAS / name).write_text(text, encoding="utf-8")
    return [packed.name, *schema_texts()]
