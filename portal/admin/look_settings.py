"""The part of a web application that concerns its look: pictures, colour, contact, languages, legal pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.models import SitePicture, WebApplication
from portal.services import applications, legal, site_pictures
from portal.services.site_pictures import Kind

# The form's field of each picture.
PICTURES: dict[str, Kind] = {
    "logo": SitePicture.Kind.LOGO,
    "logo_dark": SitePicture.Kind.LOGO_DARK,
    "icon": SitePicture.Kind.ICON,
    "preview_picture": SitePicture.Kind.PREVIEW,
}
APPEARANCE = ("site_title", "header_text", "introduction", "brand_colour", *PICTURES, "stored_pictures", "banner_hosts")
CONTACT = ("contact_name", "contact_email", "contact_phone", "contact_address", "footer_text")
LANGUAGES = ("content_language", "languages")
LEGAL = (
    "imprint_url",
    "imprint_page",
    "privacy_url",
    "privacy_page",
    "cookies_url",
    "cookies_page",
    "accessibility_url",
    "accessibility_page",
)
SHOWN = ("show_speakers", "show_sponsors", "show_room_grid", "currency_code")

FIELDSETS: list[tuple[Any, Any]] = [
    (
        _("Appearance"),
        {
            "fields": APPEARANCE,
            "description": _("What visitors see around your events. “Preview” shows it before you save."),
        },
    ),
    (
        _("Contact"),
        {"fields": CONTACT, "description": _("Shown at the foot of every page. What you leave empty is left out.")},
    ),
    (
        _("Languages"),
        {
            "fields": LANGUAGES,
            "description": _("Events are shown in the language in which they were entered in Dynamics 365."),
        },
    ),
    (
        _("Legal pages"),
        {
            "classes": ["collapse"],
            "fields": LEGAL,
            "description": _(
                "Each is either a link to a page of yours elsewhere or a text that you enter here, as plain paragraphs "
                "or in simple HTML with headings, lists and links. If you give both, the link is used. "
                "Pages without either do not exist; only accessibility has a statement from the start."
            ),
        },
    ),
    (
        _("What is shown"),
        {"fields": SHOWN, "description": _("What you switch off is neither linked nor found by its address.")},
    ),
]

_PAGES = tuple(f"{page}_page" for page in legal.LegalPage)


class PictureInput(AdminFileWidget):
    """A file input beside the picture that is stored."""

    template_name = "admin/portal/webapplication/picture_input.html"

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        return render_to_string(template_name, context)  # forms have template folders of their own, without ours


class PictureField(forms.FileField):
    """An uploaded picture, judged by its bytes. Cleaned: an ``UploadedFile``, False to remove it, or what is stored."""

    widget = PictureInput

    def __init__(self, kind: Kind, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.kind = kind
        self.widget.attrs["accept"] = ",".join(site_pictures.RULES[kind].media_types)

    def clean(self, data: Any, initial: Any = None) -> Any:
        cleaned = super().clean(data, initial)
        if isinstance(cleaned, UploadedFile):
            try:
                site_pictures.check(self.kind, cleaned.read(site_pictures.RULES[self.kind].max_kilobytes * 1024 + 1))
            except site_pictures.Refused as refused:
                raise ValidationError(str(refused)) from refused
            cleaned.seek(0)
        return cleaned


class LookSettingsForm(forms.ModelForm):
    """Checks the fields above and keeps what is no column of the row."""

    logo = PictureField(
        SitePicture.Kind.LOGO,
        label=_("Logo"),
        help_text=_(
            "PNG, JPEG or WebP, up to 150 KB. Shown in the header in place of the title, up to 40 pixels high; "
            "twice as high a picture looks sharp everywhere."
        ),
    )
    logo_dark = PictureField(
        SitePicture.Kind.LOGO_DARK,
        label=_("Logo on dark pages"),
        help_text=_("Only needed where the logo is hard to see on a dark page. The same rules."),
    )
    icon = PictureField(
        SitePicture.Kind.ICON,
        label=_("Icon"),
        help_text=_("For tabs and bookmarks: a square PNG or ICO, up to 50 KB, at best 192 by 192 pixels."),
    )
    preview_picture = PictureField(
        SitePicture.Kind.PREVIEW,
        label=_("Picture for link previews"),
        help_text=_(
            "What messengers and social networks show beside a link to a page that has no picture of its own: "
            "PNG, JPEG or WebP, up to 500 KB, at best 1200 by 630 pixels."
        ),
    )
    content_language = forms.ChoiceField(
        label=_("Language of your texts"),
        required=False,
        help_text=_("In which you write titles, texts and labels here. Screen readers and search engines go by it."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the site"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Visitors can choose among these. Without any tick, all are offered."),
    )

    # The model's own field would refuse small letters before they can be made capitals.
    currency_code = forms.CharField(
        label=_("Currency"),
        required=False,
        max_length=3,
        help_text=WebApplication._meta.get_field("currency_code").help_text,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        default = names[settings.LANGUAGE_CODE]
        for name, choices in (
            ("content_language", [("", gettext("As the site: %(language)s") % {"language": default}), *names.items()]),
            ("languages", [*names.items()]),
        ):
            if name in self.fields:
                self.fields[name].choices = choices  # type: ignore[attr-defined]
        if "accessibility_page" not in self.fields:  # somebody who may only look
            return
        for name in _PAGES:
            self.fields[name].widget.attrs |= {"rows": 8, "class": "vLargeTextField", "dir": "auto"}
        self.fields["contact_address"].widget.attrs |= {"rows": 3}
        self.fields["brand_colour"].widget.attrs |= {"spellcheck": "false", "placeholder": "#1a5fb4"}
        site = applications.resolve(self.instance)
        for name, kind in PICTURES.items():
            self.initial[name] = site.look.pictures.get(kind)
        self._offered_statement = "\r\n".join(legal.accessibility_statement_to_edit(site).splitlines())
        if not self.instance.accessibility_page:
            self.initial["accessibility_page"] = self._offered_statement
        self.fields["accessibility_page"].help_text = gettext(
            "What is offered here is shown in the language of each visitor as long as you leave it unchanged. "
            "Many countries ask public bodies to name the office that handles complaints: add it."
        )

    def clean_brand_colour(self) -> str:
        return str(self.cleaned_data["brand_colour"]).lower()

    def clean_currency_code(self) -> str:
        return str(self.cleaned_data["currency_code"]).upper()

    def clean_accessibility_page(self) -> str:
        """The statement that was offered is not kept: it goes on following the software and the contact."""
        text: str = self.cleaned_data["accessibility_page"]
        return "" if text.split() == self._offered_statement.split() else text

    def keep_pictures(self, row: WebApplication) -> None:
        """Store and remove what was asked for. ``row`` is stored."""
        for name, kind in PICTURES.items():
            chosen = self.cleaned_data.get(name)
            if isinstance(chosen, UploadedFile):
                chosen.seek(0)
                site_pictures.keep(row, kind, chosen.read())
            elif chosen is False:
                site_pictures.remove(row, kind)
