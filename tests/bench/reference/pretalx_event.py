"""Run by pretalx's own interpreter: an event with as many talks as the portal's, published."""

from __future__ import annotations

import datetime as dt
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402 -- after the set-up
from django_scopes import scope, scopes_disabled  # noqa: E402 -- after the set-up
from pretalx.event.models import Event  # noqa: E402 -- after the set-up
from pretalx.event.utils import create_organiser_with_team  # noqa: E402 -- after the set-up
from pretalx.person.models import SpeakerProfile, User  # noqa: E402 -- after the set-up
from pretalx.schedule.models import Room  # noqa: E402 -- after the set-up
from pretalx.submission.models import Submission  # noqa: E402 -- after the set-up

ROOMS, SLOTS_A_DAY = 5, 10


def main(slug: str, talks: int) -> None:
    """Create the database, the event and its talks, and publish the schedule."""
    call_command("migrate", verbosity=0)
    start = dt.date(2030, 5, 6)
    with scopes_disabled():
        owner = User.objects.create_user(email="owner@example.org", name="Owner", password="for the bench alone")
        organiser, _ = create_organiser_with_team(name="Bench", slug=f"{slug}org", users=[owner])
        event = Event.objects.create(
            name="Bench", slug=slug, organiser=organiser, is_public=True, date_from=start,
            date_to=start + dt.timedelta(days=talks // (ROOMS * SLOTS_A_DAY)), timezone="Europe/Berlin",
            email="bench@example.org", locale_array="en", locale="en",
        )  # fmt: skip
    with scope(event=event):
        event.build_initial_data()
        rooms = [Room.objects.create(event=event, name=f"Room {number}", position=number) for number in range(ROOMS)]
        kind = event.submission_types.first()
        for number in range(talks):
            talk = Submission.objects.create(
                event=event, title=f"Session {number + 1} on tides", submission_type=kind, content_locale="en",
                abstract="About tides.", description="What the water does at the quay.",
            )  # fmt: skip
            speaker = User.objects.create_user(name=f"Speaker {number}", email=f"speaker{number}@example.org")
            SpeakerProfile.objects.create(user=speaker, event=event, biography="Measures water.")
            talk.speakers.add(speaker)
            talk.accept()
            talk.confirm()
            slot, room = divmod(number, ROOMS)
            day, hour = divmod(slot, SLOTS_A_DAY)
            placed = talk.slots.first()
            placed.start = event.datetime_from + dt.timedelta(days=day, hours=9 + hour)
            placed.end = placed.start + dt.timedelta(minutes=50)
            placed.room = rooms[room]
            placed.save()
        event.wip_schedule.freeze("v1.0")


main(sys.argv[1], int(sys.argv[2]))
