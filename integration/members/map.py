"""Where municipalities lie on the dot map: the projection of the state to the units of its view box, 416 x 412."""

MAP_WEST, MAP_NORTH = 5.84, 52.55
MAP_X, MAP_Y, MAP_MARGIN = 110.94, 178, 6


def place_on_map(latitude: float, longitude: float) -> dict[str, float]:
    """Return where a place lies on the map, in units of its view box."""
    return {
        "x": round((longitude - MAP_WEST) * MAP_X + MAP_MARGIN, 1),
        "y": round((MAP_NORTH - latitude) * MAP_Y + MAP_MARGIN, 1),
    }
