"""The admin's forms as a browser sends them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse


def form_data(response: HttpResponse) -> dict[str, Any]:
    """What a browser would send back of the form as it is."""
    form = response.context["adminform"].form
    return {
        name: value
        for name in form.fields
        if (value := form[name].value()) not in (None, False, "") and not form.fields[name].disabled
    }


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """What the form refused, by field; empty when it was saved."""
    return dict(response.context["adminform"].form.errors) if response.context else {}
