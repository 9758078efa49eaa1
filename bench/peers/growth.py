#!/usr/bin/env python3
"""How the time and memory of our learners grow from 1,000 to 100,000 rows: the median of three runs on two threads.

Usage: /usr/bin/python3 bench/peers/growth.py [benchmark ...]     (builds and runs bench/OrleansRouter.Benchmarks)
"""
import statistics
import sys

from peer_runs import build, ours

RUNS = 3
BENCHMARKS = {
    "ForestFit": {}, "BoostingFit": {}, "RidgeFit": {}, "NeighborSearch": {"Metric": "Euclidean"}, "PcaFit": {}, "KMeansFit": {}, "MlpGrowth": {}}

if __name__ == "__main__":
    build()
    print(f"{'benchmark':16} {'rows':>8} {'ms':>10} {'MB':>8}")
    for name in sys.argv[1:] or BENCHMARKS:
        for rows in (1_000, 10_000, 100_000):
            size = {"Points" if name == "NeighborSearch" else "Rows": rows}
            with ours(name, BENCHMARKS[name] | size | {"Threads": 2}) as side:
                memory = side.warm_up()
                milliseconds = 1000 * statistics.median(side.run() for _ in range(RUNS))
            print(f"{name:16} {rows:8} {milliseconds:10.1f} {memory:8.0f}", flush=True)
