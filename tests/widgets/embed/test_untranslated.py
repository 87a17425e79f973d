"""What is no prose says so to a browser that translates; prose does not."""

import re

from markdown import Markdown

SOURCE = """
A word, `code` and $x$ in a sentence.

```python
print("a < b")
```

<p><kbd translate="no">Enter</kbd> and <codex>what only looks like it</codex></p>
"""


def test_code_and_formulas_are_marked_and_prose_is_not() -> None:
    extensions = ["pymdownx.superfences", "pymdownx.arithmatex", "widgets.embed.mathml", "widgets.embed.untranslated"]
    configs = {"pymdownx.arithmatex": {"generic": True}}
    made = Markdown(extensions=extensions, extension_configs=configs).convert(SOURCE)
    opening = re.findall(r"<(?:code|pre|kbd|math)\b[^>]*>", made)
    assert len(opening) == 5
    assert all(tag.count('translate="no"') == 1 for tag in opening)
    assert '<p>A word, <code translate="no">code</code>' in made
    assert made.count("translate=") == 5
