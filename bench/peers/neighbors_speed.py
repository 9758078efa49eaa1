#!/usr/bin/env python3
"""The 16 nearest points of length 256 for each of 1,000 queries, here and by scikit-learn 1.2.1's brute force.

Usage: /usr/bin/python3 bench/peers/neighbors_speed.py     (builds and runs bench/OrleansRouter.Benchmarks)
"""
import numpy as np
from sklearn.neighbors import NearestNeighbors

from peer_runs import compare


def peer(parameters):
    rng = np.random.default_rng(1)
    points = rng.standard_normal((int(parameters["Points"]), 256), dtype=np.float32)
    queries = rng.standard_normal((1_000, 256), dtype=np.float32)
    index = NearestNeighbors(
        n_neighbors=16, algorithm="brute", metric=parameters["Metric"].lower(), n_jobs=int(parameters["Threads"])).fit(points)
    return lambda: index.kneighbors(queries)


if __name__ == "__main__":
    compare("NeighborSearch", peer, lambda parameters: parameters["Points"] == "10000")
