"""What a visit costs: what the page names, compressed as hosts do, and what it fetches by and by."""

import gzip
import json
from pathlib import Path

import pytest

from tests.widgets.embed.sites import lay_out
from widgets.embed import traffic

LISTED = "vendor/assets.ab12cd34.json"
TEXT = "p { color: red }\n" * 4000


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site whose files have sizes that are easily told apart."""
    entries = {name: {"at": f"vendor/assets/{name}.bin", "packed": 1_000_000} for name in traffic.CORE}
    entries["frames/a.json"] = {"at": "vendor/assets/a.bin", "packed": 20_000_000}
    entries["ort.wasm"] = {"at": "vendor/assets/ort.bin", "packed": 300_000_000}
    entries["models/demo/same.json"] = entries["models/lab/same.json"] = {
        "at": "vendor/assets/same.bin",
        "packed": 4_000_000_000,
    }
    page = (
        '<link rel="stylesheet" href="stylesheets/site.css">'
        '<script data-offline src="javascripts/a.js"></script><a href="other/">'
    )
    files = {
        "index.html": page,
        "stylesheets/site.css": TEXT,
        "javascripts/a.js": TEXT,
        "javascripts/not-named.js": TEXT * 50,
        "search/search_index.json": "{}",
        LISTED: json.dumps(entries),
    }
    lay_out(tmp_path, files)
    return tmp_path


def test_a_look_costs_what_the_page_names_and_its_frames(site: Path) -> None:
    named = ("index.html", "stylesheets/site.css", "javascripts/a.js", "search/search_index.json", LISTED)
    sent = sum(len(gzip.compress((site / name).read_bytes(), 6)) for name in named)
    assert traffic.figures(site, LISTED)["look"] == f"{20 + sent / 1e6:.2f} MB"


def test_the_index_of_zensicals_search_counts_under_its_own_name(site: Path) -> None:
    (site / "search" / "search_index.json").unlink()
    less = traffic.figures(site, LISTED)["look"]
    (site / "search.json").write_text("".join(map(str, range(100_000))), encoding="utf-8")
    assert traffic.figures(site, LISTED)["look"] > less


def test_a_calculator_costs_python_s_core_besides(site: Path) -> None:
    found = {name: float(text.split()[0].replace(",", "")) for name, text in traffic.figures(site, LISTED).items()}
    assert found["calculator"] - found["look"] == pytest.approx(len(traffic.CORE))


def test_everything_counts_every_file_once(site: Path) -> None:
    found = {name: float(text.split()[0].replace(",", "")) for name, text in traffic.figures(site, LISTED).items()}
    assert found["everything"] - found["look"] == pytest.approx(len(traffic.CORE) + 300 + 4000)
    assert found["everything-day"] == pytest.approx(found["everything"] * traffic.READERS / 1000, rel=1e-3)


def test_the_core_is_what_the_page_awaits_and_a_calculator_its_own_share_besides() -> None:
    script = Path("docs/javascripts/python.js").read_text(encoding="utf-8")
    assert [name for name in traffic.CORE if f'"{name}"' not in script] == ["widget-cross_entropy.zip"]
    assert '`widget-${this.getAttribute("name")}.zip`' in Path("docs/javascripts/live-widget.js").read_text("utf-8")


def test_figures_stand_at_their_places_and_nothing_else_changes() -> None:
    page = '<td><span data-traffic="look">before</span></td><span>kept</span>'
    assert traffic.written(page, {"look": "1.00 MB"}) == page.replace("before", "1.00 MB")
