"""Pictures lose what they tell about people: place, camera, time, comments. The picture itself stays as it is."""

import struct
import zlib

JPEG_START, JPEG_END, JPEG_SCAN = 0xD8, 0xD9, 0xDA
JPEG_APP0, JPEG_APP1, JPEG_APP2, JPEG_APP14, JPEG_COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
    b"acTL", b"fcTL", b"fdAT", b"cICP",
}  # fmt: skip
WEBP_DROPPED = {b"EXIF", b"XMP "}
WEBP_EXIF = 0x08
WEBP_FLAGS = WEBP_EXIF | 0x04  # bits of the header that announce EXIF and XMP
EXIF = b"Exif\x00\x00"
GIF_LOOPS = {b"NETSCAPE2.0", b"ANIMEXTS1.0"}
ORIENTATION = 0x0112  # EXIF tag: which side is up


def without_metadata(content: bytes) -> bytes:
    """Return the same picture without EXIF, GPS, XMP, comments and anything behind its end; pixels are untouched.

    A photo keeps the one entry that says which side is up. Raises `ValueError` for a damaged picture.
    """
    try:
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
        if content.startswith(PNG_SIGNATURE):
            return _png(content)
        if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            return _webp(content)
        if content.startswith((b"GIF87a", b"GIF89a")):
            return _gif(content)
    except (IndexError, struct.error):
        raise ValueError("damaged picture") from None
    raise ValueError("not a picture of a known type")


def _jpeg(content: bytes) -> bytes:
    kept = [b"\xff\xd8"]
    at = 2
    while True:
        while content[at] == 0xFF and content[at + 1] == 0xFF:  # fill bytes
            at += 1
        if content[at] != 0xFF:
            raise ValueError("damaged picture")
        marker = content[at + 1]
        if marker == JPEG_END:
            return b"".join([*kept, b"\xff\xd9"])
        length = struct.unpack_from(">H", content, at + 2)[0]
        end = at + 2 + length
        segment = content[at:end]
        if marker == JPEG_APP1:
            orientation = _orientation(segment[4:]) if segment[4:].startswith(EXIF) else 1
            if orientation > 1:
                payload = EXIF + _orientation_alone(orientation)
                kept.append(b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload)
        elif _jpeg_keeps(marker, segment[4:]):
            kept.append(segment)
        at = end
        if marker == JPEG_SCAN:
            end = _end_of_scan(content, at)
            kept.append(content[at:end])
            if end == len(content):  # cut off, as some cameras leave it
                return b"".join([*kept, b"\xff\xd9"])
            at = end


def _jpeg_keeps(marker: int, payload: bytes) -> bool:
    if marker == JPEG_APP2:
        return payload.startswith(b"ICC_PROFILE")  # colours; the others point to further pictures
    is_application = JPEG_APP0 <= marker <= 0xEF
    return marker != JPEG_COMMENT and (not is_application or marker in {JPEG_APP0, JPEG_APP14})


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the next marker stands that is neither a stuffed byte nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        follower = content[at + 1]
        if follower not in {0x00, 0xFF} and not 0xD0 <= follower <= 0xD7:
            return at
        at += 1 if follower == 0xFF else 2


def _orientation(payload: bytes) -> int:
    """Return the orientation, 1 to 8, that EXIF data names; 1 where they name none."""
    tiff = payload.removeprefix(EXIF)
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        at = struct.unpack_from(f"{order}L", tiff, 4)[0]
        for index in range(struct.unpack_from(f"{order}H", tiff, at)[0]):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHLH", tiff, at + 2 + 12 * index)
            if tag == ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return 1
    return 1


def _orientation_alone(orientation: int) -> bytes:
    """Return EXIF data that say which side is up, and nothing else."""
    return struct.pack(">2sHLHHHLHHL", b"MM", 42, 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)


def _png(content: bytes) -> bytes:
    kept = [PNG_SIGNATURE]
    at = len(PNG_SIGNATURE)
    while True:
        length, kind = struct.unpack_from(">L4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError("damaged picture")
        if kind in PNG_KEPT:
            kept.append(content[at:end])
        elif kind == b"eXIf" and (orientation := _orientation(content[at + 8 : end - 4])) > 1:
            chunk = kind + _orientation_alone(orientation)
            kept.append(struct.pack(">L", len(chunk) - 4) + chunk + struct.pack(">L", zlib.crc32(chunk)))
        if kind == b"IEND":
            return b"".join(kept)
        at = end


def _webp(content: bytes) -> bytes:
    kept = []
    orientation = 1
    at = 12
    stop = min(len(content), 8 + struct.unpack_from("<L", content, 4)[0])
    while at + 8 <= stop:
        kind, length = struct.unpack_from("<4sL", content, at)
        end = at + 8 + length + length % 2
        if kind not in WEBP_DROPPED:
            kept.append(content[at:end])
        elif kind == b"EXIF":
            orientation = max(orientation, _orientation(content[at + 8 : end]))
        at = end
    if kept and kept[0].startswith(b"VP8X"):
        flags = kept[0][8] & ~WEBP_FLAGS & 0xFF
        if orientation > 1:
            tiff = _orientation_alone(orientation)
            kept.append(b"EXIF" + struct.pack("<L", len(tiff)) + tiff)
            flags |= WEBP_EXIF
        kept[0] = kept[0][:8] + bytes([flags]) + kept[0][9:]
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<L", len(body)) + body


def _gif(content: bytes) -> bytes:
    at = 13 + _colour_table(content[10])
    kept = [content[:at]]
    while content[at] != 0x3B:  # end of the file
        start = at
        keep = True
        if content[at] == 0x2C:  # a picture
            at += 10 + _colour_table(content[at + 9]) + 1
        elif content[at] == 0x21:  # an extension: comments and foreign data go
            label = content[at + 1]
            keep = label == 0xF9 or (label == 0xFF and content[at + 3 : at + 14] in GIF_LOOPS)
            at += 2
        else:
            raise ValueError("damaged picture")
        while content[at]:  # sub-blocks, each led by its length
            at += 1 + content[at]
        at += 1
        if keep:
            kept.append(content[start:at])
    return b"".join([*kept, b";"])


def _colour_table(flags: int) -> int:
    """Return the length in bytes of the colour table that these flags announce."""
    return 3 * 2 ** ((flags & 0x07) + 1) if flags & 0x80 else 0
