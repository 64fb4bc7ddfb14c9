"""The settings of production with every language that has a catalogue, complete or not, for tests of layout."""

from django.conf.locale import LANG_INFO

from events_site.settings import *  # noqa: F403, TID251 -- these are those settings
from events_site.settings import LOCALE_PATHS  # noqa: TID251 -- likewise

_codes = [path.name.lower().replace("_", "-") for path in sorted(LOCALE_PATHS[0].iterdir())]
LANGUAGES = [("en", "English"), *((code, str(LANG_INFO[code]["name_local"])) for code in _codes)]
