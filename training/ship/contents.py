"""What is in every published file: keys, shapes, units. A key that is not described here may not be published."""

from training.ship import judged
from training.ship.judged import STEP, TOKENS, VAL_LOSS
from training.ship.marker import MARKER
from training.ship.schema import Schema, anything, by_name, number, optional, rows, table, text, whole

_TRAIN_LOSS = number("mean loss of the batches within 5% of that step", "nats a token")

_CORPUS = table(
    "one text file that was read",
    file=text("its name"),
    licence=text("the license it stands under"),
    sha256=text("its SHA-256"),
    share=number("its share of the tokens trained on"),
    val_share=number("the share of its documents that was held out"),
    duplicates=whole("documents left out because they came before", "documents"),
    **{
        f"{part}_{what}": whole(f"{what} {'trained on' if part == 'train' else 'held out'}", what)
        for part in ("train", "val")
        for what in ("documents", "tokens", "bytes")
    },
)

_ORIGIN: dict[str, Schema] = {
    "corpus": rows(_CORPUS, "what was read"),
    "device": text("what it was trained on"),
    "matrices": text("what matrices were multiplied in while it trained: float32 or bfloat16"),
    "peak_memory_bytes": whole("the most memory that training took", "bytes"),
    "peak_gpu_memory_bytes": whole("the same on the GPU", "bytes", none="without one"),
    "energy_kwh": number("what training used", "kWh", none="where no meter was at hand"),
    "earlier_plans": optional(
        rows(
            table(
                "a plan of the learning rate that the run left for a longer or a shorter one",
                until=STEP,
                steps=whole("how many steps it was for", "steps"),
            ),
            "of a run that was not planned for its number of steps from the start",
        )
    ),
    "versions": by_name(text("its version"), "the packages that it was made with"),
    "source_commit": text("the commit of this repository that published it"),
    "duration_seconds": whole("how long training took", "seconds"),
    "tokens_seen": whole("how many tokens were trained on, repeats counted", "tokens"),
}

MANIFEST = table(
    "What the model is, what it was made from, how well it predicts, and every other file with its size and hash.",
    name=text("the folder's name"),
    config=anything("every setting, as training/config.py describes it"),
    parameters=whole("how many numbers training changed"),
    vocab_size=whole("how many tokens it knows", "tokens"),
    block_size=whole("how many tokens it can read at once", "tokens"),
    steps=whole("updates in all", "steps"),
    val_loss=number("loss on all held-out text, sources weighted as in training", "nats a token"),
    val_bits_a_byte=number("the same in a unit that no tokenizer can flatter", "bits a byte"),
    val_loss_meaning=text("what val_loss is, in words"),
    val_by_source=by_name(
        table(
            "held-out text of one source",
            tokens=whole("tokens predicted", "tokens"),
            bytes=whole("bytes they stand for", "bytes"),
            nats_a_token=number("loss", "nats a token"),
            bits_a_byte=number("loss", "bits a byte"),
        ),
        "the loss source by source",
    ),
    parity=by_name(number("what was measured"), "how far the published files are from torch"),
    moments=rows(
        table(
            "one of them",
            step=STEP,
            tokens_seen=TOKENS,
            train_loss=_TRAIN_LOSS,
            val_loss=VAL_LOSS,
            file=text("its weights"),
        ),
        "the moments whose weights are published, on a log scale; the last is the model",
        "8",
    ),
    files=by_name(
        table("one file", bytes=whole("its size", "bytes"), sha256=text("its SHA-256")),
        "every other file of the folder",
    ),
    **_ORIGIN,
)

WEIGHTS = table(
    "Where every parameter lies: in the flat vector that the graphs read, and in the files of the moments.",
    size=whole("numbers in the flat vector, N"),
    block_size=whole("how many tokens the model can read at once", "tokens"),
    bytes=whole("size of a moment's file", "bytes"),
    groups=rows(text("a group"), "groups whose gradient norms the step graphs tell, in order", "(G,)"),
    parts=rows(
        table(
            "one parameter",
            name=text("torch's name for it"),
            shape=rows(whole("a dimension"), "its shape", "1 or 2"),
            start=whole("where it begins in the flat vector"),
            group=text("its group"),
            floats_at=optional(whole("of a vector: where its float32 values begin in the file", "bytes")),
            scales_at=optional(whole("of a matrix: where its float32 scales begin, one a row", "bytes")),
            ints_at=optional(whole("of a matrix: where its int8 values begin, row by row", "bytes")),
            std=optional(number("of a matrix: deviation of the normal numbers it starts from")),
            value=optional(number("of a vector: the value that all of it starts from")),
        ),
        "every parameter, in order",
    ),
)

CURVES = table(
    "The run's curves, thinned to what a page can draw.",
    train=rows(
        table(
            "one batch",
            step=STEP,
            tokens=TOKENS,
            loss=number("loss of the batch", "nats a token"),
            learning_rate=number("the rate of that step"),
            grad_norm=number("length of the whole gradient, before clipping"),
            norms=by_name(number("length"), "the same for each group of weights.json"),
            seconds=number("time spent training so far", "seconds"),
        ),
        "batches, evenly spaced",
        "at most 300",
    ),
    validation=rows(table("one evaluation", step=STEP, tokens=TOKENS, loss=VAL_LOSS), "evaluations"),
)

SAMPLES = table(
    "What the model wrote at its eight moments, from the same prompt with the same chance.",
    prompt=text("the beginning it was given"),
    temperature=number("how bold its choices were"),
    seed=whole("where its chance came from"),
    tokens=whole("how much it wrote at most", "tokens"),
    step=whole("the last step", "steps"),
    weights=text("a digest of the last weights"),
    stages=rows(
        table(
            "one moment",
            step=STEP,
            tokens_seen=TOKENS,
            train_loss=_TRAIN_LOSS,
            val_loss=VAL_LOSS,
            sample=text("what it wrote on"),
        ),
        "the moments",
        "8",
    ),
)

JSON: dict[str, Schema] = {
    "manifest.json": MANIFEST,
    "weights.json": WEIGHTS,
    "curves.json": CURVES,
    "samples.json": SAMPLES,
    "noise.json": judged.NOISE,
    "landscape.json": judged.LANDSCAPE,
    "snapshots.json": judged.SNAPSHOTS,
    "contrast.json": judged.contrast(_ORIGIN),
    "scale.json": judged.scale(_ORIGIN),
    "tutor/manifest.json": MARKER,
}
BINARY = {
    "moments/STEP.bin": "weights of one moment, little-endian: first every float32 (scales of matrices, values of "
    "vectors), then every int8; `flat[start + i] = ints[i] * scales[i // columns]`",
    "forward.onnx": "flat (N,), ids (1, T) to logits (T, V) and attention (layers, heads, T, T)",
    "next.onnx": "flat (N,), ids (1, T) to logits (V,) of the token after the last one",
    "step.sgd.onnx": "flat (N,), ids and targets (B, T), learning_rate () to next (N,), loss () in nats, "
    "nll (B, T), norms (G,)",
    "step.adamw.onnx": "the same with moments m and v (N,) and the number of the step t () from 1, to next, next_m, "
    "next_v (N,), loss, nll, norms",
    "marker.onnx": "of the marker: ids (1, T), share (S, T) of each passage in its tokens to p (S, 28), "
    "the probabilities that a passage earns the ten points, speaks against them, asserts the eight misconceptions",
    "stories.txt": "stories that this model wrote, for the laboratory to learn from; a line `<|endoftext|>` ends each, "
    "and the first says what it is",
    "tokenizer.json": "a byte-level BPE as the package `tokenizers` writes it; `<|endoftext|>` is its last id; the "
    "marker has WordPiece in small letters",
}
