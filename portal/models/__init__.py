"""What the portal keeps itself: web applications, stored API answers, pictures, tombstones, registrations."""

from portal.models.encryption import CannotDecrypt
from portal.models.registration import (
    ConsentText,
    DeliveryPause,
    DeliveryWorker,
    Draft,
    Question,
    RateCounter,
    Registration,
)
from portal.models.snapshot import Picture, Snapshot, Tombstone, Upstream
from portal.models.web_application import WebApplication

__all__ = [
    "CannotDecrypt",
    "ConsentText",
    "DeliveryPause",
    "DeliveryWorker",
    "Draft",
    "Picture",
    "Question",
    "RateCounter",
    "Registration",
    "Snapshot",
    "Tombstone",
    "Upstream",
    "WebApplication",
]
