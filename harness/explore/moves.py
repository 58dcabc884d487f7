"""What anybody in the hospital can do next: the moves of every subject. Pure."""

from __future__ import annotations

from harness.explore import desk as explore_desk
from harness.explore import device as explore_device
from harness.explore import reading as explore_reading
from harness.explore.model import World
from harness.explore.move import MOVES, Ground, Offer

SUBJECTS = (explore_desk, explore_device, explore_reading)  # imported for their moves


def possible(world: World, ground: Ground) -> list[Offer]:
    """Everything that can be done now, in a fixed order."""
    return [
        offer for each in MOVES.values() if each.possible_at(ground) for offer in each.made_from(world, ground)
    ]  # fmt: skip


def transitions(ground: Ground) -> set[tuple[str, str]]:
    """Every (situation, move) there is at such a site."""
    return {(where, each.name) for each in MOVES.values() if each.possible_at(ground) for where in each.situations}
