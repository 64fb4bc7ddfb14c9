"""What the form says about each field, and that everything typed is kept (design/forms.md §1 and §9)."""

from __future__ import annotations

from typing import Any

import pytest

from portal.domain.identifiers import short_id
from portal.models import Question
from tests.form_filling import Page, Visitor
from tests.registering import LIGHTHOUSE, SUMMIT, WEBINAR
from tests.served_site import ServedSite
from tests.simulation import FORUM

EMAIL_FORMAT = "Enter an email address in the correct format, like name@example.com"
LONG = "x" * 51


def problems_of(served: ServedSite, **fields: Any) -> list[str]:
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.start()
    page = visitor.person(1, **fields)
    assert page.status == (422 if page.problems else 200)
    assert page.title.startswith("Error: ") == bool(page.problems)
    return page.problems


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        ({"first_name": ""}, ["Enter your first name"]),
        ({"first_name": "   "}, ["Enter your first name"]),
        ({"last_name": "\u00a0"}, ["Enter your last name"]),
        ({"email": ""}, ["Enter your email address"]),
        ({"first_name": LONG}, ["First name must be 50 characters or fewer"]),
        ({"last_name": LONG}, ["Last name must be 50 characters or fewer"]),
        ({"email": "a" * 93 + "@example.org"}, ["Email address must be 100 characters or fewer"]),
        ({"first_name": "Ada\x00"}, ["First name must be one line of plain text"]),
        ({"first_name": "A\nB"}, ["First name must be one line of plain text"]),
        ({"email": "ada@example.org\r\nBcc: b@example.org"}, ["Email address must be one line of plain text"]),
        ({"email": "ada"}, [EMAIL_FORMAT]),
        ({"email": "ada@@example.org"}, [EMAIL_FORMAT]),
        ({"email": "a@b@example.org"}, [EMAIL_FORMAT]),
        ({"email": "ada@localhost"}, [EMAIL_FORMAT]),
        ({"email": "ada@-example.org"}, [EMAIL_FORMAT]),
        ({"email": "a..b@example.org"}, [EMAIL_FORMAT]),
        ({"email": "ada@bücher.example"}, []),
        ({"email": "ada+tag@example.org"}, []),
        ({"first_name": "O'Brien", "last_name": "李"}, []),
        ({"first_name": "👩‍👧", "last_name": "=cmd"}, []),
        ({"first_name": "ليلى", "last_name": "+@"}, []),
    ],
)
def test_each_field_says_what_to_do(served: ServedSite, fields: dict[str, str], problems: list[str]) -> None:
    assert problems_of(served, **fields) == problems


def test_everything_typed_is_kept(served: ServedSite) -> None:
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.start()
    page = visitor.post("attendees/1/", {"first_name": "<Ada>", "last_name": "", "email": "ada@"})
    assert 'value="&lt;Ada&gt;"' in page.html
    assert 'value="ada@"' in page.html
    assert page.html.count('aria-invalid="true"') == 2
    assert 'aria-describedby="id_last_name-problem"' in page.html
    assert 'id="id_last_name-problem"' in page.html


def test_fields_follow_the_rules_of_forms(served: ServedSite) -> None:
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.start()
    html = visitor.get("attendees/1/").html
    assert "novalidate" in html
    assert " required" not in html
    assert "maxlength" not in html
    for token in ("given-name", "family-name", "email"):
        assert f'autocomplete="{token}"' in html
    assert html.count('spellcheck="false"') == 3
    visitor.person(1)
    second = visitor.get("attendees/2/").html
    assert second.count('autocomplete="off"') == 3
    assert "given-name" not in second


FORUM_REQUIRED = [
    "Select an answer to “How did you hear of the forum?”",
    "Select yes or no for “Will you join the evening on the museum ships?”",
]


def test_required_questions_are_asked_and_optional_ones_are_not(served_by_each: ServedSite) -> None:
    visitor = Visitor(served_by_each, FORUM)
    visitor.start()
    page = visitor.get("attendees/1/")
    assert page.html.count("(optional)") == 2
    assert " checked" not in page.html
    assert visitor.person(1).problems == FORUM_REQUIRED


def test_errors_name_the_attendee(served: ServedSite) -> None:
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.start()
    visitor.person(1)
    page = visitor.person(2, first_name="", email="PERSON1@people.example")
    assert page.problems == [
        "Enter the first name of attendee 2",
        "Attendee 2 has the same email address as attendee 1. Each person needs their own",
    ]
    assert page.heading == "Attendee 2"


def test_a_choice_that_is_no_longer_offered_says_so(served: ServedSite) -> None:
    visitor = Visitor(served, FORUM)
    visitor.start()
    heard = f"q-{short_id('7d649cac-c4d3-504a-af5a-7d077a97647f')}"
    ships = f"q-{short_id('f04f3664-bbc7-502b-9373-e7ecc6b28b29')}"
    page = visitor.person(1, **{heard: "100 % <by> pigeon", ships: "Yes"})
    assert page.problems == [
        "“100 % <by> pigeon” is no longer available. Select another answer to “How did you hear of the forum?”"
    ]


def add_question(served: ServedSite, name: str, label: str, **fields: Any) -> None:
    Question.objects.create(application=served.row, logical_name=name, label=label, **fields)


def person_page(served: ServedSite, event: str = LIGHTHOUSE) -> Page:
    visitor = Visitor(served, event)
    visitor.start()
    return visitor.get("attendees/1/")


def test_questions_of_the_admin_are_used_where_the_api_declares_none(served_by_each: ServedSite) -> None:
    served = served_by_each
    add_question(served, "jobtitle", "Job title", order=2)
    add_question(served, "company", "Company", order=1, help_text="As on the badge")
    add_question(served, "jobtitle", "Rank on board", readable_event_id=LIGHTHOUSE)
    page = person_page(served)
    assert page.text.index("Rank on board") < page.text.index("Company")
    assert "Job title" not in page.text
    assert "As on the badge" in page.text
    assert 'autocomplete="organization-title"' in page.html
    assert "Company" not in person_page(served, FORUM).text  # the API has questions of its own there


def test_long_lists_of_choices_are_a_select_with_a_blank_first_entry(served: ServedSite) -> None:
    add_question(served, "country", "Country", kind=Question.Kind.SINGLE, choices="\n".join("ABCDEFGH"))
    html = person_page(served).html
    assert html.count("<option") == 9
    assert '<option value="">' in html
    assert " selected" not in html


def test_an_optional_choice_can_be_taken_back(served: ServedSite) -> None:
    add_question(served, "colour", "Colour", kind=Question.Kind.SINGLE, choices="Red\nBlue")
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.start()
    field = f"q-{short_id('colour')}"
    visitor.person(1, **{field: "Red"})
    assert "Red" in visitor.check().text
    visitor.person(1, **{field: ""})
    assert "Red" not in visitor.check().text


def test_none_stands_alone(served: ServedSite) -> None:
    add_question(served, "diet", "Diet", kind=Question.Kind.MULTIPLE, choices="Vegan\nNone")
    field = f"q-{short_id('diet')}"
    assert problems_of(served, **{field: ["Vegan", "None"]}) == ["Select what applies, or select “None”"]


def test_a_phone_number_has_a_digit(served: ServedSite) -> None:
    add_question(served, "mobilephone", "Mobile phone")
    field = f"q-{short_id('mobilephone')}"
    assert problems_of(served, **{field: "later"}) == ["Enter a phone number, like 01632 960 001 or +49 30 901820"]
    assert problems_of(served, **{field: "+49 30 901820 (work)"}) == []


def test_too_many_people_are_told_before_sending(served: ServedSite) -> None:
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.start()
    visitor.person(1)
    visitor.person(2)
    served.row.max_attendees = 1
    served.row.save()
    page = visitor.get("check/")
    assert page.heading == "2 people are in this registration"
    assert "You can register 1 person at once. Remove the others" in page.text
    assert f"/events/{LIGHTHOUSE}/register/check/" not in page.links


def test_an_event_for_one_person_has_no_list(served: ServedSite) -> None:
    visitor = Visitor(served, WEBINAR)
    visitor.start()
    assert visitor.person(1).heading == "Check your answers"
    assert visitor.get("attendees/2/").heading == "Your details"


def test_the_limit_of_people_is_the_sites(served: ServedSite) -> None:
    served.row.max_attendees = 2
    served.row.save()
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.start()
    visitor.person(1)
    page = visitor.person(2)
    assert "Add another person" not in page.text
    assert visitor.person(3).heading == "2 people are in this registration"


def test_a_person_is_removed_after_a_confirmation(served: ServedSite) -> None:
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.start()
    visitor.person(1)
    visitor.person(2, first_name="Ben")
    page = visitor.get("attendees/1/remove/")
    assert page.heading == "Remove attendee 1, Ada Marker-Surname?"
    page = visitor.post("attendees/1/remove/")
    assert page.heading == "1 person is in this registration"
    assert "Ben" in page.text
    assert visitor.get("attendees/1/remove/").status == 404


def test_every_further_person_chooses_a_pass(served: ServedSite) -> None:
    passes = served.simulator.call(f"events/{SUMMIT}/passes").json
    student = next(item["passId"] for item in passes if item["passName"] == "Student")  # two are left
    visitor = Visitor(served, SUMMIT)
    visitor.start()
    visitor.post("pass/", {"pass": student})
    visitor.person(1)
    assert visitor.person(2).problems == ["Select a pass"]
    visitor.person(2, **{"pass": student})
    assert f'value="{student}"' not in visitor.get("attendees/3/").html
