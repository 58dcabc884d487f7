"""What a person does at a workstation and only the audit trail shows: signs in, writes a disc, reads one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from pydicom import Dataset, dcmread, dcmwrite
from pydicom.uid import ExplicitVRLittleEndian

from simulators.dimse import file_meta
from simulators.runtime import Runtime
from simulators.wire import audit
from simulators.wire.audit import AuditMessage, Object, Participant, SopClass
from simulators.wire.elements import text
from simulators.wire.errors import LocalViolation
from simulators.wire.identifiers import Code


class Desk:
    """``user`` is who is signed in, "" for nobody. ``discs`` holds files by the label of a disc."""

    def __init__(self, runtime: Runtime, role: str, ae_title: str) -> None:
        self._runtime, self._role, self._ae_title = runtime, role, ae_title
        self.user = ""
        self.discs: dict[str, list[bytes]] = {}

    def sign_in(self, user: str, *, right_password: bool = True) -> bool:
        """Try to; whether it succeeded."""
        self._authentication(audit.LOGIN, user, audit.SUCCESS if right_password else audit.MINOR_FAILURE)
        if right_password:
            self.user = user
        return right_password

    def sign_out(self) -> None:
        """Nobody is signed in any more."""
        user, self.user = self.user, ""
        self._authentication(audit.LOGOUT, user, audit.SUCCESS)

    def write_disc(self, label: str, instances: Sequence[Dataset]) -> None:
        """Write instances of test patients to a disc. :class:`LocalViolation` for somebody else's."""
        for ds in instances:
            self._runtime.test_patients.require(text(ds, "PatientID"), "write a disc")
        self.discs[label] = [_file(ds) for ds in instances]
        self._media(audit.EXPORT, "R", label, audit.DESTINATION_MEDIA, instances)

    def read_disc(self, label: str) -> list[Dataset]:
        """What is on the disc. :class:`LocalViolation` where there is none of that label."""
        if label not in self.discs:
            raise LocalViolation(f"no disc {label!r} was written")
        instances: list[Dataset] = [dcmread(BytesIO(file)) for file in self.discs[label]]
        self._media(audit.IMPORT, "C", label, audit.SOURCE_MEDIA, instances)
        return instances

    def _authentication(self, kind: Code, user: str, outcome: str) -> None:
        person = Participant(user_id=user, is_requestor=True, network_type="1", network_id="localhost")
        self._tell(audit.USER_AUTHENTICATION, "E", (person,), types=(kind,), outcome=outcome)

    def _media(self, event: Code, action: str, label: str, role: Code, instances: Iterable[Dataset]) -> None:
        person = (Participant(user_id=self.user, is_requestor=True),) if self.user else ()
        process = audit.application(self._ae_title, is_requestor=not self.user)
        disc = Participant(user_id=label, is_requestor=False, roles=(role,))
        self._tell(event, action, (*person, process, disc), objects=_objects(instances))

    def _tell(
        self,
        event: Code,
        action: str,
        participants: tuple[Participant, ...],
        *,
        types: tuple[Code, ...] = (),
        outcome: str = audit.SUCCESS,
        objects: tuple[Object, ...] = (),
    ) -> None:
        message = AuditMessage(
            event=event,
            action=action,
            time="",  # now
            outcome=outcome,
            types=types,
            participants=participants,
            source="",  # this role's
            objects=objects,
        )
        self._runtime.audit(self._role, message)


def _objects(instances: Iterable[Dataset]) -> tuple[Object, ...]:
    """The studies, and then the patients, of what is on a disc."""
    studies: dict[str, list[Dataset]] = {}
    for ds in instances:
        studies.setdefault(text(ds, "StudyInstanceUID"), []).append(ds)
    patients = {text(ds, "PatientID") for found in studies.values() for ds in found}
    return (
        *(
            Object(
                id=uid,
                id_type=audit.STUDY_UID,
                type_code="2",
                role="3",
                name=uid,
                sop_classes=(SopClass(uid=text(found[0], "SOPClassUID"), count=str(len(found))),),
            )
            for uid, found in studies.items()
        ),
        *map(audit.patient, sorted(patients)),
    )


def _file(ds: Dataset) -> bytes:
    """The instance as a Part 10 file, in the transfer syntax it has."""
    meta = getattr(ds, "file_meta", None)
    syntax = str(getattr(meta, "TransferSyntaxUID", None) or ExplicitVRLittleEndian)
    written, buffer = Dataset(ds), BytesIO()
    written.file_meta = file_meta(text(ds, "SOPClassUID"), text(ds, "SOPInstanceUID"), syntax)
    dcmwrite(buffer, written, enforce_file_format=True)
    return buffer.getvalue()
