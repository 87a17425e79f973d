"""`make lighthouse`: Lighthouse judges every page of the built site, with its presets for desktops and for phones.

The site is served as its host does, packed. Of performance, which a busy machine sways, the best of a few runs counts.
Keeps docs/measured/lighthouse.json, prints the table for README.md and what cost points; ends with 1 if a page is below
`LEAST`. `python -m tests.lighthouse review laboratory` judges those pages alone, and keeps nothing.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.browser.bench.host import serving
from tests.browser.chromium import find
from tests.newer_node import installed

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SITE = ROOT / "site"
RESULTS = ROOT / "docs" / "measured" / "lighthouse.json"
NODE = 22
LEAST = {"performance": 0.95, "accessibility": 1, "best-practices": 1, "seo": 1}
PRESETS: Mapping[str, list[str]] = {"desktop": ["--preset=desktop"], "mobile": []}
RUNS = 5
# The page before is not held on to: without a screen it can stay for seconds when the next has long been drawn.
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-features=PaintHolding"

Report = dict[str, Any]
Scores = dict[str, float]


def pages(site: Path) -> list[str]:
    """Every page of a built site that a search engine is told of, by its path; the lesson is the empty one."""
    found = (path.parent.relative_to(site).as_posix() for path in site.glob("**/index.html"))
    return sorted("" if path == "." else f"{path}/" for path in found if not path.startswith("widget/"))


def judge(address: str, preset: str, environment: Mapping[str, str]) -> Report:
    """Lighthouse's report on a page."""
    program = str(HERE / "node_modules" / "lighthouse" / "cli" / "index.js")
    asked = ["--output=json", "--quiet", f"--only-categories={','.join(LEAST)}", f"--chrome-flags={CHROME}"]
    command = ["node", program, address, *asked, *PRESETS[preset]]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    report: Report = json.loads(said.stdout)
    if message := report.get("runtimeError", {}).get("message"):
        raise RuntimeError(f"{address}: {message}")
    return report


def scores(report: Report) -> Scores:
    """Of each category, from 0 to 1."""
    return {name: float(report["categories"][name]["score"]) for name in LEAST}


def lost(report: Report) -> list[str]:
    """What cost points in a category whose score is too low."""
    low = [name for name, score in scores(report).items() if score < LEAST[name]]
    asked = [one for name in low for one in report["categories"][name]["auditRefs"] if one["weight"]]
    audits = [report["audits"][one["id"]] for one in asked]
    return [f"{one['id']}: {one['title']}" for one in audits if one["score"] is not None and one["score"] < 1]


def best(reports: list[Report]) -> Report:
    """The one with the highest score for performance."""
    return max(reports, key=lambda report: scores(report)["performance"])


def table(found: Mapping[str, Mapping[str, Scores]]) -> str:
    """The lowest score of any page, by preset."""
    lines = ["| the lowest of all pages | " + " | ".join(LEAST) + " |", "| --- |" + " --- |" * len(LEAST)]
    for preset in PRESETS:
        worst = {name: min(one[preset][name] for one in found.values()) for name in LEAST}
        lines.append(f"| {preset} | " + " | ".join(f"{100 * score:.0f}" for score in worst.values()) + " |")
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """Judge the pages named, or all."""
    if not (SITE / "index.html").is_file():
        print("lighthouse: site/ is not built; run make build", file=sys.stderr)
        return 2
    environment = {**installed(HERE, NODE), "CHROME_PATH": str(find())}
    found: dict[str, dict[str, Scores]] = {}
    bad = False
    with serving({"/nudge/": SITE}) as host:
        for page in [f"{word}/" for word in words] or pages(SITE):
            found[page or "the lesson"] = {}
            for preset in PRESETS:
                reports = [judge(f"{host.address}/nudge/{page}", preset, environment)]
                while scores(best(reports))["performance"] < LEAST["performance"] and len(reports) < RUNS:
                    reports.append(judge(f"{host.address}/nudge/{page}", preset, environment))
                mine = scores(best(reports))
                found[page or "the lesson"][preset] = mine
                print(f"lighthouse: {page or 'the lesson'}, {preset}: {mine}", flush=True)
                for what in lost(best(reports)):
                    bad = True
                    print(f"  {what}", flush=True)
    print(table(found))
    if not words:
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return int(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
