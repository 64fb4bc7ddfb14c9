"""Questions and consent texts: what a form could not ask is refused, what people have seen is never changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from portal.models import ConsentText, Question, WebApplication
from tests.admin_forms import errors
from tests.kept_registrations import State, keep, logged_in, told

QUESTIONS = "/admin/portal/question/"
CONSENTS = "/admin/portal/consenttext/"
NEEDS_CHOICES = "Enter the choices, one a line."

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return logged_in(User.objects.create_superuser("anna", password="x"))


def ask(client: Client, **fields: Any) -> HttpResponse:
    """Add a question."""
    posted = {
        "application": WebApplication.objects.get(is_default=True).pk,
        "readable_event_id": "",
        "label": "Job title",
        "logical_name": "jobtitle",
        "kind": Question.Kind.TEXT,
        "choices": "",
        "help_text": "",
        "order": 0,
    }
    return client.post(f"{QUESTIONS}add/", posted | fields)


@pytest.mark.parametrize(
    ("kind", "choices", "expected"),
    [
        (Question.Kind.SINGLE, "", [NEEDS_CHOICES]),
        (Question.Kind.SINGLE, " \n ", [NEEDS_CHOICES]),
        (Question.Kind.SINGLE, "Fish\nFish", [NEEDS_CHOICES]),
        (Question.Kind.SINGLE, "Fish\nAny", []),
        (Question.Kind.MULTIPLE, "", [NEEDS_CHOICES]),
        (Question.Kind.MULTIPLE, "Fish", []),
        (Question.Kind.TEXT, "", []),
        (Question.Kind.TEXT, "Fish", ["Only “one choice” and “several choices” offer any. Clear this, or the kind."]),
        (Question.Kind.YES_NO, "Fish", ["Only “one choice” and “several choices” offer any. Clear this, or the kind."]),
    ],
)
def test_choices_are_given_where_and_only_where_there_is_something_to_choose(
    admin: Client, kind: int, choices: str, expected: list[str]
) -> None:
    assert errors(ask(admin, kind=kind, choices=choices)).get("choices", []) == expected
    assert Question.objects.exists() is (not expected)


def test_choices_are_kept_trimmed_once_each_and_with_their_commas(admin: Client) -> None:
    ask(admin, kind=Question.Kind.MULTIPLE, choices="  Fish, grilled \r\n\r\nAny\r\nFish, grilled\r\n")
    assert Question.objects.get().choices == "Fish, grilled\nAny"


@pytest.mark.parametrize("name", ["job title", "1st", "job-title", "", "jobtitle;x"])
def test_a_logical_name_that_cannot_be_one_is_refused(admin: Client, name: str) -> None:
    assert list(errors(ask(admin, logical_name=name))) == ["logical_name"]


@pytest.mark.parametrize(
    ("first", "second", "allowed"),
    [
        (("", "diet"), ("", "diet"), False),
        (("", "diet"), ("", "Diet"), False),
        (("E1", "diet"), ("E1", "diet"), False),
        (("", "diet"), ("E1", "diet"), True),  # takes its place there
        (("E1", "diet"), ("E2", "diet"), True),
        (("", "diet"), ("E1", "Diet"), False),  # would be asked twice
        (("", "diet"), ("", "job"), True),
    ],
)
def test_two_questions_are_never_one_answer(
    admin: Client, first: tuple[str, str], second: tuple[str, str], allowed: bool
) -> None:
    for event_id, name in (first, second):
        response = ask(admin, readable_event_id=event_id, logical_name=name)
    assert Question.objects.count() == 1 + allowed
    assert (errors(response) == {}) is allowed


def test_another_web_application_may_ask_the_same(admin: Client) -> None:
    other = WebApplication.objects.create(name="Other", origin="https://other.example.org")
    ask(admin)
    ask(admin, application=other.pk)
    assert Question.objects.count() == 2


def test_an_address_is_not_taken_for_an_events_id(admin: Client) -> None:
    response = ask(admin, readable_event_id="https://events.example.org/events/Forum1/")
    assert errors(response)["readable_event_id"] == ["Enter the id alone, as it stands in the address after /events/."]


def test_a_question_can_be_changed_without_being_its_own_namesake(admin: Client) -> None:
    ask(admin)
    question = Question.objects.get()
    admin.post(
        f"{QUESTIONS}{question.pk}/change/",
        {
            "application": question.application_id,
            "label": "Your job",
            "logical_name": "jobtitle",
            "kind": Question.Kind.TEXT,
            "order": 1,
        },
    )
    assert Question.objects.get().label == "Your job"


# --- Consent --------------------------------------------------------------------------------------------------------


def add_text(client: Client, purpose: str, **fields: Any) -> HttpResponse:
    posted = {
        "application": WebApplication.objects.get(is_default=True).pk,
        "purpose": purpose,
        "link": "",
        "field_name": "consent_news",
    }
    return client.post(f"{CONSENTS}add/", posted | fields, follow=True)


def texts() -> list[tuple[int, str, bool]]:
    return list(ConsentText.objects.order_by("version").values_list("version", "purpose", "is_active"))


def test_a_new_text_is_a_new_version_and_takes_over(admin: Client) -> None:
    add_text(admin, "News")
    add_text(admin, "News and offers")
    assert texts() == [(1, "News", False), (2, "News and offers", True)]


def test_versions_are_counted_for_each_web_application(admin: Client) -> None:
    other = WebApplication.objects.create(name="Other", origin="https://other.example.org")
    add_text(admin, "News")
    add_text(admin, "Offers", application=other.pk)
    assert texts() == [(1, "News", True), (1, "Offers", True)]


def test_what_people_have_seen_is_not_changed(admin: Client) -> None:
    add_text(admin, "News")
    text = ConsentText.objects.get()
    admin.post(
        f"{CONSENTS}{text.pk}/change/",
        {"purpose": "Everything", "link": "https://evil.example", "field_name": "x", "version": 9, "is_active": "on"},
    )
    text.refresh_from_db()
    assert (text.purpose, text.link, text.field_name, text.version) == ("News", "", "consent_news", 1)


def test_a_text_is_taken_off_forms_and_a_former_one_put_back(admin: Client) -> None:
    add_text(admin, "News")
    add_text(admin, "Offers")
    former, present = ConsentText.objects.order_by("version")
    admin.post(f"{CONSENTS}{present.pk}/change/", {})
    assert texts() == [(1, "News", False), (2, "Offers", False)]
    admin.post(f"{CONSENTS}{present.pk}/change/", {"is_active": "on"})
    admin.post(f"{CONSENTS}{former.pk}/change/", {"is_active": "on"})
    assert texts() == [(1, "News", True), (2, "Offers", False)]


def test_a_text_somebody_has_answered_is_never_deleted(admin: Client) -> None:
    add_text(admin, "News")
    text = ConsentText.objects.get()
    keep(State.SENT, consent={"text": text.pk, "version": 1, "language": "en", "given": False})
    assert admin.post(f"{CONSENTS}{text.pk}/delete/", {"post": "yes"}).status_code == 403
    assert texts() == [(1, "News", True)]


def test_a_text_nobody_has_seen_can_be_deleted(admin: Client) -> None:
    add_text(admin, "Nwes")
    admin.post(f"{CONSENTS}{ConsentText.objects.get().pk}/delete/", {"post": "yes"})
    assert texts() == []


def test_a_text_whose_answer_is_not_sent_brings_a_warning(admin: Client) -> None:
    kept_here = "The answer is kept here only"
    warned = told(add_text(admin, "News", field_name=""))
    assert sum(message.startswith(kept_here) for message in warned) == 1
    assert not [message for message in told(add_text(admin, "News")) if message.startswith(kept_here)]
