"""MkDocs' hook: pack our Python before a build, and forget it afterwards, so that `mkdocs serve` sees edits.

A convenience; a builder without hooks runs `python -m widgets.embed.bundle` first.
"""

import sys
from typing import Any

from mkdocs.exceptions import PluginError

from widgets.embed import bundle
from widgets.embed.published import MissingModel
from widgets.embed.vendor import VendorError


def on_pre_build(config: Any) -> None:
    """Bring the bundle up to date."""
    try:
        bundle.build()
    except (MissingModel, VendorError) as error:
        raise PluginError(str(error)) from error


def on_post_build(config: Any) -> None:
    """The next build imports the widgets afresh."""
    for name in [name for name in sys.modules if name.split(".")[0] == "widgets"]:
        del sys.modules[name]
