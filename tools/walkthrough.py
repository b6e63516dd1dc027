"""Write docs/walkthrough.md from three real runs, so that what it shows is what the program says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fingerpost.cli.plan_text import plan_text
from fingerpost.journeys.happened import Account, as_json, assess
from fingerpost.knowledge.load import load

DAY = date(2026, 11, 24)
RUNS = (
    ("A stalking account in Scotland", "scotland", None,
     "My ex keeps making new accounts to message me, more than thirty since we split up in June. I never answer. Last week "
     "he knew I had been at my sister's in Paisley and I had told nobody. He has not been violent. I blocked him twice."),
    ("A bank transfer fraud an hour ago in England", "england", None,
     "An hour ago a man from my bank's fraud team rang and said my account was at risk. I moved £4,200 to a safe account "
     "he gave me. I have not told my bank yet. I feel so stupid."),
    ("A charity with ransomware in Wales", "wales", "charity",
     "We are a small charity with one paid worker. This morning none of our files will open, they all end in .lockd, and "
     "there is a note asking for bitcoin within five days. Our donor list was on that server."),
)  # fmt: skip
HEAD = """# Three real runs

Each is one command, and what it printed. The words in quotation marks are those of the account that gave the answer.
Written by `tools/walkthrough.py`; nothing here was edited. The same on the pages: [pictures](pictures/).
"""


def pictures() -> str:
    """Give the table of every kind of page to read, as `tools/pictures.py` took them."""
    rows = ["## Every kind of page", "", "At 320 pixels and wide, light and dark.", ""]
    rows += ["| | 320, light | 320, dark | wide, light | wide, dark |", "|---|---|---|---|---|"]
    for kind in ("list", "crime", "subject", "service", "guide", "card", "glossary", "assessment"):
        shots = (f"pictures/kinds/{kind}-{width}-{scheme}.png" for width in (320, 1280) for scheme in ("light", "dark"))
        rows.append(f"| {kind} | " + " | ".join(f"![{kind}]({shot})" for shot in shots) + " |")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Run the three and write the page."""
    known = load()
    parts = [HEAD]
    for title, nation, who, text in RUNS:
        outcome = assess(Account(text=text, nation=nation, who=who), known)
        option = f" --who {who}" if who else ""
        command = f'./run ask --nation {nation}{option} --today {DAY} --text "{text}"'
        shown = plan_text(as_json(outcome, known, DAY))
        parts.append(f"## {title}\n\n```sh\n{command}\n```\n\n```text\n{shown}```\n")
    page = Path(__file__).parents[1] / "docs" / "walkthrough.md"
    parts.append(pictures())
    page.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
