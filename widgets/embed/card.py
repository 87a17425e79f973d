"""The fence `card MODEL`: what a model is, what it was trained on and how well it predicts, all from its manifest."""

from typing import Any

from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from widgets.embed.fence import place
from widgets.embed.published import MissingModel, manifest
from widgets.embed.tables import table
from widgets.engine import Element, h, render


def format_card(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: object) -> str:
    """The card's tables as HTML.

    Raises:
        SuperFencesException: naming page and line, if the model was never published.
    """
    model = " ".join(options["words"])
    try:
        published: dict[str, Any] = manifest(model)
    except MissingModel as missing:
        raise SuperFencesException(f"{place(f'card {model}', source)}: {missing}") from missing
    return render(h.div(class_="model-card")[_facts(published), _corpus(published), _parity(published)])


def _facts(published: dict[str, Any]) -> Element:
    config = published["config"]
    model, training = config["model"], config["training"]
    files = published["files"].values()
    rows = [
        ["Parameters", f"{published['parameters']:,}"],
        ["Shape", f"{model['n_layer']} blocks, {model['n_head']} heads, width {model['n_embd']}"],
        ["Vocabulary", f"{published['vocab_size']:,} tokens"],
        ["Longest text", f"{published['block_size']:,} tokens"],
        ["Optimizer", f"{training['optimizer']}, peak learning rate {training['learning_rate']:g}"],
        ["Steps", f"{published['steps']:,} of {training['batch_size']} texts each"],
        ["Tokens seen", f"{published['tokens_seen']:,}"],
        ["Time", f"{published['duration_seconds'] / 60:.0f} minutes on {published['device']}"],
        ["Memory", _memory(published["peak_memory_bytes"])],
        ["Validation loss", f"{published['val_loss']:.3f} nats a token"],
        ["Validation, in bits", f"{published['val_bits_a_byte']:.3f} bits a byte"],
        [
            "Size as published",
            f"{sum(file['bytes'] for file in files) / 1e6:.1f} MB in {len(published['files'])} files",
        ],
        ["Published by commit", published["source_commit"][:10]],
        ["With", ", ".join(f"{name} {version}" for name, version in sorted(published["versions"].items()))],
    ]
    return table(f"The model {published['name']}", ["", "As recorded"], rows)


def _memory(size: int | None) -> str:
    return f"{size / 1e9:.1f} GB at most" if size else "not measured"


def _small(value: float, least: float, style: str) -> str:
    """A difference as it was measured, or that it is below what the record can tell."""
    return style.format(value) if value >= least else f"less than {style.format(least)}"


def _corpus(published: dict[str, Any]) -> Element:
    rows = []
    for source in published["corpus"]:
        held_out = published["val_by_source"].get(source["file"])
        rows.append(
            [
                source["file"],
                source["licence"],
                f"{source['share']:.1%}",
                f"{source['train_tokens']:,}",
                f"{held_out['nats_a_token']:.3f}" if held_out else "too little held out",
                f"{held_out['bits_a_byte']:.3f}" if held_out else "",
            ]
        )
    head = ["Text", "License", "Share of training", "Tokens in it", "Held-out nats a token", "Bits a byte"]
    return table("What it read", head, rows)


def _parity(published: dict[str, Any]) -> Element:
    figures = published["parity"]
    loss, norms, weights = (
        max(figures[f"{graph}_{output}"] for graph in ("sgd", "adamw")) for output in ("nll", "norms", "weights")
    )
    rows = [
        ["Largest difference of a logit, onnxruntime and torch", f"{figures['logit_difference']:.1e}"],
        ["int8 names the same first token", f"{figures['int8_agreement']:.1%} of {figures['texts']} held-out texts"],
        ["int8 needs more bits a byte by", _small(figures["int8_bits_a_byte"], 1e-4, "{:.2%}")],
        ["Training steps differ from torch's in a token's loss by", f"{loss:.1e}"],
        ["in a group's gradient norm by a share of", f"{norms:.1e}"],
        ["and in the weights by a share of the way they went,", f"{weights:.1e}"],
        ["Changing the end of a text moves earlier losses by", _small(figures["leak"], 1e-9, "{:.1e}")],
    ]
    return table("How the published files compare with torch", ["", "As measured"], rows)
