"""System checks of the portal."""
