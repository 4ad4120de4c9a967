"""Fourteen more invented documents, made by other means than the samples: they guard against fitting to those.

Written before the engine had seen any of them.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openpyxl
from docx import Document
from docx.shared import Pt
from fpdf import FPDF
from odf.opendocument import OpenDocumentText
from odf.style import Style, TextProperties
from odf.text import P, Span
from pptx import Presentation
from pptx.util import Inches
from pptx.util import Pt as SlidePt

from tests.intake.writers import Look, Sample


@dataclass(frozen=True)
class Other(Sample):
    """A sample that is drawn by a function of its own."""

    draw: Callable[[], bytes] = bytes

    def content(self) -> bytes:
        return self.draw()


def other(
    name: str, draw: Callable[[], bytes], title: str | tuple[str, ...], date: str | None, place: str | None,
    topics: tuple[str, ...], kind: str,
) -> Other:  # fmt: skip
    titles = (title,) if isinstance(title, str) else title
    return Other(name, [], titles[0], date, place, topics, kind, Look(), titles[1:], {}, draw)


def sheet() -> FPDF:
    pdf = FPDF()
    pdf.core_fonts_encoding = "windows-1252"
    pdf.set_auto_page_break(True, 20)
    pdf.add_page()
    return pdf


def at(pdf: FPDF, x: float, y: float, text: str, size: float = 11, style: str = "", family: str = "times") -> None:
    """Write lines at a place, as programs for layout do."""
    pdf.set_font(family, style, size)
    for number, line in enumerate(text.split("\n")):
        pdf.text(x, y + number * size * 0.45, line)


def done(pdf: FPDF) -> bytes:
    return bytes(pdf.output())


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def letter_with_block() -> bytes:
    pdf = sheet()
    at(
        pdf,
        140,
        20,
        "Kreis- und Hochschulstadt Meschede\nFachbereich Generationen, Bildung, Freizeit\nFranz-Stahlmecke-Platz 2\n59872 Meschede\n\nAuskunft erteilt: Frau Exempel\nTelefon 0291 205-0\n\nDatum\n09.02.2026",
        8,
    )
    at(pdf, 20, 45, "An die\nTrägerinnen und Träger der Offenen Ganztagsschulen", 11)
    at(pdf, 20, 90, "Förderrichtlinie für Sprachförderung im Offenen Ganztag", 11, "B")
    at(
        pdf,
        20,
        102,
        "Sehr geehrte Damen und Herren,\n\ndie Stadt fördert ab dem Schuljahr 2026/27 zusätzliche Sprachförderung in den Grund-\nschulen. Je Gruppe stehen 3.200 Euro zur Verfügung. Anträge nehmen wir bis zum\n30. April 2026 entgegen. Die Richtlinie vom 1. August 2021 gilt nicht mehr.\n\nMit freundlichen Grüßen",
        11,
    )
    return done(pdf)


def kicker() -> bytes:
    pdf = sheet()
    at(pdf, 20, 20, "P R E S S E", 20, "B", "helvetica")
    at(pdf, 20, 32, "Neue Stelle im Rathaus", 10, "", "helvetica")
    at(pdf, 20, 42, "Hagen bekommt eine Antidiskriminie-\nrungsstelle für Frauen und Mädchen", 18, "", "helvetica")
    at(pdf, 20, 66, "Gleichstellungsbeauftragte stellt Konzept vor", 12, "B", "helvetica")
    at(
        pdf,
        20,
        76,
        "Hagen – Die Stadt richtet eine Beratungsstelle für Frauen und Mädchen ein, die wegen ihrer Herkunft\nbenachteiligt werden. Sie öffnet am 4. Mai 2026 in der Mittelstraße. Das hat der Rat am 26. Februar 2026\nbeschlossen. Vergleichbare Stellen gibt es in Bochum und Wuppertal.",
        10,
        "",
        "helvetica",
    )
    at(pdf, 20, 100, "Die Gleichstellungsstelle rechnet mit 300 Gesprächen im Jahr.", 10, "", "helvetica")
    at(
        pdf,
        20,
        280,
        "Stadt Hagen · Fachbereich des Oberbürgermeisters · Rathausstraße 11 · 58095 Hagen · 02.03.2026",
        7,
        "",
        "helvetica",
    )
    return done(pdf)


def letter_in_table() -> bytes:
    document = Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Stadt Brühl\nDer Bürgermeister\nUhlstraße 3\n50321 Brühl"
    table.cell(0, 1).text = "Pressestelle\nTel. 02232 79-0\npresse@bruehl.example\n24.11.2025"
    document.add_heading("Weihnachten im Welcome-Café: Freiwillige gesucht", 1)
    document.add_paragraph(
        "Brühl. Das Welcome-Café sucht für die Adventszeit Freiwillige, die mit geflüchteten Familien backen, basteln und singen. Am 6. Dezember 2025 beginnt das Programm, am 20. Dezember endet es. Wer sich ehrenamtlich engagieren möchte, meldet sich bis zum 30.11.2025 im Rathaus."
    )
    document.add_paragraph("Auch Wesseling und Hürth beteiligen sich.")
    return saved(document)


def form_like_paper() -> bytes:
    document = Document()
    document.add_paragraph("GEMEINDE HIDDENHAUSEN")
    run = document.add_paragraph().add_run("Sitzungsvorlage")
    run.bold, run.font.size = True, Pt(18)
    table = document.add_table(0, 3, style="Table Grid")
    for cells in (
        ("Vorlagen-Nr.\n2026/0113", "Amt\n40 Schule und Jugend", "Datum\n04.09.2026"),
        ("TOP\n6", "Gremium\nJugend- und Schulausschuss", "Sitzung am\n22.09.2026"),
    ):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("Bezeichnung des Tagesordnungspunktes:")
    document.add_paragraph().add_run(
        "Schulsozialarbeit für neu zugewanderte Kinder an der Grundschule Oetinghausen"
    ).bold = True
    document.add_paragraph("Beschlussvorschlag:")
    document.add_paragraph(
        "Der Ausschuss empfiehlt, die Schulsozialarbeit zum 01.02.2027 um eine halbe Stelle aufzustocken."
    )
    document.add_paragraph("Begründung:")
    document.add_paragraph(
        "An der Grundschule lernen 74 Kinder, die in den letzten drei Jahren zugewandert sind. Die Lehrkräfte brauchen Unterstützung im Unterricht und im Gespräch mit den Eltern. Der Kreis Herford beteiligt sich an den Kosten."
    )
    return saved(document)


def loud_slides() -> bytes:
    show = Presentation()
    first = show.slides.add_slide(show.slide_layouts[6])
    for top, text, size in (
        (0.3, "Stadt Gütersloh | Fachbereich Jugend und Bildung", 12),
        (2.2, "BRÜCKEN BAUEN\nKITA-EINSTIEG FÜR GEFLÜCHTETE FAMILIEN", 36),
        (5.0, "Jugendhilfeausschuss, 05.03.2026", 16),
        (5.8, "Erika Mustermann", 14),
    ):
        run = (
            first.shapes.add_textbox(Inches(0.5), Inches(top), Inches(9), Inches(1)).text_frame.paragraphs[0].add_run()
        )
        run.text, run.font.size = text, SlidePt(size)
    second = show.slides.add_slide(show.slide_layouts[1])
    second.shapes.title.text = "Worum geht es?"
    second.placeholders[1].text = "Kinder aus geflüchteten Familien besuchen seltener eine Kita als andere."
    third = show.slides.add_slide(show.slide_layouts[1])
    third.shapes.title.text = "Spielgruppen als erster Schritt"
    third.placeholders[1].text = "Eltern und Kinder kommen gemeinsam, zweimal in der Woche."
    return saved(show)


def sheet_of_steps() -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Umzug"
    page["B2"] = "Checkliste Umzug in die eigene Wohnung"
    page["B3"] = "Gemeinde Kall, Sozialamt"
    page["B4"] = "Version 2.1 vom 17.12.2025"
    for number, step in enumerate(
        (
            "Mietvertrag prüfen",
            "Wohnungsgeberbestätigung einholen",
            "Strom anmelden",
            "Umzug mit der Unterkunft absprechen",
            "Schule ummelden",
        ),
        6,
    ):
        page.cell(number, 1, number - 5)
        page.cell(number, 2, step)
        page.cell(number, 3, "☐")
    return saved(book)


def minutes_in_spans() -> bytes:
    document = OpenDocumentText()
    big = Style(name="Big", family="text")
    big.addElement(TextProperties(fontsize="15pt", fontweight="bold"))
    document.automaticstyles.addElement(big)

    def line(text: str, style: Any = None) -> None:
        paragraph = P()
        paragraph.addElement(Span(stylename=style, text=text)) if style else paragraph.addText(text)
        document.text.addElement(paragraph)

    line("Ergebnisprotokoll", big)
    line("Runder Tisch Wohnraum für Geflüchtete", big)
    line("Stadt Lünen, Dezernat III")
    line("Datum der Sitzung: 14.01.2026")
    line("Teilnehmende: Vertreter der Wohnungsgesellschaften, Caritas, Diakonie, Stadtverwaltung")
    line("1. Begrüßung")
    line("Die Dezernentin begrüßt die Anwesenden.")
    line("2. Lage auf dem Wohnungsmarkt")
    line(
        "Die Wohnungsgesellschaften melden 38 freie Wohnungen, davon 12 barrierefrei. Vermieter wünschen sich eine feste Ansprechperson bei der Stadt. Bis zum 28.02.2026 wird ein Mietführerschein erarbeitet."
    )
    line("Das nächste Treffen findet am 15.04.2026 statt.")
    return saved(document)


def cover() -> bytes:
    pdf = sheet()
    at(pdf, 20, 40, "Integrationskonzept 2026–2030", 14, "", "helvetica")
    at(pdf, 20, 60, "Gemeinsam leben\nin Lemgo", 34, "B", "helvetica")
    at(pdf, 20, 270, "Alte Hansestadt Lemgo\nbeschlossen vom Rat am 15. Dezember 2025", 10, "", "helvetica")
    pdf.add_page()
    at(pdf, 20, 30, "Inhalt", 14, "B", "helvetica")
    at(pdf, 20, 40, "1 Leitbild 3\n2 Handlungsfelder 5\n3 Umsetzung 21", 10, "", "helvetica")
    pdf.add_page()
    at(pdf, 20, 30, "1 Leitbild", 14, "B", "helvetica")
    at(
        pdf,
        20,
        42,
        "Lemgo ist Heimat für Menschen aus 112 Nationen. Das Konzept legt fest, wie Verwaltung, Vereine und\nSchulen in den nächsten fünf Jahren zusammenarbeiten. Es knüpft an das Konzept der Stadt Detmold an.\nSchwerpunkte sind Ehrenamt und bürgerschaftliches Engagement; Freiwillige und Patenschaften werden\ngefördert.",
        10,
        "",
        "helvetica",
    )
    return done(pdf)


def woven_columns() -> bytes:
    """Both columns are drawn line by line, as some programs do."""
    pdf = sheet()
    at(pdf, 20, 18, "Kreisstadt Unna  |  Rathausplatz 1  |  59423 Unna", 8, "", "helvetica")
    at(pdf, 20, 34, "Deutschkurs am Abend: Volkshochschule öffnet 60 neue Plätze", 15, "B", "helvetica")
    left = [
        "UNNA, 12.01.2026. Wer tagsüber",
        "arbeitet, kann ab Februar am Abend",
        "Deutsch lernen. Die Volkshoch-",
        "schule bietet drei neue Sprachkurse",
        "an, einen davon zur Vorbereitung auf",
        "die Prüfung B2.",
    ]
    right = [
        "Die Kurse beginnen am 2. Februar",
        "2026. Anmeldungen sind bis zum",
        "26. Januar 2026 möglich. Auch",
        "Teilnehmende aus Kamen und",
        "Bönen sind willkommen. Die Kosten",
        "trägt das Bundesamt.",
    ]
    for number, (one, two) in enumerate(zip(left, right, strict=True)):
        at(pdf, 20, 48 + number * 5, one, 10, "", "helvetica")
        at(pdf, 110, 48 + number * 5, two, 10, "", "helvetica")
    at(pdf, 20, 285, "Presseinformation der Kreisstadt Unna", 7, "", "helvetica")
    return done(pdf)


def invitation() -> bytes:
    pdf = sheet()
    at(pdf, 30, 40, "Fest der Kulturen", 40, "B", "helvetica")
    at(pdf, 30, 60, "Musik, Tanz und Essen aus aller Welt", 16, "", "helvetica")
    at(pdf, 30, 80, "Samstag, 20. Juni 2026\n14 bis 20 Uhr, Schlosspark", 18, "B", "helvetica")
    at(
        pdf,
        30,
        110,
        "Alle sind willkommen! Auf der Bühne spielen Gruppen aus sieben Ländern, an den Ständen gibt es\nEssen gegen eine kleine Spende. Vereine können sich bis zum 22. Mai 2026 anmelden.",
        11,
        "",
        "helvetica",
    )
    at(
        pdf,
        30,
        260,
        "Eine Veranstaltung der Stadt Moers mit dem Integrationsrat\nintegration@moers.example, Telefon 02841 201-0",
        9,
        "",
        "helvetica",
    )
    return done(pdf)


def circular() -> bytes:
    document = Document()
    document.core_properties.title = "Schnellbrief"
    document.add_paragraph("Städte- und Gemeindebund Nordrhein-Westfalen")
    document.add_paragraph("Kaiserswerther Straße 199–201 • 40474 Düsseldorf")
    document.add_paragraph("An die Mitgliedstädte und -gemeinden")
    document.add_paragraph("Schnellbrief 112/2026\t\t\t21.04.2026")
    document.add_paragraph().add_run("Einführung der Bezahlkarte: Hinweise zur Satzung und zum Datenschutz").bold = True
    document.add_paragraph("Sehr geehrte Damen und Herren,")
    document.add_paragraph(
        "das Land hat die Verordnung zur Bezahlkarte am 17. April 2026 verkündet. Kommunen können bis zum 30. Juni 2026 beschließen, dass sie die Karte nicht einführen. Wir haben die wichtigsten Fragen zu Verwaltungsverfahren und Datenschutz zusammengestellt."
    )
    return saved(document)


def consent() -> bytes:
    document = Document()
    document.add_paragraph("Stadt Selm · Jugendamt · Adenauerplatz 2 · 59379 Selm")
    run = document.add_paragraph().add_run("EINWILLIGUNGSERKLÄRUNG")
    run.bold, run.font.size = True, Pt(16)
    document.add_paragraph("zur Veröffentlichung von Fotos aus der Hausaufgabenbetreuung").runs[0].bold = True
    document.add_paragraph("Name des Kindes: ................................................")
    document.add_paragraph("Klasse und Schule: ................................................")
    document.add_paragraph(
        "Ich bin einverstanden, dass Fotos meines Kindes aus der Hausaufgabenbetreuung auf der Internetseite der Stadt gezeigt werden. Ich kann die Einwilligung jederzeit widerrufen."
    )
    document.add_paragraph("Datum ...................... Unterschrift ......................")
    document.sections[0].footer.paragraphs[0].text = "Stand: August 2025"
    return saved(document)


def another_state() -> bytes:
    pdf = sheet()
    at(pdf, 20, 20, "BÜRGERSCHAFT", 9)
    at(pdf, 20, 25, "DER FREIEN UND HANSESTADT HAMBURG", 9)
    at(pdf, 150, 20, "Drucksache 23/1187\n23. Wahlperiode\n18.11.25", 9)
    at(pdf, 20, 55, "Mitteilung des Senats an die Bürgerschaft", 13, "B")
    at(pdf, 20, 68, "Impfangebote und psychosoziale Versorgung in der öffentlich-rechtlichen Unterbringung", 13, "B")
    at(
        pdf,
        20,
        82,
        "Der Senat berichtet über die Gesundheitsversorgung geflüchteter Menschen. In 130 Einrichtungen bieten\nÄrztinnen und Psychologen regelmäßige Sprechstunden an. Die Zahl der Impfungen hat sich verdoppelt.",
        11,
    )
    return done(pdf)


def without_any_looks() -> bytes:
    pdf = sheet()
    pdf.set_font("courier", size=11)
    pdf.multi_cell(
        0,
        6,
        "Gemeinde Neuenkirchen\nBürgermeister\n\nMitteilung an die Presse\n\n5. Mai 2026\n\nAusbildungsmesse bringt 40 Betriebe und junge Geflüchtete zusammen\n\nBeim Speeddating in der Villa Hecking haben am Samstag 120 junge Menschen mit Betrieben über Ausbildung und Praktikum gesprochen. 23 von ihnen haben schon eine Zusage. Die Gemeinde will die Messe am 8. Mai 2027 wiederholen.\n\nUnterstützt wird die Messe von der Agentur für Arbeit in Rheine.",
        align="L",
    )
    return done(pdf)


OTHERS = [
    other("Schreiben OGS.pdf", letter_with_block, "Förderrichtlinie für Sprachförderung im Offenen Ganztag", "2026-02-09", "Meschede", ("Sprache", "Bildung"), "Satzung"),
    other("pm_antidis.pdf", kicker, "Hagen bekommt eine Antidiskriminierungsstelle für Frauen und Mädchen", "2026-03-02", "Hagen", ("Gleichstellung",), "Pressemitteilung"),
    other("advent.docx", letter_in_table, "Weihnachten im Welcome-Café: Freiwillige gesucht", "2025-11-24", "Brühl", ("Ehrenamt", "Familie"), "Pressemitteilung"),
    other("2026-0113.docx", form_like_paper, "Schulsozialarbeit für neu zugewanderte Kinder an der Grundschule Oetinghausen", "2026-09-04", "Hiddenhausen", ("Bildung",), "Beschlussvorlage"),
    other("JHA.pptx", loud_slides, ("BRÜCKEN BAUEN KITA-EINSTIEG FÜR GEFLÜCHTETE FAMILIEN", "BRÜCKEN BAUEN"), "2026-03-05", "Gütersloh", ("Familie",), "Vortrag"),
    other("liste.xlsx", sheet_of_steps, "Checkliste Umzug in die eigene Wohnung", "2025-12-17", "Kall", ("Wohnen",), "Checkliste"),
    other("rt_wohnen.odt", minutes_in_spans, ("Runder Tisch Wohnraum für Geflüchtete", "Ergebnisprotokoll Runder Tisch Wohnraum für Geflüchtete"), "2026-01-14", "Lünen", ("Wohnen",), "Protokoll"),
    other("druck_klein.pdf", cover, ("Gemeinsam leben in Lemgo", "Integrationskonzept 2026–2030 Gemeinsam leben in Lemgo"), "2025-12-15", "Lemgo", ("Ehrenamt",), "Konzept"),
    other("vhs.pdf", woven_columns, "Deutschkurs am Abend: Volkshochschule öffnet 60 neue Plätze", "2026-01-12", "Unna", ("Sprache",), "Pressemitteilung"),
    other("plakat.pdf", invitation, "Fest der Kulturen", "2026-06-20", "Moers", ("Kultur und Sport",), "Flyer"),
    other("SB112.docx", circular, "Einführung der Bezahlkarte: Hinweise zur Satzung und zum Datenschutz", "2026-04-21", "Städte- und Gemeindebund Nordrhein-Westfalen", ("Verwaltung",), "Erlass oder Urteil"),
    other("einw.docx", consent, "Einwilligungserklärung zur Veröffentlichung von Fotos aus der Hausaufgabenbetreuung", "2025-08", "Selm", ("Bildung",), "Formular"),
    other("23-1187.pdf", another_state, ("Impfangebote und psychosoziale Versorgung in der öffentlich-rechtlichen Unterbringung", "Mitteilung des Senats an die Bürgerschaft Impfangebote und psychosoziale Versorgung in der öffentlich-rechtlichen Unterbringung"), "2025-11-18", "Freie und Hansestadt Hamburg", ("Gesundheit",), "Beschlussvorlage"),
    other("nk.pdf", without_any_looks, "Ausbildungsmesse bringt 40 Betriebe und junge Geflüchtete zusammen", "2026-05-05", "Neuenkirchen", ("Arbeit",), "Pressemitteilung"),
]  # fmt: skip
