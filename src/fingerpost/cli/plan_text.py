"""Write a plan for reading in a terminal or on paper."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, Final

WIDTH: Final = 88
URGENCY_WORDS: Final = {
    "emergency": "This is an emergency. Call 999 now.",
    "police-now": "Tell the police today. If anyone is in danger, call 999.",
    "bank-now": "Call your bank first, right now.",
    "report-now": "Act on this today.",
    "report": "Report this when you can. It is not too late.",
    "advice": "There is time. Here is what helps.",
}
WHEN_WORDS: Final = {"now": "NOW", "today": "TODAY", "later": "LATER"}


def plan_text(result: dict[str, Any]) -> str:
    """Give the whole answer as plain text."""
    return "\n".join(_lines(result)).rstrip() + "\n"


def _lines(result: dict[str, Any]) -> Iterator[str]:
    assessment, plan = result["assessment"], result["plan"]
    if assessment["danger"] in {"yes", "unclear"}:
        yield "If anyone is in danger, call 999. From a mobile, if you cannot speak, press 55 when asked."
        yield ""
    yield URGENCY_WORDS[assessment["urgency"]]
    if result["note"]:
        yield from _wrapped(result["note"])
    for crime in assessment["crimes"]:
        words = ", ".join(f'"{reason["words"]}"' for reason in crime["why"])
        yield from _wrapped(f"This may be: {crime['name']}" + (f" (you said {words})" if words else ""))
    if assessment["runner_up"] and assessment["crimes"]:
        yield from _wrapped(f"It could also be: {assessment['runner_up']['name']}.")
    for when in ("now", "today", "later"):
        actions = [action for action in plan["actions"] if action["when"] == when]
        if actions:
            yield ""
            yield WHEN_WORDS[when]
        for action in actions:
            yield from _wrapped(action["text"], "- ")
            for detail in action["detail"]:
                yield from _wrapped(detail, "    ")
    yield from _routes(plan["routes"])
    yield from _section("DO NOT", list(dict.fromkeys(f"{row['why']} [{row['by']}]" for row in plan["withheld"])))
    yield from _section("KEEP", [row["text"] for row in plan["keep"]])
    yield from _section("THE LAW: IT MAY BE", sorted({_law(row) for row in assessment["offences"]}))
    if result["next_question"]:
        yield ""
        yield from _wrapped("One more question could change this plan: " + result["next_question"]["text"])


def _law(row: dict[str, Any]) -> str:
    doubt = "" if row["status"] == "checked" else " (we have not been able to check this)"
    return f"{row['act']}, section {row['section']}: {row['text']} ({row['nation']}){doubt}"


def _routes(routes: list[dict[str, Any]]) -> Iterator[str]:
    if routes:
        yield ""
        yield "WHO TO TELL, IN THIS ORDER"
    for route in routes:
        ways = "; ".join(f"{way['value']}" for way in route["contact"][:3])
        yield from _wrapped(f"{route['order']}. {route['name']}: {ways}")
        yield from _wrapped(route["why"], "    ")
        yield from _wrapped(f'Say: "{route["say"]}"', "    ")
        if route["expired"]:
            yield from _wrapped("We have not checked this for some time.", "    ")


def _section(title: str, rows: list[str]) -> Iterator[str]:
    if rows:
        yield ""
        yield title
        for row in rows:
            yield from _wrapped(row, "- ")


def _wrapped(text: str, lead: str = "") -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
