"""Effects: what a widget asks of its host, as plain values.

Each carries a `key`; the answer comes back as `Event(key, value)` with a value of widgets/engine/answers.py, a failure
as `Event(key, Failure(message))`. The host drops an answer that is older than the newest request of its key.
"""

from dataclasses import dataclass
from typing import TypeAlias

from widgets.engine.model_effects import MarkText, OfTheModel


@dataclass(frozen=True, slots=True)
class Prose:
    """What the page around the widget says, as one text; answered with a str."""

    key: str


@dataclass(frozen=True, slots=True)
class Published:
    """A file of a published model; answered with the contents of JSON, such as curves.json, or the text of another.

    An `optional` one that the site does not have is answered with None.
    """

    key: str
    model: str
    file: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Save:
    """Keep a JSON value under `name` on this device; answered with True."""

    key: str
    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Load:
    """The JSON value saved under `name`, or None; while the site is built always None."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Follow the entries that all pages keep under `name` on this device; answered with Entries.

    `add` are JSON objects with an `id` of their own and are kept first; an id that is kept already stays as it is, so
    tabs that add at the same time lose nothing of each other's. With `clear` what was kept before goes. The page
    answers with Progress again whenever entries come or go, here or in another tab, until the request is overtaken;
    while the site is built there are none.
    """

    key: str
    name: str
    add: tuple[object, ...] = ()
    clear: bool = False


@dataclass(frozen=True, slots=True)
class SaveFile:
    """Hand the reader a file called `name` that holds `text`, among their downloads; answered with True."""

    key: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Random:
    """`count` random numbers from 0 (included) to 1 (excluded), as a tuple of floats."""

    key: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Now:
    """Seconds since 1970-01-01 UTC; while the site is built a fixed date, so that builds repeat."""

    key: str


@dataclass(frozen=True, slots=True)
class Address:
    """The address of the folder that holds the site's pages, ending in a slash, as a str; while it is built ""."""

    key: str


@dataclass(frozen=True, slots=True)
class Neighbor:
    """What stands in another widget of the same page, as its reader left it; answered with its fields as JSON text.

    The text is empty where the page has none, as while the site is built. One page alone answers it (stronger.js).
    """

    key: str
    widget: str


@dataclass(frozen=True, slots=True)
class AskTutor:
    """Send `body`, JSON of a chat, to the OpenAI-compatible server at `address`; answered with Replied.

    Only one page may ask another origin, and only at the address that stands in the reader's box (stronger.js). The key
    goes from its field into the request and is in no effect.
    """

    key: str
    address: str
    body: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """Drop whatever is still to be answered under `key`; never answered itself."""

    key: str


Effect: TypeAlias = (
    OfTheModel
    | MarkText
    | Prose
    | Published
    | Save
    | Load
    | Ledger
    | SaveFile
    | Random
    | Now
    | Address
    | Neighbor
    | AskTutor
    | Cancel
)
