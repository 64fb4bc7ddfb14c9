"""What administrators read about numbers without a label and topics of no tier."""

from __future__ import annotations

from django.utils.translation import gettext

from portal.models import OptionLabel
from portal.services.applications import Site
from portal.services.catalogue.unlabelled import UnknownNumber, unlabelled


def notes(site: Site) -> list[str]:
    """A sentence for each; usually none."""
    found = unlabelled(site)
    told = [_note(item) for item in found.numbers]
    if site.look.tiers and found.topics_without_tier:
        told.append(
            gettext("These topics of sponsorships belong to no tier: %(topics)s. Their sponsors are shown last.")
            % {"topics": ", ".join(found.topics_without_tier)}
        )
    return told


def _note(item: UnknownNumber) -> str:
    values = {
        "set": OptionLabel.Kind(item.option_set).label,
        "number": item.number,
        "example": item.example,
    }
    if not item.example:
        return (
            gettext("Number %(number)s has no label (%(set)s). Visitors read nothing for it until you give it one.")
            % values
        )
    return (
        gettext(
            "Number %(number)s of “%(example)s” has no label (%(set)s). "
            "Visitors read nothing for it until you give it one."
        )
        % values
    )
