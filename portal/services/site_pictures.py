"""The organisation's pictures: logo, icon, picture for link previews. In the database, which all hosts share."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from portal.domain import raster
from portal.domain.raster import EXTENSIONS, Raster
from portal.models import SitePicture, WebApplication

Kind = SitePicture.Kind

_PHOTOS = ("image/png", "image/jpeg", "image/webp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a picture has to be. Sides are in pixels. All of them together fit into a form of one megabyte."""

    media_types: tuple[str, ...]
    max_kilobytes: int
    min_sides: tuple[int, int]  # width, height
    max_side: int
    is_square: bool = False


RULES = {
    Kind.LOGO: Rule(media_types=_PHOTOS, max_kilobytes=150, min_sides=(16, 16), max_side=2000),
    Kind.LOGO_DARK: Rule(media_types=_PHOTOS, max_kilobytes=150, min_sides=(16, 16), max_side=2000),
    Kind.ICON: Rule(
        media_types=("image/png", "image/x-icon"), max_kilobytes=50, min_sides=(16, 16), max_side=512, is_square=True
    ),
    Kind.PREVIEW: Rule(media_types=_PHOTOS, max_kilobytes=500, min_sides=(600, 315), max_side=4000),
}
_NAMES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WebP", "image/x-icon": "ICO"}


class Refused(Exception):
    """The file cannot be used. The text says why, for an administrator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLink:
    """Where a picture is served, and its size in pixels."""

    url: str  # a path; it changes with the content
    media_type: str
    width: int
    height: int


def check(kind: Kind, body: bytes) -> Raster:
    """Tell by its bytes whether a file can be used; its name and its declared type count for nothing.

    Raises Refused.
    """
    rule = RULES[kind]
    if len(body) > rule.max_kilobytes * 1024:
        raise Refused(gettext("The file is larger than %(limit)d KB.") % {"limit": rule.max_kilobytes})
    found = raster.read(body)
    if found is None or found.media_type not in rule.media_types:
        raise Refused(gettext("The file is none of these: %(kinds)s.") % {"kinds": kinds_of(kind)})
    if found.is_animated:
        raise Refused(gettext("The picture moves. Use one that stands still."))
    if found.width < rule.min_sides[0] or found.height < rule.min_sides[1]:
        raise Refused(
            gettext(
                "The picture has %(width)d × %(height)d pixels; at least %(least_width)d × %(least_height)d are needed."
            )
            % {
                "width": found.width,
                "height": found.height,
                "least_width": rule.min_sides[0],
                "least_height": rule.min_sides[1],
            }
        )
    if max(found.width, found.height) > rule.max_side:
        raise Refused(
            gettext("The picture has %(width)d × %(height)d pixels; a side may have %(limit)d at most.")
            % {"width": found.width, "height": found.height, "limit": rule.max_side}
        )
    if rule.is_square and found.width != found.height:
        raise Refused(gettext("The picture is not square."))
    return found


def kinds_of(kind: Kind) -> str:
    """The kinds of files that can be used: "PNG, JPEG, WebP"."""
    return ", ".join(_NAMES[media_type] for media_type in RULES[kind].media_types)


def keep(row: WebApplication, kind: Kind, body: bytes) -> SitePicture:
    """Store a picture in place of the former one.

    Raises Refused.
    """
    found = check(kind, body)
    picture, _ = SitePicture.objects.update_or_create(
        application=row,
        kind=kind,
        defaults={
            "digest": hashlib.sha256(body).hexdigest()[:16],
            "media_type": found.media_type,
            "width": found.width,
            "height": found.height,
            "body": body,
        },
    )
    return picture


def remove(row: WebApplication, kind: Kind) -> None:
    """Forget a picture."""
    SitePicture.objects.filter(application=row, kind=kind).delete()


def find(row: WebApplication, kind: str) -> SitePicture | None:
    """The stored picture."""
    return SitePicture.objects.filter(application=row.pk, kind=kind).first()


def link_to(picture: SitePicture) -> PictureLink:
    """The address of a stored picture; its bytes are not needed."""
    return PictureLink(
        url=reverse("files:site_picture", args=[file_name(picture)]),
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
    )


def file_name(picture: SitePicture) -> str:
    """``<kind>-<digest>.<extension>``, the last part of its address."""
    return f"{picture.kind}-{picture.digest}.{EXTENSIONS[picture.media_type]}"
