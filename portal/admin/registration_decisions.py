"""What administrators decide about registrations, as actions of the list and buttons of the page of one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.models import Registration
from portal.services.registration import decisions

State = Registration.State
Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One thing to decide."""

    name: str
    label: Words
    act: Callable[[int, bool], bool]  # key, confirmed -> whether the state allowed it
    states: Collection[str]  # that allow it
    confirmed_in: Collection[str]  # of these, those that ask "are you sure?"
    risk: Words  # what the confirmation page says
    yes: Words
    done: Words  # told after it, for one registration
    logged: Words
    keeps_erased: bool = True  # False: it needs what was filled in

    def allows(self, row: Registration) -> bool:
        """Whether the row, as it was read, may be decided so; ``act`` looks again."""
        return row.state in self.states and (self.keeps_erased or row.erased_at is None)

    def asks(self, row: Registration) -> bool:
        """Whether the decision about this row wants to be confirmed."""
        return self.allows(row) and row.state in self.confirmed_in


RESEND = Decision(
    name="resend",
    label=_("Send again"),
    act=lambda pk, confirmed: decisions.resend(pk, though_uncertain=confirmed),
    states=decisions.MAY_RESEND,
    confirmed_in=(State.UNCERTAIN,),
    risk=_(
        "An uncertain registration may have arrived although no answer came back. If it did, sending it again "
        "registers the same people a second time: outbound makes a second registration, and real-time, which joins "
        "people by e-mail address, may send them another message. Look in Dynamics 365 first. In real-time, wait six "
        "hours before you look: registrations appear late there."
    ),
    yes=_("Yes, send again"),
    done=_("will be sent again within a minute"),
    logged=_("Sent again."),
    keeps_erased=False,
)
MARK_ARRIVED = Decision(
    name="mark_arrived",
    label=_("Mark as arrived"),
    act=lambda pk, _confirmed: decisions.mark_arrived(pk),
    states=decisions.MAY_MARK_ARRIVED,
    confirmed_in=(),
    risk="",
    yes="",
    done=_("is marked as arrived"),
    logged=_("Marked as arrived."),
)
REJECT = Decision(
    name="reject",
    label=_("Reject"),
    act=lambda pk, _confirmed: decisions.reject(pk),
    states=decisions.MAY_REJECT,
    confirmed_in=decisions.MAY_REJECT,
    risk=_(
        "A rejected registration is not sent any more. Its receipt says that it could not be accepted, but nobody is "
        "told by e-mail. If it was uncertain and did arrive, the people stay registered in Dynamics 365."
    ),
    yes=_("Yes, reject"),
    done=_("is rejected"),
    logged=_("Rejected."),
)
ERASE = Decision(
    name="erase",
    label=_("Erase names and answers"),
    act=lambda pk, _confirmed: decisions.erase(pk),
    states=decisions.MAY_ERASE,
    confirmed_in=decisions.MAY_ERASE,
    risk=_(
        "Names, e-mail addresses and answers are erased here for good; Dynamics 365 keeps its own. What was erased "
        "can be neither sent nor exported, and its receipt says that it has expired."
    ),
    yes=_("Yes, erase"),
    done=_("is erased"),
    logged=_("Names and answers erased."),
    keeps_erased=False,
)
DECISIONS = (RESEND, MARK_ARRIVED, REJECT, ERASE)
