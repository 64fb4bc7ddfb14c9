"""Reads the environment strictly: an unreadable value stops the start with a sentence, never becomes a default.

django-environ alone reads an unknown boolean ("ture") as False, lets list items keep their blanks and resolves a value
that starts with "$" as a reference to another variable.
"""

from __future__ import annotations

import os

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env(interpolate=False)

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The value as it stands; an empty one counts as absent. Never trimmed: tokens are opaque."""
    return _env.str(name, default="") or default


def flag(name: str, *, default: bool) -> bool:
    """A yes or a no. Raises ImproperlyConfigured for anything else."""
    value = text(name).strip().lower()
    if not value:
        return default
    if value in _TRUE | _FALSE:
        return value in _TRUE
    raise ImproperlyConfigured(f"{name} must be one of 1, true, yes, on, 0, false, no, off.")


def number(name: str, default: float) -> float:
    """A number, zero or more. Raises ImproperlyConfigured for anything else."""
    value = text(name).strip()
    if not value:
        return default
    try:
        result = float(value)
    except ValueError:
        result = -1.0
    if not 0 <= result < float("inf"):
        raise ImproperlyConfigured(f"{name} must be a number, zero or more.")
    return result


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list, blanks around and between dropped."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def database(name: str, default: str) -> dict[str, object]:
    """A database address such as sqlite:////var/lib/portal.sqlite3 or postgres://user:password@host/name."""
    return dict(_env.db_url(name, default=default)) if text(name) else dict(environ.Env.db_url_config(default))


def read_file(path: os.PathLike[str] | str) -> None:
    """Take variables from a file of NAME=value lines where the environment has none."""
    if os.path.exists(path):
        _env.read_env(path)
