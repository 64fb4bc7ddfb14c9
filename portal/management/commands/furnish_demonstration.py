"""``manage.py furnish_demonstration``: an organisation's look for the site that shows the simulator's events."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.models import OptionLabel, SitePicture, SponsorTier, WebApplication
from portal.services import site_pictures

PICTURES = Path(__file__).resolve().parent.parent / "demonstration"
BREAK = 100000006  # a type the simulated organiser added to the option set

LOOK = {
    "site_title": "Harbour City Events",
    "header_text": "Ports, rivers and the people beside them",
    "introduction": "Conferences, workshops and walks along the water. Everybody is welcome; most of it is free.",
    "contact_name": "Harbour City Society",
    "contact_email": "events@harbour-city.example",
    "contact_phone": "+49 40 5550 199",
    "contact_address": "Am Lotsenkai 12\n20457 Hamburg\nGermany",
    "footer_text": "A society of people who work with water.",
    "content_language": "en",
    "privacy_text": "The Harbour City Society uses these details to hold the event, and deletes them a year later.",
    "privacy_page": (
        "<p>The Harbour City Society is responsible for this site. It is a demonstration: whatever you enter goes to "
        "a simulated Dynamics 365 on this machine and to nobody else.</p>"
    ),
    "imprint_page": "<p>Harbour City Society, Am Lotsenkai 12, 20457 Hamburg, Germany.</p>",
    "break_session_types": [BREAK],
    "organiser_sends_email": True,
}
TIERS = (
    ("Platinum partners", SponsorTier.Size.LARGE, "Platinum"),
    ("Gold partners", SponsorTier.Size.MEDIUM, "Gold"),
    ("Silver partners", SponsorTier.Size.SMALL, "Silver"),
    ("Media partners", SponsorTier.Size.SMALL, "Media partner"),
)


class Command(BaseCommand):
    help = (
        "Give the default web application the look of the simulator's organisation, unless it has one or an endpoint."
    )

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> None:
        row = WebApplication.objects.select_for_update().get(is_default=True)
        if row.site_title or row.endpoint:  # an organisation's own
            return
        for name, value in LOOK.items():
            if not getattr(row, name):
                setattr(row, name, value)
        row.save()
        for order, (name, size, topic) in enumerate(TIERS, 1):
            SponsorTier.objects.create(application=row, name=name, size=size, topics=topic, order=order)
        OptionLabel.objects.get_or_create(
            application=row, kind=OptionLabel.Kind.SESSION_TYPE, number=BREAK, defaults={"label": "Break"}
        )
        for kind in (SitePicture.Kind.LOGO, SitePicture.Kind.LOGO_DARK, SitePicture.Kind.ICON):
            site_pictures.keep(row, kind, (PICTURES / f"{kind.value}.png").read_bytes())
