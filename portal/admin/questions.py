"""The organiser's questions: asked on registration forms where the API declares none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.admin.of_application import OfApplicationAdmin
from portal.models import Question

_CHOICES = (Question.Kind.SINGLE, Question.Kind.MULTIPLE)


class QuestionForm(forms.ModelForm):
    """Refuses what a form could not ask: choices without any, and one logical name for two questions."""

    class Meta:
        model = Question
        fields = (
            "application",
            "readable_event_id",
            "label",
            "logical_name",
            "kind",
            "choices",
            "is_required",
            "help_text",
            "order",
        )

    def clean_readable_event_id(self) -> str:
        """The id alone; a whole address is what people copy."""
        text: str = self.cleaned_data["readable_event_id"].strip()
        if "/" in text:
            raise ValidationError(gettext("Enter the id alone, as it stands in the address after /events/."))
        return text

    def clean_choices(self) -> str:
        """One choice a line, without blank lines and repetitions."""
        lines = (line.strip() for line in self.cleaned_data["choices"].splitlines())
        return "\n".join(dict.fromkeys(line for line in lines if line))

    def clean(self) -> dict[str, Any]:
        """What concerns several fields at once."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_choices(cleaned)
        self._check_logical_name(cleaned)
        return cleaned

    def _check_choices(self, cleaned: dict[str, Any]) -> None:
        if "kind" not in cleaned or "choices" not in cleaned:
            return
        offered = cleaned["choices"].split("\n") if cleaned["choices"] else []
        if cleaned["kind"] not in _CHOICES:
            if offered:
                self.add_error(
                    "choices", gettext("Only “one choice” and “several choices” offer any. Clear this, or the kind.")
                )
        elif len(offered) < (2 if cleaned["kind"] == Question.Kind.SINGLE else 1):
            self.add_error("choices", gettext("Enter the choices, one a line."))

    def _check_logical_name(self, cleaned: dict[str, Any]) -> None:
        """Two of one name would be one answer. An event's own question takes the place of the general one, though."""
        if not {"application", "readable_event_id", "logical_name"} <= cleaned.keys():
            return
        name, event_id = cleaned["logical_name"], cleaned["readable_event_id"]
        namesakes = Question.objects.exclude(pk=self.instance.pk).filter(
            Q(readable_event_id=event_id) | ~Q(logical_name=name),
            application=cleaned["application"],
            logical_name__iexact=name,
        )
        if (other := namesakes.first()) is None:
            return
        if other.logical_name == name:
            text = gettext("“%(label)s” has this logical name already.")
        else:
            text = gettext("“%(label)s” has this logical name in another spelling: %(name)s. Write it the same way.")
        self.add_error("logical_name", text % {"label": other.label, "name": other.logical_name})


@admin.register(Question)
class QuestionAdmin(OfApplicationAdmin):
    form = QuestionForm
    list_display = ("label", "logical_name", "kind", "is_required", "event", "application", "order")
    list_filter = ("application", "readable_event_id", "kind")
    search_fields = ("label", "logical_name", "readable_event_id")
    fieldsets = [
        (
            None,
            {
                "fields": QuestionForm.Meta.fields,
                "description": _(
                    "Asked of every attendee. Where the API declares questions for an event itself (outbound), those "
                    "are asked instead. A question of one event takes the place of the one for every event with the "
                    "same logical name. Only answers whose logical name Dynamics 365 knows are kept there."
                ),
            },
        )
    ]

    @admin.display(description=_("event"), ordering="readable_event_id")
    def event(self, row: Question) -> str:
        return row.readable_event_id or gettext("every event")
