"""Times a benchmark of bench/OrleansRouter.Benchmarks against the same work in a Python library.

A script calls compare(); it runs itself again with a case's parameters as its argument, so that every case of the peer has a process,
a thread count and a memory peak of its own. Both sides: one warm-up, then the median of five runs.
"""
import glob
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT = ROOT / "bench/OrleansRouter.Benchmarks"
RUNS = 5


def child(*command, threads=None):
    """Runs a command; returns its output and its peak memory in MB."""
    limits = {name: str(threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")} if threads else {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | limits) as process:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed with {process.returncode}:\n{output}")
    return output, usage.ru_maxrss / 1024


def ours(benchmark):
    """Runs one benchmark class; yields (parameters, median seconds, allocated bytes) of every case."""
    child("dotnet", "build", "-c", "Release", "--nologo", "-v", "q", str(PROJECT))
    dll = next(iter(glob.glob(str(PROJECT / "bin/Release/*/OrleansRouter.Benchmarks.dll"))))
    with tempfile.TemporaryDirectory() as folder:
        child("dotnet", dll, "--filter", f"*.{benchmark}.*", "--artifacts", folder)
        report = json.loads(next(pathlib.Path(folder).glob("results/*.json")).read_text())
    for case in report["Benchmarks"]:
        parameters = dict(pair.split("=") for pair in case["Parameters"].split("&"))
        yield parameters, case["Statistics"]["Median"] / 1e9, case["Memory"]["BytesAllocatedPerOperation"]


def compare(benchmark, peer, has_counterpart=lambda parameters: True):
    """Prints both medians and their ratio for every case of a benchmark that the peer can run.

    peer takes the benchmark's parameters (strings) and returns the work as a function.
    """
    if len(sys.argv) == 2:
        work = peer(json.loads(sys.argv[1]))
        work()
        times = []
        for _ in range(RUNS):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        print(statistics.median(times))
        return
    print(f"{'case':52} {'ours s':>9} {'peer s':>9} {'ratio':>6} {'our MB allocated':>17} {'peer peak MB':>13}")
    for parameters, seconds, allocated in ours(benchmark):
        name = " ".join(f"{key}={value}" for key, value in parameters.items())
        if not has_counterpart(parameters):
            print(f"{name:52} {seconds:9.4f}")
            continue
        output, peak = child(sys.executable, sys.argv[0], json.dumps(parameters), threads=parameters.get("Threads", "1"))
        print(f"{name:52} {seconds:9.4f} {float(output):9.4f} {seconds / float(output):6.2f} {allocated / 1e6:17.1f} {peak:13.0f}")
