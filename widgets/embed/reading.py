"""The fences `read MODEL` and `gap MODEL`: how often a run read its sources, and how its two losses parted."""

from statistics import fmean
from typing import Any

from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from widgets.embed.fence import place
from widgets.embed.published import MissingModel, contents, manifest
from widgets.embed.record import source_name, times_read
from widgets.embed.tables import table
from widgets.engine import Axis, Element, Line, chart, h, render

# A batch's loss jumps; around a step the mean of those within this share of it is told, as at the published moments.
NEAR = 0.05
# Where the picture begins: before, both losses fall far faster than they part.
FIRST_SHARE = 0.1
MOST_ROWS = 8


def format_read(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: object) -> str:
    """The sources and how often each was read, as a table in HTML.

    Raises:
        SuperFencesException: naming page and line, if the model was never published.
    """
    model = " ".join(options["words"])
    try:
        described = manifest(model)
    except MissingModel as missing:
        raise SuperFencesException(f"{place(f'read {model}', source)}: {missing}") from missing
    times = times_read(described)
    rows = []
    for one in described["corpus"]:
        judged = described["val_by_source"].get(one["file"])
        rows.append(
            [
                source_name(one["file"]).capitalize(),
                f"{one['train_tokens'] / 1e6:.2f}",
                f"{one['share']:.0%}",
                f"{times[one['file']]:.1f}",
                f"{judged['bits_a_byte']:.2f}" if judged else "too little held out",
            ]
        )
    head = ["Source", "Million tokens", "Share drawn", "Times read", "Bits a byte, held out"]
    caption = "What our model read, and how often on average"
    return render(h.div(class_="model-card")[table(caption, head, rows)])


def format_gap(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: object) -> str:
    """Both losses over the later part of a run, as a chart in HTML.

    Raises:
        SuperFencesException: naming page and line, if the model was never published.
    """
    model = " ".join(options["words"])
    try:
        curves = contents(model, "curves.json")
    except MissingModel as missing:
        raise SuperFencesException(f"{place(f'gap {model}', source)}: {missing}") from missing
    return render(h.figure(class_="run-picture")[_gap(both(curves))])


def both(curves: dict[str, Any]) -> list[tuple[int, float, float]]:
    """(step, training loss, validation loss) at the evaluations after the first part of a run, batches averaged."""
    last = curves["validation"][-1]["step"]
    found = []
    for evaluation in curves["validation"]:
        step = evaluation["step"]
        near = [one["loss"] for one in curves["train"] if abs(one["step"] - step) <= NEAR * step]
        if step >= FIRST_SHARE * last and near:
            found.append((step, fmean(near), evaluation["loss"]))
    return found


def _gap(losses: list[tuple[int, float, float]]) -> Element:
    (first, early_train, early_val), (last, train, val) = losses[0], losses[-1]
    low, high = min(row[1] for row in losses), max(row[2] for row in losses)
    floor, top = int(low * 5) / 5, int(high * 5 + 1) / 5
    count = round((top - floor) * 5)
    stride = max(1, len(losses) // MOST_ROWS)
    return chart(
        "Our model’s two losses as they part",
        f"Two falling lines. At step {first:,} the training loss is {early_train:.2f} and the validation loss "
        f"{early_val:.2f}; at step {last:,} they are {train:.2f} and {val:.2f}.",
        Axis("step", 0, last, tuple((last * k / 5, f"{last * k // 5:,}") for k in range(6))),
        Axis(
            "loss (nats a token)", floor, top, tuple((floor + k / 5, f"{floor + k / 5:.1f}") for k in range(count + 1))
        ),
        [
            Line("validation loss", tuple((float(step), one) for step, _, one in losses), "validation", "dashed"),
            Line("training loss, averaged over batches", tuple((float(step), one) for step, one, _ in losses), "loss"),
        ],
        columns=("step", "training loss", "validation loss", "gap"),
        rows=[
            (f"{step:,}", f"{fitted:.2f}", f"{held:.2f}", f"{held - fitted:.2f}")
            for step, fitted, held in losses[::-stride][::-1]
        ],
    )
