"""What a run is made from, settings and text, and whether that is still what settings and text are."""

import json
from collections.abc import Iterator
from typing import Any

from training.config import Config, Data, Source, to_dict
from training.errors import DataError
from training.files import read_json, sha256

# Rooms of the settings that decide what the weights become, and settings in them that do not: where the text lies (its
# hashes tell what it is), how fast the run goes, and how often it looks up.
_DECISIVE = ("data", "tokens", "model", "training")
_FREE = {
    *("data.folder", "data.source.file", "data.source.dataset", "data.source.sha256", "data.source.licence"),
    *("training.accumulate", "training.compile", "training.explosion"),
    *("training.evaluate_every", "training.log_every", "training.checkpoint_seconds"),
}


def of(config: Config) -> dict[str, Any]:
    """What a run with these settings is made from, as plain values.

    Raises:
        DataError: if its text is not prepared, or was prepared with other settings.
    """
    folder, settings = config.run / "data", json.loads(json.dumps(to_dict(config)))
    if not (folder / "stamp.json").is_file():
        raise DataError(f"runs/{config.name}/data holds no prepared text; run the stage prepare first")
    stamp: Any = read_json(folder / "stamp.json")
    sources: Any = read_json(folder / "sources.json")
    for _, difference in _different(stamp, settings, _usual(), rooms=("data", "tokens")):
        raise DataError(
            f"the text in runs/{config.name}/data was prepared otherwise: {difference}; run the stage prepare"
        )
    counted = [{key: value for key, value in source.items() if type(value) is int} for source in sources]
    text = {"sources": counted, "tokenizer": sha256(folder / "tokenizer.json")}
    return {"config": settings, "data": stamp, "text": text}


def differences(then: dict[str, Any], now: dict[str, Any]) -> dict[str, str]:
    """What differs between two fingerprints, setting by setting, in words.

    What an older version did not know had today's default; what this version does not know decides nothing.
    """
    found = dict(_different(then["config"], now["config"], _usual(), rooms=_DECISIVE))
    before, after = ({"hashes": one["data"].get("hashes")} | one.get("text", {}) for one in (then, now))
    if any(before[key] != after[key] for key in before if key in after):
        found["text"] = "the text is another"
    return found


def _usual() -> dict[str, Any]:
    """Every setting's default, with one source that has every default of a source."""
    usual: dict[str, Any] = json.loads(json.dumps(to_dict(Config(name="", data=Data(source=(Source(file=""),))))))
    return usual


def _different(then: Any, now: Any, usual: Any, rooms: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for room in rooms:
        yield from _unlike(then.get(room, usual[room]), now[room], usual[room], room)


def _unlike(then: Any, now: Any, usual: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(now, dict):
        for name, value in now.items():
            if (inner := f"{key}.{name}") not in _FREE:
                yield from _unlike(then.get(name, usual[name]), value, usual[name], inner)
    elif key == "data.source" and len(then) == len(now):
        # What a single source weighs decides nothing.
        free = {"weight": None} if len(now) == 1 else {}
        for before, after in zip(then, now, strict=True):
            yield from _unlike(before | free, after | free, usual[0], key)
    elif then != now:
        yield key, f"{key} was {json.dumps(then)} and is {json.dumps(now)}"
