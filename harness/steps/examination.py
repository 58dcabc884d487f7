"""What every examination on a device has around it, whatever happens to its images: begun before, completed after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydicom import Dataset

from harness.steps.acquisition import begin, end, make, send
from harness.steps.casebook import Case, Casebook, act
from simulators.modality import PerformedStep


@dataclass(frozen=True, slots=True)
class Examination:
    """One that is going on."""

    casebook: Casebook
    case: Case
    modality: Any
    performed: PerformedStep

    def make(self, count: int) -> list[Dataset]:
        """One series, not sent yet."""
        return make(self.casebook, self.case, self.performed, count)

    def send(self, images: Sequence[Dataset], **options: Any) -> None:
        """Store and see that every image was accepted."""
        send(self.casebook, self.case, images, **options)


@contextmanager
def examination(context: Any, exam: str, patient: str, device: str) -> Iterator[Examination]:
    """The worklist entry of the exam, begun on the device; completed at the end."""
    casebook = act(context)
    case = casebook.case(patient, exam)
    case.device = device
    performed = begin(casebook, case, [case.entry])
    yield Examination(casebook, case, casebook.hospital.modality(device), performed)
    end(casebook, case, performed)
