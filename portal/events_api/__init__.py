"""The Dynamics 365 events API as a library: both dialects, no Django, no settings.

Begin with ``client.EventsClient``; ``types`` has its records and ``errors`` what it raises.
"""
