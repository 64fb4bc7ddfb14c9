"""What visitors read for the numbers of option sets: the organisation's label, else the one Dynamics 365 starts with.

A label that ends up empty shows nothing. Default labels are English, for pages to translate; own ones stay as written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.domain.identifiers import slug
from portal.events_api import codes


class OptionSet(StrEnum):
    """The option sets of which the API delivers bare numbers."""

    FORMAT = "format"  # of events and sessions
    EVENT_TYPE = "event_type"
    SESSION_TYPE = "session_type"
    LANGUAGE = "language"  # of events and sessions; LCIDs are known too


DEFAULTS: Mapping[OptionSet, Mapping[int, str]] = {
    OptionSet.FORMAT: codes.EVENT_FORMATS,
    OptionSet.EVENT_TYPE: codes.EVENT_TYPES,
    OptionSet.SESSION_TYPE: codes.SESSION_TYPES,
    OptionSet.LANGUAGE: codes.LANGUAGES,
}
_SLUGS = {OptionSet.FORMAT: codes.EVENT_FORMAT_SLUGS, OptionSet.EVENT_TYPE: codes.EVENT_TYPE_SLUGS}


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one site. ``own``: those an administrator gave, by option set and number; "" hides a number."""

    own: Mapping[tuple[OptionSet, int], str] = field(default_factory=dict)

    def of(self, option_set: OptionSet, number: int | None) -> str:
        """Return the label of a number; "" for none, an unknown or a hidden one."""
        if number is None:
            return ""
        own = self.own.get((option_set, number))
        return _default(option_set, number) if own is None else own

    def slug(self, option_set: OptionSet, number: int | None) -> str:
        """Return what the number is called in addresses, which stays when a default is relabelled; "" if not shown."""
        label = self.of(option_set, number)
        if number is None or not label:
            return ""
        return _SLUGS.get(option_set, {}).get(number) or slug(_default(option_set, number) or label)

    def numbers(self, option_set: OptionSet) -> dict[int, str]:
        """Return every number that has a label, the known ones first, in the order of Dynamics 365."""
        own = sorted(number for its_set, number in self.own if its_set == option_set)
        listed = dict.fromkeys([*DEFAULTS[option_set], *own])
        return {number: label for number in listed if (label := self.of(option_set, number))}

    def knows(self, option_set: OptionSet, number: int) -> bool:
        """Tell whether the number has a label or is hidden on purpose."""
        return (option_set, number) in self.own or bool(_default(option_set, number))


def _default(option_set: OptionSet, number: int) -> str:
    if option_set is OptionSet.LANGUAGE:
        return codes.language_label(number) or ""
    return DEFAULTS[option_set].get(number, "")
