"""The categories with which a marketplace begins; from then on they are the editors'."""

from integration.marketplace.categories import Category, CategoryPicture

# Names that editors change as they like: content, and German like all content
FIRST = (
    ("Sachen", "sachen", CategoryPicture.BOX, False),
    ("Container und Unterkunft", "unterkunft", CategoryPicture.CONTAINER, False),
    ("Räume", "raeume", CategoryPicture.ROOM, False),
    ("Sprachmittlung", "sprachmittlung", CategoryPicture.LANGUAGE, True),
    ("Formulare & Übersetzungen", "formulare", CategoryPicture.FORM, True),
    ("Personal auf Zeit", "personal", CategoryPicture.PEOPLE, False),
    ("Partnerkommune gesucht", "partnerkommune", CategoryPicture.PARTNERS, True),
)


def set_up_categories() -> None:
    """Make the first categories where there are none at all."""
    if not Category.objects.exists():
        Category.objects.bulk_create(
            Category(name=name, slug=slug, icon=icon, anywhere=anywhere, sort_order=position)
            for position, (name, slug, icon, anywhere) in enumerate(FIRST)
        )
