"""The fence `measured PART`: what a benchmark found, from the file it wrote, with its machine and its date."""

import json
from collections.abc import Callable
from typing import Any

from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from widgets.embed.fence import PAGES, place
from widgets.embed.tables import table
from widgets.engine import h, render

FOLDER = PAGES / "measured"
Rows = list[list[str]]


def format_measured(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: object
) -> str:
    """One part's table as HTML.

    Raises:
        SuperFencesException: naming page and line, if there is no such part or it was never measured.
    """
    part = " ".join(options["words"])
    where = place(f"measured {part}", source)
    if part not in _PARTS:
        raise SuperFencesException(f"{where}: nothing is measured as {part!r}; known are {', '.join(_PARTS)}")
    file, caption, rows_of = _PARTS[part]
    path = FOLDER / f"{file}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if part not in found:
        raise SuperFencesException(f"{where}: docs/measured/{file}.json has no {part}; `make bench-training` writes it")
    head, rows = rows_of(found[part])
    when = f"{caption} {found[part]['machine']}, torch {found[part]['torch']}, {found[part]['date']}."
    return render(h.div(class_="model-card")[table(when, head, rows)])


def _speed(found: dict[str, Any]) -> tuple[list[str], Rows]:
    rows = []
    for learner in found["learners"]:
        low, high = learner["speed_beside_ours_10_to_90"]
        val_loss = learner["val_loss"]
        rows.append(
            [
                learner["name"],
                f"{learner['tokens_a_second']:,}",
                f"{learner['speed_beside_ours']:.2f} ({low:.2f} to {high:.2f})",
                f"{1000 * learner['update_seconds']:.0f} ms",
                f"{learner['train_loss']:.3f}",
                "–" if val_loss is None else f"{val_loss:.3f}",
            ]
        )
    head = ["Trainer", "Tokens a second", "Speed beside ours", "An update", "Training loss", "Held-out loss"]
    return head, rows


def _text(found: dict[str, Any]) -> tuple[list[str], Rows]:
    bits = found["bits_a_byte"]
    who = list(next(iter(bits.values())))
    return ["Held-out text", *who], [[name, *(f"{row[one]:.3f}" for one in who)] for name, row in bits.items()]


def _changes(found: dict[str, Any]) -> tuple[list[str], Rows]:
    seeds = found["seeds"]
    head = ["Change", *(f"Held-out loss, seed {seed}" for seed in seeds), "Beside none, seed by seed", "Kept"]
    plain = found["runs"][0]["val_loss"]
    rows = []
    for run in found["runs"]:
        # A run that was not made for every seed says so.
        pairs = zip(run["val_loss"], plain, strict=True)
        beside = ", ".join("–" if mine is None else f"{mine - none:+.3f}" for mine, none in pairs)
        kept = {True: "yes", False: "no", None: ""}[run["kept"]]
        losses = ["–" if loss is None else f"{loss:.3f}" for loss in run["val_loss"]]
        rows.append([run["name"], *losses, beside, kept])
    return head, rows


_PARTS: dict[str, tuple[str, str, Callable[[dict[str, Any]], tuple[list[str], Rows]]]] = {
    "speed": ("training", "The same steps on the same batches, in turn.", _speed),
    "text": ("training", "Bits a byte of text that none of them read.", _text),
    "changes": ("changes", "Each change alone, then those that were kept.", _changes),
}
