"""Attended steps: a person looks at the screen of a system and says what she sees."""

from __future__ import annotations

from typing import Any

from harness.attended import ROLES, Question
from harness.steps.casebook import book
from harness.steps.phrases import step_text


def ask(context: Any, *, system: str, instruction: str, **more: Any) -> None:
    """Ask the person whose role the scenario's tags name (technologist where they name none)."""
    hospital = book(context).hospital
    tags = set(map(str, context.scenario.effective_tags))
    role = next((role for role in ROLES if role in tags), "technologist")
    step = context.course.index
    scenario_id = context.course.id
    hospital.ask(
        Question(
            id=f"{scenario_id}/{step + 1}",
            scenario_id=scenario_id,
            step=step,
            role=role,
            system=system,
            instruction=instruction,
            **more,
        )
    )


@step_text(
    "then",
    en='look at the screen of system "{system}" and confirm the statement "{statement}"',
    es='mire la pantalla del sistema "{system}" y confirme la afirmación "{statement}"',
    fr='regardez l\'écran du système "{system}" et confirmez l\'affirmation "{statement}"',
    pt='olhe para o ecrã do sistema "{system}" e confirme a afirmação "{statement}"',
)
def confirm_statement(context: Any, system: str, statement: str) -> None:
    ask(context, system=system, instruction=statement, look_for=(statement,))
