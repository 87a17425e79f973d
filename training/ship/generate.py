"""Writing on from the published files alone, without torch: `python -m training generate "Once upon a time"`."""

import argparse
import codecs
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime

from training.config import ROOT, ConfigError
from training.files import read_json
from training.ship.weights import read_moment
from training.text.coder import Tokenizer
from widgets.ml.sampling import draw, softmax


class Writer:
    """A published model, ready to write on."""

    def __init__(self, folder: Path, step: int | None = None) -> None:
        """Read docs/models/<name>/; `step` picks one of its eight moments, the last without it.

        Raises:
            ConfigError: if the folder holds no published model, or no such moment.
        """
        if not (folder / "manifest.json").is_file():
            models = sorted(path.parent.name for path in folder.parent.glob("*/manifest.json"))
            raise ConfigError(f"no model {folder.name!r} is published; there are {', '.join(models) or 'none'}")
        self.manifest: dict[str, object] = read_json(folder / "manifest.json")  # type: ignore[assignment]
        self.coder = Tokenizer((folder / "tokenizer.json").read_bytes())
        self.flat = read_moment(folder, step)
        self.session = onnxruntime.InferenceSession(folder / "next.onnx", providers=["CPUExecutionProvider"])

    def logits(self, ids: list[int]) -> list[float]:
        """Logits (V,) of the token after the last of ids that fit the model's context."""
        context = int(str(self.manifest["block_size"]))
        feed = {"flat": self.flat, "ids": np.array([ids[-context:]], dtype=np.int64)}
        (found,) = self.session.run(["logits"], feed)
        return [float(logit) for logit in found]

    def write_on(self, prompt: str, *, tokens: int, temperature: float, seed: int) -> Iterator[str]:
        """What the model adds to `prompt`, piece by piece, until an end of text or `tokens` tokens."""
        rng, ids = np.random.default_rng(seed), self.coder.encode_document(prompt)
        # A character can be cut by the border of two tokens.
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        for _ in range(tokens):
            token = draw(softmax(self.logits(ids), temperature), float(rng.random()))
            if token == self.coder.endoftext:
                break
            ids.append(token)
            yield decoder.decode(self.coder.token_bytes(token))
        yield decoder.decode(b"", final=True)


def main(arguments: list[str]) -> int:
    """The command line behind `generate`.

    Raises:
        ConfigError: if the model is not there, or a number lies outside its range.
    """
    parser = argparse.ArgumentParser(prog="python -m training generate", description=__doc__)
    parser.add_argument("prompt", help="the beginning; the model writes on")
    parser.add_argument("--model", default="demo", help="a folder of docs/models/ (demo)")
    parser.add_argument("--moment", type=int, metavar="STEP", help="as it was at one of its published steps")
    parser.add_argument("--tokens", type=int, default=120, help="how many at most (120)")
    parser.add_argument("--temperature", type=float, default=0.7, help="0 takes the likeliest token each time (0.7)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same text (1)")
    given = parser.parse_args(arguments)
    if not (math.isfinite(given.temperature) and given.temperature >= 0):
        raise ConfigError(f"--temperature takes 0 or more, not {given.temperature}")
    if given.tokens < 1 or given.seed < 0:
        raise ConfigError("--tokens takes 1 or more, --seed 0 or more")
    if Path(given.model).name != given.model or not given.model:
        raise ConfigError(f"--model takes the name of a folder in docs/models/, not {given.model!r}")
    writer = Writer(ROOT / "docs" / "models" / given.model, given.moment)
    print(given.prompt, end="", flush=True)
    for piece in writer.write_on(given.prompt, tokens=given.tokens, temperature=given.temperature, seed=given.seed):
        print(piece, end="", flush=True)
    print()
    return 0
