"""The forms visitors fill in: built from what the API declares, checked on the server, no I/O.

Rules: design/forms.md §1. No ``required`` attribute, no ``maxlength``; every message says what to do.
"""
