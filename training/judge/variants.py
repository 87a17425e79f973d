"""Short runs beside the main one: each prepared and judged once, and remembered with what it was made from."""

import json
from collections.abc import Callable
from typing import Any

from training import lock
from training.config import Config, to_dict
from training.files import read_json, write_json
from training.judge.evaluate import is_of
from training.text.prepare import prepare


def remembered(own: Config, stage: str, find: Callable[[Config], dict[str, Any]]) -> dict[str, Any]:
    """What `find` says about the run `own`, which it trains; asked again only when settings or text have changed."""
    print(f"{stage}: {own.name}")
    with lock.owned(own.run, stage):
        prepare(own)
        settings = {name: to_dict(own)[name] for name in ("name", "data", "tokens", "model", "training", "samples")}
        text = read_json(own.run / "data" / "stamp.json")
        made_from = json.loads(json.dumps({"stage": stage, "settings": settings, "text": text}))
        path = own.run / "record.json"
        if is_of(path, made_from):
            print(f"{stage}: up to date")
        else:
            write_json(path, made_from | {"found": find(own)})
        kept: Any = read_json(path)
        found: dict[str, Any] = kept["found"]
        return found
