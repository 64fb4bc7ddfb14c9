"""Consent texts: a new one is a new version and takes over; what people have seen is never changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.admin.of_application import OfApplicationAdmin
from portal.models import ConsentText, Registration, WebApplication

CONTENT = ("application", "purpose", "link", "field_name")


@admin.register(ConsentText)
class ConsentTextAdmin(OfApplicationAdmin):
    list_display = ("purpose", "version", "application", "is_active", "sent_as", "created_at")
    list_filter = ("application", "is_active")
    actions = None  # deleting is done one at a time, and only where nobody has seen the text
    fieldsets = [
        (
            None,
            {
                "fields": (*CONTENT, "version", "is_active", "created_at"),
                "description": _(
                    "For marketing and the like. Registering needs no consent: who processes the data and why is told "
                    "by “About personal data” of the web application. A text is never changed: add a new one, which "
                    "takes the place of the one shown on forms. Former ones stay readable here."
                ),
            },
        )
    ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A purpose is a sentence or two: one line is too short for it."""
        if db_field.name == "purpose":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: ConsentText | None = None) -> tuple[str, ...]:
        return ("version", "created_at", *(CONTENT if obj else ()))

    def get_fieldsets(self, request: HttpRequest, obj: ConsentText | None = None) -> Any:
        """A new text has neither version nor date, and is shown: that is what it is for."""
        ((title, options),) = self.fieldsets
        return [(title, options if obj else options | {"fields": CONTENT})]

    def has_delete_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """A text somebody may have answered is kept, so that the answer keeps its meaning."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or not Registration.objects.filter(consent__text=obj.pk).exists()

    def save_model(self, request: HttpRequest, obj: ConsentText, form: Any, change: bool) -> None:
        """Save; of the texts of a web application at most one is shown."""
        with transaction.atomic():
            # Two at once wait for each other here.
            list(WebApplication.objects.select_for_update().filter(pk=obj.application_id).values_list("pk"))
            texts = ConsentText.objects.filter(application=obj.application_id)
            if obj.is_active:
                texts.exclude(pk=obj.pk).update(is_active=False)
            if not change:
                obj.version = (texts.aggregate(last=Max("version"))["last"] or 0) + 1
            super().save_model(request, obj, form, change)
        if obj.is_active and not obj.field_name:
            messages.warning(request, not_sent_warning())

    @admin.display(description=_("sent as"), ordering="field_name")
    def sent_as(self, row: ConsentText) -> str:
        return row.field_name or gettext("not sent")


def not_sent_warning() -> str:
    """What an administrator should know of a text without a field."""
    return gettext(
        "The answer is kept here only: Dynamics 365 does not get to know who consented. To have it sent, map a field "
        "and enter its name in “sent as” of a new text."
    )
