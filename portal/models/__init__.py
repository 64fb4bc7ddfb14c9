"""What the portal keeps itself: web applications, stored API answers, pictures, tombstones."""

from portal.models.encryption import CannotDecrypt
from portal.models.snapshot import Picture, Snapshot, Tombstone, Upstream
from portal.models.web_application import WebApplication

__all__ = ["CannotDecrypt", "Picture", "Snapshot", "Tombstone", "Upstream", "WebApplication"]
