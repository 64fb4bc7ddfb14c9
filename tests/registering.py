"""Registrations as tests make them: parties, forms opened for them, rows on their way, and what the API received."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.domain.party import Party, Person
from portal.models import Registration
from portal.models.registration import new_key
from portal.services.applications import Site
from portal.services.registration import delivery
from portal.services.registration.accept import accept
from portal.services.registration.opening import Opening, open_form
from tests.simulation import Simulator

# What the simulator's data holds: a free event without questions, a full one with a waitlist, one with passes, and one
# of them that takes one person at a time.
LIGHTHOUSE = "Long_Night_of_the_Lighthouse977402893"
WORKSHOP = "Wave_Basin_Workshop415267846"
SUMMIT = "Coastal_Data_Summit406103517"
WEBINAR = "Shore_Power_in_Plain_Words678851631"
BRIEFING = "Members_Briefing948463498"
SHOE_SIZE = "28422e65-d473-528d-a063-f51dade0c8ad"

LONG_WAIT_S = 20.0

_numbers = itertools.count(1)
_openings: dict[tuple[str, str], Opening] = {}


def make_person(first_name: str = "Ada", **fields: Any) -> Person:
    """A person with an address nobody else has."""
    email = f"{first_name.lower()}.{next(_numbers)}@people.example"
    return Person(**({"first_name": first_name, "last_name": "Marker-Surname", "email": email} | fields))


def make_party(*people: Person, **fields: Any) -> Party:
    return Party(people=people or (make_person(),), **fields)


def opening_of(site: Site, event: str = LIGHTHOUSE) -> Opening:
    """The form of an event as the simulator has it at its start, read once for all tests."""
    kept = (site.connection.endpoint, event)
    if kept not in _openings:
        _openings[kept] = open_form(site, event)
    return _openings[kept]


def accept_party(
    site: Site,
    party: Party | None = None,
    *,
    event: str = LIGHTHOUSE,
    key: str | None = None,
    opening: Opening | None = None,
) -> Registration:
    """Store a registration; nothing is sent."""
    return accept(
        site,
        submission_key=key or new_key(),
        party=party or make_party(),
        opening=opening or opening_of(site, event),
        language="en",
    )


def send(site: Site, party: Party | None = None, *, event: str = LIGHTHOUSE) -> Registration:
    """Store a registration and have it sent, waiting for the outcome."""
    return delivery.send_now(accept_party(site, party, event=event), wait_s=LONG_WAIT_S)


def make_due(*rows: Registration) -> None:
    """Let the time until the next attempt pass."""
    Registration.objects.filter(pk__in=[row.pk for row in rows]).update(
        next_attempt_at=timezone.now() - timedelta(seconds=1)
    )


def end_lease(row: Registration) -> None:
    """Let the lease of whoever held a registration pass."""
    Registration.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def received(simulator: Simulator) -> list[Any]:
    """The bodies of all registrations that reached the API, oldest first."""
    return [entry["body"] for entry in simulator.journal("create_registration")]


def emails_registered(simulator: Simulator) -> list[str]:
    """The addresses of everybody the API holds a registration of, sorted; doubled ones twice."""
    return sorted(entry["attendee"]["email"] for entry in simulator.registrations())


def emails_of(party: Party) -> list[str]:
    return sorted(person.email for person in party.people)


def waitlisted(person: Person) -> Person:
    return replace(person, waitlisted=True)
