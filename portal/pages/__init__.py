"""Rendered pages, kept as compressed bytes and answered before Django's request machinery (docs/adr/0013).

Only what everybody gets is kept: GET and HEAD without a cookie, of views that say so (``views.responses``), whose
answer is 200, public and sets no cookie. Whatever else comes goes to Django as it came.
"""

from portal.pages.wsgi import KeptPages, with_kept_pages

__all__ = ["KeptPages", "with_kept_pages"]
