"""How fast the portal is, always as a ratio to a reference measured in the same run. `make bench` runs it."""
