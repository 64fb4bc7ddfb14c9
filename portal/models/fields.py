"""Model fields with rules of our own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db import models


class HTTPSURLField(models.URLField):
    """An https address. One typed without a scheme is taken as https, on every version of Django alike."""

    default_validators = [URLValidator(schemes=["https"])]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"assume_scheme": "https", **kwargs})
