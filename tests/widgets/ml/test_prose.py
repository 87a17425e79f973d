"""A page of Markdown is its words without markup, a paragraph a line."""

from widgets.ml.prose import plain

PAGE = """---
title: no words of the lesson
---
# A *heading* { #anchor }

The **loss**[^note] is $-\\ln p$ of the [true token](#cross-entropy){ .sets data-sets="p=0.5" }: <b class="q">how
wrong</b>.

```widget think_first
question = "No prose?"
```

!!! saying "It is often said: ~~It learns only from its mistakes.~~"
    Made in {{ demo.steps }} steps.

[^note]: Author, 2020.
"""


def test_markup_formulas_widgets_and_what_is_filled_in_go_and_words_stay() -> None:
    assert plain(PAGE).splitlines() == [
        "# A heading",
        "The loss is of the true token : how",
        "wrong .",
        '!!! saying "It is often said: It learns only from its mistakes."',
        "Made in steps.",
        "Author, 2020.",
    ]
