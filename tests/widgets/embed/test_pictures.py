"""The mark is the model's own map, and the colours on it are those of the site."""

import re
from pathlib import Path

from widgets.embed import pictures

SITE = Path("docs/stylesheets/site.css").read_text(encoding="utf-8")


def test_the_icon_that_lies_there_is_the_one_that_the_published_map_makes() -> None:
    assert (pictures.IMAGES / "icon.svg").read_text(encoding="utf-8") == pictures.icon()


def test_its_colors_are_the_sites_light_ones() -> None:
    light = SITE.split("@media screen")[0]
    assert list(pictures.GROUND) == re.findall(r"--ground-\d: (#\w+);", light)
    for name, color in (("paper", pictures.PAPER), ("q-gradient", pictures.ROUTE), ("q-loss", pictures.CONTOUR)):
        assert f"--{name}: {color};" in light


def test_every_picture_that_a_page_names_lies_there_and_is_no_heavier_than_it_may_be() -> None:
    most = {"icon.svg": 12, "icon-192.png": 40, "icon-512.png": 150, "social.png": 400, "first-screen.jpg": 250}
    found = {path.name: path.stat().st_size / 1000 for path in pictures.IMAGES.iterdir()}
    assert found.keys() == most.keys()
    assert {name: size for name, size in found.items() if size > most[name]} == {}
