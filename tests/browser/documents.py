"""Files that tests hand in: made here, so that each holds a word that stands nowhere else."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Sample:
    """A PDF on disk, and the one word that stands only inside it."""

    path: Path
    word: str


def rare_pdf(folder: Path) -> Sample:
    """Write a PDF of a few lines with a word that no other document has."""
    word = "Quittenkompass" + "".join(secrets.choice("bdfgklmnprst") + secrets.choice("aeiou") for _ in range(4))
    pdf = FPDF()
    pdf.set_font("helvetica", size=12)
    pdf.add_page()
    for line in ("Beschlussvorlage", "Die Verwaltung wird beauftragt, einen Plan vorzulegen.", f"Stichwort: {word}."):
        pdf.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    path = folder / "beschlussvorlage.pdf"
    pdf.output(str(path))
    return Sample(path, word)


def empty_file(folder: Path) -> Path:
    """Write a file of 0 bytes that calls itself a PDF."""
    path = folder / "leer.pdf"
    path.write_bytes(b"")
    return path


def program(folder: Path) -> Path:
    """Write the beginning of a Windows program that calls itself a PDF."""
    path = folder / "rechnung.pdf"
    path.write_bytes(b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 4096)
    return path


def large_pdf(folder: Path, megabytes: int) -> Path:
    """Write a PDF of more than so many megabytes."""
    path = folder / "gross.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"0" * (megabytes * MEGABYTE + 1) + b"\n%%EOF\n")
    return path
