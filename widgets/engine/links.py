"""The fragment of an address that opens a widget in a State, as docs/javascripts/links.js writes and reads it."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping

_VERSION = "1"
# As in links.js.
_LONGEST = 2048


def link(id: str, fields: Mapping[str, object]) -> str:
    """#ID:1:STATE for the fields in which the widget `id` is to differ from what was built.

    Raises:
        ValueError: if it is longer than the page takes.
    """
    packed = json.dumps(dict(fields), ensure_ascii=False, separators=(",", ":")).encode()
    fragment = f"#{id}:{_VERSION}:{urlsafe_b64encode(packed).decode().rstrip('=')}"
    if len(fragment) > _LONGEST:
        raise ValueError(f"a link takes at most {_LONGEST:,} characters, and this has {len(fragment):,}")
    return fragment
