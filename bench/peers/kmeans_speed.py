#!/usr/bin/env python3
"""k-means, 32 clusters of rows of length 384, 2 starts of 30 iterations, here and in scikit-learn 1.2.1.

Usage: /usr/bin/python3 bench/peers/kmeans_speed.py     (builds and runs bench/OrleansRouter.Benchmarks)
"""
import warnings

import numpy as np
from sklearn.cluster import KMeans

from peer_runs import compare


def peer(case):
    warnings.simplefilter("ignore")
    x = np.random.default_rng(1).standard_normal((case["Rows"], 384), dtype=np.float32)
    return lambda: KMeans(32, n_init=2, max_iter=30, tol=0, random_state=1).fit(x)


if __name__ == "__main__":
    compare([("KMeansFit", {"Rows": 10_000, "Threads": 2})], {"KMeansFit": peer})
