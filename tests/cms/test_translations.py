"""The binary catalogue holds what every Python that the portal runs on looks up in it."""

import struct

from tools.translations import compiled, load


def entries(content: bytes) -> dict[bytes, bytes]:
    """Return the raw entries of a binary catalogue, as no gettext interprets them."""
    _magic, _version, count, ids, texts = struct.unpack_from("<5I", content)

    def string(table: int, number: int) -> bytes:
        length, start = struct.unpack_from("<2I", content, table + 8 * number)
        return content[start : start + length]

    found = [(string(ids, number), string(texts, number)) for number in range(count)]
    assert len(dict(found)) == count
    return dict(found)


def test_the_singular_of_every_plural_is_a_message_of_its_own_too() -> None:
    found = entries(compiled())
    plurals = [message for message in load() if message.id and message.pluralizable]
    assert len(plurals) > 10
    for message in plurals:
        context = f"{message.context}\4" if message.context else ""
        singular, both = (context + message.id[0]).encode(), (context + "\0".join(message.id)).encode()
        assert found[both] == "\0".join(message.string).encode()
        assert found[singular] == message.string[0].encode()
    assert found[b"Municipality"] == b"Kommune"


def test_every_message_is_there_once_with_its_text() -> None:
    found = entries(compiled())
    messages = [message for message in load() if message.id]
    assert len(found) == 1 + len(messages) + sum(message.pluralizable for message in messages)
    for message in messages:
        if not message.pluralizable and not message.context:
            assert found[message.id.encode()] == message.string.encode()
