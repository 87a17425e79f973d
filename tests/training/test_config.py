"""Settings are read whole or refused with the name of what is wrong."""

import dataclasses
import typing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.config import Config, ConfigError, Contrast, beside, changed, from_table, read

CONFIGS = sorted(Path("training/configs").glob("*.toml"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_settings_file_is_valid(path: Path) -> None:
    assert read(path).data.source


@pytest.mark.parametrize("name", ["demo", "demo-cpu"])
def test_the_sites_model_reads_no_text_that_may_not_be_published_everywhere(name: str) -> None:
    data = read(Path(f"training/configs/{name}.toml")).data
    assert "books-us.txt.xz" not in {source.file for source in data.source}
    assert "cat sat on the mat" in data.leave_out


SMOKE = Path("training/configs/smoke.toml")


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("training.step=3", r"unknown setting training\.step; did you mean training\.steps\?"),
        ("trainig.steps=3", r"unknown setting trainig; did you mean training\?"),
        ("training.steps=many", r"training\.steps takes a whole number from 1 to 1,000,000,000, not 'many'"),
        ("model.n_embd=33", r"model\.n_embd \(33\) must be a multiple of twice model\.n_head"),
        ("training.accumulate=3", r"training\.batch_size \(8\) must be a multiple of training\.accumulate \(3\)"),
        ("tokens.vocab_size=70000", r"tokens\.vocab_size takes a whole number from 257 to 65,536, not 70000"),
        ("data.validation_share=1", r"data\.validation_share takes a number above 0 and below 1"),
        ("samples.temperature=-1", r"samples\.temperature takes a number from 0 to 100, not -1"),
        ("training.seed=-1", r"training\.seed takes a whole number from 0 to"),
        ("training.learning_rate=NaN", r"training\.learning_rate takes a number above 0 .*, not nan"),
        ("training.compile=1", r"training\.compile takes true or false, not 1"),
        ("training.optimizer=sgd", r"training\.optimizer takes one of adamw, muon, not 'sgd'"),
        ("training.steps", "an override looks like"),
    ],
)
def test_a_wrong_setting_is_named_with_its_range_and_what_was_given(override: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read(SMOKE, [override])


def test_all_wrong_settings_are_named_in_one_message() -> None:
    with pytest.raises(ConfigError) as caught:
        read(SMOKE, ["name=.", "training.steps=0", "samples.tokens=0", "model.n_head=5", "x.y=1"])
    first, *lines = str(caught.value).splitlines()
    assert first == "5 settings cannot be used:"
    assert [line.split()[0] for line in sorted(lines)] == [
        "model.n_embd",
        "name",
        "samples.tokens",
        "training.steps",
        "unknown",
    ]


def test_the_edges_of_ranges_mean_what_they_say() -> None:
    config = read(
        SMOKE, ["training.grad_clip=0", "samples.temperature=0", "training.explosion=0", "tokens.vocab_size=65536"]
    )
    assert (config.training.grad_clip, config.samples.temperature, config.tokens.vocab_size) == (0, 0, 65536)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "contrast", "-x"])
def test_a_name_that_is_no_plain_folder_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="name takes a plain name"):
        read(SMOKE, [f"name={name}"])


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('[{"name": "a/b"}]', r"contrast\[0\]\.name takes a plain name"),
        ('[{"name": "a"}, {"name": "A"}]', "two runs are named"),
        ('[{"name": "a", "set": ["training.steps=0"]}]', r"contrast a: training\.steps takes"),
        ('[{"name": "a", "set": ["name=demo"]}]', "contrast a: the run's name is smoke-a and cannot be set"),
    ],
)
def test_contrast_runs_are_checked_before_the_main_run_is_trained(table: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read(SMOKE, [f"contrast={table}"])


def test_a_contrast_run_lies_beside_its_run() -> None:
    lab = read(Path("training/configs/lab.toml"))
    own = beside(lab, Contrast("short", "Short", ("training.steps=12",)))
    assert (own.name, own.training.steps, own.contrast) == ("lab-short", 12, ())


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@st.composite
def _tables(draw: st.DrawFn, kind: type) -> dict[str, object]:
    """A table with a few of the right keys, and values that may fit or not."""
    hints, table = typing.get_type_hints(kind), dict[str, object]()
    for key in draw(st.lists(st.sampled_from(sorted(hints)), max_size=3)):
        inner = (typing.get_args(hints[key]) or (hints[key],))[0]
        if dataclasses.is_dataclass(inner) and draw(st.booleans()):
            nested = draw(_tables(inner))  # type: ignore[arg-type]
            table[key] = nested if inner is hints[key] else [nested]
        else:
            table[key] = draw(st.integers(1, 300) | st.floats(0, 1) | _anything)
    return table


@settings(max_examples=60, deadline=None)
@given(
    _tables(Config), st.lists(st.text(max_size=12) | st.from_regex(r"(training|data|x)\.\w{1,5}=.{0,9}"), max_size=2)
)
def test_any_table_is_read_or_refused_in_words(table: dict[str, object], overrides: list[str]) -> None:
    try:
        made = from_table({"name": "x"} | table, overrides)
    except ConfigError:
        return
    assert changed(made, ()) == made


def test_a_missing_or_broken_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no settings file"):
        read(tmp_path / "none.toml")
    (tmp_path / "broken.toml").write_text("name = ")
    with pytest.raises(ConfigError, match="no valid TOML"):
        read(tmp_path / "broken.toml")
    (tmp_path / "deep.toml").write_text(f"name = {'[' * 100_000}")
    (tmp_path / "bytes.toml").write_bytes(b'name = "\xff"')
    for name in ("deep", "bytes"):
        with pytest.raises(ConfigError, match="no valid TOML"):
            read(tmp_path / f"{name}.toml")


def test_settings_saved_on_windows_are_read(tmp_path: Path) -> None:
    (tmp_path / "saved.toml").write_bytes(b'\xef\xbb\xbfname = "mine"\r\n')
    assert read(tmp_path / "saved.toml").name == "mine"
