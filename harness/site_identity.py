"""The ``access`` tables of a site file as values: who may speak to a system, and as which user our side calls it."""

from __future__ import annotations

from pathlib import Path

from harness.site_security import AccessTable, UserIdentityTable
from harness.site_tls import secret_of
from simulators.access import Access, Caller
from simulators.user_identity import UserIdentity


def access_of(table: AccessTable, folder: Path) -> Access:
    """The table as a value, files of secrets from ``folder`` on (that of the site file)."""
    return Access(
        callers=tuple(Caller(one.ae_title, one.host, frozenset(one.rights)) for one in table.callers),
        refuse_unknown=table.refuses_unknown,
        senders=frozenset(f"{one.application}|{one.facility}" for one in table.senders),
        identity=identity_of(table.user_identity, folder),
    )


def identity_of(table: UserIdentityTable | None, folder: Path) -> UserIdentity | None:
    """The test user and what the system claims of user identities; None where it claims nothing."""
    if table is None:
        return None
    return UserIdentity(
        types=tuple(table.types),
        user=table.user,
        required=table.required,
        responds=table.positive_response,
        passcode=secret_of(table.passcode, folder),
        key=secret_of(table.token_key, folder),
        token=secret_of(table.token, folder),
        expired=secret_of(table.expired_token, folder),
        assertion=secret_of(table.assertion, folder),
    )
