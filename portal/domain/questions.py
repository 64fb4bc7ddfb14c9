"""The organiser's questions, whoever declared them: the API for an event, or staff in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.domain.identifiers import short_id
from portal.domain.text import visible
from portal.events_api.codes import CUSTOM_FIELD_TYPES, MULTIPLE_CHOICE, SIMPLE_TEXT, SINGLE_CHOICE
from portal.events_api.types import CustomField

YES, NO = "Yes", "No"  # sent as they are, in every language


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a registration form. ``kind`` is one of events_api.codes.CUSTOM_FIELD_TYPES."""

    id: str  # sent back as responses[].id: a GUID in v2.0, a logical name in real-time
    label: str
    kind: int = SIMPLE_TEXT
    is_required: bool = False
    choices: tuple[str, ...] = ()  # of single and multiple choice only; each once, to the letter as declared
    help: str = ""

    @property
    def field_name(self) -> str:
        """Its name in a form: stable when questions are added or change places."""
        return f"q-{short_id(self.id)}"


def declared_by_api(fields: Iterable[CustomField]) -> tuple[Question, ...]:
    """Return the API's questions in its order."""
    return distinct(
        make_question(item.id, item.text, kind=item.type, is_required=item.is_required, choices=item.choices)
        for item in fields
    )


def make_question(
    question_id: str,
    label: str,
    *,
    kind: int | None,
    is_required: bool,
    choices: Iterable[str] = (),
    help: str = "",
) -> Question:
    """Return a question that can be asked: of an unknown kind, or a choice of nothing, it is asked as text."""
    offered = tuple(dict.fromkeys(choice for choice in (item.strip() for item in choices) if choice))
    known = kind if kind is not None and kind in CUSTOM_FIELD_TYPES else SIMPLE_TEXT
    is_choice = known in (SINGLE_CHOICE, MULTIPLE_CHOICE)
    if is_choice and not offered:
        known, is_choice = SIMPLE_TEXT, False
    return Question(
        id=question_id,
        label=visible(label) or question_id,
        kind=known,
        is_required=is_required,
        choices=offered if is_choice else (),
        help=help,
    )


def distinct(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return each question once, the first of an id."""
    found: dict[str, Question] = {}
    for question in questions:
        found.setdefault(question.field_name, question)
    return tuple(found.values())
