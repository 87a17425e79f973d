"""A page as built to the page as published: what it links to is there, its policy lets it work, and stands in it.

Whatever builds the pages hands each of them to this: MkDocs' hook one by one, zensical.py a whole folder.
"""

from widgets.embed import misconceptions, policy, single
from widgets.engine import WrongData


class PageError(RuntimeError):
    """A page that must not be published; the message says which and why."""


def finished(page: str, source: str) -> str:
    """The page with its policy; `source` is the file it was made from.

    Raises:
        PageError: if the policy would break the page, or its quiz leads to nothing.
    """
    # Alone its links lead to the lesson (docs/javascripts/framed.js), where they are checked.
    if '<live-widget name="quiz"' in page and not source.startswith(f"docs/{single.FOLDER}"):
        try:
            misconceptions.check(page)
        except WrongData as error:
            raise PageError(str(error)) from error
    if blocked := policy.blocked(page):
        raise PageError(f"{source}: the site's policy would not let this work: {blocked[0][:200]}")
    return policy.with_policy(page)
