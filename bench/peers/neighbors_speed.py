#!/usr/bin/env python3
"""The 16 nearest points of length 256 for each of 1,000 queries, here and by scikit-learn 1.2.1's brute force.

Usage: /usr/bin/python3 bench/peers/neighbors_speed.py     (builds and runs bench/OrleansRouter.Benchmarks)
"""
import numpy as np
from sklearn.neighbors import NearestNeighbors

from peer_runs import compare


def peer(case):
    rng = np.random.default_rng(1)
    points = rng.standard_normal((case["Points"], 256), dtype=np.float32)
    queries = rng.standard_normal((1_000, 256), dtype=np.float32)
    index = NearestNeighbors(
        n_neighbors=16, algorithm="brute", metric=case["Metric"].lower(), n_jobs=case["Threads"]).fit(points)
    return lambda: index.kneighbors(queries)


if __name__ == "__main__":
    compare([("NeighborSearch", {"Metric": metric, "Points": 10_000, "Threads": 2}) for metric in ("Euclidean", "Cosine")], {"NeighborSearch": peer})
