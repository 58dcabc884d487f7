"""The answer to a DIMSE request, as the one who asked sees it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydicom import Dataset

PENDING = {0xFF00, 0xFF01}
WARNINGS = {0x0001, 0x0107, 0x0116}


@dataclass(frozen=True, slots=True)
class Response:
    """A DIMSE response: ``command`` is the command set as received, ``dataset`` the data set if there was one."""

    status: int
    dataset: Dataset | None = None
    error_comment: str = ""
    error_id: int | None = None
    command: Dataset = field(default_factory=Dataset, repr=False)

    @property
    def is_success(self) -> bool:
        return self.status == 0

    @property
    def is_pending(self) -> bool:
        return self.status in PENDING

    @property
    def is_warning(self) -> bool:
        """0001, 0107, 0116, Bxxx (PS3.7 C): done, with something to know."""
        return self.status in WARNINGS or self.status >> 12 == 0xB

    @property
    def is_cancel(self) -> bool:
        return self.status == 0xFE00

    @property
    def is_failure(self) -> bool:
        return not (self.is_success or self.is_pending or self.is_warning or self.is_cancel)

    @property
    def sub_operations(self) -> tuple[int, int, int, int]:
        """Remaining, completed, failed, warning; -1 where the peer did not say."""
        keywords = ("Remaining", "Completed", "Failed", "Warning")
        return tuple(self.command.get(f"NumberOf{word}Suboperations", -1) for word in keywords)
