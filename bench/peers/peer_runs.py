"""Times a benchmark of bench/OrleansRouter.Benchmarks against the same work in a Python library.

A script calls compare(); it runs itself again with a case's parameters as its argument, so that each case has a process of its own on
either side, with its own thread count and memory. Both sides load their data, warm up, and then take turns: RUNS runs each, medians
compared. Memory is what the kernel counts, for both alike: how far the first run lifts the process's peak resident size above the
resident size before it (libraries and data loaded; on our side compiled code counts as well).
"""
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

import numpy as _  # loads the BLAS that take_turns asks for
import threadpoolctl

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT = ROOT / "bench/OrleansRouter.Benchmarks"
RUNS = 5
WARM_SECONDS = 2  # long enough for tiered compilation to replace hot methods
PAUSE_SECONDS = 0.1  # idle threads of the other side stop spinning


class Side:
    """A process that runs a piece of work once for every line it reads, and answers with the seconds it took."""

    def __init__(self, *command, threads):
        # Waiting threads sleep unless the caller's OMP_WAIT_POLICY says otherwise: while they spin, whatever else runs on the
        # processors makes OpenMP several times slower.
        limits = {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={"OMP_WAIT_POLICY": "passive"} | os.environ | limits)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def answer(self):
        line = self.process.stdout.readline()
        return line.strip() if line else sys.exit(f"{' '.join(self.process.args)} ended without an answer")

    def run(self):
        time.sleep(PAUSE_SECONDS)
        print(file=self.process.stdin, flush=True)
        return float(self.answer())

    def warm_up(self):
        """Runs until warm; returns the memory that the first run took, in MB."""
        while self.answer() != "ready":
            pass
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")  # the peak starts again from the present size
        before, spent = self.memory("VmRSS"), self.run()
        taken = self.memory("VmHWM") - before
        while spent < WARM_SECONDS:
            spent += self.run()
        return taken

    def memory(self, kind):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(kind + r":\s+(\d+)", status)[1]) / 1024


def build():
    subprocess.run(["dotnet", "build", "-c", "Release", "--nologo", "-v", "q", str(PROJECT)], check=True, stdout=subprocess.DEVNULL)


def ours(benchmark, case):
    """Our side of a case."""
    library = next(PROJECT.glob("bin/Release/*/OrleansRouter.Benchmarks.dll"))
    return Side("dotnet", str(library), "turns", benchmark, *(f"{name}={value}" for name, value in case.items()), threads=2)


def title(benchmark, case, rest):
    return " ".join([benchmark] + [f"{name}={value}" for name, value in case.items()] + rest)


def compare(cases, peers):
    """Prints both medians, their ratio and the memory taken.

    cases: a benchmark's name, its parameters, and what else the peer is told. peers: by benchmark, a function that takes the latter two,
    prepares the data and returns the work as a function.
    """
    if len(sys.argv) == 2:
        benchmark, case, *rest = json.loads(sys.argv[1])
        take_turns(peers[benchmark](case, *rest))
        return
    build()
    print(f"{'case':56} {'ours ms':>9} {'peer ms':>9} {'ratio':>6} {'ours MB':>8} {'peer MB':>8}")
    for benchmark, case, *rest in cases:
        command = sys.executable, sys.argv[0], json.dumps([benchmark, case, *rest])
        with ours(benchmark, case) as mine, Side(*command, threads=case.get("Threads", 1)) as theirs:
            memory = mine.warm_up(), theirs.warm_up()
            times = [(mine.run(), theirs.run()) for _ in range(RUNS)]
        own, peer = (1000 * statistics.median(side) for side in zip(*times))
        print(f"{title(benchmark, case, rest):56} {own:9.1f} {peer:9.1f} {own / peer:6.2f} {memory[0]:8.0f} {memory[1]:8.0f}", flush=True)


def take_turns(work):
    if not any(library["user_api"] == "blas" for library in threadpoolctl.threadpool_info()):
        sys.exit("numpy computes with the reference BLAS, several times slower than OpenBLAS: install libopenblas0-pthread")
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        work()
        print(time.perf_counter() - start, flush=True)
