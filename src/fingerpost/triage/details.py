"""Read the particulars that fill the words to say: how much, when, where, on what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from fingerpost.knowledge.entries import Place
from fingerpost.terms import Details, Reason
from fingerpost.text import Folded

_NUMBER: Final = r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?"
_AMOUNT: Final = re.compile(
    rf"(?:£|gbp ?){_NUMBER} ?(k|grand|million|m)?(?![a-z])"
    rf"|(?<![\d.,]){_NUMBER} ?(k|grand)? ?(quid|pounds?|gbp|£|grand|k)(?![a-z])"
)
_SCALE: Final = {"k": 1_000, "grand": 1_000, "m": 1_000_000, "million": 1_000_000}
LARGEST_PENCE: Final = 10_000_000_000  # a number larger than this is not a sum somebody lost
_WHEN: Final = re.compile(
    r"\b(just now|(?:an|half an) hour ago|(?:\d+|one|two|three|four|five|six|a few|a couple of) (?:minutes?|mins?|hours?|"
    r"days?|weeks?|months?|years?) ago|this (?:morning|afternoon|evening|week)|today|tonight|yesterday|last (?:night|week|"
    r"month|year)|(?:on|last) (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b"
)
_PLATFORMS: Final = {
    name.lower(): name
    for name in (
        "WhatsApp", "Facebook", "Instagram", "Snapchat", "TikTok", "Telegram", "Discord", "Roblox", "Signal", "Vinted",
        "eBay", "Gumtree", "Depop", "Tinder", "Hinge", "Bumble", "LinkedIn", "YouTube", "Gmail", "Outlook", "Hotmail",
        "Reddit", "Twitch", "PayPal", "Microsoft 365", "Shopify", "Messenger", "Skype", "OnlyFans", "Xbox", "PlayStation",
    )
}  # fmt: skip
_PLATFORM: Final = re.compile(r"\b(" + "|".join(map(re.escape, _PLATFORMS)) + r")\b")


def amount_pence(text: str) -> int | None:
    """Give the largest sum of money named, in pence, or None."""
    found = []
    for match in _AMOUNT.finditer(text):
        first = match[1] is not None
        whole, part = (match[1], match[2]) if first else (match[4], match[5])
        scale = _SCALE.get((match[3] if first else match[6] or match[7]) or "", 1)
        # Whole numbers throughout: "2.5k" is 25 tenths of a thousand.
        hundredths = int(whole.replace(",", "")) * 100 + int((part or "0").ljust(2, "0"))
        value = hundredths * scale
        if value <= LARGEST_PENCE:
            found.append(value)
    return max(found, default=None)


def details(folded: Folded) -> Details:
    """Read the particulars of an account."""
    when = _WHEN.search(folded.text)
    platform = _PLATFORM.search(folded.text)
    return Details(
        amount_pence=amount_pence(folded.text),
        when_words=when.group() if when else None,
        platform=_PLATFORMS[platform.group()] if platform else None,
    )


def nation_named(folded: Folded, received: str, places: Sequence[Place]) -> tuple[str, Reason] | None:
    """Give the nation an account names by its places, or None where it names none or more than one."""
    found: dict[str, Reason] = {}
    for place in places:
        for name in place.names:
            at = folded.text.find(name)
            while at != -1:
                end = at + len(name)
                before = folded.text[at - 1] if at else " "
                after = folded.text[end] if end < len(folded.text) else " "
                if not before.isalnum() and not after.isalnum():
                    span = folded.original(at, end)
                    found.setdefault(place.nation, Reason(span=span, words=received[span[0] : span[1]]))
                    break
                at = folded.text.find(name, end)
    if len(found) != 1:
        return None
    return next(iter(found.items()))
