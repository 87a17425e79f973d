"""What is in the files that the room `judge` fills: noise, map, snapshots, contrast runs, sizes."""

from training.ship.schema import Schema, anything, by_name, flag, number, optional, rows, table, text, whole

STEP = whole("how many updates had been made", "steps")
TOKENS = whole("how many tokens had been read by then", "tokens")
VAL_LOSS = number("loss on held-out text, sources weighted as in training", "nats a token")
_LAST = {
    "step": whole("the last step of the run", "steps"),
    "weights": text("a digest of the last weights"),
}
_SET = rows(text("a setting, as KEY=VALUE"), "what was set otherwise than in `base`")

NOISE = table(
    "How much the gradients of single examples disagree, at the moments of the run, on the same examples.",
    **_LAST,
    examples=whole("how many examples, n"),
    example_tokens=whole("length of an example", "tokens"),
    groups=whole("groups that the error is reckoned from; example i is in group i * groups // n"),
    stages=rows(
        table(
            "one moment",
            step=STEP,
            gradient_norm=number("length of the mean gradient"),
            example_gradient_norm=number("root mean square of the examples' gradients' lengths"),
            noise_scale=number("simple noise scale", "examples", none="where the mean is drowned in noise"),
            noise_scale_error=number("its standard error", "examples", none="where it cannot be told"),
            projections=rows(
                table(
                    "one direction of length 1",
                    direction=text("mean gradient, random, or another random; the random ones are the same throughout"),
                    examples=rows(
                        number("an example's gradient along it", "lengths of the mean gradient"),
                        "all examples, in the same order at every moment",
                        "(n,)",
                    ),
                ),
                "three directions",
                "3",
            ),
        ),
        "the moments",
        "8",
    ),
)

LANDSCAPE = table(
    "The map: the loss over a plane through the weights at three steps, contours of it, and the run's way as shadows.",
    **_LAST,
    meaning=by_name(text("a sentence"), "what everything is, in words"),
    size=rows(whole("a count"), "columns and rows of the grid", "2"),
    slice=table(
        "the held-out text that heights are measured on",
        window_tokens=whole("length of a window", "tokens"),
        windows=by_name(whole("windows"), "how many windows of each source"),
        sha256=text("a digest of the windows"),
    ),
    steps=by_name(whole("a step", "steps"), "the three steps that lie in the plane: start, middle, end"),
    leg=number("length of the unit of x, y and distance, from start to end", "weights (Euclidean)"),
    trail=rows(
        table(
            "one snapshot",
            step=STEP,
            tokens=TOKENS,
            x=number("place of its shadow along the way from start to end", "legs"),
            y=number("place of its shadow across that way", "legs"),
            distance=number("how far its weights lie from the plane", "legs"),
            val_loss=VAL_LOSS,
            slice_loss=number("its own loss on the slice", "nats a token"),
            height=number("the loss on the slice of the weights at its shadow", "nats a token"),
        ),
        "every snapshot, first to last",
    ),
    grid=table(
        "the heights that were measured",
        x=rows(number("an end", "legs"), "first and last column's x", "2"),
        y=rows(number("an end", "legs"), "first and last row's y", "2"),
        cap=number("heights are cut to this", "nats a token"),
        heights=rows(rows(number("a height", "nats a token"), "a row, lowest x first"), "lowest y first", "(32, 48)"),
    ),
    contours=table(
        "lines and areas of equal height, as SVG paths",
        view_box=text("the viewBox that the paths fit"),
        scale=number("units of the viewBox in a leg"),
        lines=rows(
            table(
                "one level",
                level=number("its height", "nats a token"),
                index=flag("whether it is a whole number of nats"),
                path=text("its lines"),
            ),
            "every quarter of a nat, lowest first",
        ),
        areas=rows(
            table("one level", level=number("its height", "nats a token"), path=text("all ground at least so high")),
            "every whole nat, lowest first; fill by evenodd",
        ),
    ),
)

SNAPSHOTS = table(
    "What every snapshot bets on after a few sentences, and a line of its own writing.",
    **_LAST,
    sentences=rows(
        table(
            "one of them",
            text=text("the beginning of a sentence"),
            follow=rows(text("a word"), "words whose rank is told whatever the model bets on"),
        ),
        "the sentences",
        "5",
    ),
    writing=anything("prompt, temperature, seed and most tokens of the lines"),
    token_texts=by_name(text("its text"), "the tokens that are named, by id"),
    snapshots=rows(
        table(
            "one snapshot",
            step=STEP,
            bets=rows(
                table(
                    "one sentence",
                    ids=rows(whole("a token's id"), "the likeliest tokens, likeliest first", "10"),
                    p=rows(number("its probability"), "their probabilities", "10"),
                    follow=by_name(
                        table(
                            "one word",
                            rank=whole("its place among all tokens, from 1", none="if it takes several tokens"),
                            p=number("its probability"),
                        ),
                        "the words that are followed",
                    ),
                ),
                "the sentences in order",
                "5",
            ),
            line=text("what it wrote, on one line"),
        ),
        "every snapshot, first to last",
    ),
)


def _run(origin: dict[str, Schema]) -> Schema:
    point = {"step": STEP, "loss": number("loss", "nats a token", none="where it is no number")}
    return table(
        "one run",
        name=text("its name"),
        title=text("what it shows"),
        difference=text("what was different, in a sentence"),
        set=_SET,
        **_LAST,
        blew_up_after=whole("the last step before it blew up", "steps", none="for a run that did not"),
        sample=text("what its last weights wrote"),
        train=rows(
            table(
                "one batch",
                **point,
                learning_rate=number("the rate"),
                grad_norm=number("length of the gradient before clipping", none="where it is no number"),
            ),
            "batches, evenly spaced",
            "at most 120",
        ),
        validation=rows(table("one evaluation", **point), "evaluations", "at most 120"),
        **{name: optional(field) for name, field in origin.items()},
    )


def contrast(origin: dict[str, Schema]) -> Schema:
    """Of contrast.json; `origin` are the keys that say what a run was made from."""
    return table(
        "Short runs of the small model: a healthy one, and what mistakes look like.",
        base=anything("the settings that all start from"),
        samples=anything("prompt, temperature, seed and most tokens of the samples"),
        runs=rows(_run(origin), "the runs"),
    )


def scale(origin: dict[str, Schema]) -> Schema:
    """Of scale.json; `origin` as in `contrast`."""
    return table(
        "Five sizes of the small model on the same tokens, and the line through their losses.",
        base=anything("the settings that all start from"),
        tokens=whole("what each of them read", "tokens"),
        sizes=rows(
            table(
                "one size",
                name=text("its name"),
                set=_SET,
                **_LAST,
                parameters=whole("all its parameters"),
                parameters_without_embedding=whole("those that are not in the embedding"),
                learning_rate=number("its peak rate"),
                loss=number("loss on all held-out text at the end", "nats a token"),
                bits_a_byte=number("the same", "bits a byte"),
                along=rows(table("one evaluation", tokens=TOKENS, loss=VAL_LOSS), "its loss along the way"),
                duration_seconds=whole("how long it took", "seconds"),
            ),
            "smallest first",
            "5",
        ),
        line=table(
            "loss = factor / parameters^exponent",
            exponent=number("its exponent"),
            factor=number("its factor", "nats a token"),
            residuals=rows(number("ln(measured / fitted)"), "how far each size lies from it", "5"),
            foretold=number("the largest size's loss by the line through the four others", "nats a token"),
        ),
        **{name: optional(field) for name, field in origin.items()},
    )
