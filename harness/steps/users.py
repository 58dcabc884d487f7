"""Steps of users who prove who they are when an association is opened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.guarded import Entrance, entrance
from harness.steps.casebook import act, book
from harness.steps.identity import ENTRANCE, called_by, entrance_of, remember, require_served
from harness.steps.phrases import step_text
from simulators.user_identity import Shown

PROOFS = {
    "user name": "username",
    "user name and passcode": "passcode",
    "assertion": "saml",
    "token": "jwt",
    "another user's name": "username",
    "wrong passcode": "passcode",
    "wrong assertion": "saml",
    "forged token": "jwt",
    "expired token": "jwt",
}
RIGHT = ("user name", "user name and passcode", "assertion", "token")


@step_text(
    "given",
    en='system "{system}" asks who the user is',
    es='el sistema "{system}" pregunta quién es el usuario',
    fr='le système "{system}" demande qui est l\'utilisateur',
    pt='o sistema "{system}" pergunta quem é o utilizador',
)
def asks_for_user(context: Any, system: str) -> None:
    """A user with a right proof is let in first."""
    book(context)
    door = context.hospital.memory[ENTRANCE] = entrance(context.hospital, system, context.add_cleanup, users=True)
    user = door.user()
    require_served(context, lambda: called_by(context, door.scu(_title(door), identity=user.shown)))


def _title(door: Entrance) -> str:
    """Under which the user calls: a workstation's, unless the system knows other callers only."""
    if door.access.refuse_unknown:
        return door.caller().ae_title
    return door.hospital.wiring.ae_title("workstation")


@step_text(
    "when",
    en='a user proves to system "{system}" who she is: "{proof}"',
    es='una usuaria demuestra al sistema "{system}" quién es: "{proof}"',
    fr='une utilisatrice prouve au système "{system}" qui elle est : "{proof}"',
    pt='uma utilizadora prova ao sistema "{system}" quem é: "{proof}"',
)
def proves(context: Any, system: str, proof: str) -> None:
    act(context)
    door = entrance_of(context)
    shown = shown_for(door, proof)
    call = called_by(context, door.scu(_title(door), identity=lambda: shown))
    remember(context, "IDN-03" if proof in RIGHT else "IDN-06", call=call)


def shown_for(door: Entrance, proof: str) -> Shown | None:
    """The right proof, or one that is spoilt; OMIT where the site does not claim such."""
    if proof == "nothing":
        if not door.user().required:
            door.hospital.omit("the site does not say that every user has to prove who she is")
        return None
    kind = PROOFS[proof]
    user = door.user(kind)
    if proof == "expired token":
        if (expired := user.expired_token()) is None:
            door.hospital.omit("the site names no token that has expired")
        return expired
    right = user.shown(kind)
    if proof in RIGHT:
        return right
    if kind == "passcode":
        return replace(right, secondary=right.secondary[::-1] + b"?")
    if kind == "jwt":
        head, _, signature = right.primary.rpartition(b".")
        return replace(right, primary=head + b"." + (b"B" if signature[:1] == b"A" else b"A") + signature[1:])
    return replace(right, primary=right.primary + b"-2")


@step_text(
    "when",
    en='a user who proves to system "{system}" who she is asks for "{wish}"',
    es='una usuaria que demuestra al sistema "{system}" quién es pide "{wish}"',
    fr='une utilisatrice qui prouve au système "{system}" qui elle est demande "{wish}"',
    pt='uma utilizadora que prova ao sistema "{system}" quem é pede "{wish}"',
)
def asks_for(context: Any, system: str, wish: str) -> None:
    act(context)
    door, asked = entrance_of(context), wish == "a confirmation"
    user = door.user()
    if not user.responds:
        context.hospital.omit("the site does not say that the system confirms users")
    call = called_by(context, door.scu(_title(door), identity=lambda: user.shown(wants_response=asked)))
    context.hospital.check("IDN-03", call=call)
    remember(context, "IDN-07", call=call, asked=asked)
