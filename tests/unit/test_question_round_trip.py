"""Whatever an organiser writes as label or choice and a visitor as answer arrives at the API to the letter."""

from __future__ import annotations

from html.parser import HTMLParser

from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.party import Party, to_registration
from portal.domain.questions import Question, distinct, make_question
from portal.domain.text import visible
from portal.events_api.codes import BOOLEAN, MULTIPLE_CHOICE, SIMPLE_TEXT, SINGLE_CHOICE
from portal.forms.people import PersonForm, data_of
from tests.unit.records import make_event

# What XML-free, newline-split text of Dynamics can hold: any Unicode but control characters and surrogates.
letters = st.characters(exclude_categories=("Cc", "Cs"))
words = st.text(letters, min_size=1, max_size=40).map(str.strip).filter(lambda text: visible(text) == text and text)
lists = st.lists(words, min_size=1, max_size=10, unique=True)


@st.composite
def questions_and_answers(draw: st.DrawFn) -> list[tuple[Question, tuple[str, ...]]]:
    found: list[tuple[Question, tuple[str, ...]]] = []
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from([SIMPLE_TEXT, BOOLEAN, SINGLE_CHOICE, MULTIPLE_CHOICE, 7, None]))
        choices = draw(lists)
        question = make_question(
            f"question-{number}", draw(words), kind=kind, is_required=draw(st.booleans()), choices=choices
        )
        if question.kind == MULTIPLE_CHOICE:
            chosen = draw(st.lists(st.sampled_from(question.choices), min_size=1, unique=True))
            if any(choice.casefold() == "none" for choice in chosen):
                chosen = chosen[:1]
            values = tuple(choice for choice in question.choices if choice in chosen)
        elif question.kind == SINGLE_CHOICE:
            values = (draw(st.sampled_from(question.choices)),)
        else:
            values = (draw(st.sampled_from(["Yes", "No"])),) if question.kind == BOOLEAN else (draw(words),)
        found.append((question, values))
    return found


@given(asked=questions_and_answers())
def test_answers_reach_the_api_to_the_letter(asked: list[tuple[Question, tuple[str, ...]]]) -> None:
    questions = distinct(question for question, _values in asked)
    data = data_of_answers(asked)
    form = PersonForm(data, number=1, questions=questions)
    assert form.is_valid(), form.errors
    person = form.person()
    assert person.answers == {question.id: values for question, values in asked}
    sent = to_registration(
        Party(people=(person,)), event=make_event(), questions=questions, paid=False, custom_agenda=False
    )
    for answer, (question, values) in zip(sent.attendees[0].answers, asked, strict=True):
        assert answer.field_id == question.id
        assert (answer.values if question.kind == MULTIPLE_CHOICE else (answer.value,)) == values
        assert answer.value == ", ".join(values)


@given(asked=questions_and_answers())
def test_a_stored_person_fills_the_form_with_the_same_answers(asked: list[tuple[Question, tuple[str, ...]]]) -> None:
    questions = distinct(question for question, _values in asked)
    form = PersonForm(data_of_answers(asked), number=1, questions=questions)
    assert form.is_valid()
    again = PersonForm(data_of(form.person(), questions), number=1, questions=questions)
    assert again.is_valid()
    assert again.person() == form.person()


def data_of_answers(asked: list[tuple[Question, tuple[str, ...]]]) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({"first_name": "Ada", "last_name": "Example", "email": "ada@example.org"})
    for question, values in asked:
        data.setlist(question.field_name, list(values))
    # As a browser sends it and Django reads it.
    return QueryDict(data.urlencode())


@given(asked=questions_and_answers())
def test_a_browser_reads_the_offered_values_as_they_are(asked: list[tuple[Question, tuple[str, ...]]]) -> None:
    questions = distinct(question for question, _values in asked)
    form = PersonForm(data_of_answers(asked), number=1, questions=questions)
    for question, values in asked:
        reader = _Values()
        reader.feed(render_to_string("portal/register/includes/_field.html", {"field": form[question.field_name]}))
        reader.close()
        offered = {SIMPLE_TEXT: values, BOOLEAN: ("Yes", "No")}.get(question.kind, question.choices)
        assert tuple(value for value in reader.offered if value) == offered
        assert tuple(reader.chosen) == values
        assert question.label in "".join(reader.text)


class _Values(HTMLParser):
    """What a browser makes of a field: the values it offers, the chosen ones, the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.offered: list[str] = []
        self.chosen: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag not in {"input", "option"}:
            return
        value = facts.get("value") or ""
        self.offered.append(value)
        if {"checked", "selected"} & facts.keys() or facts.get("type") in {"text", "tel"}:
            self.chosen.append(value)

    def handle_data(self, data: str) -> None:
        self.text.append(data)
