"""Every address in the knowledge stands in docs/sources.csv, with when and where it was read; and no other does."""

import csv
import re
from datetime import date
from pathlib import Path

import yaml

from fingerpost.knowledge.load import DATA, yaml_files

LEDGER = Path(__file__).parent.parent / "docs" / "sources.csv"
ADDRESS = re.compile(r"https?://[^\s'\"<>)\]]+")


def addresses(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return {found for part in value for found in addresses(part)}
    return set(ADDRESS.findall(value)) if isinstance(value, str) else set()


def in_the_product():
    return {
        url
        for path in yaml_files(DATA)
        for url in addresses(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    }


def ledger():
    with LEDGER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_address_says_where_it_was_read():
    assert in_the_product() - {row["url"] for row in ledger()} == set()


def test_the_ledger_lists_nothing_the_product_does_not_use():
    assert {row["url"] for row in ledger()} - in_the_product() == set()


def test_the_ledger_is_whole_and_in_order():
    rows = ledger()
    assert [row["url"] for row in rows] == sorted({row["url"] for row in rows})
    for row in rows:
        assert date.fromisoformat(row["read_on"]) >= date(2026, 1, 1)
        assert row["read_in"]
