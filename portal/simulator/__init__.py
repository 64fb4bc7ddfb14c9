"""The events API, imitated: both dialects on one port, with realistic data and faults that can be switched on."""
