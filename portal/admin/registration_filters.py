"""Filters of the list of registrations."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.models import Registration

MOST_EVENTS = 50


class RegisteredEventFilter(admin.SimpleListFilter):
    """The events with the newest registrations, and the one that is chosen."""

    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Registration.objects.order_by().values("readable_event_id")
        events = rows.annotate(name=Max("event_name"), newest=Max("created_at")).order_by("-newest")
        chosen = request.GET.get(self.parameter_name)
        listed = list(events[:MOST_EVENTS])
        if chosen and all(event["readable_event_id"] != chosen for event in listed):
            listed += events.filter(readable_event_id=chosen)
        return [(event["readable_event_id"], event["name"]) for event in listed]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        return queryset.filter(readable_event_id=self.value()) if self.value() else queryset
