"""Tags for the admin's templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from portal.admin.registration_panel import panel

register = template.Library()


@register.inclusion_tag("admin/portal/registration/panel.html", takes_context=True)
def registration_panel(context: Context) -> dict[str, Any]:
    """How deliveries stand, for those who may see registrations; nothing for others."""
    user = context["request"].user
    return {
        "panel": panel() if user.has_perm("portal.view_registration") else None,
        "may_decide": user.has_perm("portal.decide_registration"),
        "may_change_application": user.has_perm("portal.change_webapplication"),
        "csrf_token": context.get("csrf_token"),
    }
