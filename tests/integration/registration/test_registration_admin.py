"""Registrations in the admin: the list, the page of one, who sees what, and what is noted of it."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import escape

from portal.events_api import storage
from portal.events_api.types import Pass, Session
from portal.models import Question, Registration, Snapshot, WebApplication
from portal.services import applications
from tests.kept_registrations import (
    EVENT,
    LIST,
    State,
    decide,
    history,
    keep,
    keep_erased,
    logged_in,
    make_attendee,
    page_of,
    staff,
    states,
    text,
)

PERSONAL = ("Marker-Surname", "people.example", "Marker-Answer")
VIEW, DETAILS, DECIDE = "view_registration", "view_registration_details", "decide_registration"

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser() -> Client:
    return logged_in(User.objects.create_superuser("anna", password="x"))


def references(client: Client, query: str = "") -> list[str]:
    return [row.reference for row in client.get(LIST + query).context["cl"].result_list]


def cells(client: Client) -> list[list[str]]:
    """The rows of the list as a reader sees them, without the box to choose them."""
    page = client.get(LIST).content.decode()
    body = page[page.index('id="result_list"') : page.index("</table>", page.index('id="result_list"'))]
    rows = re.findall(r"<tr>(.*?)</tr>", body[body.index("<tbody>") :], re.DOTALL)
    cell = re.compile(r'<t[dh][^>]*class="field-[^>]*>(.*?)</t[dh]>', re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", found).strip() for found in cell.findall(row)] for row in rows]


def assert_no_personal_data(content: str) -> None:
    assert [marker for marker in PERSONAL if marker in content] == []


# --- Who may do what ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("permissions", "list_status", "page_status", "details_status", "exported", "decided"),
    [
        ((), 403, 403, 403, False, False),
        ((DETAILS, DECIDE), 403, 403, 403, False, False),
        ((VIEW,), 200, 200, 403, False, False),
        ((VIEW, DETAILS), 200, 200, 200, True, False),
        ((VIEW, DECIDE), 200, 200, 403, False, True),
        ((VIEW, DETAILS, DECIDE), 200, 200, 200, True, True),
    ],
)
def test_each_permission_opens_its_part_and_no_other(
    permissions: tuple[str, ...],
    list_status: int,
    page_status: int,
    details_status: int,
    exported: bool,
    decided: bool,
) -> None:
    row = keep(State.FAILED)
    client = staff(*permissions)
    assert client.get(LIST).status_code == list_status
    assert client.get(page_of(row)).status_code == page_status
    assert client.post(f"{LIST}{row.pk}/details/").status_code == details_status
    answer = decide(client, "export_selected", row)
    assert answer.headers["Content-Type"].startswith("text/csv") is exported
    assert_no_personal_data("" if exported else answer.content.decode())
    decide(client, "mark_arrived", row)
    assert states(row) == [State.SENT if decided else State.FAILED]


def test_a_superuser_may_do_everything(superuser: Client) -> None:
    row = keep(State.FAILED)
    assert superuser.get(LIST).status_code == 200
    assert superuser.post(f"{LIST}{row.pk}/details/").status_code == 200
    decide(superuser, "mark_arrived", row)
    assert states(row) == [State.SENT]


@pytest.mark.parametrize("address", ["add/", "{pk}/delete/"])
def test_nobody_adds_or_deletes_registrations(superuser: Client, address: str) -> None:
    row = keep(State.SENT)
    assert superuser.get(LIST + address.format(pk=row.pk)).status_code == 403


def test_nobody_edits_a_registration(superuser: Client) -> None:
    row = keep(State.UNCERTAIN)
    response = superuser.post(page_of(row), {"state": "sent", "event_name": "changed"})
    assert response.status_code == 200
    row.refresh_from_db()
    assert (row.state, row.event_name) == (State.UNCERTAIN, "Harbour Forum")


def test_strangers_are_sent_to_the_log_in() -> None:
    row = keep(State.SENT)
    assert Client().post(f"{LIST}{row.pk}/details/").status_code == 302


@pytest.mark.parametrize("address", ["{pk}/change/", "{pk}/details/", "{pk}/history/"])
def test_a_registration_that_does_not_exist_leads_to_the_first_page(superuser: Client, address: str) -> None:
    response = superuser.post(LIST + address.format(pk=999_999)) if "details" in address else None
    response = response or superuser.get(LIST + address.format(pk=999_999))
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")


# --- The list -------------------------------------------------------------------------------------------------------


def test_the_list_shows_state_event_people_attempts_and_initials_only(superuser: Client) -> None:
    row = keep(
        State.WAITING,
        make_attendee("Ada"),
        make_attendee("Bo"),
        attempts=3,
        last_error="create_registration: unreachable",
    )
    ((state, reference, people, event, _received, attempts),) = cells(superuser)
    assert (state, reference, people, event, attempts) == (
        "Waiting",
        row.reference,
        "2: A.M., B.M.",
        "Harbour Forum",
        "3: create_registration: unreachable",
    )
    assert_no_personal_data(superuser.get(LIST).content.decode())


def test_the_initials_of_a_large_party_are_cut(superuser: Client) -> None:
    keep(State.SENT, *(make_attendee(name) for name in ("Ada", "Bo", "Cy", "Di", "Ed")))
    assert cells(superuser)[0][2] == "5: A.M., B.M., C.M. +2"


def test_an_erased_registration_has_a_dash_for_initials(superuser: Client) -> None:
    keep_erased(State.SENT)
    assert cells(superuser)[0][2] == "1: –"


@pytest.mark.parametrize("content", ["not encrypted", "gAAAAA-lost-key"])
def test_what_cannot_be_decrypted_is_a_question_mark_and_no_error(superuser: Client, content: str) -> None:
    row = keep(State.SENT)
    Registration.objects.filter(pk=row.pk).update(payload_encrypted=content)
    assert cells(superuser)[0][2] == "1: ?"
    response = superuser.post(f"{LIST}{row.pk}/details/", follow=True)
    assert "What was filled in cannot be read" in text(response)
    assert history() == []


def test_the_list_is_filtered_by_state_event_and_web_application(superuser: Client) -> None:
    other = WebApplication.objects.create(name="Other", origin="https://other.example.org")
    sent, failed = keep(State.SENT), keep(State.FAILED)
    elsewhere = keep(State.SENT, readable_event_id="Other_Event1", event_name="Other", application=other)
    assert references(superuser, "?state__exact=failed") == [failed.reference]
    assert references(superuser, "?event=Other_Event1") == [elsewhere.reference]
    assert references(superuser, f"?application__id__exact={other.pk}") == [elsewhere.reference]
    assert references(superuser, f"?event={EVENT}&state__exact=sent") == [sent.reference]


@pytest.mark.parametrize("spelling", ["K7QM-2XHD", "k7qm-2xhd", "k7qm2xhd", "K7QM 2XHD", "2xhd"])
def test_a_reference_is_found_however_it_was_written_down(superuser: Client, spelling: str) -> None:
    row = keep(State.SENT, reference="K7QM-2XHD")
    keep(State.SENT)
    assert references(superuser, f"?q={spelling}") == [row.reference]


def test_names_and_addresses_cannot_be_searched_for(superuser: Client) -> None:
    keep(State.SENT)
    assert references(superuser, "?q=Marker-Surname") == []


def test_what_an_event_is_called_cannot_run_in_the_admin(superuser: Client) -> None:
    hostile = "<script>alert(1)</script>\"'>"
    row = keep(State.FAILED, make_attendee(hostile), event_name=hostile, last_error=hostile)
    for page in (superuser.get(LIST), superuser.get(page_of(row)), superuser.post(f"{LIST}{row.pk}/details/")):
        assert "<script>alert" not in page.content.decode()
        assert escape(hostile) in page.content.decode()


# --- The page of one ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (State.RECEIVED, ["reject"]),
        (State.CLAIMED, []),
        (State.SENDING, []),
        (State.WAITING, ["resend", "reject"]),
        (State.SENT, ["erase"]),
        (State.REJECTED, ["erase"]),
        (State.FAILED, ["resend", "mark_arrived", "reject", "erase"]),
        (State.UNCERTAIN, ["resend", "mark_arrived", "reject", "erase"]),
    ],
)
def test_the_page_offers_what_the_state_allows(superuser: Client, state: str, buttons: list[str]) -> None:
    page = superuser.get(page_of(keep(state))).content.decode()
    assert re.findall(r'name="action" value="(\w+)"', page) == buttons


@pytest.mark.parametrize("state", list(State))
def test_the_page_shows_no_names_in_any_state(superuser: Client, state: str) -> None:
    response = superuser.get(page_of(keep(state)))
    assert response.status_code == 200
    assert_no_personal_data(response.content.decode())


def test_the_page_explains_the_state_and_what_can_be_done(superuser: Client) -> None:
    shown = text(superuser.get(page_of(keep(State.UNCERTAIN))))
    assert "it may have arrived, or not. It is never sent again by itself" in shown
    assert "What you can do: Look in Dynamics 365" in shown


def test_a_refusal_is_explained_by_its_reason(superuser: Client) -> None:
    row = keep(State.REJECTED, outcome="full_meanwhile", error_code="MaximumNoAttendeesReached")
    assert "The event had become full." in text(superuser.get(page_of(row)))


def test_those_who_may_only_look_get_no_buttons() -> None:
    page = staff(VIEW).get(page_of(keep(State.UNCERTAIN))).content.decode()
    assert "<button" not in page[page.index('id="content-main"') :]


def test_an_erased_registration_offers_neither_details_nor_sending(superuser: Client) -> None:
    page = superuser.get(page_of(keep_erased(State.FAILED))).content.decode()
    assert "Show details" not in page
    assert re.findall(r'name="action" value="(\w+)"', page) == ["mark_arrived", "reject"]


def test_the_timeline_tells_who_decided(superuser: Client) -> None:
    row = keep(State.UNCERTAIN)
    decide(superuser, "mark_arrived", row)
    shown = text(superuser.get(page_of(row)))
    assert "Marked as arrived. anna" in shown
    assert "Counts as delivered." in shown


def test_titles_and_addresses_hold_the_reference_and_no_name(superuser: Client) -> None:
    row = keep(State.SENT)
    response = superuser.post(f"{LIST}{row.pk}/details/")
    title = re.search(r"<title>(.*?)</title>", response.content.decode(), re.DOTALL)
    assert title is not None
    assert title[1].strip().startswith(f"Registration {row.reference}")
    assert_no_personal_data(title[1])


# --- Details --------------------------------------------------------------------------------------------------------


def test_details_name_people_sessions_passes_and_questions() -> None:
    source = applications.resolve(WebApplication.objects.get()).source
    Question.objects.create(application=WebApplication.objects.get(), logical_name="jobtitle", label="Job title")
    for part, records in (
        ("sessions", (Session(id="s1", name="Opening"), Session(id="s2", name="Tour"))),
        ("passes", (Pass(pass_id="p1", pass_name="Day pass"),)),
    ):
        Snapshot.objects.create(
            source=source, resource=f"events/{EVENT}/{part}", body=storage.dump(records), digest=part
        )
    attendee = make_attendee("Ada", email="ada@people.example", pass_id="p1", sessions={"s1": False, "s2": True})
    row = keep(State.SENT, attendee)
    shown = text(staff(VIEW, DETAILS).post(f"{LIST}{row.pk}/details/"))
    assert (
        "Attendee 1 of 1 Name Ada Marker-Surname E-mail ada@people.example Pass Day pass Sessions Opening "
        "Sessions waitlisted Tour Job title Marker-Answer" in shown
    )


def test_every_look_at_details_is_logged_without_values() -> None:
    row = keep(State.SENT)
    client = staff(VIEW, DETAILS)
    client.post(f"{LIST}{row.pk}/details/")
    client.post(f"{LIST}{row.pk}/details/")
    assert history() == [(row.reference, "Names, e-mail addresses and answers viewed.")] * 2


def test_details_are_not_shown_to_those_who_follow_a_link(superuser: Client) -> None:
    row = keep(State.SENT)
    response = superuser.get(f"{LIST}{row.pk}/details/")
    assert (response.status_code, response.headers["Location"]) == (302, page_of(row))
    assert history() == []


def test_admin_pages_are_not_kept_by_browsers(superuser: Client) -> None:
    row = keep(State.SENT)
    assert "no-store" in superuser.post(f"{LIST}{row.pk}/details/").headers["Cache-Control"]


def test_the_admins_pages_hold_no_inline_style_or_script(superuser: Client) -> None:
    row = keep(State.UNCERTAIN)
    confirm = superuser.post(LIST, {"action": "resend", "_selected_action": row.pk})
    for page in (superuser.get(LIST), superuser.get(page_of(row)), confirm, superuser.get("/admin/")):
        assert (
            re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)[^>]*>(?!\s*[{\[])", page.content.decode())
            == []
        )
