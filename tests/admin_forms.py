"""The admin's forms as a browser sends them."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse


def form_data(response: HttpResponse) -> dict[str, Any]:
    """What a browser would send back of the form as it is."""
    sent = _values(response.context["adminform"].form)
    for inline in response.context.get("inline_admin_formsets") or ():
        for form in (inline.formset.management_form, *inline.formset.forms):
            sent |= _values(form)
    return sent


def _values(form: BaseForm) -> dict[str, Any]:
    return {
        form[name].html_name: value
        for name in form.fields
        if (value := form[name].value()) not in (None, "") and value is not False and not form.fields[name].disabled
    }


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """What the form refused, by field; empty when it was saved."""
    return dict(response.context["adminform"].form.errors) if response.status_code == 200 else {}
