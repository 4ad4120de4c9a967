"""The note for the handover as a PDF: one page that both sides sign.

Its letters are those that every PDF reader has, so no font comes along; what they lack loses its accent.
"""

import unicodedata
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from integration.files.printing import CODEPAGE, printable
from integration.marketplace.models import Listing
from integration.marketplace.selectors import facts_of
from integration.members.models import User

LONGEST_TEXT = 1_200  # characters of the description: the page has to hold the signatures too
LINE = 6  # millimetres


def plain(text: str) -> str:
    """Return a text that any PDF can show: no signs that steer, no letters that the fonts lack."""
    kept = "".join(sign for sign in text if sign in "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co"))
    return printable(kept)


def file_name(listing: Listing) -> str:
    """Return the name under which people save it: letters and digits alone."""
    return f"uebergabe-{slugify(printable(listing.title))[:60] or listing.pk}.pdf"


class _Note(FPDF):
    """A page in German with the portal's name at its foot."""

    def __init__(self, title: str, written_at: datetime) -> None:
        super().__init__(format="A4")
        self.set_creation_date(written_at)  # not of the clock: the same note has the same bytes
        self.core_fonts_encoding = CODEPAGE
        self.set_margins(25, 20, 20)
        self.set_auto_page_break(auto=True, margin=20)
        self.set_title(title)
        self.set_lang("de-DE")
        self.add_page()

    def write_line(self, text: str, *, size: float = 11, style: str = "", height: float = LINE) -> None:
        self.set_font("helvetica", style=style, size=size)
        self.multi_cell(0, height, plain(text) or " ", align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def write_fact(self, label: str, words: str) -> None:
        """Write a label and, beside it, what it says, or a line to write on."""
        top = self.get_y()
        self.set_font("helvetica", style="B", size=11)
        self.multi_cell(42, LINE, plain(label), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        below = self.get_y()
        self.set_xy(self.l_margin + 44, top)
        self.set_font("helvetica", size=11)
        self.multi_cell(
            0, LINE, plain(words) if words.strip() else "_" * 44, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )
        self.set_y(max(below, self.get_y()) + 1.5)

    def write_signatures(self, left: str, right: str) -> None:
        self.ln(24)
        if self.get_y() > self.h - 40:
            self.add_page()
            self.ln(24)
        top, width = self.get_y(), (self.epw - 12) / 2
        for number, words in enumerate((left, right)):
            x = self.l_margin + number * (width + 12)
            self.line(x, top, x + width, top)
            self.set_xy(x, top + 1)
            self.set_font("helvetica", size=9)
            self.multi_cell(width, 4.5, plain(words), align="L")


def _person(user: User | None, name: str = "") -> str:
    if user is None:
        return name
    parts = [user.display_name, user.function, user.municipality.name if user.municipality else ""]
    return ", ".join(part for part in parts if part)


def handover_note(listing: Listing, *, today: date | None = None) -> bytes:
    """Return the note for a listing as it stands; whatever its texts hold, it can be printed."""
    pdf = _Note(plain(_("Handover: %(title)s") % {"title": listing.title}), listing.changed_at)
    pdf.write_line(_("Handover note"), size=20, style="B", height=10)
    pdf.write_line(listing.title, size=14, height=8)
    pdf.ln(4)
    giver, taker = _person(listing.author), _person(listing.reserved_for, listing.reserved_name)
    if not listing.is_offer:
        giver, taker = taker, giver
    pdf.write_fact(_("Handed over by"), giver)
    pdf.write_fact(_("Received by"), taker)
    for label, words in facts_of(listing):
        pdf.write_fact(label, words)
    if listing.municipality:
        pdf.write_fact(_("Place"), listing.municipality.name)
    pdf.write_fact(_("Day of the handover"), "")
    pdf.write_fact(_("Defects, agreements"), "")
    pdf.write_fact("", "")
    if listing.text.strip():
        pdf.ln(2)
        pdf.write_line(_("From the marketplace"), style="B")
        text = listing.text.strip()
        pdf.write_line(text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT].rstrip()} …", size=10, height=5)
    pdf.write_signatures(_("Date, signature: handed over"), _("Date, signature: received"))
    pdf.ln(8)
    day = date_format(today or timezone.localdate(), "DATE_FORMAT")
    words = _("From the marketplace of the Integrationsportal, entry %(number)d, printed on %(day)s")
    pdf.write_line(words % {"number": listing.pk, "day": day}, size=8, height=4)
    return bytes(pdf.output())
