"""A published model writes on without torch: the same text for the same seed, and within its context."""

import subprocess
import sys
from pathlib import Path

import pytest

from training import __main__ as command
from training.ship import generate

MODEL = Path("docs/models/demo")


def _text(prompt: str, **options: float) -> str:
    chosen = {"tokens": 12, "temperature": 0.7, "seed": 3} | options
    return "".join(generate.Writer(MODEL).write_on(prompt, **chosen))  # type: ignore[arg-type]


def test_the_same_seed_writes_the_same_text_and_another_seed_another() -> None:
    assert _text("Once upon a time") == _text("Once upon a time")
    assert _text("Once upon a time", seed=4, temperature=1.5) != _text("Once upon a time", temperature=1.5)


def test_at_temperature_0_the_seed_does_not_matter() -> None:
    assert _text("Once upon a", temperature=0, seed=1) == _text("Once upon a", temperature=0, seed=2)
    assert _text("Once upon a", temperature=0, tokens=1) == " time"


def test_a_prompt_longer_than_the_context_is_read_to_its_end() -> None:
    writer = generate.Writer(MODEL)
    long = writer.coder.encode_document("The cat ran home. " * 200)
    assert writer.logits(long) == writer.logits(long[-256:])


def test_the_command_line_writes_and_needs_no_torch() -> None:
    code = (
        "import sys; from training.__main__ import main; "
        "main(['generate', 'Once upon a', '--temperature', '0', '--tokens', '1']); sys.exit('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Once upon a time\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--model", "nobody"], "no model 'nobody' is published; there are demo"),
        (["--model", "../models/demo"], "--model takes the name of a folder"),
        (["--temperature", "-1"], "--temperature takes 0 or more"),
        (["--temperature", "nan"], "--temperature takes 0 or more"),
        (["--tokens", "0"], "--tokens takes 1 or more"),
        (["--moment", "3000000"], "no weights of step 3,000,000 are published"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["generate", "Once", *options]) == 2
    assert message in capsys.readouterr().err
