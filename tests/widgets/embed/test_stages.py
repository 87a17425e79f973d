"""The stages show what one run wrote, moment after moment, as the run recorded it."""

import json
import re
from pathlib import Path

import pytest
from markdown import Markdown

from widgets.embed.stages import format_stages


def _stages(model: str) -> str:
    return format_stages("", "stages", "stages", {"words": (model,)}, Markdown())


def test_every_moment_stands_in_order_with_its_two_losses_and_its_sample() -> None:
    samples = json.loads(Path("docs/models/demo/samples.json").read_text(encoding="utf-8"))
    items = re.findall(r"<li>(.*?)</li>", _stages("demo"), re.DOTALL)
    assert len(items) == len(samples["stages"]) == 8
    for item, stage in zip(items, samples["stages"], strict=True):
        assert f"Step {stage['step']:,}<" in item
        assert f"{stage['tokens_seen']:,} tokens seen" in item
        assert f'class="q-loss">{stage["train_loss"]:.2f}<' in item
        assert f'class="q-validation">{stage["val_loss"]:.2f}<' in item
        assert stage["sample"].split()[0] in item


def test_what_the_run_wrote_is_never_translated_and_what_is_said_about_it_may_be() -> None:
    markup = _stages("demo")
    written = re.findall(r"<(?:q|blockquote)\b[^>]*>", markup)
    assert len(written) >= 5
    assert all('translate="no"' in tag for tag in written)
    assert markup.count("translate=") == len(written)


def test_a_model_nobody_published_stops_the_build() -> None:
    with pytest.raises(Exception, match="`make model` writes it"):
        _stages("nobody")
