"""The fence `stages MODEL`: what one run wrote from the same prompt at checkpoint after checkpoint."""

from typing import Any

from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from widgets.embed.fence import place
from widgets.embed.published import MissingModel, contents
from widgets.engine import Element, h, render


def format_stages(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: object
) -> str:
    """The stages as a list in HTML.

    Raises:
        SuperFencesException: naming page and line, if the model or its samples are missing.
    """
    model = " ".join(options["words"])
    try:
        samples = contents(model, "samples.json")
    except MissingModel as missing:
        raise SuperFencesException(f"{place(f'stages {model}', source)}: {missing}") from missing
    return render(
        h.div(class_="stages")[
            h.p["Prompt at every stage: ", h.q(translate="no")[samples["prompt"]]],
            h.ol[(_stage(samples["prompt"], stage) for stage in samples["stages"])],
        ]
    )


def _stage(prompt: str, stage: dict[str, Any]) -> Element:
    return h.li[
        h.p(class_="stage-numbers")[
            h.strong[f"Step {stage['step']:,}"],
            f" · {stage['tokens_seen']:,} tokens seen · training loss ",
            h.span(class_="q-loss")[f"{stage['train_loss']:.2f}"],
            " · validation loss ",
            h.span(class_="q-validation")[f"{stage['val_loss']:.2f}"],
        ],
        h.blockquote(translate="no")[h.p[h.span(class_="stage-prompt")[prompt], stage["sample"]]],
    ]
