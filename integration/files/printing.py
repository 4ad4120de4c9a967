"""What a PDF with its built-in fonts can show: no font file need come along."""

import unicodedata

CODEPAGE = "windows-1252"  # what the built-in fonts of a PDF can show: umlauts, German quotation marks, dash, euro
SPELLINGS = {"ı": "i", "İ": "I", "ł": "l", "Ł": "L", "đ": "d", "☐": "[  ]"}


def printable(text: str) -> str:
    """Return a text in Western European letters: anything else loses its accent rather than its letter."""
    result = []
    for character in unicodedata.normalize("NFC", text):
        character = SPELLINGS.get(character, character)
        try:
            character.encode(CODEPAGE)
        except UnicodeEncodeError:
            plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
            character = plain or "?"
        result.append(character)
    return "".join(result)
