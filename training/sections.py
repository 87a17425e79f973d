"""The sections of a run's settings: what each value means, what it takes, and what it is if nothing is said."""

from collections.abc import Iterator
from dataclasses import dataclass

from training.tables import choice, name, number

OPTIMIZERS = ("adamw", "muon")
PRECISIONS = ("auto", "float32", "bfloat16")
# What numpy and torch both take.
SEEDS = (0, 2**32 - 1)


@dataclass(frozen=True)
class Source:
    """One text file of the corpus; `weight` is its share of the training tokens, relative to the others'.

    Where no source has a weight, all are read as one long text, each as often as it is long. `dataset` names a dataset
    of the Hugging Face hub (or a folder) that holds the file; `sha256`, where it is given, must be the file's.
    """

    file: str
    weight: float | None = number(None, 0, 10**9, above=True)
    licence: str = "not stated"
    dataset: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Data:
    """Where the text lies (`folder` is relative to the repository) and how it is split.

    Of every source `validation_share` of the documents are held out, or more until there are `least_documents` with
    `least_tokens`, but never over a tenth for that; of the whole corpus at least one. A document that contains one of
    `leave_out`, in capitals or not, is not used at all. `most_tokens` keeps only that many training tokens of every
    source; 0 keeps them all.
    """

    folder: str = "../shared/corpus"
    validation_share: float = number(0.015, 0, 1, above=True, below=True)
    least_documents: int = number(20, 0, 10**9)
    least_tokens: int = number(20_000, 0, 10**12)
    leave_out: tuple[str, ...] = ()
    most_tokens: int = number(0, 0, 10**15)
    source: tuple[Source, ...] = ()

    def contradictions(self) -> Iterator[str]:
        """What does not fit together, a sentence each."""
        bare = [source.file for source in self.source if source.weight is None]
        if bare and len(bare) < len(self.source):
            yield f"source: {bare[0]} has no weight and others have one; give every source a weight, or none"


@dataclass(frozen=True)
class Tokens:
    """The vocabulary, `<|endoftext|>` included: every byte and that mark at least, no more than 16 bits can name."""

    vocab_size: int = number(4096, 257, 65_536)


@dataclass(frozen=True)
class Model:
    """Shape of the transformer; `dropout` is the share of activations hidden while it trains."""

    n_layer: int = number(6, 1, 1000)
    n_head: int = number(6, 1, 1000)
    n_embd: int = number(192, 1, 65_536)
    block_size: int = number(256, 1, 65_536)
    dropout: float = number(0.0, 0, 1, below=True)

    def contradictions(self) -> Iterator[str]:
        """What does not fit together, a sentence each."""
        if self.n_embd % (2 * self.n_head):
            yield f"n_embd ({self.n_embd}) must be a multiple of twice model.n_head ({self.n_head})"


@dataclass(frozen=True)
class Training:
    """The run: `steps` updates of `batch_size` sequences; rates and shares as in the lesson.

    The batch of a step is cut into `accumulate` parts for every process, whose gradients are averaged, so that a large
    batch fits a small machine. `optimizer` is adamw or muon. `precision` is what matrices are multiplied in: float32,
    bfloat16, or auto, which is bfloat16 where the hardware has it. Gradients longer than `grad_clip` are cut to it; 0
    leaves all as they are. A loss above `explosion` times blind guessing stops the run; 0 lets it go on.
    """

    steps: int = number(1000, 1, 10**9)
    batch_size: int = number(16, 1, 10**6)
    accumulate: int = number(1, 1, 10**6)
    optimizer: str = choice("adamw", OPTIMIZERS)
    learning_rate: float = number(1e-3, 0, 10**9, above=True)
    warmup: float = number(0.02, 0, 1)
    floor: float = number(0.1, 0, 1)
    weight_decay: float = number(0.1, 0, 1000)
    grad_clip: float = number(1.0, 0, 10**9)
    explosion: float = number(3.0, 0, 10**9)
    seed: int = number(1, *SEEDS)
    evaluate_every: int = number(200, 1, 10**9)
    evaluate_batches: int = number(20, 1, 10**6)
    checkpoint_seconds: float = number(120.0, 0, 10**9)
    log_every: int = number(10, 1, 10**9)
    compile: bool = False
    precision: str = choice("auto", PRECISIONS)

    def contradictions(self) -> Iterator[str]:
        """What does not fit together, a sentence each."""
        if self.batch_size % self.accumulate:
            yield f"batch_size ({self.batch_size}) must be a multiple of training.accumulate ({self.accumulate})"


@dataclass(frozen=True)
class Samples:
    """What a run leaves of its way: `snapshots` of its weights, of which `stages` are published, and what it writes.

    Three of each at least: the start, a middle, the end. At temperature 0 it writes the most likely token every time.
    """

    prompt: str = "Once upon a time"
    tokens: int = number(60, 1, 100_000)
    temperature: float = number(0.7, 0, 100)
    seed: int = number(7, *SEEDS)
    stages: int = number(8, 3, 1000)
    snapshots: int = number(56, 3, 10_000)


@dataclass(frozen=True)
class Sentence:
    """The beginning of a sentence, without a space at its end, and words to `follow` whatever the model bets on."""

    text: str
    follow: tuple[str, ...] = ()

    def contradictions(self) -> Iterator[str]:
        """What is no such beginning."""
        if not self.text or self.text != self.text.rstrip():
            yield f"text takes the beginning of a sentence without a space at its end, not {self.text!r}"


@dataclass(frozen=True)
class Bets:
    """What every snapshot is asked: its bets after each `sentence`, and `tokens` of its own after samples.prompt."""

    sentence: tuple[Sentence, ...] = (
        Sentence("The cat sat on the", ("mat", "hat")),
        Sentence("Once upon a time, there was a little", ("girl", "boy")),
        Sentence("The dog wagged his", ("tail",)),
        Sentence("The princess lived in a big", ("castle",)),
        Sentence("One, two, three,", ("four",)),
    )
    tokens: int = number(24, 1, 100_000)


@dataclass(frozen=True)
class Landscape:
    """The map of a run: losses at `columns` x `rows` points, over `windows` windows of held-out text."""

    columns: int = number(48, 2, 1000)
    rows: int = number(32, 2, 1000)
    windows: int = number(16, 1, 10_000)


@dataclass(frozen=True)
class Noise:
    """How gradient noise is measured: by the gradients of `examples` blocks of text at each of the run's stages."""

    examples: int = number(512, 4, 10**6)


@dataclass(frozen=True)
class Contrast:
    """A short run that differs from the main one in a few settings, shown beside it; `difference` says in what."""

    name: str = name()
    title: str = ""
    set: tuple[str, ...] = ()
    difference: str = ""


@dataclass(frozen=True)
class Scale:
    """One size of the scaling law: a run that differs from the other sizes in the model's shape and learning rate."""

    name: str = name()
    set: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stories:
    """What the finished model writes for the laboratory: about `bytes` of stories, 0 for none.

    The share `prompted` of them begins with `prompt`, the others with nothing.
    """

    bytes: int = number(0, 0, 10**9)
    prompt: str = "Once upon a time"
    prompted: float = number(0.5, 0, 1)
    temperature: float = number(1.0, 0, 100, above=True)
    seed: int = number(7, *SEEDS)
