"""One command takes text to a published model; errors are one line."""

import errno
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from training import __main__ as command
from training import config as settings
from training.ship import parity, publish
from training.ship.weights import read_moment

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
        "curves.json",
        "forward.onnx",
        "landscape.json",
        "manifest.json",
        "moments",
        "next.onnx",
        "noise.json",
        "samples.json",
        "snapshots.json",
        "step.adamw.onnx",
        "step.sgd.onnx",
        "tokenizer.json",
        "weights.json",
    }
    manifest = json.loads((published / "manifest.json").read_text())
    assert manifest["tokens_seen"] == 200 * 8 * 32
    assert manifest["corpus"][0]["file"] == "index.md"
    assert manifest["val_bits_a_byte"] > 0
    assert [moment["step"] for moment in manifest["moments"]][-1] == 200
    curves = json.loads((published / "curves.json").read_text())
    assert set(curves["train"][0]["norms"]) == {"embedding", "block 1", "block 2", "norm"}
    assert len(json.loads((published / "samples.json").read_text())["stages"]) == 4
    import onnxruntime

    flat = read_moment(published)
    session = onnxruntime.InferenceSession(published / "forward.onnx", providers=["CPUExecutionProvider"])
    for length in (1, 2, 31, 32):
        (logits,) = session.run(["logits"], {"flat": flat, "ids": np.ones((1, length), dtype=np.int64)})
        assert logits.shape == (length, 320)
    assert str(root).encode() not in b"".join(path.read_bytes() for path in published.rglob("*") if path.is_file())
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


SMOKE = str(Path("training/configs/smoke.toml").resolve())
DEMO = str(Path("training/configs/demo-cpu.toml").resolve())


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "contrast"])
def test_a_name_that_is_no_folder_ends_before_anything_is_written(
    root: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["all", "--config", SMOKE, "--set", f"name={name}"]) == 2
    assert "name takes a plain name" in capsys.readouterr().err
    assert not list(root.iterdir())


@pytest.mark.parametrize("option", ["--corpus", "--dataset"])
@pytest.mark.parametrize("settings_file", [DEMO, str(Path("training/configs/lab.toml").resolve())])
def test_text_of_ones_own_never_goes_under_the_name_of_a_model_of_the_site(
    root: Path, settings_file: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "mine.txt").write_text("Once.")
    for named in ([], ["--set", "name=demo"], ["--set", "name=Lab"]):
        assert command.main(["all", "--config", settings_file, option, str(root / "mine.txt"), *named]) == 2
        assert "need another: `make model NAME=mine ...`" in capsys.readouterr().err
    assert [path.name for path in root.iterdir()] == ["mine.txt"]


def test_settings_of_ones_own_need_a_name_of_their_own(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copied = root / "copied.toml"
    copied.write_bytes(Path(DEMO).read_bytes())
    assert command.main(["prepare", "--config", str(copied)]) == 2
    assert "demo is the name of a model of the site" in capsys.readouterr().err


def test_a_name_makes_room_for_text_of_ones_own_and_every_override_counts(root: Path) -> None:
    (root / "mine.txt").write_text("".join(f"Story {i} is about a small boat.\n<|endoftext|>\n" for i in range(200)))
    arguments = ["prepare", "--config", DEMO, "--set", "name=mine", "--corpus", str(root / "mine.txt")]
    small = ["--set", "tokens.vocab_size=300", "model.block_size=16"]
    assert command.main([*arguments, *small]) == 0
    assert (root / "runs" / "mine" / "data" / "stamp.json").is_file()


def test_all_that_is_wrong_is_said_before_a_file_is_read(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = ["--set", "samples.temperature=-1", "tokens.vocab_size=70000", "--corpus", "nowhere.txt"]
    assert command.main(["all", "--config", SMOKE, *wrong]) == 2
    said = capsys.readouterr().err
    assert "tokens.vocab_size takes" in said
    assert "samples.temperature takes" in said
    assert "nowhere" not in said


def test_a_stage_without_the_one_before_says_what_is_missing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["train", "--config", SMOKE]) == 2
    assert "run the stage prepare first" in capsys.readouterr().err


def test_an_error_of_the_system_is_one_sentence_and_an_unknown_one_keeps_its_traceback(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(error: BaseException) -> int:
        def stage(name: str, config: object) -> None:
            raise error

        monkeypatch.setattr(command, "_run", stage)
        return command.main(["train", "--config", SMOKE])

    assert fails(OSError(errno.ENOSPC, "No space left on device")) == 2
    assert capsys.readouterr().err.startswith("training: no room is left to write ")
    assert fails(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == "training: stopped; the same command goes on\n"
    with pytest.raises(RuntimeError, match="shapes"):
        fails(RuntimeError("shapes differ"))


@pytest.mark.slow
def test_a_full_disk_while_training_is_one_sentence(root: Path, tmp_path: Path) -> None:
    code = (
        "import resource, sys, pathlib; from training import __main__ as command, config; "
        "config.ROOT = pathlib.Path(sys.argv[1]); assert not command.main(['prepare', *sys.argv[2:]]); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)); sys.exit(command.main(['train', *sys.argv[2:]]))"
    )
    arguments = ["--config", SMOKE, "--set", "training.steps=3", "--corpus", "docs/index.md"]
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path), *arguments], capture_output=True, text=True)
    assert done.returncode == 2
    assert re.fullmatch(r"training: no room is left to write \S+/runs/smoke/\S+\.ckpt; free some .*\n", done.stderr)


def test_many_processes_share_training_and_nothing_else(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert command.main(["all", "--config", "training/configs/smoke.toml"]) == 2
    assert "torchrun starts the stage train alone" in capsys.readouterr().err


def test_preparing_loads_no_torch() -> None:
    code = "import sys, training.__main__, training.text.prepare; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
