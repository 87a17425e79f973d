"""What a run was made from is told by settings and text; what an older version did not know counts as usual."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from tests.training.conftest import with_source
from training.config import Config, changed
from training.errors import DataError
from training.run import fingerprint
from training.text.prepare import prepare


@pytest.mark.parametrize(
    ("override", "key"),
    [
        ("model.n_layer=3", "model.n_layer"),
        ("training.learning_rate=0.1", "training.learning_rate"),
        ("training.steps=31", "training.steps"),
        ("training.precision=bfloat16", "training.precision"),
    ],
)
def test_a_setting_that_changes_the_weights_makes_another_run(tiny: Config, override: str, key: str) -> None:
    found = fingerprint.differences(fingerprint.of(tiny), fingerprint.of(changed(tiny, [override])))
    assert list(found) == [key]
    assert f"{key} was " in found[key]


@pytest.mark.parametrize(
    "override",
    [
        *("samples.stages=5", "samples.prompt=Hello", "noise.examples=5", "name=other", "training.explosion=0"),
        *("training.evaluate_every=7", "training.checkpoint_seconds=1", "training.compile=true"),
    ],
)
def test_what_is_only_measured_afterwards_does_not(tiny: Config, override: str) -> None:
    other = fingerprint.of(tiny)
    other["config"] = fingerprint.of(dataclasses.replace(changed(tiny, [override]), name=tiny.name))["config"]
    assert fingerprint.differences(fingerprint.of(tiny), other) == {}


def test_a_setting_that_an_older_version_did_not_know_had_its_default(tiny: Config) -> None:
    now = fingerprint.of(tiny)
    then: dict[str, Any] = json.loads(json.dumps(now))
    for room, key in (("model", "dropout"), ("training", "precision"), ("data", "least_documents")):
        del then["config"][room][key]
    del then["config"]["data"]["source"][0]["sha256"], then["data"]["data"], then["text"]
    # tiny says float32, which is not the default.
    assert list(fingerprint.differences(then, now)) == ["training.precision"]
    then["config"]["model"]["forgotten"] = 1
    assert fingerprint.differences(then, fingerprint.of(changed(tiny, ["training.precision=auto"]))) == {}


def test_another_text_is_told_whatever_its_name(tiny: Config, tmp_path: Path) -> None:
    before = fingerprint.of(tiny)
    text = (Path("docs") / "index.md").read_text(encoding="utf-8")
    (tmp_path / "index.md").write_text(text, encoding="utf-8")
    same = with_source(tiny, tmp_path / "index.md")
    prepare(same)
    assert fingerprint.differences(before, fingerprint.of(same)) == {}
    (tmp_path / "index.md").write_text(text + "\nOne sentence more.", encoding="utf-8")
    prepare(same)
    assert fingerprint.differences(before, fingerprint.of(same)) == {"text": "the text is another"}


def test_sources_weigh_and_count(tiny: Config) -> None:
    def weighing(*weights: float | None) -> dict[str, Any]:
        made = fingerprint.of(tiny)
        source = made["config"]["data"]["source"][0]
        made["config"]["data"]["source"] = [source | {"weight": weight} for weight in weights]
        return made

    assert list(fingerprint.differences(weighing(1, 2), weighing(1, 1))) == ["data.source.weight"]
    assert list(fingerprint.differences(weighing(1, 1), weighing(1))) == ["data.source"]
    assert fingerprint.differences(weighing(1), weighing(None)) == {}


def test_text_that_is_not_prepared_for_these_settings_is_not_used(tiny: Config) -> None:
    with pytest.raises(DataError, match=r"tokens\.vocab_size was 320 and is 300; run the stage prepare"):
        fingerprint.of(changed(tiny, ["tokens.vocab_size=300"]))
    with pytest.raises(DataError, match="runs/new/data holds no prepared text; run the stage prepare first"):
        fingerprint.of(dataclasses.replace(tiny, name="new"))
