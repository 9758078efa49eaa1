#!/usr/bin/env python3
"""How long training jobs take with one and with two workers of one gateway, and that their policies are the same bytes.

    dotnet build src/OrleansRouter.Cli -c Release
    python3 bench/load/training_jobs.py src/OrleansRouter.Cli/bin/Release/net10.0/orleans-router.dll [rounds] [part of a job's name]

Data are simulated. A job's time is from its beginning to its publication, as the gateway notes it.
"""
import datetime
import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile

ROWS = 2000
WORKERS = (1, 2)


def run(dll, *args, env=None):
    return subprocess.run(["dotnet", dll, *args], check=True, capture_output=True, text=True, env=env).stdout


def jobs_of(folder):
    scores, labels, observations, base = (os.path.join(folder, name) for name in ("scores.jsonl.gz", "labels.jsonl.gz", "observations", "base.orp"))
    return {
        "Meta-Router, forest, R-learner, 5 folds": ["meta-router", "--data", labels, "--preference", "simulated-judge", "--set", "estimator=r-learner"],
        "Meta-Router, ridge, DR-learner, 5 folds": [
            "meta-router", "--data", labels, "--preference", "simulated-judge", "--learner", "ridge", "--set", "estimator=dr-learner"],
        "DARS, MLP": ["dars", "--data", observations, "--family", "mlp"],
        "BaRP, a batch is one shard": ["barp", "--data", scores],
        "BaRP, MLP head, 80 steps of 4 × 32 queries": [
            "barp", "--data", scores, "--preset", "paper", "--set", "epochs=5", "--set", "batch-rows=128", "--set", "shard-queries=32"],
        "BaRP, MLP head, 80 steps of 4 × 256 queries": [
            "barp", "--data", scores, "--preset", "paper", "--set", "epochs=40", "--set", "batch-rows=1024", "--set", "shard-queries=256"],
        "LinUCB": ["bandit", "--data", scores, "--base", base],
    }


def prepare(dll, folder):
    jobs = jobs_of(folder)
    run(dll, "data", "simulate", "--queries", str(ROWS), "--models", "4", "--out", os.path.join(folder, "scores.jsonl.gz"))
    run(dll, "data", "simulate", "--kind", "labels", "--queries", str(ROWS), "--models", "4", "--out", os.path.join(folder, "labels.jsonl.gz"))
    run(dll, "data", "simulate", "--kind", "observations", "--queries", str(ROWS // 2), "--models", "4", "--out", os.path.join(folder, "observations"))
    run(dll, "train", "ridge", "--data", os.path.join(folder, "scores.jsonl.gz"), "--out", os.path.join(folder, "base.orp"))
    return jobs


def serve(dll, folder, workers):
    config = os.path.join(folder, f"gateway-{workers}.json")
    with open(config, "w") as file:
        json.dump({"jobs": {"workers": workers, "pollInterval": "00:00:00.020"}, "simulatedQueries": 200}, file)
    gateway = subprocess.Popen(
        ["dotnet", dll, "serve", "--config", config, "--urls", "http://127.0.0.1:0", "--store", os.path.join(folder, f"router-{workers}.db")],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    key = url = None
    for line in gateway.stdout:
        key = key or (re.search(r"operator key\b.*?(or-\S+)", line) or [None, None])[1]
        url = (re.search(r"listening on (http://\S+)", line) or [None, None])[1]
        if url:
            return gateway, url, key
    raise SystemExit("the gateway did not start")


def seconds(job):
    began, ended = (datetime.datetime.fromisoformat(re.sub(r"(\.\d{6})\d*", r"\1", job[name])) for name in ("started_at", "ended_at"))
    return (ended - began).total_seconds()


def measure(dll, folder, jobs, rounds):
    times, hashes = {}, {}
    for workers in WORKERS:
        gateway, url, key = serve(dll, folder, workers)
        env = {**os.environ, "ORLEANS_ROUTER_KEY": key}
        try:
            for name, arguments in jobs.items():
                for round_ in range(rounds + 1):
                    out = os.path.join(folder, "out.orp")
                    run(dll, "train", *arguments, "--out", out, "--remote", url, env=env)
                    job = json.loads(run(dll, "job", "list", "--url", url, env=env))[-1]
                    if round_ > 0:  # the first one compiles
                        times.setdefault((name, workers), []).append(seconds(job))
                    with open(out, "rb") as file:
                        hashes.setdefault(name, set()).add(hashlib.sha256(file.read()).hexdigest())
        finally:
            gateway.terminate()
            gateway.wait()
    return times, hashes


def main():
    dll = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        jobs = {name: job for name, job in prepare(dll, folder).items() if len(sys.argv) < 4 or sys.argv[3] in name}
        times, hashes = measure(dll, folder, jobs, rounds)
    print("| job | 1 worker, s | 2 workers, s | ratio of medians | same bytes |\n|---|---|---|---|---|")
    for name in jobs:
        one, two = (times[name, workers] for workers in WORKERS)
        ranges = (f"{min(runs):.2f}–{max(runs):.2f}" for runs in (one, two))
        print(f"| {name} | {' | '.join(ranges)} | {statistics.median(one) / statistics.median(two):.2f} | {'yes' if len(hashes[name]) == 1 else 'NO'} |")


if __name__ == "__main__":
    main()
