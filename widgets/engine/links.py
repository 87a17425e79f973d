"""The fragment of an address that opens a widget in a State, as docs/javascripts/links.js writes and reads it."""

import json
from binascii import b2a_base64
from collections.abc import Mapping

_VERSION = "1"
# As in links.js.
_LONGEST = 2048
_OF_ADDRESSES = str.maketrans("+/", "-_")


def link(id: str, fields: Mapping[str, object]) -> str:
    """#ID:1:STATE for the fields in which the widget `id` is to differ from what was built.

    Raises:
        ValueError: if it is longer than the page takes.
    """
    packed = json.dumps(dict(fields), ensure_ascii=False, separators=(",", ":")).encode()
    # The module base64 does not travel with what wakes first.
    letters = b2a_base64(packed, newline=False).decode().translate(_OF_ADDRESSES).rstrip("=")
    fragment = f"#{id}:{_VERSION}:{letters}"
    if len(fragment) > _LONGEST:
        raise ValueError(f"a link takes at most {_LONGEST:,} characters, and this has {len(fragment):,}")
    return fragment
