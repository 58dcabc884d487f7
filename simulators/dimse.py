"""DIMSE on pynetdicom: associations as SCU and SCP, with everything that passes in the transcript.

The only door to pynetdicom; the rooms behind it are the ``dimse_*`` modules.
"""

from __future__ import annotations

from simulators.dimse_acceptor import AssociationInfo, Incoming
from simulators.dimse_contexts import (
    EVERY_SYNTAX,
    NATIVE,
    STORAGE_CLASSES,
    UNCOMPRESSED,
    Accepted,
    Context,
    get_contexts,
    storage_contexts,
)
from simulators.dimse_files import EncodedInstance, StoredFile, Unread, file_meta
from simulators.dimse_handlers import Handlers, Retrieve
from simulators.dimse_messages import decode, encode
from simulators.dimse_response import Response
from simulators.dimse_scp import Scp
from simulators.dimse_scu import OpenAssociation, Scu
from simulators.wire.association_words import rejection_words

__all__ = [
    "EVERY_SYNTAX",
    "NATIVE",
    "STORAGE_CLASSES",
    "UNCOMPRESSED",
    "Accepted",
    "AssociationInfo",
    "Context",
    "EncodedInstance",
    "Handlers",
    "Incoming",
    "OpenAssociation",
    "Response",
    "Retrieve",
    "Scp",
    "Scu",
    "StoredFile",
    "Unread",
    "decode",
    "encode",
    "file_meta",
    "get_contexts",
    "rejection_words",
    "storage_contexts",
]
