"""What happened? From a person's words and answers to an assessment, a plan and the next question worth asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from fingerpost.errors import BadRequest
from fingerpost.knowledge.entries import Crime, GenericService, Service
from fingerpost.knowledge.load import Knowledge
from fingerpost.rules import Plan, PlannedAction, PlannedRoute
from fingerpost.terms import NATIONS, NOT_SURE, RATHER_NOT_SAY, CrimeGuess, Reading
from fingerpost.triage.questions import (
    CRIME_KEY,
    NONE_OF_THESE,
    Question,
    answer_values,
    next_question,
    plan_for,
    still_open,
)
from fingerpost.triage.read import failed_reading, read_account

UNSAID: Final = (NOT_SURE, RATHER_NOT_SAY)
CHILD_IMAGES: Final = frozenset(["child_images"])  # cannot be where the person and everyone shown are adults
KEPT_AT: Final = 0.6  # a crime read with this confidence stays beside the one the person picks


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What a person gives: their words, what they picked beside them, and their answers.

    Attributes:
        answers: Key to value; keys and values are those of `answer_keys`.
    """

    text: str = ""
    who: str | None = None
    nation: str | None = None
    age: str | None = None
    answers: Mapping[str, str] = {}


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """An assessed account.

    Attributes:
        values: Every fact known, by reading or by answer; answers win.
        crimes: In order, as confirmed or corrected.
        asked: The keys answered.
    """

    account: Account
    reading: Reading
    values: Mapping[str, str]
    crimes: tuple[CrimeGuess, ...]
    runner_up: CrimeGuess | None
    plan: Plan
    category: str | None
    question: Question | None
    asked: frozenset[str]


def answer_keys(known: Knowledge) -> dict[str, tuple[str, ...]]:
    """Give every answer key with its values."""
    keys = {spec.id: (*answer_values(spec), *UNSAID) for spec in known.country.facts if spec.ask is not None}
    keys[CRIME_KEY] = (*known.crimes, NONE_OF_THESE, *UNSAID)
    return keys


def check_answers(known: Knowledge, answers: Mapping[str, str]) -> None:
    """Refuse answers that are not in the vocabulary.

    Raises:
        BadRequest: An unknown key or value; names the ones there are.
    """
    keys = answer_keys(known)
    for key, value in answers.items():
        if key not in keys:
            raise BadRequest(f'there is no question "{key[:40]}"', hint='See "fingerpost ask --keys" for every question.')
        if value not in keys[key]:
            raise BadRequest(f'"{value[:40]}" is not an answer to "{key}"', hint="Answers: " + ", ".join(keys[key][:12]))


def assess(account: Account, known: Knowledge) -> Outcome:
    """Read an account, take in the answers, and make the plan.

    Raises:
        BadRequest: An answer that is not in the vocabulary.
    """
    check_answers(known, account.answers)
    reading = _read(account, known)
    values = dict(reading.values())
    crimes, runner_up = reading.crimes, reading.runner_up
    for key, value in account.answers.items():
        if key == CRIME_KEY:
            crimes, runner_up = _chosen(value, reading, known)
        elif value not in UNSAID:
            values[key] = value
        elif known.facts[key].guards:
            values[key] = "unclear"
        else:
            values.pop(key, None)
    if values.get("crisis") == "unclear" and values.get("danger", "not-asked") == "not-asked":
        # A question about life itself that was left open counts as danger left open.
        values["danger"] = "unclear"
    if values.get("crisis") == "yes":
        values["danger"] = "yes"
    asked = frozenset(account.answers)
    if values.get("age") == values.get("image_age") == "adult":
        crimes = tuple(guess for guess in crimes if guess.id not in CHILD_IMAGES)
    plan = plan_for(known, values, tuple(guess.id for guess in crimes))
    question = next_question(known, values, crimes, runner_up, asked)
    if question is None and not crimes and reading.kind == "too-little" and CRIME_KEY not in asked:
        question = _what_kind()
    return Outcome(
        account=account, reading=reading, values=values, crimes=crimes, runner_up=runner_up, plan=plan,
        category=category_of(crimes, values, known), question=question, asked=asked,
    )  # fmt: skip


def _read(account: Account, known: Knowledge) -> Reading:
    try:
        return read_account(account.text, known=known, who=account.who, nation=account.nation, age=account.age)
    except (ValueError, ArithmeticError, LookupError, RecursionError):
        # A failure in reading is never "no danger": the reading says so, and the plan leads with 999.
        return failed_reading()


def _chosen(value: str, reading: Reading, known: Knowledge) -> tuple[tuple[CrimeGuess, ...], CrimeGuess | None]:
    """Take in the person's own word on what kind of crime it is; they know better than we do."""
    if value in UNSAID:
        return reading.crimes, reading.runner_up
    if value == NONE_OF_THESE:
        likely = {guess.id for guess in (*reading.crimes[:1], *([reading.runner_up] if reading.runner_up else []))}
        rest = tuple(guess for guess in reading.crimes if guess.id not in likely)
        return rest, None
    chosen = CrimeGuess(id=value, confidence=1.0)
    others = [guess for guess in reading.crimes if guess.id != value and guess.confidence >= KEPT_AT]
    ordered = sorted([chosen, *others], key=lambda guess: (known.rank[guess.id][0], guess.id != value))
    dropped = reading.crimes[0] if reading.crimes and reading.crimes[0].id != value else reading.runner_up
    return tuple(ordered), dropped if dropped and dropped.id != value else None


def _what_kind() -> Question:
    """Ask what it is about, when an account says too little."""
    return Question(
        CRIME_KEY,
        ("app_fraud", "hack_social", "hack_email", "smishing", "cyber_stalking", "intimate_threat", "sextortion",
         "bullying", "purchase", "malware", NONE_OF_THESE, NOT_SURE, RATHER_NOT_SAY),
    )  # fmt: skip


def category_of(crimes: Sequence[CrimeGuess], values: Mapping[str, str], known: Knowledge) -> str | None:
    """Give the account's category: dependent if a system, account or device was broken into, infected or blocked."""
    if not crimes:
        return None
    breaks_in = set(known.country.breaks_in)
    if values.get("broke_in") == "yes" or values.get("given") == "access" or any(guess.id in breaks_in for guess in crimes):
        return "cyber-dependent"
    return "cyber-enabled"


# ---- as JSON: the shapes of the interface contract ------------------------------------------------------------------


def as_json(outcome: Outcome, known: Knowledge, today: date, account_id: str | None = None) -> dict[str, Any]:
    """Give an outcome in the shape of `interfaces.md`, ask."""
    return {
        "id": account_id,
        "assessment": _assessment(outcome, known, today),
        "plan": _plan(outcome, known, today),
        "next_question": None if outcome.question is None else question_json(outcome.question, known),
        "unknown": unknown_facts(outcome, known),
        "understood": [
            {
                "key": fact.id, "value": fact.value, "confidence": fact.confidence,
                "why": [{"span": list(reason.span), "words": reason.words} for reason in fact.why],
            }
            for fact in outcome.reading.facts
        ],
        "note": note_for(outcome, known),
    }  # fmt: skip


def _assessment(outcome: Outcome, known: Knowledge, today: date) -> dict[str, Any]:
    runner_up = outcome.runner_up
    return {
        "crimes": [_crime_json(guess, known.crimes[guess.id], known) for guess in outcome.crimes],
        "category": outcome.category,
        "urgency": outcome.plan.urgency,
        "danger": outcome.values.get("danger", "not-asked"),
        "offences": offences_of(outcome, known, today),
        "kind": "crime" if outcome.crimes else outcome.reading.kind,
        "runner_up": None if runner_up is None else _crime_json(runner_up, known.crimes[runner_up.id], known),
    }


def _crime_json(guess: CrimeGuess, crime: Crime, known: Knowledge) -> dict[str, Any]:
    return {
        "id": guess.id,
        "name": known.say(crime.name),
        "category": "cyber-dependent" if guess.id in known.country.breaks_in else "cyber-enabled",
        "confidence": guess.confidence,
        "why": [{"span": list(reason.span), "words": reason.words} for reason in guess.why],
    }


def offences_of(outcome: Outcome, known: Knowledge, today: date) -> list[dict[str, Any]]:
    """Give the offences it may be, in the nation, or in each where the nation is not known; only laws in force."""
    nation = outcome.values.get("nation", "unknown")
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for guess in outcome.crimes:
        crime = known.crimes[guess.id]
        for where in (nation,) if nation != "unknown" else NATIONS:
            for law_id in crime.offences.get(where, ()):  # type: ignore[call-overload]
                law = known.offences[law_id]
                if not law.in_force or where not in law.nations:
                    continue
                found.setdefault(
                    (where, law_id),
                    {
                        "law": law_id, "nation": where, "status": status_word(law.status), "act": law.act,
                        "section": law.section, "text": known.say(law.plain), "sources": list(law.sources),
                        "checked": law.read[:7], "expired": today.isoformat() > law.review_by,
                    },
                )  # fmt: skip
    return list(found.values())


def status_word(status: str) -> str:
    """Give the word the contract uses for an entry's status."""
    return "checked" if status == "confirmed" else "unconfirmed"


def _plan(outcome: Outcome, known: Knowledge, today: date) -> dict[str, Any]:
    return {
        "routes": [route_json(route, outcome, known, today) for route in outcome.plan.routes],
        "actions": [action_json(action, known) for action in outcome.plan.actions],
        "withheld": [
            {"does": held.does, "by": held.by, "text_id": held.text_id, "why": known.say(held.text_id)}
            for held in outcome.plan.withheld
        ],
        "keep": keep_of(outcome, known),
    }


def action_json(action: PlannedAction, known: Knowledge) -> dict[str, Any]:
    """Give one action: the sentence that leads, further particulars, and why it is there."""
    lead, *more = action.steps
    sentences: dict[str, None] = {}
    for step in (lead, *more):
        sentences.setdefault(known.say(step.text_id))
    text, *detail = sentences
    sources = list(dict.fromkeys(source for step in action.steps for source in step.sources))
    conflict = known.conflicts.get(action.rule)
    if not sources and conflict is not None:
        sources = list(conflict.sources)
    return {
        "id": action.action.id,
        "does": list(action.action.does),
        "when": action.when,
        "text_id": lead.text_id,
        "text": text,
        "detail": detail,
        "why": why_of(action.rule, known),
        "by": action.rule,
        "sources": sources,
        "status": status_word(lead.status),
    }


def why_of(rule: str, known: Knowledge) -> str:
    """Give the reason a rule has for what it asks, in words."""
    conflict = known.conflicts.get(rule)
    if conflict is not None:
        return known.say(conflict.why_texts[0]) if conflict.why_texts else known.say(conflict.do_text)
    situation = known.situations.get(rule)
    return known.say(situation.summary) if situation is not None else ""


def contact_of(service: Service, known: Knowledge, today: date) -> list[dict[str, Any]]:
    """Give every way to reach a service, with a doubt mark only where there is doubt."""
    ways: list[dict[str, Any]] = []
    overdue = today.isoformat() > service.review_by
    for phone in service.phones:
        bare = phone.number.replace(" ", "")
        sure = any(bare == number.replace(" ", "") for number in UNDOUBTED)
        ways.append(
            {
                "kind": "phone", "value": phone.number, "label": known.say(phone.label), "cost": known.say(phone.cost),
                "note": known.say(phone.note) if phone.note else "", "doubt": not sure and overdue,
            }
        )  # fmt: skip
    for name, address in service.web.items():
        ways.append({"kind": "web", "value": address, "label": name.replace("_", " "), "doubt": overdue})
    if service.email:
        ways.append({"kind": "email", "value": service.email, "label": "E-mail", "doubt": overdue})
    ways.extend(
        {"kind": access.kind, "value": known.say(access.detail), "label": access.kind, "doubt": overdue}
        for access in service.access
    )
    if not ways and service.members_seen:
        ways.append({"kind": "how", "value": ", ".join(service.members_seen), "label": "", "doubt": overdue})
    return ways


UNDOUBTED: Final = ("999", "112", "101", "116 123")


def is_expired(service: Service, today: date) -> bool:
    """Say whether a service is past its review date; one that is an undoubted number and no more never is."""
    bare = bool(service.phones) and not service.web and all(phone.number in UNDOUBTED for phone in service.phones)
    return today.isoformat() > service.review_by and not bare


def route_json(route: PlannedRoute, outcome: Outcome, known: Knowledge, today: date) -> dict[str, Any]:
    """Give one route: whom, why, how, the words to say, what to have ready and what to do if they do not help."""
    talk = known.talk.get(route.service, "other")
    base: dict[str, Any] = {
        "service": route.service,
        "order": route.order,
        "why": known.say(route.why),
        "say": words_to_say(talk, outcome, known),
        "have_ready": numbered(known, f"ready.{talk}"),
        "asked": numbered(known, f"asked.{talk}"),
        "if_no_help": known.say(f"refused.{talk}"),
    }
    service: Service | GenericService | None = known.services.get(route.service)
    if isinstance(service, Service):
        return base | {
            "name": known.say(service.name),
            "nations": list(service.nations),
            "contact": contact_of(service, known, today),
            "sources": list(service.sources),
            "checked": service.read[:7],
            "status": status_word(service.status),
            "expired": is_expired(service, today),
            "doubt": list(service.doubt),
            "used_in_danger": service.used_in_danger,
        }
    generic = known.generic[route.service]
    return base | {
        "name": known.say(generic.name), "nations": list(NATIONS),
        "contact": [{"kind": "how", "value": known.say(generic.how), "label": "", "doubt": False}],
        "sources": [], "checked": "", "status": "checked", "expired": False, "doubt": [], "used_in_danger": False,
    }  # fmt: skip


def numbered(known: Knowledge, stem: str) -> list[str]:
    """Give the texts `stem.1`, `stem.2`, ... as far as they go."""
    found: list[str] = []
    while known.has_text(f"{stem}.{len(found) + 1}"):
        found.append(known.say(f"{stem}.{len(found) + 1}"))
    return found


def words_to_say(talk: str, outcome: Outcome, known: Knowledge) -> str:
    """Give the two sentences to say, built from what is known."""
    amount = outcome.reading.details.amount_pence
    money = outcome.values.get("money") in {"sent", "taken"}
    stem = f"say.{talk}"
    if amount and money and known.has_text(stem + ".money"):
        stem += ".money"
    crime = known.say(f"say.crime.{outcome.crimes[0].id}") if outcome.crimes else known.say("say.something")
    return known.say(stem).replace("{crime}", crime).replace("{amount}", pounds(amount) if amount else "")


def pounds(pence: int) -> str:
    """Write a sum of money: £1,250 or £12.50."""
    return f"£{pence // 100:,}" if pence % 100 == 0 else f"£{pence / 100:,.2f}"


def keep_of(outcome: Outcome, known: Knowledge) -> list[dict[str, Any]]:
    """Give what to keep; where a child's image may be there, nothing that asks for a picture."""
    child_image = any(held.by == "child_image_no_copy" for held in outcome.plan.withheld)
    kept: dict[str, dict[str, Any]] = {}
    if child_image:
        text_id = "action.keep-words-only"
        kept[text_id] = {"id": "keep-words-only", "text_id": text_id, "text": known.say(text_id)}
    for guess in outcome.crimes:
        for at, text_id in enumerate(known.crimes[guess.id].keep, 1):
            words = known.say(text_id)
            if child_image and any(word in words.lower() for word in CAPTURE_WORDS):
                continue
            if not any(row["text"] == words for row in kept.values()):
                kept[text_id] = {"id": f"{guess.id}.{at}", "text_id": text_id, "text": words}
    return list(kept.values())


CAPTURE_WORDS: Final = ("screenshot", "picture", "photo", "image", "video", "capture", "recording", "copy", "copies")


def unknown_facts(outcome: Outcome, known: Knowledge) -> list[str]:
    """Give the facts that are still open and bear on this account."""
    return still_open(known, outcome.values, outcome.crimes, outcome.asked)


def question_json(question: Question, known: Knowledge) -> dict[str, Any]:
    """Give a question with its words."""
    return {
        "key": question.key,
        "text": question_text(question.key, known),
        "options": [{"value": value, "text": option_text(question.key, value, known)} for value in question.values],
    }


def question_text(key: str, known: Knowledge) -> str:
    """Give a question's words."""
    return known.say(f"ask.{key}")


def option_text(key: str, value: str, known: Knowledge) -> str:
    """Give an answer's words."""
    if value in UNSAID:
        return known.say(f"ask.{value}")
    if key == CRIME_KEY and value in known.crimes:
        return known.say(known.crimes[value].name)
    return known.say(f"ask.{key}.{value}")


def note_for(outcome: Outcome, known: Knowledge) -> str:
    """Give the plain sentence for an account that is not cyber crime or says too little; else ""."""
    if outcome.crimes:
        return ""
    if outcome.plan.urgency == "emergency":
        return known.say("note.emergency")
    return known.say("note." + outcome.reading.kind)
