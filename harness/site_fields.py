"""What the tables of a site file are made of: names, addresses, times."""

from __future__ import annotations

import ipaddress
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from simulators.addresses import ae_title


def _address(text: str) -> str:
    return str(ipaddress.ip_address(text)) if text else text


def _hd_part(text: str) -> str:
    if any(separator in text for separator in "|^~\\&\r\n"):
        raise ValueError("an HL7 name holds none of | ^ ~ \\ & and no line end")
    return text


def _day(text: str) -> str:
    if text:
        datetime.strptime(text, "%Y-%m-%d")
    return text


AeTitle = Annotated[str, AfterValidator(ae_title)]
HdPart = Annotated[str, AfterValidator(_hd_part)]
Port = Annotated[int, Field(ge=1, le=65535)]
ListenPort = Annotated[int, Field(ge=0, le=65535)]
Host = Annotated[str, Field(min_length=1, max_length=253, pattern=r"^[^\s/]+$")]
Seconds = Annotated[float, Field(gt=0, le=864000)]
Day = Annotated[str, AfterValidator(_day)]
Address = Annotated[str, AfterValidator(_address)]
Value = TypeVar("Value")
OneOrMany = Annotated[
    list[Value],
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class Table(BaseModel):
    """Base of every table: frozen, unknown keys refused, no silent conversion of text to numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
