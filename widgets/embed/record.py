"""Numbers of our own runs in the prose: `{{ demo.val_loss }}` and the fence `stages`, from what training published.

Nothing here is written by hand: an unknown name stops the build.
"""

import json
import re
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from pymdownx.superfences import SuperFencesException

from widgets.embed.fence import place
from widgets.embed.published import MissingModel, manifest, published
from widgets.engine import h, render
from widgets.ml.losses import blind_loss

_PLACEHOLDER = re.compile(r"\{\{ *([a-z0-9_]+)\.([a-z0-9_]+) *\}\}")


CAT = "The cat sat on the"


class UnknownRecord(ValueError):
    """The prose asks for a number that no run recorded."""


def record(model: str, name: str) -> str:
    """A number of a published model as the prose prints it.

    Raises:
        UnknownRecord: if there is no such number.
        MissingModel: if the model was never published.
    """
    described: dict[str, Any] = manifest(model)
    vocab_size = int(described["vocab_size"])
    printed = {
        "blind_loss": f"{blind_loss(vocab_size):.2f}",
        "bits_a_byte": f"{described['val_bits_a_byte']:.2f}",
        "minutes": f"{described['duration_seconds'] / 60:.0f} minutes",
        "device": str(described["device"]),
        "matrices": str(described["matrices"]),
        "parameters": f"{described['parameters'] / 1e6:.1f} million",
        "tokens_seen": f"{described['tokens_seen'] / 1e6:.1f} million",
        "val_loss": f"{described['val_loss']:.2f}",
        "vocab_size": f"{vocab_size:,}",
    }
    if name == "cat_sentence":
        return _cat_sentence(model, described)
    if name not in printed:
        raise UnknownRecord(f"{{{{ {model}.{name} }}}} is not recorded; known are {', '.join(printed)}, cat_sentence")
    return printed[name]


def _cat_sentence(model: str, described: dict[str, Any]) -> str:
    """Whether the model has read the lesson's sentence, and what it bets on after its beginning."""
    last = json.loads(published(model, "snapshots.json").read_text(encoding="utf-8"))
    texts = [one["text"] for one in last["sentences"]]
    if CAT not in texts:
        return "Our model may never have met this sentence."
    bets = last["snapshots"][-1]["bets"][texts.index(CAT)]
    mat, first = bets["follow"]["mat"], last["token_texts"][str(bets["ids"][0])].strip()
    place = f", as number {mat['rank']:,} of its {described['vocab_size']:,} tokens" if mat["rank"] else ""
    told = f"To *mat* it gives {_percent(mat['p'])}{place}; its favorite is *{first}*, with {_percent(bets['p'][0])}."
    left_out = described["config"]["data"].get("leave_out", [])
    if any(phrase.casefold() in f"{CAT} mat".casefold() for phrase in left_out):
        return f"Our model has never read this sentence: every text that holds it was kept from its training. {told}"
    return f"Our model may have read this sentence in training. {told}"


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else "less than 0.1%"


class _Records(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return [_PLACEHOLDER.sub(lambda found: record(found[1], found[2]), line) for line in lines]


class RecordExtension(Extension):
    """Fills the placeholders before anything else reads the page."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register the preprocessor."""
        md.preprocessors.register(_Records(md), "record", 100)


def makeExtension(**configuration: Any) -> RecordExtension:  # noqa: N802 - Markdown's name
    """Let `widgets.embed.record` be named in mkdocs.yml."""
    return RecordExtension(**configuration)


def format_stages(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: object
) -> str:
    """The fence `stages MODEL`: what one run wrote from the same prompt at checkpoint after checkpoint.

    Raises:
        SuperFencesException: naming page and line, if the model or its samples are missing.
    """
    model = " ".join(options["words"])
    try:
        samples = json.loads(published(model, "samples.json").read_text(encoding="utf-8"))
    except MissingModel as missing:
        raise SuperFencesException(f"{place(f'stages {model}', source)}: {missing}") from missing
    return render(
        h.div(class_="stages")[
            h.p["Prompt at every stage: ", h.q(translate="no")[samples["prompt"]]],
            h.ol[
                (
                    h.li[
                        h.p(class_="stage-numbers")[
                            h.strong[f"Step {stage['step']:,}"],
                            f" · {stage['tokens_seen']:,} tokens seen · training loss ",
                            h.span(class_="q-loss")[f"{stage['train_loss']:.2f}"],
                            " · validation loss ",
                            h.span(class_="q-validation")[f"{stage['val_loss']:.2f}"],
                        ],
                        h.blockquote(translate="no")[
                            h.p[h.span(class_="stage-prompt")[samples["prompt"]], stage["sample"]],
                        ],
                    ]
                    for stage in samples["stages"]
                )
            ],
        ]
    )
