"""The message itself: neutral words in the patient's language, a link to their page, a link that ends the messages.

Nothing of a treatment stands in it, nor the practice's own name (it may tell enough): the sender is a neutral name that
the practice chooses, "your practice" without one. Headers: RFC 8058 (one-click unsubscribe), RFC 3834 (automatic).
"""

from __future__ import annotations

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from .actions import Letter


def message(letter: Letter, sender: str) -> EmailMessage:
    """The e-mail of a claimed reminder."""
    site, own = settings.ENVIRONMENT.site, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    stop = site + reverse("stop_reminders", args=[letter.stop])
    with translation.override(letter.language):
        name = sender or _("your practice")
        text = _(
            "Hello,\n\nthere is a message for you from {sender}. You find it on your own page:\n\n{link}\n\n"
            "The link opens once, within three days. Please do not answer this mail: nobody reads the answers. "
            "If you need us, call us.\n\nIf you want no more of these messages:\n{stop}\n"
        )
        subject = _("A message from {sender}")
    link = site + reverse("portal_door", args=[letter.door])
    return EmailMessage(
        subject=subject.format(sender=name),
        body=text.format(sender=name, link=link, stop=stop),
        from_email=formataddr((sender or name[:1].upper() + name[1:], own)),
        to=[letter.to],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Message-ID": f"<{letter.reminder_id}@{own.rpartition('@')[2]}>",
        },
    )
