"""Who is addressed in a post: "@Vorname Nachname" names a member, if there is one of that name alone."""

import re
from collections import defaultdict

from integration.catalogue.folding import fold
from integration.members.models import User

MOST = 10  # people in one post: more would be a mailing
MOST_SIGNS = 50  # places that are looked at
AT = re.compile(r"(?<![\w.@/-])@([^\W\d_][\w'’-]*(?:[ \xa0]+[^\W\d_][\w'’.-]*){1,4})")


def find_mentioned(text: str) -> list[User]:
    """Return the people whom a plain text addresses; a name that two people have addresses nobody."""
    places = [" ".join(found[1].split()) for found in AT.finditer(text)][:MOST_SIGNS]
    if not places:
        return []
    words = {word.strip(".'’-") for place in places for word in place.split()}
    endings = {" ".join(place.split()[start:end]) for place in places for start in range(1, 5) for end in range(2, 6)}
    names = words | {word.capitalize() for word in words} | {ending.strip(".'’-") for ending in endings}
    found: dict[str, list[User]] = defaultdict(list)
    for user in User.objects.shown_to_members().filter(last_name__in=names - {""}).distinct():
        found[fold(user.display_name)].append(user)
    folded = [fold(place) for place in places]
    mentioned: dict[int, User] = {}
    for place in folded:
        # The longest name that stands there: "@Anna Maria Berg" is not "@Anna Maria"
        fitting = [name for name in found if place == name or place.startswith((f"{name} ", f"{name}."))]
        if fitting and len(people := found[max(fitting, key=len)]) == 1:
            mentioned[people[0].pk] = people[0]
    return list(mentioned.values())
