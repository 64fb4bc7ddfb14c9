"""What belongs to one web application: most installations have one, so it is chosen already."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from portal.models import WebApplication


class OfApplicationAdmin(admin.ModelAdmin):
    list_select_related = ("application",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        default = WebApplication.objects.filter(is_default=True).values_list("pk", flat=True).first()
        return {"application": default, **super().get_changeform_initial_data(request)}
