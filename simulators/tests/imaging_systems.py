"""Orthanc and DCMTK's servers, started for one test: each a context manager that yields where it listens."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulators.addresses import DicomAddress
from simulators.tests.real_systems import environment, free_port, missing, require, running


@contextmanager
def orthanc(
    folder: Path, peers: Mapping[str, DicomAddress], *, nodelay: bool = True, **options: Any
) -> Iterator[DicomAddress]:
    """Orthanc that knows ``peers`` (by any name) as modalities. ``options`` are more of its settings."""
    program = require("/usr/sbin/Orthanc", package="orthanc")
    folder.mkdir(parents=True, exist_ok=True)
    address = DicomAddress("127.0.0.1", free_port(), "ORTHANC")
    settings = {
        "Name": "test",
        "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "index"),
        "DicomAet": address.ae_title,
        "DicomPort": address.port,
        "DicomCheckCalledAet": True,
        "HttpPort": free_port(),
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": False,
        "Plugins": [],
        "DicomModalities": {
            name: {"AET": peer.ae_title, "Host": peer.host, "Port": peer.port, "AllowStorageCommitment": True}
            for name, peer in peers.items()
        },
        "DicomAlwaysAllowFind": True,
        "DicomAlwaysAllowGet": True,
        "DicomAlwaysAllowMove": True,
        "DicomScuTimeout": 5,
        "StableAge": 1,
        **options,
    }
    (folder / "orthanc.json").write_text(json.dumps(settings))
    surroundings = environment()
    if not nodelay:
        del surroundings["TCP_NODELAY"]
    with running([program, folder / "orthanc.json"], port=address.port, env=surroundings) as process:
        yield address
        process.process.kill()  # it takes seconds to end in good order, and nothing of it is needed any more


def dicomweb_plugin() -> str:
    """Where Debian puts Orthanc's DICOMweb: for its setting ``Plugins``, beside ``HttpPort``."""
    path = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
    if not path.exists():
        missing(f"{path} is not installed: apt-get install orthanc-dicomweb")
    return str(path)


@contextmanager
def dcmqrscp(folder: Path, peers: Mapping[str, DicomAddress]) -> Iterator[DicomAddress]:
    """DCMTK's image archive. ``-dhl``: it would refuse every peer on the loopback otherwise."""
    program = require("dcmqrscp", package="dcmtk")
    (folder / "images").mkdir(parents=True, exist_ok=True)
    address = DicomAddress("127.0.0.1", free_port(), "QRSCP")
    hosts = "\n".join(f"{name} = ({peer.ae_title}, {peer.host}, {peer.port})" for name, peer in peers.items())
    (folder / "dcmqrscp.cfg").write_text(
        f"NetworkTCPPort = {address.port}\nMaxPDUSize = 131072\nMaxAssociations = 16\n"
        f"HostTable BEGIN\n{hosts}\nHostTable END\nVendorTable BEGIN\nVendorTable END\n"
        f"AETable BEGIN\n{address.ae_title} {folder / 'images'} RW (200, 1024mb) ANY\nAETable END\n"
    )
    with running([program, "-dhl", "-c", folder / "dcmqrscp.cfg"], port=address.port):
        yield address


@contextmanager
def storescp(folder: Path, *options: str, nodelay: bool = True) -> Iterator[DicomAddress]:
    """DCMTK's storage SCP; what it takes lies as files in ``folder``."""
    program = require("storescp", package="dcmtk")
    folder.mkdir(parents=True, exist_ok=True)
    address = DicomAddress("127.0.0.1", free_port(), "STORESCP")
    surroundings = environment()
    if not nodelay:
        del surroundings["TCP_NODELAY"]
    command = [program, "-aet", address.ae_title, "-od", folder, *options, str(address.port)]
    with running(command, port=address.port, env=surroundings):
        yield address


@contextmanager
def wlmscpfs(folder: Path, ae_title: str = "WORKLIST") -> Iterator[DicomAddress]:
    """DCMTK's worklist; its entries are ``*.wl`` files in ``folder/ae_title``. ``-csk`` keeps their character set."""
    program = require("wlmscpfs", package="dcmtk")
    place = folder / ae_title
    place.mkdir(parents=True, exist_ok=True)
    (place / "lockfile").touch()
    address = DicomAddress("127.0.0.1", free_port(), ae_title)
    with running([program, "-csk", "-dhl", "-dfp", folder, str(address.port)], port=address.port):
        yield address
