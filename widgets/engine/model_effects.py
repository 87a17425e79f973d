"""Effects that a model in the page's model worker answers, as plain values; what all effects share says effects.py."""

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Predict:
    """What comes after `text` and then `ids`, which the model itself wrote; answered with a Prediction.

    The model reads `<|endoftext|>` and the last tokens that fit its context. `run` names weights to read with; without
    it they are the published ones.
    """

    key: str
    model: str
    text: str
    ids: tuple[int, ...] = ()
    run: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What each token of `text` and then `ids` costs the model; answered with Scored."""

    key: str
    model: str
    text: str
    ids: tuple[int, ...] = ()
    run: str = ""


@dataclass(frozen=True, slots=True)
class Attend:
    """Where each head looks while the model reads `text` and then `ids`; answered with Attended.

    Only the first `most` positions are told, the mark in front being the first of them.
    """

    key: str
    model: str
    text: str
    ids: tuple[int, ...] = ()
    most: int = 16
    run: str = ""


@dataclass(frozen=True, slots=True)
class Tokenize:
    """The ids of the tokens of `text`; answered with a tuple of whole numbers."""

    key: str
    model: str
    text: str


@dataclass(frozen=True, slots=True)
class Evaluate:
    """The mean loss over `pieces` pieces of `context` tokens, evenly spread over `text`; answered with a float.

    Where the text has fewer pieces that do not overlap, it is those.
    """

    key: str
    model: str
    text: str
    context: int
    pieces: int
    run: str = ""


@dataclass(frozen=True, slots=True)
class Write:
    """What the model writes after `text`, up to `count` tokens or the end of its text; answered with a str.

    Each token is drawn at `temperature` (above 0); the same `seed` draws the same chances.
    """

    key: str
    model: str
    text: str
    count: int
    temperature: float = 1.0
    seed: int = 0
    run: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """Lay weights of a model under the name `run`, in place of any there; answered with Held.

    `moment` is the step of a published moment of its training, -1 the last. A `seed` makes fresh weights instead, by
    the rule of widgets/ml/initial.py; `kept` takes those that Keep left under this mark.
    """

    key: str
    run: str
    model: str
    moment: int = -1
    seed: int | None = None
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep the weights of `run`, with what its optimizer needs, on this device; answered with their size in bytes.

    They take the place of those kept before, and come back through Weights where `mark` is the same.
    """

    key: str
    run: str
    mark: str


@dataclass(frozen=True, slots=True)
class TrainStep:
    """Train the weights of `run` on `text`, one step for each learning rate; answered with Trained.

    While it lasts, Progress(Trained) comes at most ten times a second. A step reads `batch_size` pieces of `context`
    tokens, whose places `seed` draws; 0 is the whole text, up to what the model reads.
    """

    key: str
    run: str
    text: str
    rates: tuple[float, ...]
    batch_size: int = 1
    context: int = 0
    optimizer: Literal["sgd", "adamw"] = "sgd"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Probe:
    """Who is to blame for what `answer` costs after `text`: the gradient of that loss; answered with Probed.

    The loss is the sum over the answer's tokens; an empty `answer` is the token that the model itself expects most.
    `group` names the parts of the model (weights.json) of which the weight with the largest gradient is checked in two
    other ways; where the model has no such group it is all parts. The published weights stay as they are.
    """

    key: str
    model: str
    text: str
    answer: str
    group: str


@dataclass(frozen=True, slots=True)
class MarkText:
    """What a marker finds in each of some `passages` of one explanation, read in their order; answered with Marked.

    While its files come and while it reads, Progress(Marked) says how far it is. It is none of the effects for which
    the page fetches ahead: its files are large, and come when a reader asks for them.
    """

    key: str
    model: str
    passages: tuple[str, ...]


OfTheModel: TypeAlias = Predict | Score | Attend | Tokenize | Evaluate | Write | Weights | Keep | TrainStep | Probe
"""What needs the language model: a widget that imports one of these is woken with it."""
