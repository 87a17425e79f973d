"""Numbers of our own runs in the prose: `{{ demo.val_loss }}`, or a sentence made of several, from what was published.

Nothing here is written by hand: an unknown name stops the build. Sentences hold for whatever model the lesson shows.
"""

import re
from collections.abc import Callable
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from widgets.embed.bets import chance, favorites, mean_loss
from widgets.embed.published import manifest
from widgets.engine.numbers import fine_percent
from widgets.ml.losses import blind_loss

_PLACEHOLDER = re.compile(r"\{\{ *([a-z0-9_]+)\.([a-z0-9_]+) *\}\}")

CAT = "The cat sat on the"
OFTEN = "Once upon a time, there was a little"
# Whole sentences, of which the lesson says what each costs.
CAT_SENTENCE = f"{CAT} mat."
OFTEN_SENTENCE = f"{OFTEN} girl."
# What a reader calls the sources of the published models.
SOURCES = {
    "books.txt.xz": "old novels and tales",
    "classics.txt.xz": "fairy tales and classics for children",
    "picturebooks.txt.xz": "picture books",
    "sentences.txt.xz": "single everyday sentences",
    "stories.txt.xz": "children’s stories",
}
_COUNTS = {2: "two", 3: "three"}


class UnknownRecord(ValueError):
    """The prose asks for a number that no run recorded."""


def record(model: str, name: str) -> str:
    """A number of a published model as the prose prints it, or a sentence of such numbers.

    Raises:
        UnknownRecord: if there is no such number.
        MissingModel: if the model was never published.
    """
    described = manifest(model)
    if name in _SENTENCES:
        return _SENTENCES[name](model, described)
    training = described["config"]["training"]
    steps, vocab_size = int(described["steps"]), int(described["vocab_size"])
    printed = {
        "batch_examples": f"{training['batch_size'] * training['accumulate']:,}",
        "batch_tokens": f"{described['tokens_seen'] / steps:,.0f}",
        "bits_a_byte": f"{described['val_bits_a_byte']:.2f}",
        "blind_loss": f"{blind_loss(vocab_size):.2f}",
        "bytes_a_token": f"{_bytes_a_token(described):.1f}",
        "device": str(described["device"]),
        "floor": f"{training['floor']:.0%}",
        "matrices": str(described["matrices"]),
        "minutes": f"{described['duration_seconds'] / 60:.0f} minutes",
        "parameters": f"{described['parameters'] / 1e6:.1f} million",
        "peak_rate": f"{training['learning_rate']:g}",
        "steps": f"{steps:,}",
        "tokens_seen": f"{described['tokens_seen'] / 1e6:.1f} million",
        "val_loss": f"{described['val_loss']:.2f}",
        "vocab_size": f"{vocab_size:,}",
        "warmup": f"{training['warmup']:.0%}",
        "warmup_steps": f"{round(training['warmup'] * steps):,}",
    }
    if name not in printed:
        raise UnknownRecord(f"{{{{ {model}.{name} }}}} is not recorded; known are {', '.join((*printed, *_SENTENCES))}")
    return printed[name]


def source_name(file: str) -> str:
    """What a reader calls a source."""
    return SOURCES.get(file, file.split(".")[0])


def times_read(described: dict[str, Any]) -> dict[str, float]:
    """How often each source was read on average: the tokens drawn from it, over the tokens it holds."""
    seen = described["tokens_seen"]
    return {one["file"]: seen * one["share"] / one["train_tokens"] for one in described["corpus"]}


def _bytes_a_token(described: dict[str, Any]) -> float:
    """How much of its held-out text a token stands for."""
    judged = described["val_by_source"].values()
    return float(sum(one["bytes"] for one in judged) / sum(one["tokens"] for one in judged))


def _cat_sentence(model: str, described: dict[str, Any]) -> str:
    """Whether the model has read the lesson's sentence, and where its last word stands among the bets."""
    left_out = described["config"]["data"].get("leave_out", [])
    if any(phrase.casefold() in f"{CAT} mat".casefold() for phrase in left_out):
        read = "Our model has never read this sentence: every text that holds it was kept from its training."
    else:
        read = "Our model may have read this sentence in training."
    (first, best), *_, (_, last) = favorites(model, CAT)
    mat, hat = chance(model, CAT, "mat"), chance(model, CAT, "hat")
    if mat.place:
        place = f" and stands at place {mat.place:,} of {described['vocab_size']:,}"
    elif mat.p < last:
        place = f", less than the last of its ten favorites, which gets {fine_percent(last)}"
    else:
        place = ""
    pieces = "" if mat.place else f", {_COUNTS.get(mat.tokens, mat.tokens)} tokens to it,"
    told = f"Its first bet is *{first}*, with {fine_percent(best)}; *mat*{pieces} gets {fine_percent(mat.p)}{place}"
    return f"{read} {told}, and *hat* {fine_percent(hat.p)}."


def _cat_cost(model: str, described: dict[str, Any]) -> str:
    return f"{mean_loss(model, CAT_SENTENCE):.2f}"


def _often_cost(model: str, described: dict[str, Any]) -> str:
    return f"{mean_loss(model, OFTEN_SENTENCE):.2f}"


def _often_sentence(model: str, described: dict[str, Any]) -> str:
    (first, p), (second, q), *_ = favorites(model, OFTEN)
    return f"It gives {fine_percent(p)} to *{first}* and {fine_percent(q)} to *{second}*."


def _optimizer_sentence(model: str, described: dict[str, Any]) -> str:
    training = described["config"]["training"]
    method = {
        "muon": "Muon for the matrices inside its blocks, and AdamW for all the rest",
        "adamw": "AdamW throughout",
    }[training["optimizer"]]
    return f"Our own model was trained with {method}, at a peak rate of {training['learning_rate']:g}."


def _spread_sentence(model: str, described: dict[str, Any]) -> str:
    by_ease = sorted(described["val_by_source"].items(), key=lambda item: float(item[1]["bits_a_byte"]))
    if len(by_ease) < 2:
        return ""
    parts = [
        f"{one['bits_a_byte']:.2f} bits a byte on {source_name(file)} ({one['nats_a_token']:.2f} nats a token)"
        for file, one in (by_ease[0], by_ease[-1])
    ]
    return f"Even one model has no one loss: ours needs {parts[0]}, and {parts[1]}."


def _gap_sentence(model: str, described: dict[str, Any]) -> str:
    *_, before, last = described["moments"]
    early, late = before["val_loss"] - before["train_loss"], last["val_loss"] - last["train_loss"]
    went = "widened" if late > early else "went"
    return (
        f"The gap {went} from {_signed(early)} at step {before['step']:,} to {_signed(late)} at step {last['step']:,}"
    )


def _signed(difference: float) -> str:
    return f"{round(difference, 2) or 0.0:.2f}".replace("-", "−")


_SENTENCES: dict[str, Callable[[str, dict[str, Any]], str]] = {
    "cat_cost": _cat_cost,
    "cat_sentence": _cat_sentence,
    "gap_sentence": _gap_sentence,
    "often_cost": _often_cost,
    "often_sentence": _often_sentence,
    "optimizer_sentence": _optimizer_sentence,
    "spread_sentence": _spread_sentence,
}


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
