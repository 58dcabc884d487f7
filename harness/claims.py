"""Which roles must claim a transaction for a scenario that is tagged with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.site import Site

# The system whose behaviour the transaction shows; a scenario about it is OMIT where that system does not claim it.
JUDGED = {
    "RAD-1": ("ris",),
    "RAD-2": ("ris",),
    "RAD-3": ("ris",),
    "RAD-4": ("ris", "pacs"),
    "RAD-5": ("ris",),
    "RAD-6": ("ris",),
    "RAD-7": ("ris",),
    "RAD-8": ("pacs",),
    "RAD-10": ("pacs",),
    "RAD-11": ("pacs",),
    "RAD-13": ("ris", "pacs"),
    "RAD-14": ("pacs",),
    "RAD-16": ("pacs",),
    "RAD-18": ("pacs",),
    "RAD-20": ("ris",),
    "RAD-21": ("ris",),
    "RAD-28": ("ris",),
    "RAD-48": ("ris",),
    "RAD-49": ("pacs",),
    "RAD-66": ("pacs",),
    "RAD-128": ("ris",),
    "IOCM": ("pacs",),
    "DICOMweb": ("pacs",),
    "UPS-RS": ("pacs",),
    "ROUTING": ("pacs",),
    "SR": ("pacs",),
}


def needs(tags: Iterable[str]) -> Iterator[tuple[str, str]]:
    """``(role, claim)`` pairs of a scenario's tags. ``needs.pacs.RAD-12`` names one by hand, ``RAD-5`` the usual."""
    for tag in sorted(tags):
        if tag.startswith("needs."):
            role, _, claim = tag.removeprefix("needs.").partition(".")
            yield role, claim
        for role in JUDGED.get(tag, ()):
            yield role, tag


def unclaimed(site: Site, tags: Iterable[str]) -> str:
    """Why the site cannot be asked to do what the tags say; empty where it claims all of it."""
    missing = [(role, claim) for role, claim in needs(tags) if not site.claims(role, claim)]
    return "; ".join(f"the site does not claim {claim} for the {role.upper()}" for role, claim in missing)
