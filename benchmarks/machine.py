"""What the machine tells of processes: CPU seconds of a tree, and memory."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> tuple[int, float] | None:
    """Return the parent and the CPU seconds of a process with those of its ended children; None when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(fields[1]), sum(int(value) for value in fields[11:15]) / TICKS


def tree(root: int) -> dict[int, float]:
    """Return the CPU seconds of a process and of everything that it started, by process number."""
    stats = {int(entry.name): _stat(int(entry.name)) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    known = {pid: stat for pid, stat in stats.items() if stat is not None}
    members = {root}
    while True:
        more = {pid for pid, (parent, _cpu) in known.items() if parent in members} - members
        if not more:
            return {pid: known[pid][1] for pid in members if pid in known}
        members |= more


def cpu_seconds(roots: list[int]) -> float:
    """Return the CPU seconds that these trees have used so far."""
    return sum(sum(tree(root).values()) for root in roots)


def resident_bytes(root: int) -> int:
    """Return the memory that a tree holds, without what was swapped; shared pages count for each process."""
    total = 0
    for pid in tree(root):
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")), 0)
    return total


@dataclass(frozen=True)
class Scheduled:
    """Seconds in which a thread had a processor, and in which it was ready and another had it."""

    cpu: float
    waited: float

    def __sub__(self, earlier: "Scheduled") -> "Scheduled":
        return Scheduled(self.cpu - earlier.cpu, self.waited - earlier.waited)


def scheduled(pid: int | None) -> Scheduled:
    """Return how a process of one thread was scheduled so far, without a number this thread."""
    path = Path("/proc/thread-self/schedstat" if pid is None else f"/proc/{pid}/schedstat")
    try:
        cpu, waited, _slices = path.read_text().split()
    except FileNotFoundError:  # a server on another machine, or a kernel that does not count
        return Scheduled(0.0, 0.0)
    return Scheduled(int(cpu) / 1e9, int(waited) / 1e9)
