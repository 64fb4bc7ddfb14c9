"""Registrations as the admin finds them, in any state, without sending anything; and staff with some permissions."""

from __future__ import annotations

import html
import itertools
import re
from datetime import timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from portal.events_api import storage
from portal.events_api.types import Answer, Attendee, AttendeeSession
from portal.events_api.types import Registration as Payload
from portal.models import Registration, WebApplication
from portal.models.registration import new_key

LIST = "/admin/portal/registration/"
EVENT = "Harbour_Forum418820377"
State = Registration.State

_numbers = itertools.count(1)


def make_attendee(first_name: str = "Ada", last_name: str = "Marker-Surname", **fields: Any) -> Attendee:
    answers = {"jobtitle": "Marker-Answer"} if "answers" not in fields else fields.pop("answers")
    sessions = fields.pop("sessions", {})
    return Attendee(
        first_name=first_name,
        last_name=last_name,
        email=fields.pop("email", f"{next(_numbers)}@people.example"),
        answers=tuple(Answer(field_id=field_id, value=value) for field_id, value in answers.items()),
        sessions=tuple(AttendeeSession(session_id=key, waitlisted=waitlisted) for key, waitlisted in sessions.items()),
        **fields,
    )


def keep(state: str, *attendees: Attendee, days_ago: float = 0, **fields: Any) -> Registration:
    """A stored registration in some state, made so many days ago."""
    people = attendees or (make_attendee(),)
    # Tests with transactions of their own begin without the row a migration makes.
    application, _ = WebApplication.objects.get_or_create(is_default=True, defaults={"name": "Default"})
    decided = state in (State.SENT, State.REJECTED, State.FAILED)
    row = Registration(
        **{
            "submission_key": new_key(),
            "application": application,
            "readable_event_id": EVENT,
            "event_name": "Harbour Forum",
            "people_count": len(people),
            "state": state,
            "attempts": 1,
            "decided_at": timezone.now() if decided else None,
            "sent_at": timezone.now() if state == State.SENT else None,
        }
        | fields
    )
    row.set_payload(storage.dump(Payload(attendees=tuple(people))))
    row.save()
    Registration.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
    row.refresh_from_db()
    return row


def keep_erased(state: str, **fields: Any) -> Registration:
    row = keep(state, **fields)
    Registration.objects.filter(pk=row.pk).update(payload_encrypted="", erased_at=timezone.now())
    row.refresh_from_db()
    return row


def staff(*permissions: str, name: str = "helper") -> Client:
    """A browser of somebody with these permissions and no others."""
    user = User.objects.create_user(name, password="x", is_staff=True)
    chosen = Permission.objects.filter(codename__in=permissions, content_type__app_label="portal")
    assert chosen.count() == len(permissions)
    user.user_permissions.set(chosen)
    return logged_in(user)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(row: Registration) -> str:
    return f"{LIST}{row.pk}/change/"


def decide(client: Client, name: str, *rows: Registration, **fields: str) -> HttpResponse:
    """Choose an action of the list for these rows, as its form posts it."""
    posted = {"action": name, "_selected_action": [row.pk for row in rows], **fields}
    return client.post(LIST, posted, follow="confirmed" in fields or bool(fields.get("followed")))


def text(response: HttpResponse) -> str:
    """What a reader sees of a page, blanks run together."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def told(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def history() -> list[tuple[str, str]]:
    """What the log says, oldest first: of which object, and what."""
    return [(entry.object_repr, entry.get_change_message()) for entry in LogEntry.objects.order_by("pk")]


def states(*rows: Registration) -> list[str]:
    found = dict(Registration.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "state"))
    return [found[row.pk] for row in rows]
