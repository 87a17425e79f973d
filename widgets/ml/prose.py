"""The words of a page of Markdown without its markup."""

import re

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
# Formulas, what is filled in at build time, lists of attributes, HTML, calls of notes; then links, of which words stay.
_MARKS = re.compile(r"\$[^$\n]*\$|\{\{.*?\}\}|\{[ :#.][^}\n]*\}|<[^>\n]+>|\[\^\w+\]:?")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")


def plain(markdown: str) -> str:
    """The words of a page of Markdown, a paragraph a line."""
    text = _FENCE.sub("", _FRONT.sub("", markdown))
    return "\n".join(line for line in map(_line, text.splitlines()) if line)


def _line(line: str) -> str:
    words = _LINK.sub(r"\1", _MARKS.sub(" ", line))
    return " ".join(words.replace("*", "").replace("`", "").replace("~~", "").split())
