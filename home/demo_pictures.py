"""Draws the demo's pictures out of plain shapes, because no picture file belongs into the repository."""

import io

from PIL import Image, ImageDraw

SIZE = (1200, 675)  # pixels
SCALE = 2  # drawn twice as large and shrunk, so that slanted edges are smooth
SKY, HILL, PATH = "#d7e6f2", "#a9c7a4", "#e9dfcb"
WALLS = ("#c8553d", "#e9a23b", "#2f6690")
ROOF, DOOR, PANE, SUN = "#4a3f3a", "#5b4636", "#fdf3d0", "#f6c453"
PLOTS = ("#7fae6b", "#5f9456", "#9cbf7b", "#8a6f4d", "#6d9f5e", "#b7cf8c")


class _Canvas:
    """Shapes in the coordinates of the finished picture."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), ground)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        self.draw.rectangle([left * SCALE, top * SCALE, right * SCALE, bottom * SCALE], colour)

    def disc(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        self.draw.ellipse([left * SCALE, top * SCALE, right * SCALE, bottom * SCALE], colour)

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], colour)

    def png(self) -> bytes:
        buffer = io.BytesIO()
        self.image.resize(SIZE, Image.Resampling.LANCZOS).save(buffer, "PNG", optimize=True)
        return buffer.getvalue()


def three_houses() -> bytes:
    """Three houses in a row on a hill, one with its door open."""
    canvas = _Canvas(SKY)
    canvas.disc(930, 70, 1060, 200, SUN)
    canvas.disc(-300, 430, 1500, 1400, HILL)
    for number, (left, top, wall) in enumerate(zip((190, 480, 770), (255, 225, 265), WALLS, strict=True)):
        right, bottom = left + 240, 560
        canvas.box(left, top + 85, right, bottom, wall)
        canvas.shape([(left - 24, top + 90), (left + 120, top - 30), (right + 24, top + 90)], ROOF)
        canvas.box(left + 95, bottom - 110, left + 150, bottom, PANE if number == 1 else DOOR)
        for x in (left + 34, left + 166):
            canvas.box(x, top + 120, x + 42, top + 172, PANE)
        canvas.shape([(left + 95, bottom), (left + 150, bottom), (left + 190, 675), (left + 40, 675)], PATH)
    return canvas.png()


def garden_plots() -> bytes:
    """Garden plots side by side below a railway embankment, each with rows of plants and a small hut."""
    canvas = _Canvas(SKY)
    canvas.box(0, 170, 1200, 250, "#8c8371")
    canvas.box(0, 160, 1200, 171, "#4a4a4a")
    for x in range(10, 1200, 52):
        canvas.box(x, 171, x + 24, 181, "#6b5744")
    canvas.box(0, 250, 1200, 675, PATH)
    for number, colour in enumerate(PLOTS):
        left = 24 + number * 196
        canvas.box(left, 290, left + 172, 655, colour)
        for row in range(4):
            for plant in range(5):
                x, y = left + 15 + plant * 30, 418 + row * 58
                canvas.disc(x, y, x + 22, y + 22, PLOTS[(number + row + 2) % len(PLOTS)])
        canvas.box(left + 20, 330, left + 90, 388, WALLS[number % 3])
        canvas.shape([(left + 12, 334), (left + 55, 302), (left + 98, 334)], ROOF)
    return canvas.png()


def bunk_beds() -> bytes:
    """Three bunk beds of metal beside each other in a hall, one without its mattresses."""
    canvas = _Canvas("#e7e3da")
    canvas.box(0, 520, 1200, 675, "#b9ad98")
    for x in range(0, 1200, 150):
        canvas.box(x, 60, x + 70, 190, SKY)
    for number, left in enumerate((70, 450, 830)):
        for x in (left, left + 290):
            canvas.box(x, 210, x + 14, 600, "#4d5a66")
        for top in (330, 500):
            canvas.box(left, top, left + 304, top + 14, "#4d5a66")
            if number < 2:
                canvas.box(left + 14, top - 34, left + 290, top, PANE)
                canvas.box(left + 24, top - 58, left + 94, top - 30, WALLS[number + 1])
        for step in range(4):
            canvas.box(left + 240, 370 + step * 34, left + 290, 377 + step * 34, "#4d5a66")
    return canvas.png()


def bicycles() -> bytes:
    """Four bicycles in a row in front of a workshop, the last one small."""
    canvas = _Canvas(SKY)
    canvas.box(0, 90, 1200, 430, WALLS[1])
    canvas.box(90, 150, 360, 430, DOOR)
    canvas.box(480, 160, 1090, 330, PANE)
    canvas.box(0, 430, 1200, 675, PATH)
    for number, left in enumerate((60, 340, 620, 920)):
        size, colour = (150, WALLS[number % 3]) if number < 3 else (110, WALLS[0])
        ground = 610
        for x in (left, left + size + 20):
            canvas.disc(x, ground - size, x + size, ground, "#3b3b3b")
            canvas.disc(x + 12, ground - size + 12, x + size - 12, ground - 12, PATH)
        hub, seat = ground - size / 2, ground - size - 40
        points = [(left + size / 2, hub), (left + size * 0.8, seat + 20), (left + size * 1.55, seat + 20)]
        canvas.shape(
            [*points, (left + size * 1.55, seat + 34), (left + size * 0.85, seat + 34), (left + size / 2, hub + 12)],
            colour,
        )
        canvas.shape(
            [
                (left + size * 1.5, seat - 10),
                (left + size * 1.62, seat - 10),
                (left + size * 1.68, hub),
                (left + size * 1.56, hub),
            ],
            colour,
        )
        canvas.box(left + size * 0.62, seat - 4, left + size * 0.98, seat + 12, "#3b3b3b")
    return canvas.png()


def stacked_chairs() -> bytes:
    """Stacks of chairs and a table with its legs folded at the wall of a hall."""
    canvas = _Canvas("#efe9dc")
    canvas.box(0, 500, 1200, 675, "#c9a877")
    for number, left in enumerate((110, 380, 650)):
        for level in range(6):
            top, colour = 470 - level * 42, WALLS[(number + level) % 3]
            canvas.box(left, top, left + 190, top + 20, colour)
            canvas.box(left + 170, top - 90, left + 190, top + 8, colour)
        for x in (left + 8, left + 166):
            canvas.box(x, 490, x + 12, 600, "#4d5a66")
    canvas.shape([(930, 250), (1130, 220), (1130, 560), (930, 590)], "#a9855a")
    canvas.shape([(950, 280), (1110, 254), (1110, 530), (950, 560)], "#c39c6d")
    return canvas.png()


# Which listing shows which picture: name -> (how to draw it, title, what is to be seen)
LISTING_PICTURES = {
    "etagenbetten": (
        bunk_beds,
        "Etagenbetten",
        "Zeichnung: drei Etagenbetten aus Metall nebeneinander in einer Halle, das rechte ohne Matratzen.",
    ),
    "fahrraeder": (
        bicycles,
        "Fahrräder",
        "Zeichnung: vier Fahrräder in einer Reihe vor einer Werkstatt, das letzte ist ein Kinderrad.",
    ),
    "stuehle": (
        stacked_chairs,
        "Stapelstühle",
        "Zeichnung: drei Stapel bunter Stühle, daneben lehnt ein zusammengeklappter Tisch an der Wand.",
    ),
}

# Which contribution shows which picture: slug -> (how to draw it, title, what is to be seen, caption)
PICTURES = {
    "drei-haeuser-statt-container": (
        three_houses,
        "Drei Häuser",
        "Zeichnung: drei verschiedenfarbige Wohnhäuser nebeneinander auf einem Hügel, die Tür des mittleren steht offen.",
        "Drei Häuser, drei Baujahre (Zeichnung, nicht maßstäblich).",
    ),
    "gartenparzellen-am-bahndamm": (
        garden_plots,
        "Gartenparzellen",
        "Zeichnung von oben: sechs schmale Gartenparzellen mit Beeten und je einer Hütte unterhalb eines Bahndamms.",
        "So sind die Parzellen aufgeteilt (Zeichnung).",
    ),
}
