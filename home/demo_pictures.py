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
