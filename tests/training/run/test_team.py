"""Alone, a process is a team of one; the environment of torchrun makes it one of many."""

import pytest
import torch

from training.run import team


def test_without_torchrun_a_process_is_its_own_leader(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RANK", "WORLD_SIZE", "LOCAL_RANK"):
        monkeypatch.delenv(name, raising=False)
    with team.join() as here:
        assert (here.rank, here.size, here.leads) == (0, 1, True)
        assert here.mean(torch.tensor(3.0)) == 3
        assert here.any(True)
        assert not here.any(False)


def test_what_it_ran_on_is_said() -> None:
    described = team.Team(0, 1, torch.device("cpu")).described()
    assert "CPU" in str(described["device"])
    assert isinstance(described["peak_memory_bytes"], int)
    assert described["peak_memory_bytes"] > 10_000_000
