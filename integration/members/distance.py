"""How far municipalities lie from each other, as the crow flies.

Degrees are taken as a plane grid at the latitude of the place that one asks from: within a state of Germany that is
wrong by less than one kilometre in a hundred, and every database can multiply.
"""

from math import cos, radians, sqrt

from django.db.models import ExpressionWrapper, F, FloatField

from integration.members.models import Municipality

KM_PER_DEGREE = 111.2  # of latitude


def _km_per_degree(place: Municipality) -> float:
    """Return how many kilometres a degree of longitude is long at this place."""
    return KM_PER_DEGREE * cos(radians(place.latitude))


def kilometres(place: Municipality | None, other: Municipality | None) -> float | None:
    """Return the distance of two municipalities in kilometres; None where one of them is not known."""
    if place is None or other is None:
        return None
    return kilometres_to(place, other.latitude, other.longitude)


def kilometres_to(place: Municipality, latitude: float, longitude: float) -> float:
    """Return the distance from a municipality to a point given in degrees, in kilometres."""
    east = (longitude - place.longitude) * _km_per_degree(place)
    north = (latitude - place.latitude) * KM_PER_DEGREE
    return sqrt(east * east + north * north)


def squared_kilometres(place: Municipality, of: str) -> ExpressionWrapper:
    """Return the square of the distance from a municipality, to order by; `of` is the lookup of the other one."""
    east = (F(f"{of}__longitude") - place.longitude) * _km_per_degree(place)
    north = (F(f"{of}__latitude") - place.latitude) * KM_PER_DEGREE
    return ExpressionWrapper(east * east + north * north, output_field=FloatField())
