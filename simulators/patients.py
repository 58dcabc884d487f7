"""The range of test patients: whom anything here may touch."""

from __future__ import annotations

from dataclasses import dataclass

from simulators.wire.errors import LocalViolation
from simulators.wire.identifiers import AssigningAuthority

HGM = AssigningAuthority("HGM", "1.2.826.0.1.3680043.10.1561.1", "ISO")


@dataclass(frozen=True, slots=True)
class TestPatients:
    """The only patients that anything here may create, change, merge or delete.

    ``prefixes`` are prefixes of the patient ID; an ID is ours when it starts with one of them and goes on.
    ``authority`` issued them.
    """

    __test__ = False  # not a pytest class

    prefixes: tuple[str, ...] = ("ZZ9", "00ZZ9")
    authority: AssigningAuthority = HGM

    def __contains__(self, patient_id: object) -> bool:
        return isinstance(patient_id, str) and any(
            patient_id.startswith(prefix) and len(patient_id) > len(prefix) for prefix in self.prefixes
        )

    def require(self, patient_id: str, doing: str) -> None:
        """Raise :class:`LocalViolation` unless ``patient_id`` is a test patient's; called before anything is sent."""
        if patient_id not in self:
            raise LocalViolation(
                f"refused to {doing}: patient ID {patient_id!r} is not a test patient of this site",
                cause=f"only IDs that start with {' or '.join(self.prefixes)} may be used",
                remedy="set [test_patients] id_prefixes in the site file",
            )
