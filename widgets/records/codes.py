"""A QR code as a picture: a PNG of one bit a point, in the address itself, since nothing else is as small."""

import binascii
import struct
import zlib

# Light points around the code, without which cameras do not find it.
QUIET = 4


def picture(text: str) -> str:
    """The address of a picture of the QR code of a text of at most 2,900 characters.

    Raises:
        ValueError: if the text is longer.
    """
    # Loaded where it is used: whoever wants no code fetches nothing for it.
    from segno import encoder

    made: tuple[bytearray, ...] = encoder.encode(text, error="L", micro=False).matrix  # type: ignore[no-untyped-call]
    return "data:image/png;base64," + binascii.b2a_base64(png(made)).decode().strip()


def png(matrix: tuple[bytearray, ...]) -> bytes:
    """A picture of rows of dark (1) and light (0) points, with light ones around."""
    size = len(matrix) + 2 * QUIET
    lines = [bytes(size)] * QUIET + [bytes(QUIET) + bytes(row) + bytes(QUIET) for row in matrix] + [bytes(size)] * QUIET
    wide = -(-size // 8)
    rows = b"".join(b"\0" + _bits(line).to_bytes(wide, "big") for line in lines)
    # Black is 0 in a gray picture of one bit.
    head = struct.pack(">2I5B", size, size, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", binascii.crc32(kind + data))
        for kind, data in parts
    )


def _bits(line: bytes) -> int:
    """A line as a number, its first point in the highest bit, light points set; the rest of the last byte is light."""
    value = 0
    for dark in line:
        value = value * 2 + (not dark)
    spare = -len(line) % 8
    return (value << spare) | ((1 << spare) - 1)
