#!/usr/bin/env python3
"""50 principal components of rows of length 1,000, here and in scikit-learn 1.2.1 with the solver that it picks itself.

Usage: /usr/bin/python3 bench/peers/decomposition_speed.py     (builds and runs bench/OrleansRouter.Benchmarks)
"""
import numpy as np
from sklearn.decomposition import PCA

from peer_runs import compare


def peer(case):
    x = np.random.default_rng(1).standard_normal((case["Rows"], 1_000), dtype=np.float32)
    return lambda: PCA(50, random_state=1).fit(x)


if __name__ == "__main__":
    compare([("PcaFit", {"Rows": 5_000, "Threads": 2})], {"PcaFit": peer})
