"""The figures as README.md shows them: python -m tests.browser.bench.table prints what was kept last."""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[3] / "docs" / "measured" / "browser.json"

_WAYS = {"cold": "first visit", "warm": "again", "slow cold": "10 Mbit/s, a quarter of the processor"}
_AWAKE = {
    "walker": "first move of the walker on the map, a second after the page is there (by a frame)",
    "touch": "first touch of a slider answered, a second after the page is there (by a frame)",
    "first": "first answer of Python: a calculator that is touched at once",
    "bare plain": "the same formula on a bare Pyodide page, without numpy",
    "bare numpy": "the same with numpy",
    "prediction": "first prediction of the language model",
    "longest_task": "longest task of the main thread from first paint to that first answer (the theme's own start)",
    "longest_own_task": "longest task after the theme has started; 0: none took 50 ms",
}


def markdown(results: dict[str, Any]) -> str:
    """Tables: when things answer, what they fetch, from the hand to the page, by edition, and when a reader arrives."""
    makers = (_awake, _wire, _hand, _model, _laboratory, _editions, _arrival)
    tables = [make(results) for make in makers]
    return "\n\n".join("\n".join(lines) for lines in tables if lines)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _awake(results: dict[str, Any]) -> list[str]:
    found = results["awake"]["milliseconds"]
    ways = [way for way in _WAYS if way in found]
    names = dict(_AWAKE)
    names |= {name: f"`{name.split()[1]}` live" for way in ways for name in found[way] if name.startswith("widget ")}
    lines = [_row("milliseconds", *(_WAYS[way] for way in ways)), _row("---", *("---" for _ in ways))]
    for name, words in names.items():
        cells = [f"{found[way][name]:,.0f}" if name in found[way] else "" for way in ways]
        if any(cells):
            lines.append(_row(words, *cells))
    return lines


def _wire(results: dict[str, Any]) -> list[str]:
    names = {
        "untouched": "the page, untouched",
        "first": "until a calculator's first answer",
        "bare plain": "a bare Pyodide page without numpy",
        "bare numpy": "the same with numpy",
        "widget gradient_noise": "until `gradient_noise` lives, with numpy",
        "widget next_token": "until the first prediction",
        "reader": "whoever uses the first two concepts wholly",
    }
    found = results["wire"]["bytes"]
    rows = [_row(words, f"{found[name] / 1e6:.1f} MB") for name, words in names.items() if name in found]
    return [_row("on the wire, first visit", ""), _row("---", "---"), *rows]


def _hand(results: dict[str, Any]) -> list[str]:
    head = ("from the hand to the page, milliseconds", "just awake: median", "95%", "settled: median", "95%", "a patch")
    lines = [_row(*head), _row(*("---" for _ in head))]
    for name, row in results["hand"]["milliseconds"].items():
        cells = [f"{row[when][share]:.1f}" for when in ("early", "settled") for share in ("p50", "p95")]
        patch = f"{row['patch']['most'] / 1000:.1f} kB" if "patch" in row else ""
        lines.append(_row(f"`{name}`" if "bare" not in name else f"{name} page", *cells, patch))
    return lines


def _model(results: dict[str, Any]) -> list[str]:
    found = results.get("model", {}).get("milliseconds")
    if not found:
        return []
    names = {
        "typing next_token": "a key in `next_token`, about 64 tokens",
        "typing sentence_loss": "a key in `sentence_loss`, about 64 tokens",
        "teaching": "a step of `one_step` at one sentence",
    }
    rows = [
        _row(words, f"{found[kind]['p50']:.0f}", f"{found[kind]['p95']:.0f}")
        for kind, words in names.items()
        if kind in found
    ]
    head = ("from the hand to what the model drew, milliseconds", "median", "95%")
    return [_row(*head), _row(*("---" for _ in head)), *rows]


def _laboratory(results: dict[str, Any]) -> list[str]:
    found = results.get("laboratory", {})
    steps, held = found.get("steps a second"), found.get("bytes")
    peer = results.get("peer", {}) if "speed" in results.get("peer", {}) else None
    if not steps or not held:
        return []
    share = f"{steps['worker'] / steps['python']:.2f} of it"
    lines = [_row("the laboratory, 8 x 64 tokens a step", "steps a second", ""), _row("---", "---", "---")]
    lines += [
        _row("in Python, onnxruntime on one thread", f"{steps['python']:.0f}", "1"),
        _row("the same steps in the page's worker", f"{steps['worker']:.0f}", share),
        _row("a run as a reader sees it, held-out losses and samples in it", f"{steps['page']:.0f}", ""),
        *(
            [_row(f"npm's `@genai-fi/nanogpt`, {peer['weights']:,.0f} weights", f"{peer['speed']:.2f}", "")]
            if peer
            else []
        ),
        _row("the most memory of the page's process, before the run", f"{held['memory before'] / 1e6:.0f} MB", ""),
        _row("and with it", f"{held['memory'] / 1e6:.0f} MB", ""),
    ]
    return lines


def _editions(results: dict[str, Any]) -> list[str]:
    found = results.get("editions", {}).get("milliseconds and bytes")
    if not found:
        return []
    names = {
        "hosted": "a first visit of a host",
        "kept": "what is kept on the device, without a network",
        "folder": "the folder, opened from disk",
    }
    lines = [_row("milliseconds", "can be read", "a calculator lives"), _row("---", "---", "---")]
    lines += [
        _row(words, *(f"{found[name][key]:,.0f}" for key in ("readable", "live")))
        for name, words in names.items()
        if name in found
    ]
    sizes = {
        ("folder", "archive"): "bytes of `nudge-offline.zip`",
        ("kept", "everything"): "bytes that one button keeps",
    }
    for (name, key), words in sizes.items():
        if key in found.get(name, {}):
            lines.append(_row(words, f"{found[name][key] / 1e6:.1f} MB", ""))
    return lines


def _arrival(results: dict[str, Any]) -> list[str]:
    found = results.get("arrival", {}).get("bytes, milliseconds and shift")
    if not found:
        return []
    names = {"arrival": "the lesson", "arrival plain": "a plain page of the theme with the same text"}
    head = (
        "before anything is touched",
        "page, styles, scripts, fonts",
        "the map's bets",
        "the rest",
        "largest paint",
        "layout shift",
    )
    lines = [_row(*head), _row(*("---" for _ in head))]
    for name, words in names.items():
        if name in found:
            row = found[name]
            kilobytes = (f"{row[key] / 1000:.0f} kB" for key in ("page_bytes", "map_bytes", "rest_bytes"))
            lines.append(_row(words, *kilobytes, f"{row['largest_paint']:.0f} ms", f"{row['layout_shift']:.3f}"))
    return lines


if __name__ == "__main__":
    print(markdown(json.loads(RESULTS.read_text(encoding="utf-8"))))
