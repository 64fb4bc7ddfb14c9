"""The names of what a stored registration refers to by id. From stored copies only: nothing is asked of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import gettext

from portal.models import ConsentText, Question
from portal.services import snapshots
from portal.services.applications import Site
from portal.services.snapshots import Resource, resources

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Names by id. An id nobody knows any more stands for itself."""

    questions: dict[str, str]
    sessions: dict[str, str]
    passes: dict[str, str]

    def question(self, field_id: str) -> str:
        return self.questions.get(field_id, field_id)

    def session(self, session_id: str) -> str:
        return self.sessions.get(session_id, session_id)

    def pass_name(self, pass_id: str) -> str:
        return self.passes.get(pass_id, pass_id)


def labels_of(site: Site, readable_event_id: str) -> Labels:
    """The names of one event's questions, sessions and passes, as last read."""
    fields = resources.custom_fields(readable_event_id)
    sessions = resources.sessions(readable_event_id)
    passes = resources.passes(readable_event_id)
    reading = snapshots.Reading(site, [fields, sessions, passes])
    return Labels(
        questions=_own_questions(site, readable_event_id)
        | {field.id: field.text for field in _stored(reading, fields) if field.text.strip()},
        sessions={session.id: session.name for session in _stored(reading, sessions)},
        passes={item.pass_id: item.pass_name for item in _stored(reading, passes)},
    )


def _own_questions(site: Site, readable_event_id: str) -> dict[str, str]:
    """What staff named in the admin: consent, questions of every event, and in their place those of this one."""
    consents = ConsentText.objects.filter(application=site.row.pk).exclude(field_name="")
    questions = Question.objects.filter(application=site.row.pk, readable_event_id__in=["", readable_event_id])
    return dict.fromkeys(consents.values_list("field_name", flat=True), gettext("Consent")) | dict(
        questions.order_by("readable_event_id").values_list("logical_name", "label")
    )


def _stored(reading: snapshots.Reading, resource: Resource[tuple[T, ...]]) -> tuple[T, ...]:
    copy: Any = reading.peek(resource)
    return copy.value or ()
