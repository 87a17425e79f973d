"""One command takes text to a published model; errors are one line."""

import json
from pathlib import Path

import numpy as np
import pytest

from training import __main__ as command
from training import config as settings
from training.ship import parity, publish

# The exporter and its libraries warn about themselves.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (settings, publish):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.slow
def test_text_becomes_a_published_model_that_onnxruntime_runs(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["all", "--config", str(Path("training/configs/smoke.toml").resolve())]
    assert command.main(arguments) == 0
    published = root / "docs" / "models" / "smoke"
    assert {path.name for path in published.iterdir()} == {
        "checkpoints",
        "curves.json",
        "forward.onnx",
        "manifest.json",
        "model.int8.onnx",
        "noise.json",
        "samples.json",
        "step.adamw.onnx",
        "step.sgd.onnx",
        "tokenizer.json",
        "weights.json",
        "weights.onnx",
    }
    manifest = json.loads((published / "manifest.json").read_text())
    assert manifest["tokens_seen"] == 200 * 8 * 32
    assert manifest["corpus"][0]["file"] == "index.md"
    assert manifest["val_bits_a_byte"] > 0
    assert [stage["step"] for stage in manifest["checkpoints"]][-1] == 200
    curves = json.loads((published / "curves.json").read_text())
    assert set(curves["train"][0]["norms"]) == {"embedding", "block 1", "block 2", "norm"}
    assert len(json.loads((published / "samples.json").read_text())["stages"]) == 4
    import onnxruntime

    session = onnxruntime.InferenceSession(published / "model.int8.onnx", providers=["CPUExecutionProvider"])
    for length in (1, 2, 31, 32):
        (logits,) = session.run(["logits"], {"ids": np.ones((1, length), dtype=np.int64)})
        assert logits.size == 320
    assert str(root).encode() not in (published / "model.int8.onnx").read_bytes()
    capsys.readouterr()
    assert command.main(arguments) == 0
    assert capsys.readouterr().out.count("up to date") == 9


@pytest.mark.slow
def test_a_graph_that_disagrees_with_torch_is_not_published(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impossible = parity.Limit("int8_agreement", 1.01, True, "int8 and float name the same first token in a share of")
    monkeypatch.setattr(parity, "LIMITS", (*parity.LIMITS, impossible))
    path = str(Path("training/configs/smoke.toml").resolve())
    assert command.main(["all", "--config", path, "--set", "training.steps=5"]) == 2
    assert not (root / "docs").exists()
    assert command.main(["publish", "--config", path, "--set", "training.steps=5"]) == 2
    assert not (root / "docs").exists()


def test_without_a_corpus_it_says_which_option_names_one(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(Path("training/configs/demo-cpu.toml").resolve())
    assert command.main(["prepare", "--config", path, "--set", "data.folder=nowhere"]) == 2
    assert "--corpus FILE" in capsys.readouterr().err


def test_a_readers_own_file_takes_the_place_of_the_corpus(root: Path) -> None:
    own = root / "mine.txt"
    own.write_text("".join(f"Story {i} is about a small boat.\n<|endoftext|>\n" for i in range(200)))
    path = str(Path("training/configs/smoke.toml").resolve())
    assert command.main(["prepare", "--config", path, "--corpus", str(own)]) == 0
    assert "mine.txt" in (root / "runs" / "smoke" / "data" / "sources.json").read_text()


def test_many_processes_share_training_and_nothing_else(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert command.main(["all", "--config", "training/configs/smoke.toml"]) == 2
    assert "torchrun starts the stage train alone" in capsys.readouterr().err


def test_preparing_loads_no_torch() -> None:
    import subprocess
    import sys

    code = "import sys, training.__main__, training.text.prepare; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
