"""What answers for machines share: headers, validators, plain-text problems. All are public and set no cookies."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from http import HTTPStatus

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date

from portal.domain.query import Problem
from portal.services import catalogue
from portal.templatetags.portal_words import problem as words_of
from portal.views.responses import (
    DATABASE_RETRY_AFTER_S,
    SHARED_CACHE_S,
    STALE_WHILE_REVALIDATE_S,
    read_only,
    respelled,
)

logger = logging.getLogger(__name__)


class BadFilter(Exception):
    """A filter makes no sense. Feeds say so: to answer with everything would flood a calendar."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__()
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a view for machines returns. ``changed_at``: of the content, None where that is not known."""

    content: bytes
    media_type: str  # with its charset
    changed_at: datetime | None
    file_name: str = ""  # ASCII; under which browsers save it, "" to let them show it
    max_age_s: int = SHARED_CACHE_S
    is_indexed: bool = field(default=False)  # whether search engines may list the document itself


# What views for machines return: a document, or a redirect to where it is.
MachineView = Callable[..., "Document | HttpResponse"]


def for_machines(view: MachineView) -> Callable[..., HttpResponse]:
    """A public document, readable from any other site's scripts, with ETag and 304. The view returns a Document.

    Problems are plain text: 400 with a reason for each filter that makes no sense, 404, 410, 503.
    """

    @read_only
    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = _answer(view, request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answered


def refuse_bad_filters(problems: Mapping[str, Problem], *, ignored: frozenset[str]) -> None:
    """Raise BadFilter unless only parameters were wrong that this format ignores."""
    wrong = {name: why for name, why in problems.items() if name not in ignored}
    if wrong:
        raise BadFilter(wrong)


def _answer(view: MachineView, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    try:
        made = view(request, *args, **kwargs)
    except BadFilter as bad:
        return _problem(HTTPStatus.BAD_REQUEST, *(f"{name}: {words_of(why)}" for name, why in bad.problems.items()))
    except (catalogue.Unknown, Http404):
        return _problem(HTTPStatus.NOT_FOUND)
    except catalogue.Gone:
        return _problem(HTTPStatus.GONE)
    except catalogue.Moved as elsewhere:
        return respelled(request, elsewhere.readable_event_id)
    except catalogue.NothingKnownYet as nothing:
        return _problem(HTTPStatus.SERVICE_UNAVAILABLE, retry_after_s=nothing.retry_after_s)
    except DatabaseError as error:
        logger.error("database not usable: %s", type(error).__name__)
        return _problem(HTTPStatus.SERVICE_UNAVAILABLE, retry_after_s=DATABASE_RETRY_AFTER_S)
    return _respond(request, made) if isinstance(made, Document) else made


def _respond(request: HttpRequest, document: Document) -> HttpResponse:
    response = HttpResponse(document.content, content_type=document.media_type)
    etag = f'"{hashlib.sha256(document.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    if document.changed_at is not None:
        response["Last-Modified"] = http_date(document.changed_at.timestamp())
    if document.file_name:
        response["Content-Disposition"] = f'attachment; filename="{document.file_name}"'
    patch_cache_control(
        response, public=True, max_age=document.max_age_s, stale_while_revalidate=STALE_WHILE_REVALIDATE_S
    )
    # By ETag alone: what the clock or a setting changes has no date of its own.
    answer = get_conditional_response(request, etag=etag, response=response) or response
    if not document.is_indexed:
        answer["X-Robots-Tag"] = "noindex"
    return answer


def _problem(status: HTTPStatus, *reasons: str, retry_after_s: int | None = None) -> HttpResponse:
    response = HttpResponse(
        "".join(f"{line}\n" for line in reasons or (status.phrase,)),
        status=status,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"},
    )
    if retry_after_s is not None:
        response["Retry-After"] = str(retry_after_s)
    return response
