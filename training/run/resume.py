"""Where a run left off: what moves while it trains, kept in its checkpoints and taken up again."""

import json
from dataclasses import dataclass, field
from typing import Any

from torch.optim import Optimizer

from training.config import Config
from training.errors import DataError
from training.files import write_json
from training.run import checkpoint, fingerprint
from training.run.checkpoint import CheckpointError
from training.run.metrics import Log
from training.run.model import GPT
from training.run.team import Team
from training.text.corpus import Batches


@dataclass
class Run:
    """What moves while a run trains: weights, optimizers, the stream of batches, steps and seconds so far.

    And what does not: what it is made from and runs on, and the shorter plans that it has gone beyond.
    """

    model: GPT
    optimizers: list[Optimizer]
    batches: Batches
    made_from: dict[str, Any]
    matrices: str
    step: int = 0
    seconds: float = 0.0
    earlier_plans: list[dict[str, int]] = field(default_factory=list)


def made_from(config: Config, here: Team) -> dict[str, Any]:
    """What the run is made from, which is the same for every process of a team.

    Raises:
        DataError: if the text is not prepared on the machine of one of them.
        CheckpointError: if one of them has other settings or another text than the leader.
    """
    mine: dict[str, Any] | str
    try:
        mine = fingerprint.of(config)
    except DataError as error:
        mine = str(error)
    everyone = here.gather(mine)
    for rank, one in enumerate(everyone):
        if isinstance(one, str):
            raise DataError(one if here.size == 1 else f"process {rank}: {one}")
        if found := fingerprint.differences(everyone[0], one):
            raise CheckpointError(
                f"process {rank} has other settings or text than process 0: {next(iter(found.values()))}; give every "
                f"machine the same settings and a copy of runs/{config.name}/data"
            )
    same: dict[str, Any] = everyone[0]
    return same


def save(run: Run, config: Config, here: Team) -> None:
    """Write the checkpoint of a run, and what it ran on."""
    ran_on = here.described() | {"matrices": run.matrices}
    if run.earlier_plans:
        ran_on |= {"earlier_plans": run.earlier_plans}
    state = {
        "fingerprint": run.made_from,
        "model": run.model.state_dict(),
        "optimizers": [optimizer.state_dict() for optimizer in run.optimizers],
        "batches": json.dumps(run.batches.rng.bit_generator.state),
        "step": run.step,
        "seconds": run.seconds,
        "ran_on": ran_on,
    }
    # Before the checkpoint: a run whose last checkpoint is there is finished.
    write_json(config.run / "run.json", ran_on)
    checkpoint.save(config.run / "checkpoints", run.step, state)


def take_up(run: Run, config: Config, here: Team) -> bool:
    """Go back to the newest checkpoint that the leader finds, if there is one; False if the run is finished.

    Raises:
        CheckpointError: if the run's folder holds a run with other settings or text, or one that is further.
    """
    state = here.share(checkpoint.newest(config.run / "checkpoints") if here.leads else None)
    if state is None:
        _forget_after(config, -1, here)
        return True
    checkpoint.refuse_other(config, state["fingerprint"], run.made_from)
    steps, planned = config.training.steps, state["fingerprint"]["config"]["training"]["steps"]
    if steps < state["step"]:
        raise CheckpointError(
            f"runs/{config.name} is at step {state['step']:,} already and cannot go back to {steps:,} steps; set "
            "training.steps higher, or train under another name"
        )
    run.model.load_state_dict(state["model"])
    for optimizer, saved in zip(run.optimizers, state["optimizers"], strict=True):
        optimizer.load_state_dict(saved)
    run.batches.rng.bit_generator.state = json.loads(state["batches"])
    run.step, run.seconds = state["step"], state["seconds"]
    run.earlier_plans = state.get("ran_on", {}).get("earlier_plans", [])
    _forget_after(config, run.step, here)
    finished = run.step == steps == planned
    if planned != steps:
        run.earlier_plans = [*run.earlier_plans, {"until": run.step, "steps": planned}]
    if here.leads:
        if finished and not (config.run / "run.json").is_file():
            write_json(config.run / "run.json", state.get("ran_on", here.described() | {"matrices": run.matrices}))
        print(f"train: {_said(run.step, steps, planned)}")
    return not finished


def _forget_after(config: Config, step: int, here: Team) -> None:
    """Drop what a run left of steps that it is about to take again."""
    if here.leads:
        checkpoint.forget_after(config, step)
        Log(config.run / "metrics.jsonl", step).close()


def _said(step: int, steps: int, planned: int) -> str:
    if planned != steps:
        return (
            f"going on from step {step:,} to {steps:,}; until here the learning rate followed a plan of {planned:,} "
            f"steps, so this will not be the run that was planned for {steps:,} from the start"
        )
    return f"going on from step {step:,}" if step < steps else "up to date"
