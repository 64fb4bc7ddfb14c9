"""What the portal keeps itself: web applications, their look, stored answers, pictures, tombstones, registrations."""

from portal.models.encryption import CannotDecrypt
from portal.models.look import OptionLabel, SitePicture, SponsorTier
from portal.models.registration import (
    ConsentText,
    DeliveryPause,
    DeliveryWorker,
    Draft,
    Question,
    RateCounter,
    Registration,
)
from portal.models.revision import Revision
from portal.models.snapshot import CallCount, Picture, Snapshot, Tombstone, Upstream
from portal.models.web_application import WebApplication

__all__ = [
    "CallCount",
    "CannotDecrypt",
    "ConsentText",
    "DeliveryPause",
    "DeliveryWorker",
    "Draft",
    "OptionLabel",
    "Picture",
    "Question",
    "RateCounter",
    "Registration",
    "Revision",
    "SitePicture",
    "Snapshot",
    "SponsorTier",
    "Tombstone",
    "Upstream",
    "WebApplication",
]
