"""What a party sends, by the rules of design/forms.md §2-4 and events-api/differences.md §3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.party import (
    Party,
    Person,
    Places,
    Shortage,
    apply_places,
    find_shortage,
    has_custom_agenda,
    offers_auto_register,
    to_registration,
)
from portal.events_api import storage
from portal.events_api.codes import BOOLEAN, MULTIPLE_CHOICE, SIMPLE_TEXT, SINGLE_CHOICE
from portal.events_api.types import Answer, AttendeeSession, CaptchaSolution
from tests.unit.records import make_event, make_session


@dataclass(frozen=True)
class Question:
    id: str
    kind: int | None


def person(name: str = "Ada", **fields: Any) -> Person:
    return Person(**({"first_name": name, "last_name": "Example", "email": f"{name.lower()}@example.org"} | fields))


def party(*people: Person, **fields: Any) -> Party:
    return Party(people=people or (person(),), **fields)


def sent(whole: Party, **options: Any) -> Any:
    defaults: dict[str, Any] = {"event": make_event(), "questions": (), "paid": False, "custom_agenda": True}
    return to_registration(whole, **(defaults | options))


def names(whole: Party, **options: Any) -> list[str]:
    return [attendee.first_name for attendee in sent(whole, **options).attendees]


def test_people_with_a_place_come_first_and_keep_their_order() -> None:
    whole = party(person("A", waitlisted=True), person("B"), person("C", waitlisted=True), person("D"))
    assert names(whole) == ["B", "D", "A", "C"]


def test_answers_follow_the_questions_and_unanswered_ones_are_left_out() -> None:
    questions = (
        Question("days", MULTIPLE_CHOICE),
        Question("meal", SINGLE_CHOICE),
        Question("first", BOOLEAN),
        Question("note", SIMPLE_TEXT),
        Question("blank", SIMPLE_TEXT),
        Question("new", 999),
    )
    answers = {
        "note": ("as typed ",),
        "first": ("No",),
        "days": ("Mon, early", "Tue"),
        "blank": ("  ",),
        "new": ("x",),
        "withdrawn": ("y",),
    }
    assert sent(party(person(answers=answers)), questions=questions).attendees[0].answers == (
        Answer(field_id="days", value="Mon, early, Tue", values=("Mon, early", "Tue")),
        Answer(field_id="first", value="No"),
        Answer(field_id="note", value="as typed "),
        Answer(field_id="new", value="x"),
    )


def test_only_the_person_who_fills_in_the_form_answers_for_themselves() -> None:
    questions = (Question("consent", BOOLEAN),)
    whole = party(
        person("A", waitlisted=True, answers={"consent": ("No",)}), person("B", answers={"consent": ("Yes",)})
    )
    b, a = sent(whole, questions=questions, own_answers={"consent": "Yes", "source": ""}).attendees
    assert a.answers == (Answer(field_id="consent", value="Yes"),)
    assert b.answers == (Answer(field_id="consent", value="Yes"),)
    (b, a) = sent(whole, questions=(), own_answers={"consent": "Yes"}).attendees
    assert (a.answers, b.answers) == ((Answer(field_id="consent", value="Yes"),), ())


def test_everybody_gets_the_same_sessions_except_who_waits_for_the_event() -> None:
    whole = party(person("A"), person("B", waitlisted=True), session_ids=("s1",), waitlisted_session_ids=("s2",))
    a, b = sent(whole).attendees
    assert a.sessions == (AttendeeSession(session_id="s1"), AttendeeSession(session_id="s2", waitlisted=True))
    assert b.sessions == ()


def test_a_session_full_for_one_person_is_waited_for_by_that_person_only() -> None:
    whole = party(person("A"), person("B", waitlisted_session_ids=("s1",)), session_ids=("s1",))
    a, b = sent(whole).attendees
    assert (a.sessions[0].waitlisted, b.sessions[0].waitlisted) == (False, True)


def test_sessions_are_sent_for_a_custom_agenda_only() -> None:
    whole = party(session_ids=("s1",))
    assert sent(whole, custom_agenda=False).attendees[0].sessions == ()
    assert sent(whole, paid=True).attendees[0].sessions == ()


def test_a_pass_is_sent_for_paid_events_and_never_from_the_waitlist() -> None:
    whole = party(person("A", pass_id="p"), person("B", pass_id="p", waitlisted=True))
    assert [each.pass_id for each in sent(whole, paid=True).attendees] == ["p", None]
    assert [each.pass_id for each in sent(whole).attendees] == [None, None]


@pytest.mark.parametrize(
    ("shown", "automatic", "paid", "waiting", "offered"),
    [
        (True, False, False, True, True),
        (False, False, False, True, False),
        (True, True, False, True, False),
        (True, False, True, True, False),
        (True, False, False, False, False),
    ],
)
def test_automatic_registration_is_offered_under_the_documented_conditions_only(
    shown: bool, automatic: bool, paid: bool, waiting: bool, offered: bool
) -> None:
    event = make_event(show_automatic_registration_checkbox=shown, autoregister_waitlist_items=automatic)
    assert offers_auto_register(event, paid=paid, waiting=waiting) is offered
    whole = party(person(waitlisted=waiting), auto_register=True)
    assert sent(whole, event=event, paid=paid).attendees[0].auto_register is offered


def test_automatic_registration_goes_with_those_who_wait() -> None:
    event = make_event(show_automatic_registration_checkbox=True, autoregister_waitlist_items=False)
    people = (person("A"), person("B", waitlisted_session_ids=("s1",)), person("C", waitlisted=True))
    whole = party(*people, session_ids=("s1",), auto_register=True)
    assert [each.auto_register for each in sent(whole, event=event).attendees] == [False, True, True]


def test_the_captcha_is_handed_on() -> None:
    captcha = CaptchaSolution(solution="s", token="t", type="visual", flow_id="f")
    assert sent(party(captcha=captcha)).captcha == captcha


def test_an_agenda_is_chosen_at_free_events_that_allow_it_and_have_sessions() -> None:
    event, sessions = make_event(allow_custom_agenda=True), (make_session(),)
    assert has_custom_agenda(event, paid=False, sessions=sessions)
    assert not has_custom_agenda(event, paid=True, sessions=sessions)
    assert not has_custom_agenda(event, paid=False, sessions=())
    assert not has_custom_agenda(make_event(), paid=False, sessions=sessions)


def test_the_last_people_wait_where_places_are_short() -> None:
    whole = party(person("A"), person("B", waitlisted=True), person("C"), person("D"), session_ids=("s1", "s2"))
    placed = apply_places(whole, Places(event_left=2, session_left={"s1": 1, "s2": None}, has_waitlist=True))
    assert [each.waitlisted for each in placed.people] == [False, True, False, True]
    assert [each.waitlisted_session_ids for each in placed.people] == [(), (), ("s1",), ()]


def test_nobody_is_put_on_a_waitlist_that_does_not_exist() -> None:
    whole = party(person("A"), person("B"), session_ids=("s1",))
    assert apply_places(whole, Places(event_left=0, session_left={"s1": 0}, has_waitlist=False)) == whole


def test_an_overbooked_event_has_no_place() -> None:
    placed = apply_places(party(), Places(event_left=-3, session_left={}, has_waitlist=True))
    assert placed.people[0].waitlisted


def test_a_shortage_names_what_is_missing() -> None:
    whole = party(person("A"), person("B"), person("C", waitlisted=True), session_ids=("s1", "s2", "s3"))
    places = Places(event_left=1, session_left={"s1": 1, "s2": 2, "s3": None}, has_waitlist=True)
    assert find_shortage(whole, places) == Shortage(people_left=1, session_ids=("s1",))
    assert not find_shortage(apply_places(whole, places), places)
    assert not find_shortage(whole, Places(event_left=None, session_left={}, has_waitlist=False))


texts = st.text(max_size=20)
people = st.builds(
    Person,
    first_name=texts,
    last_name=texts,
    email=texts,
    pass_id=st.none() | texts,
    answers=st.dictionaries(texts, st.lists(texts, max_size=3).map(tuple), max_size=3),
    waitlisted=st.booleans(),
)


@given(st.builds(Party, people=st.lists(people, max_size=4).map(tuple), session_ids=st.lists(texts).map(tuple)))
def test_a_party_survives_being_stored(whole: Party) -> None:
    assert storage.load(Party, storage.dump(whole)) == whole


@given(
    st.builds(Party, people=st.lists(people, min_size=1, max_size=6).map(tuple)),
    st.integers(-2, 8) | st.none(),
)
def test_after_applying_places_nobody_is_missing_one(whole: Party, left: int | None) -> None:
    places = Places(event_left=left, session_left={}, has_waitlist=True)
    assert not find_shortage(apply_places(whole, places), places)


def test_personal_data_stays_out_of_representations() -> None:
    whole = party(person("Ada", answers={"q": ("secret answer",)}))
    for value in (whole, sent(whole, questions=(Question("q", SIMPLE_TEXT),))):
        assert "Ada" not in repr(value)
        assert "example.org" not in repr(value)
        assert "secret" not in repr(value)
