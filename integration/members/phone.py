"""Phone numbers as people write them."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ALLOWED = re.compile(r"[\d\s+()/.\-–]*")
FEWEST_DIGITS = 5


def validate_phone(value: str) -> None:
    """Accept every usual spelling of a number that can be dialled; raises `ValidationError` otherwise."""
    if not ALLOWED.fullmatch(value) or len(re.sub(r"\D", "", value)) < FEWEST_DIGITS:
        raise ValidationError(_("Enter a number with its area code, for example 0221 4710-200."), code="phone")
