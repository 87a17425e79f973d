"""What the marker is tuned on: whole explanations, parts of them, and authored sentences alone or in company."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from training.tutor.texts import OUTPUTS, Explanation, Sentence
from widgets.ml.windows import as_read, windows

TOKENS = 2000
"""Of a batch, padding included."""

Holds = NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """Passages as ids, and (S, 28) what holds for each."""

    passages: tuple[tuple[int, ...], ...]
    holds: Holds

    def part(self, start: int, end: int) -> "Example":
        """The passages from `start` to before `end`."""
        return Example(self.passages[start:end], self.holds[start:end])

    def length(self) -> int:
        """Tokens, with the marks at both ends."""
        return 2 + sum(map(len, self.passages))


def of_explanation(text: Explanation, tokenizer: Tokenizer) -> Example:
    """An explanation as it was marked."""
    holds = np.zeros((len(text.passages), OUTPUTS), np.float32)
    for output, numbers in text.marks.items():
        holds[list(numbers), output] = 1
    return Example(tuple(ids_of(passage, tokenizer) for passage in text.passages), holds)


def of_sentence(sentence: Sentence, tokenizer: Tokenizer) -> Example:
    """An authored passage."""
    holds = np.zeros((1, OUTPUTS), np.float32)
    holds[0, list(sentence.holds)] = 1
    return Example((ids_of(sentence.text, tokenizer),), holds)


def ids_of(passage: str, tokenizer: Tokenizer) -> tuple[int, ...]:
    """A passage's tokens, without marks at the ends."""
    return tuple(tokenizer.encode(as_read(passage), add_special_tokens=False).ids)


def ends(tokenizer: Tokenizer) -> tuple[int, int]:
    """The ids of [CLS] and [SEP]."""
    return tokenizer.encode("").ids[0], tokenizer.encode("").ids[-1]


def epoch(texts: Sequence[Example], sentences: Sequence[Example], chance: random.Random) -> list[Example]:
    """One round: every explanation whole, some in part, every sentence alone or beside others and parts of texts."""
    made = list(texts)
    for text in texts:
        if len(text.passages) > 2 and chance.random() < 0.35:
            start = chance.randrange(len(text.passages) - 1)
            made.append(text.part(start, chance.randrange(start + 1, len(text.passages) + 1)))
    waiting = list(sentences)
    chance.shuffle(waiting)
    while waiting:
        company = [waiting.pop() for _ in range(min(chance.choice((1, 1, 2, 3, 5)), len(waiting)))]
        if texts and chance.random() < 0.3:
            text = chance.choice(texts)
            start = chance.randrange(len(text.passages))
            company.insert(chance.randrange(2) * len(company), text.part(start, start + chance.randrange(1, 4)))
        made.append(joined(company))
    return made


def joined(examples: Sequence[Example]) -> Example:
    """One text of several."""
    passages = tuple(passage for example in examples for passage in example.passages)
    return Example(passages, np.concatenate([example.holds for example in examples]))


def batches(examples: Sequence[Example], chance: random.Random) -> list[list[Example]]:
    """Examples of like length together, at most `TOKENS` a batch, in any order."""
    ordered = sorted(examples, key=lambda example: example.length() + 10 * chance.random())
    made: list[list[Example]] = [[]]
    for example in ordered:
        if made[-1] and max(example.length(), *(one.length() for one in made[-1])) * (len(made[-1]) + 1) > TOKENS:
            made.append([])
        made[-1].append(example)
    chance.shuffle(made)
    return made


def packed(examples: Sequence[Example], cls: int, sep: int) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """ids and mask (B, T), share (B, S, T), what holds (B, S, 28), and which passages are real (B, S).

    An example longer than a window is read as far as its first one goes.
    """
    firsts = [next(windows(example.passages, cls, sep)) for example in examples]
    length = max(len(window.ids) for window in firsts)
    most = max(len(window.spans) for window in firsts)
    ids, mask = torch.zeros(len(firsts), length, dtype=torch.long), torch.zeros(len(firsts), length)
    share, real = torch.zeros(len(firsts), most, length), torch.zeros(len(firsts), most)
    holds = torch.zeros(len(firsts), most, OUTPUTS)
    for row, (window, example) in enumerate(zip(firsts, examples, strict=True)):
        tokens, passages = len(window.ids), len(window.spans)
        ids[row, :tokens] = torch.tensor(window.ids)
        mask[row, :tokens] = 1
        share[row, :passages, :tokens] = torch.from_numpy(window.share())
        real[row, :passages] = 1
        holds[row, :passages] = torch.from_numpy(example.holds[:passages])
    return ids, mask, share, holds, real
