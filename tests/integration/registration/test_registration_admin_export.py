"""Registrations as CSV: one row for each attendee, nothing a spreadsheet would run, nothing erased."""

from __future__ import annotations

import csv
import io

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from portal.models import Question, Registration, WebApplication
from tests.kept_registrations import State, decide, history, keep, keep_erased, logged_in, make_attendee, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return logged_in(User.objects.create_superuser("anna", password="x"))


def export(client: Client, *rows: Registration) -> HttpResponse:
    return decide(client, "export_selected", *rows)


def table(response: HttpResponse) -> list[dict[str, str]]:
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_every_attendee_is_a_row_with_answers_as_columns(admin: Client) -> None:
    application = WebApplication.objects.get()
    Question.objects.create(application=application, logical_name="jobtitle", label="Job title")
    row = keep(
        State.SENT,
        make_attendee("Ada", "Example", email="ada@people.example", answers={"jobtitle": "Pilot"}),
        make_attendee("Bo", "Example", email="bo@people.example", answers={"diet": "Any, fish"}, waitlisted=True),
        consent={"text": 1, "version": 3, "language": "en", "given": True},
        payment_state="pending",
    )
    first, second = table(export(admin, row))
    shared = {
        "Reference": row.reference,
        "State": "sent",
        "Web application": application.name,
        "Event": "Harbour Forum",
        "Event id": row.readable_event_id,
        "Received at": row.created_at.isoformat(sep=" ", timespec="seconds"),
        "Sent at": row.sent_at.isoformat(sep=" ", timespec="seconds") if row.sent_at else "",
        "Last name": "Example",
        "Pass": "",
        "Sessions": "",
        "Sessions waitlisted": "",
        "Payment": "not paid yet",
    }
    assert first == shared | {
        "Attendee": "1",
        "First name": "Ada",
        "E-mail": "ada@people.example",
        "Waitlist": "no",
        "Consent": "yes",
        "Consent text": "3",
        "Job title": "Pilot",
        "diet": "",
    }
    assert second == shared | {
        "Attendee": "2",
        "First name": "Bo",
        "E-mail": "bo@people.example",
        "Waitlist": "yes",
        "Consent": "",
        "Consent text": "",
        "Job title": "",
        "diet": "Any, fish",
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_nothing_anybody_typed_is_a_formula(admin: Client, start: str) -> None:
    typed = f"{start}cmd|'/C calc'!A0"
    Question.objects.create(application=WebApplication.objects.get(), logical_name="q1", label=typed)
    row = keep(
        State.SENT, make_attendee(typed, typed, email=typed, answers={"q1": typed}, pass_id=typed), event_name=typed
    )
    (cells,) = table(export(admin, row))
    columns = ("First name", "Last name", "E-mail", "Event", "Pass", f"'{typed}")
    assert [cells[column] for column in columns] == [f"'{typed}"] * len(columns)


@pytest.mark.parametrize("name", ["O'Brien", "李", "محمد", "🙂", 'say "hi"', "two\nlines", "a;b,c\td"])
def test_every_name_is_read_back_as_it_was(admin: Client, name: str) -> None:
    (cells,) = table(export(admin, keep(State.SENT, make_attendee(name))))
    assert cells["First name"] == name


def test_two_questions_of_one_label_stay_apart(admin: Client) -> None:
    for name in ("diet1", "diet2"):
        Question.objects.create(application=WebApplication.objects.get(), logical_name=name, label="Diet")
    (cells,) = table(export(admin, keep(State.SENT, make_attendee(answers={"diet1": "Any", "diet2": "Fish"}))))
    assert (cells["Diet (diet1)"], cells["Diet (diet2)"]) == ("Any", "Fish")


def test_erased_ones_are_left_out(admin: Client) -> None:
    kept, erased = keep(State.SENT), keep_erased(State.SENT)
    assert [cells["Reference"] for cells in table(export(admin, kept, erased))] == [kept.reference]


def test_without_anything_to_export_there_is_a_message_and_no_file(admin: Client) -> None:
    response = decide(admin, "export_selected", keep_erased(State.SENT), followed="1")
    assert told(response) == ["There is nothing to export: the chosen registrations are erased."]


def test_what_cannot_be_read_is_left_out_and_told(admin: Client) -> None:
    good, bad = keep(State.SENT), keep(State.SENT)
    Registration.objects.filter(pk=bad.pk).update(payload_encrypted="a lost key")
    assert [cells["Reference"] for cells in table(export(admin, good, bad))] == [good.reference]
    assert told(admin.get("/admin/")) == ["1 registration cannot be read and is not in the file."]


def test_the_export_is_noted_at_each_registration_in_it_and_at_no_other(admin: Client) -> None:
    rows, erased = [keep(State.SENT), keep(State.FAILED)], keep_erased(State.SENT)
    export(admin, *rows, erased)
    assert sorted(history()) == sorted((row.reference, "Exported.") for row in rows)


def test_the_file_has_a_name_without_names_and_is_not_kept(admin: Client) -> None:
    response = export(admin, keep(State.SENT))
    today = timezone.localdate().isoformat()
    assert response.headers["Content-Disposition"] == f'attachment; filename="registrations-{today}.csv"'
    assert "no-store" in response.headers["Cache-Control"]
