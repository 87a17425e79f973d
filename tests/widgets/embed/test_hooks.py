"""A build packs our Python first and says what is missing in MkDocs' words; the next one imports it afresh."""

import sys

import pytest
from mkdocs.exceptions import PluginError

from widgets.embed import hooks
from widgets.embed.host import MissingModel
from widgets.embed.vendor import VendorError


def test_the_bundle_is_brought_up_to_date_before_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    monkeypatch.setattr(hooks.bundle, "build", lambda: built.append("now"))
    hooks.on_pre_build({})
    assert built == ["now"]


@pytest.mark.parametrize("error", [MissingModel("docs/models/x is missing"), VendorError("run `make build`")])
def test_what_is_missing_stops_the_build_in_one_sentence(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(hooks.bundle, "build", fail)
    with pytest.raises(PluginError, match=str(error)):
        hooks.on_pre_build({})


def test_a_mistake_of_ours_is_not_dressed_as_one_of_the_authors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks.bundle, "build", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        hooks.on_pre_build({})


def test_after_a_build_the_widgets_and_nothing_else_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"widgets": 1, "widgets.engine": 2, "widgetsmith": 3, "json": 4}
    monkeypatch.setattr(sys, "modules", dict(known))
    hooks.on_post_build({})
    assert sys.modules == {"widgetsmith": 3, "json": 4}
