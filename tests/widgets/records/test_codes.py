"""The picture of a code is the code, with quiet around it, as a PNG that any reader of PNG takes."""

import binascii
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from segno import encoder

from widgets.records.codes import QUIET, picture, png


def _points(data: bytes) -> list[list[int]]:
    """The dark points of a picture, read as the standard says."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    parts, at = {}, 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length]) == (binascii.crc32(kind + body),)
        parts[kind], at = body, at + 12 + length
    wide, tall, depth, color, *_ = struct.unpack(">2I5B", parts[b"IHDR"])
    assert (depth, color) == (1, 0)
    rows, line = zlib.decompress(parts[b"IDAT"]), 1 + -(-wide // 8)
    return [[1 - (rows[y * line + 1 + x // 8] >> (7 - x % 8) & 1) for x in range(wide)] for y in range(tall)]


@given(st.lists(st.lists(st.integers(0, 1), min_size=5, max_size=5), min_size=5, max_size=5))
def test_every_point_is_where_it_was_and_light_all_around(rows: list[list[int]]) -> None:
    drawn = _points(png(tuple(map(bytearray, rows))))
    assert [row[QUIET:-QUIET] for row in drawn[QUIET:-QUIET]] == rows
    assert sum(map(sum, drawn)) == sum(map(sum, rows))


def test_the_longest_link_has_a_code_in_a_picture_that_fits_into_a_patch() -> None:
    address = picture("https://example.org/teaching/#hand-in=" + "aZ09-_" * 333)
    assert address.startswith("data:image/png;base64,")
    assert len(address) < 8_000


def test_it_is_the_code_of_this_text() -> None:
    data = binascii.a2b_base64(picture("https://example.org/").partition(",")[2])
    made = [list(row) for row in encoder.encode("https://example.org/", error="L", micro=False).matrix]
    assert [row[QUIET:-QUIET] for row in _points(data)[QUIET:-QUIET]] == made


def test_a_text_that_no_code_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        picture("x" * 3000)
