"""What a run keeps of its moments: its bets after sentences that it was asked then, and which of them came late."""

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

# (id, text, probability), most likely first.
Bets: TypeAlias = list[tuple[int, str, float]]
# What came late: the end is this sure of it, and only so many of the newest moments have it among their bets.
SURE, NEWEST = 0.5, 2


def recorded(files: Any, text: str, steps: Sequence[int], count: int) -> dict[int, tuple[Bets, float]]:
    """The first `count` bets after a text at these of the steps, and its mean loss; none if the run was not asked it.

    `files` are snapshots.json and sentences.json by these names.
    """
    snapshots, losses = files["snapshots"], files["sentences"]["losses"]
    texts = [one["text"] for one in snapshots["sentences"]]
    if text not in texts:
        return {}
    names, index = snapshots["token_texts"], texts.index(text)
    return {
        one["step"]: (_bets(one["bets"][index], names)[:count], losses[str(one["step"])][index])
        for one in snapshots["snapshots"]
        if one["step"] in steps
    }


def nearest(steps: Sequence[int], step: int) -> int:
    """The step of these that is nearest to another by ratio, the first of equals; 0 counts as a half."""
    return min(steps, key=lambda one: abs(math.log(max(one, 0.5) / max(step, 0.5))))


def _bets(bets: Any, names: Any) -> Bets:
    return [(id, names[str(id)], p) for id, p in zip(bets["ids"], bets["p"], strict=True)]


def came_late(moments: Sequence[Sequence[tuple[int, float]]]) -> bool:
    """Whether the last moment is SURE of its first bet, and only the NEWEST have it among theirs.

    A moment is its bets, (id, probability), most likely first; as long as one has none, nothing is known.
    """
    if not moments or not all(moments):
        return False
    id, p = moments[-1][0]
    return p > SURE and all(id != other for bets in moments[:-NEWEST] for other, _ in bets)
