"""Weigh an organisation's answers: which controls apply, what is missing, and what to do first.

A control's weight is how often what it stops happens, times how bad that is, over the effort it takes. What is not known
weighs a little less than what is known to be missing, because finding out comes first. Nothing here is a certificate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log2
from typing import Final, Literal

import msgspec

from fingerpost.conditions import holds, parse
from fingerpost.knowledge.entries import Control, Essential, Theme
from fingerpost.knowledge.load import Knowledge

Answer = Literal["yes", "no", "dont-know", "not-applicable"]
ANSWERS: Final[tuple[Answer, ...]] = ("yes", "no", "dont-know", "not-applicable")
Standing = Literal["met", "gap", "unknown", "not_applicable", "open"]
STANDINGS: Final[Mapping[str, Standing]] = {
    "yes": "met", "no": "gap", "dont-know": "unknown", "not-applicable": "not_applicable",
}  # fmt: skip
UNKNOWN_SHARE: Final = 0.95  # what a control counts that nobody can tell about
EASY_MINUTES: Final = 30  # minutes of work that double the effort of nothing, and again for each doubling after
EASY_POUNDS: Final = 100  # likewise pounds a year
NEXT: Final = 3  # steps to do first
MONTH: Final = 6  # steps after them, this month
FIRST: Final = 5  # questions after which there is a useful answer


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A control as it stands for an organisation.

    Attributes:
        standing: `open` where it applies and has not been answered.
        weight: What doing it is worth against its effort; more comes first.
    """

    control: Control
    standing: Standing
    weight: float


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """How many controls of a Cyber Essentials theme are met, of those that apply."""

    id: Essential
    met: int
    of: int


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's answers, weighed.

    Attributes:
        findings: Every control, in the order of its weight.
        next_three, month, year: Ids of what is missing or not known, in order.
        first: Ids of the controls to ask about first.
    """

    findings: tuple[Finding, ...]
    next_three: tuple[str, ...]
    month: tuple[str, ...]
    year: tuple[str, ...]
    first: tuple[str, ...]
    essentials: tuple[Readiness, ...]

    def count(self, standing: Standing) -> int:
        """Count the controls of a standing."""
        return sum(finding.standing == standing for finding in self.findings)


def effort(control: Control) -> float:
    """Give the effort of a control: one for nothing, one more for each doubling of minutes or of pounds."""
    return 1 + log2(1 + control.minutes / EASY_MINUTES) + log2(1 + control.pounds / EASY_POUNDS)


def worth(control: Control) -> float:
    """Give what doing a control is worth: likelihood times harm, over effort."""
    return control.likelihood * control.harm / effort(control)


def applies(control: Control, profile: Mapping[str, str]) -> bool:
    """Say whether a control applies to an organisation.

    Args:
        control: The control.
        profile: A value for every fact of the profile.
    """
    return control.applies is None or holds(parse(control.applies), profile)


def whole_profile(known: Knowledge, said: Mapping[str, str]) -> dict[str, str]:
    """Give a value for every fact of the profile: what was said, or what is assumed while nothing is."""
    return {spec.id: said.get(spec.id, spec.assumed) for spec in known.country.profile}


def weigh(known: Knowledge, profile: Mapping[str, str], answers: Mapping[str, str]) -> Assessment:
    """Weigh an organisation's answers.

    Args:
        known: The knowledge whose controls are used.
        profile: What it says of itself; what is missing is taken to apply.
        answers: Control to one of `ANSWERS`; controls that do not apply are left out of the score whatever the answer.
    """
    whole = whole_profile(known, profile)
    findings = tuple(
        sorted(
            (_finding(control, whole, answers.get(control.id)) for control in known.country.controls),
            key=lambda finding: (-finding.weight, finding.control.id),
        )
    )
    missing = [finding.control.id for finding in findings if finding.standing in {"gap", "unknown"}]
    return Assessment(
        findings=findings,
        next_three=tuple(missing[:NEXT]),
        month=tuple(missing[NEXT : NEXT + MONTH]),
        year=tuple(missing[NEXT + MONTH :]),
        first=_first(findings),
        essentials=tuple(_essentials(findings)),
    )


def _finding(control: Control, profile: Mapping[str, str], answer: str | None) -> Finding:
    if not applies(control, profile):
        return Finding(control=control, standing="not_applicable", weight=0.0)
    standing: Standing = STANDINGS[answer] if answer else "open"
    share = {"unknown": UNKNOWN_SHARE, "not_applicable": 0.0}.get(standing, 1.0)
    return Finding(control=control, standing=standing, weight=round(share * worth(control), 4))


def _first(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Choose what to ask first: what is worth most, one of each theme, so that five answers look at all of the house."""
    ranked = sorted((f for f in findings if f.standing != "not_applicable"), key=lambda f: (-worth(f.control), f.control.id))
    seen: set[Theme] = set()
    chosen = []
    for finding in ranked:
        if finding.control.theme not in seen:
            seen.add(finding.control.theme)
            chosen.append(finding.control.id)
    return tuple(chosen[:FIRST])


def _essentials(findings: Iterable[Finding]) -> Iterable[Readiness]:
    asked: dict[Essential, list[Finding]] = {}
    for finding in findings:
        if finding.control.essentials and finding.standing != "not_applicable":
            asked.setdefault(finding.control.essentials, []).append(finding)
    for theme in sorted(asked):
        yield Readiness(id=theme, met=sum(f.standing == "met" for f in asked[theme]), of=len(asked[theme]))
