"""Settings are read whole or refused with the name of what is wrong."""

from pathlib import Path

import pytest

from training.config import ConfigError, read

CONFIGS = sorted(Path("training/configs").glob("*.toml"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_settings_file_is_valid(path: Path) -> None:
    assert read(path).data.source


@pytest.mark.parametrize("name", ["demo", "demo-cpu"])
def test_the_sites_model_reads_no_text_that_may_not_be_published_everywhere(name: str) -> None:
    data = read(Path(f"training/configs/{name}.toml")).data
    assert "books-us.txt.xz" not in {source.file for source in data.source}
    assert "cat sat on the mat" in data.leave_out


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("training.step=3", r"unknown setting training\.step; did you mean training\.steps\?"),
        ("trainig.steps=3", r"unknown setting trainig; did you mean training\?"),
        ("training.steps=many", r"training\.steps takes int, not 'many'"),
        ("training.steps=0", r"training\.steps must be at least 1"),
        ("model.n_embd=33", r"model\.n_embd \(33\) must be a multiple"),
        ("tokens.vocab_size=256", "at least 257"),
        ("data.validation_share=1.5", "between 0 and 1"),
        ("training.steps", "an override looks like"),
    ],
)
def test_a_wrong_setting_is_named(override: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read(Path("training/configs/smoke.toml"), [override])


def test_a_missing_or_broken_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no settings file"):
        read(tmp_path / "none.toml")
    (tmp_path / "broken.toml").write_text("name = ")
    with pytest.raises(ConfigError, match="no valid TOML"):
        read(tmp_path / "broken.toml")
