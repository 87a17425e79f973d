"""The processes that train together: one alone, or many started by torchrun, on GPUs (nccl) or CPUs (gloo)."""

import gc
import os
import platform
import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, distributed


@dataclass(frozen=True)
class Team:
    """This process's place among `size`; only the leader (rank 0) writes files and speaks."""

    rank: int
    size: int
    device: torch.device

    @property
    def leads(self) -> bool:
        """Whether this process writes."""
        return self.rank == 0

    def described(self) -> dict[str, object]:
        """What the run ran on, and the most memory that its leader took."""
        cuda = self.device.type == "cuda"
        return {
            "device": f"{self.size} x {torch.cuda.get_device_name(self.device)}" if cuda else _processors(self.size),
            # Linux counts in KB.
            "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "peak_gpu_memory_bytes": torch.cuda.max_memory_allocated(self.device) if cuda else None,
            # No meter that works on every machine.
            "energy_kwh": None,
        }

    def mean(self, value: Tensor) -> Tensor:
        """The mean of every process's value, the same everywhere."""
        if self.size > 1:
            # gloo has no mean of its own.
            distributed.all_reduce(value)
            value = value / self.size
        return value

    def any(self, flag: bool) -> bool:
        """Whether any process says so."""
        return bool(self.mean(torch.tensor(float(flag), device=self.device)) > 0)

    def share(self, value: Any) -> Any:
        """What the leader gives, for everyone; tensors must be on the CPU."""
        box = [value]
        if self.size > 1:
            distributed.broadcast_object_list(box)
        return box[0]

    def gather(self, value: Any) -> list[Any]:
        """What everyone gives, by rank, for everyone."""
        found = [value] * self.size
        if self.size > 1:
            distributed.all_gather_object(found, value)
        return found

    def roll(self, seed: int, step: int) -> None:
        """Let this process's chance at a step follow from seed, step and rank alone: each hides other activations.

        So a run that goes on needs no memory of chance, however many processes it goes on with.
        """
        torch.manual_seed(int(np.random.SeedSequence((seed, step, self.rank)).generate_state(1)[0]))


def _processors(processes: int) -> str:
    """The name of this machine's processor, and how many of its cores the run used."""
    name, listed = platform.machine(), Path("/proc/cpuinfo")
    if listed.is_file() and (found := re.search(r"^model name\s*: (.+)$", listed.read_text(), re.MULTILINE)):
        name = re.sub(r"\((?:R|TM)\)| CPU| @.*", "", found[1])
    threads = torch.get_num_threads()
    used = f"{threads} thread{'s' if threads > 1 else ''}"
    return f"CPU {name}, {used}" if processes == 1 else f"CPU {name}, {processes} processes of {used}"


@contextmanager
def join() -> Iterator[Team]:
    """The team that torchrun's environment describes, or a team of one; left in order at the end."""
    rank, size, local = (int(os.environ.get(name, default)) for name, default in _PLACE)
    cuda = torch.cuda.is_available()
    device = torch.device("cuda", local) if cuda else torch.device("cpu")
    if cuda:
        torch.cuda.set_device(device)
    if size == 1:
        yield Team(0, 1, device)
        return
    distributed.init_process_group("nccl" if cuda else "gloo")
    try:
        yield Team(rank, size, device)
        distributed.barrier()
    finally:
        # What still holds the group (the shared model does, in a cycle) keeps its threads, and these end the process
        # by force.
        gc.collect()
        distributed.destroy_process_group()


_PLACE = (("RANK", "0"), ("WORLD_SIZE", "1"), ("LOCAL_RANK", "0"))
