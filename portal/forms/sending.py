"""What travels with the button that sends a registration, and tells people from programs."""

from __future__ import annotations

from collections.abc import Mapping

from django.core import signing
from django.utils import timezone

from portal.events_api.types import CaptchaSolution

# A text field no person sees. Browsers fill in names they know, so it has none of those.
TRAP = "leave_this_empty"
# To read the page and press the button takes longer. Slowness is never held against anybody.
FASTEST_S = 1.0

_SALT = "portal.registration.opened"


def opened(submission_key: str) -> str:
    """The signed time at which the page was shown."""
    return signing.Signer(salt=_SALT).sign(f"{submission_key}.{timezone.now().timestamp():.3f}")


def is_suspect(data: Mapping[str, str], submission_key: str) -> bool:
    """Whether a program rather than a person pressed the button."""
    if data.get(TRAP):
        return True
    try:
        key, _, at = signing.Signer(salt=_SALT).unsign(data.get("opened", "")).partition(".")
    except signing.BadSignature:
        return True
    return key != submission_key or timezone.now().timestamp() - float(at) < FASTEST_S


def captcha_solution(data: Mapping[str, str]) -> CaptchaSolution | None:
    """What the captcha's script put into the form; None where it did not run."""
    values = {name: data.get(f"captcha_{name}", "")[:4_000] for name in ("solution", "token", "type", "flow_id")}
    if not values["solution"] or not values["flow_id"]:
        return None
    return CaptchaSolution(**values)
