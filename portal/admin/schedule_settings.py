"""The part of a web application that concerns schedules: which types of session are breaks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.domain.labels import OptionSet
from portal.models import WebApplication
from portal.services.look import look_of


class ScheduleSettingsForm(forms.ModelForm):
    """Offers the types that have a label, and those chosen before."""

    break_session_types = forms.TypedMultipleChoiceField(
        label=_("Types of session that are breaks"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("break_session_types")
        if field is None:  # somebody who may only look
            return
        field.help_text = WebApplication._meta.get_field("break_session_types").help_text
        labels = look_of(self.instance).labels.numbers(OptionSet.SESSION_TYPE)
        numbers = dict.fromkeys([*labels, *self.instance.break_session_types])
        field.choices = [(number, self._name(number, labels.get(number, ""))) for number in numbers]

    @staticmethod
    def _name(number: int, label: str) -> str:
        return f"{gettext(label)} ({number})" if label else str(number)
