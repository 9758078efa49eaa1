#!/usr/bin/env python3
"""Times an MLP 384-128-64-6 on 4,000 rows, 20 epochs of Adam, here and in PyTorch 1.13: median of 5 runs after a warm-up.

Usage: /usr/bin/python3 bench/peers/network_speed.py     (builds and runs bench/OrleansRouter.Benchmarks)
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
ROWS, INPUTS, OUTPUTS, EPOCHS, RUNS = 4000, 384, 6, 20, 5


def torch_seconds(batch_rows, threads):
    import torch
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    x, y = torch.randn(ROWS, INPUTS), torch.randn(ROWS, OUTPUTS)

    def train():
        net = torch.nn.Sequential(
            torch.nn.Linear(INPUTS, 128), torch.nn.ReLU(), torch.nn.Linear(128, 64), torch.nn.ReLU(), torch.nn.Linear(64, OUTPUTS))
        optimizer, loss = torch.optim.Adam(net.parameters(), lr=1e-3), torch.nn.MSELoss()
        for _ in range(EPOCHS):
            order = torch.randperm(ROWS)
            for start in range(0, ROWS, batch_rows):
                rows = order[start:start + batch_rows]
                optimizer.zero_grad(set_to_none=True)
                loss(net(x[rows]), y[rows]).backward()
                optimizer.step()

    train()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        train()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def child(*command):
    """Runs a command; returns its output and its peak memory in MB."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed with {process.returncode}:\n{output}")
    return output, usage.ru_maxrss / 1024


def ours():
    child("dotnet", "build", "-c", "Release", "--nologo", "-v", "q", str(PROJECT))
    dll = next(iter(glob.glob(str(PROJECT / "bin/Release/*/OrleansRouter.Benchmarks.dll"))))
    with tempfile.TemporaryDirectory() as folder:
        _, peak = child("dotnet", dll, "--filter", "*MlpTraining*", "--artifacts", folder)
        report = json.loads(next(pathlib.Path(folder).glob("results/*.json")).read_text())
    values = {}
    for b in report["Benchmarks"]:
        p = dict(pair.split("=") for pair in b["Parameters"].split("&"))
        values[int(p["BatchRows"]), int(p["Threads"])] = b["Statistics"]["Median"] / 1e9, b["Memory"]["BytesAllocatedPerOperation"]
    return values, peak


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(torch_seconds(int(sys.argv[1]), int(sys.argv[2])))
        sys.exit()
    mine, peak = ours()
    print(f"peak memory of our process, both batch sizes: {peak:.0f} MB")
    print("batch threads  ours s  torch s  ratio  allocated per training  torch peak MB", flush=True)
    for (batch_rows, threads), (seconds, allocated) in sorted(mine.items(), key=lambda item: (item[0][0], -item[0][1])):
        output, torch_peak = child(sys.executable, __file__, str(batch_rows), str(threads))
        peer = float(output)
        print(f"{batch_rows:5} {threads:7} {seconds:7.3f} {peer:8.3f} {seconds / peer:6.2f} {allocated / 1e6:20.2f} MB {torch_peak:12.0f}", flush=True)
