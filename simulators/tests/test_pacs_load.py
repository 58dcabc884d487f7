"""Twenty modalities storing at once: no lost response, no wrong status, nothing missing, nothing exchanged."""

from __future__ import annotations

import threading

from pydicom import Dataset

from simulators.dimse import Response
from simulators.modality import Modality, ModalityConfig
from simulators.tests.department import Department, department
from simulators.wire.identifiers import PersonName
from simulators.wire.worklist import worklist_items

STATIONS, EACH = 20, 10


class Station:
    """One modality that works through an examination in a thread of its own."""

    def __init__(self, dept: Department, number: int) -> None:
        address = dept.pacs.address
        config = ModalityConfig(station=f"CT_{number}", storage=address, mpps=address, image_size=32)
        self.modality = Modality(dept.runtime, config)
        self.modality.start()
        dept.pacs.know(config.station, self.modality.address)
        self.patient = dept.patient(f"{number:03}", PersonName(f"Nsue {number}", "Ana"))
        self.items = worklist_items(dept.order(self.patient))
        self.images: list[Dataset] = []
        self.responses: list[Response] = []
        self.committed = False
        self.thread = threading.Thread(target=self.work)

    def work(self) -> None:
        performed = self.modality.begin(self.items)
        self.images = self.modality.acquire(performed, EACH)
        self.responses = self.modality.store(self.images)
        completed = self.modality.complete(performed)
        self.committed = completed is not None and completed.status == 0 and self.modality.commit(self.images).complete


def test_twenty_at_once() -> None:
    with department() as dept:
        stations = [Station(dept, number) for number in range(STATIONS)]
        for station in stations:
            station.thread.start()
        for station in stations:
            station.thread.join()
        try:
            assert [[one.status for one in station.responses] for station in stations] == [[0] * EACH] * STATIONS
            assert [station.committed for station in stations] == [True] * STATIONS
            for station in stations:
                [study] = dept.studies(PatientID=station.patient.id.value)
                assert str(study.PatientName) == station.patient.name.to_pn()
                assert study.NumberOfStudyRelatedInstances == EACH
            assert sorted(dept.pacs.reading_list) == sorted(one.images[0].StudyInstanceUID for one in stations)
            kinds = [exchange.kind for exchange in dept.runtime.transcript.exchanges]
            assert kinds.count("C-STORE-RQ") == kinds.count("C-STORE-RSP") == STATIONS * EACH
        finally:
            for station in stations:
                station.modality.stop()
