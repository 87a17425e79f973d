"""MkDocs' hook: pack our own Python before a build, give every page its policy, and forget our modules afterwards.

A convenience; with a builder without hooks `python -m widgets.embed.bundle` goes before it, `python -m
widgets.embed.policy site` after it.
"""

import sys
from typing import Any

from mkdocs.exceptions import PluginError

from widgets.embed import bundle, misconceptions, policy
from widgets.embed.checked import VendorError
from widgets.embed.published import MissingModel
from widgets.engine import WrongData


def on_pre_build(config: Any) -> None:
    """Bring the bundle up to date."""
    try:
        bundle.build()
    except (MissingModel, VendorError) as error:
        raise PluginError(str(error)) from error


def on_post_page(output: str, page: Any, config: Any) -> str:
    """A page with its policy; one that the policy would break, or a quiz that leads to nothing, stops the build."""
    if '<live-widget name="quiz"' in output:
        try:
            misconceptions.check(output)
        except WrongData as error:
            raise PluginError(str(error)) from error
    if blocked := policy.blocked(output):
        raise PluginError(f"docs/{page.file.src_uri}: the site's policy would not let this work: {blocked[0][:200]}")
    return policy.with_policy(output)


def on_post_template(output_content: str, template_name: str, config: Any) -> str:
    """The page of a missing address, too; the sitemap is none."""
    return policy.with_policy(output_content) if template_name.endswith(".html") else output_content


def on_serve(server: Any, config: Any, builder: Any) -> Any:
    """The development server puts a script of its own into a page: the policy is made again as the page is sent."""
    server.set_app(policy.served(server.get_app()))
    return server


def on_post_build(config: Any) -> None:
    """The next build imports the widgets afresh, so that `mkdocs serve` sees edits."""
    for name in [name for name in sys.modules if name.split(".")[0] == "widgets"]:
        del sys.modules[name]
