"""A captured conversation as a scenario: the phrases that the library has, and a comment for what it has none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from harness import fixtures_data
from harness.compare.comparable import Message, Transaction, transactions_of
from harness.record import load
from simulators.wire.errors import ConfigError

WORKLIST = "1.2.840.10008.5.1.4.31"
REGISTERED = ("ADT^A01", "ADT^A04", "ADT^A05")


def feature_of(capture: Path, number: int = 1) -> str:
    """A feature file in English with one scenario, ``TC-CAP-<number>``. Each patient of the capture is played by one of
    the invented people. :class:`ConfigError` where no phrase fits anything that was said."""
    run = load(capture)
    said = sorted((t for each in transactions_of(run).values() for t in each), key=lambda t: t.request.number)
    writing = _Writing()
    lines = [line for transaction in said for line in writing.steps(transaction)]
    if not any(line.startswith("When") for line in lines):
        raise ConfigError(
            f"nothing in {capture} can be said in the phrases of the library",
            cause="it holds no order for an examination of the catalogue",
            remedy="write the scenario by hand: interop inspect shows each message",
        )
    steps = "\n".join(f"      {line}" for line in lines)
    return (
        f"@capture\nFeature: What was said on a captured day\n  Recorded between real systems, de-identified: "
        f"{run.run_id}.\n\n  Rule: The systems answer as they did\n\n    @TC-CAP-{number:03d} @shall @positive\n"
        f"    Scenario: A conversation that was captured\n{steps}\n"
    )


class _Writing:
    """Who plays whom, and what was said already."""

    def __init__(self) -> None:
        self._people = iter(fixtures_data.people())
        self._played: dict[str, str] = {}
        self._codes = {procedure.code.value: name for name, procedure in fixtures_data.procedures().items()}
        self._said: set[str] = set()

    def steps(self, transaction: Transaction) -> Iterator[str]:
        """The steps of one transaction, each once; a comment where there is no phrase."""
        for line in self._steps(transaction):
            if line not in self._said:
                self._said.add(line)
                yield line

    def _steps(self, transaction: Transaction) -> Iterator[str]:
        request = transaction.request
        if request.kind in REGISTERED and (patient := _value(request, "PID-3.1")):
            yield from self._registered(patient)
        elif request.kind == "OMG^O19" and _value(request, "ORC-1.1") == "NW":
            exam = self._codes.get(_value(request, "OBR-4.1"))
            if exam is None:
                yield f"# ordered: {request.kind}, an examination that the catalogue does not have"
                return
            patient = _value(request, "PID-3.1")
            yield from self._registered(patient)
            yield f'When the ordering service orders exam "{exam}" for patient "{self._played[patient]}"'
        elif request.kind == "C-FIND-RQ" and _value(request, "(0000,0002) AffectedSOPClassUID") == WORKLIST:
            patient = _value(request, "(0010,0020) PatientID")
            device = _value(request, "(0040,0100)[1] > (0040,0001) ScheduledStationAETitle")
            count = len(transaction.answers) - 1
            if patient in self._played and device not in ("", "(empty)") and count > 0:
                person = f'patient "{self._played[patient]}"'
                yield f'Then the number of entries for {person} in the worklist of device "{device}" is {count}'
        elif not request.kind.startswith("A-"):
            yield f"# not said by a phrase: {request.kind} to {''.join(filter(str.isprintable, request.receiver))}"

    def _registered(self, patient: str) -> Iterator[str]:
        if patient not in self._played:
            name = next(self._people, "")
            if not name:
                raise ConfigError("the capture has more patients than there are invented people", remedy="capture less")
            self._played[patient] = name
            yield f'Given patient "{name}" is on record'


def _value(message: Message, path: str) -> str:
    found = message.fields.get(path)
    return found.value if found is not None else ""
