"""Ask the questions in a terminal, one at a time."""

from __future__ import annotations

import click

from fingerpost.journeys.happened import Account, Outcome, assess, option_text, question_text
from fingerpost.knowledge.load import Knowledge


def interview(outcome: Outcome, known: Knowledge) -> Outcome:
    """Ask until no question could change what comes first; Enter stops and shows the plan."""
    while outcome.question is not None:
        question = outcome.question
        click.echo("\n" + question_text(question.key, known))
        for number, value in enumerate(question.values, 1):
            click.echo(f"  {number}. {option_text(question.key, value, known)}")
        given = click.prompt("Number, or Enter to see the plan", default="", show_default=False)
        if not given.strip():
            return outcome
        if not given.strip().isdigit() or not 1 <= int(given) <= len(question.values):
            click.echo(f"Please type a number from 1 to {len(question.values)}.")
            continue
        account = outcome.account
        answers = {**account.answers, question.key: question.values[int(given) - 1]}
        outcome = assess(
            Account(text=account.text, who=account.who, nation=account.nation, age=account.age, answers=answers), known
        )
    return outcome
