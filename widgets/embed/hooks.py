"""MkDocs' hook: pack our own Python before a build, add the pages of single widgets, give every page its policy, and
forget our modules afterwards.

A convenience: Zensical, which has no hooks, builds the same site (zensical.py).
"""

import sys
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel

from widgets.embed import bundle, editing, policy, single
from widgets.embed.checked import VendorError
from widgets.embed.faults import told
from widgets.embed.finished import PageError, finished
from widgets.embed.published import MissingModel
from widgets.engine import WidgetError


def on_pre_build(config: Any) -> None:
    """Bring the bundle up to date; where some pages are built anew for a reader who waits, it comes behind them."""
    if editing.wanted() is not None:
        return
    try:
        bundle.build()
    except (MissingModel, VendorError) as error:
        raise PluginError(str(error)) from error
    except SyntaxError as error:
        raise PluginError(told(error)) from error


def on_files(files: Any, config: Any) -> Any:
    """A page for every widget alone, in no navigation; while a house is edited, only pages that are wanted are made."""
    try:
        for one in single.pages():
            made = File.generated(config, one.source, content=one.markdown(), inclusion=InclusionLevel.NOT_IN_NAV)
            files.append(made)
    except WidgetError as error:
        raise PluginError(str(error)) from error
    if (wanted := editing.wanted()) is not None:
        for file in files.documentation_pages():
            file.is_modified = lambda uri=file.src_uri: uri in wanted
    return files


def on_nav(nav: Any, config: Any, files: Any) -> Any:
    """Pages that are not rendered have a title, too."""
    if editing.wanted() is not None:
        for file in files.documentation_pages():
            if file.page:
                file.page.read_source(config)
    return nav


def on_env(env: Any, config: Any, files: Any) -> Any:
    """While a house is edited, templates stay compiled."""
    return editing.once("templates", lambda: env)


def on_page_content(content: str, page: Any, config: Any, files: Any) -> str:
    """The words of the site are not counted anew for one page (serve.py keeps their list)."""
    if editing.wanted() is not None:
        page.meta["search"] = {"exclude": True}
    return content


def on_post_page(output: str, page: Any, config: Any) -> str:
    """A page with its policy; one that the policy would break, or a quiz that leads to nothing, stops the build."""
    try:
        return finished(output, f"docs/{page.file.src_uri}")
    except PageError as error:
        raise PluginError(str(error)) from error


def on_post_template(output_content: str, template_name: str, config: Any) -> str:
    """The page of a missing address, too; the sitemap is none."""
    return policy.with_policy(output_content) if template_name.endswith(".html") else output_content


def on_serve(server: Any, config: Any, builder: Any) -> Any:
    """The development server puts a script of its own into a page: the policy is made again as the page is sent."""
    server.set_app(policy.served(server.get_app()))
    return server


def on_post_build(config: Any) -> None:
    """The next build imports the widgets afresh, so that `mkdocs serve` sees edits; our own server forgets less."""
    if editing.session is None:
        for name in [name for name in sys.modules if name.split(".")[0] == "widgets"]:
            del sys.modules[name]
