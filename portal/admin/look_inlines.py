"""Tiers of sponsors and labels of numbers, on the page of their web application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext

from portal.domain.labels import DEFAULTS, OptionSet
from portal.domain.sponsors import topic_key
from portal.models import OptionLabel, SponsorTier, WebApplication
from portal.services import applications
from portal.services.catalogue.unlabelled import unlabelled


class SponsorTierForm(forms.ModelForm):
    class Meta:
        model = SponsorTier
        fields = ("name", "size", "topics", "order")
        widgets = {"topics": forms.Textarea(attrs={"rows": 3, "cols": 30})}

    def clean_topics(self) -> str:
        """One topic a line, each once, whatever its letter case."""
        lines = (line.strip() for line in self.cleaned_data["topics"].splitlines())
        topics = {topic_key(line): line for line in lines if line}
        return "\n".join(topics.values())


class SponsorTierFormSet(forms.BaseInlineFormSet):
    """No topic stands in two tiers: which one would its sponsors be in?"""

    def clean(self) -> None:
        super().clean()
        taken: dict[str, str] = {}
        for form in self.forms:
            if form.cleaned_data.get("DELETE") or "topics" not in form.cleaned_data:
                continue
            name = str(form.cleaned_data.get("name", ""))
            for topic in form.cleaned_data["topics"].splitlines():
                other = taken.setdefault(topic_key(topic), name)
                if other != name:
                    raise ValidationError(
                        gettext("The topic “%(topic)s” stands in two tiers: %(one)s and %(other)s.")
                        % {"topic": topic, "one": other, "other": name}
                    )


class SponsorTierInline(admin.TabularInline):
    model = SponsorTier
    form = SponsorTierForm
    formset = SponsorTierFormSet
    extra = 0

    def get_formset(self, request: HttpRequest, obj: WebApplication | None = None, **kwargs: Any) -> Any:
        """The topics there are stand in the help, so that nobody has to look them up in Dynamics 365."""
        formset = super().get_formset(request, obj, **kwargs)
        topics = unlabelled(applications.resolve(obj)).topics if obj else ()
        if topics and "topics" in formset.form.base_fields:
            field = formset.form.base_fields["topics"]
            field.help_text = gettext("%(help)s Known so far: %(topics)s.") % {
                "help": field.help_text,
                "topics": ", ".join(topics),
            }
        return formset


class OptionLabelForm(forms.ModelForm):
    class Meta:
        model = OptionLabel
        fields = ("kind", "number", "label")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            default = DEFAULTS[OptionSet(self.instance.kind)].get(self.instance.number)
            if default:
                self.fields["label"].help_text = gettext("Without this row: %(label)s") % {"label": gettext(default)}


class OptionLabelInline(admin.TabularInline):
    model = OptionLabel
    form = OptionLabelForm
    extra = 0


INLINES = (SponsorTierInline, OptionLabelInline)
