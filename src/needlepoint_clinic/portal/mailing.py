"""The mail that carries a link: neutral words in the patient's language, nothing of a name or of a treatment."""

from __future__ import annotations

import smtplib

from django.core.mail import EmailMessage
from django.utils.translation import gettext, override

from ..core.refusals import Refused


def send_link(*, address: str, link: str, code: str, door: str, practice: str, phone: str, language: str) -> None:
    """Send it now. Raises Refused when the mail server does not take it."""
    with override(language):
        subject = gettext("Your private page")
        parts = (
            gettext("Hello,"),
            gettext("this is your private link. It opens once, on one device:"),
            link,
            gettext("Or open %(door)s and type this code: %(code)s") % {"door": door, "code": f"{code[:4]} {code[4:]}"},
            gettext("You did not expect this? Then please delete it, or call us: %(phone)s") % {"phone": phone},
            practice,
        )
    try:
        EmailMessage(subject, "\n\n".join(parts) + "\n", to=[address]).send()
    except (OSError, smtplib.SMTPException):
        raise Refused("The mail could not be sent.", "Show or print the link instead, or try again later.") from None
