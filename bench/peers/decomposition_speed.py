#!/usr/bin/env python3
"""50 principal components of 5,000 rows of length 1,000, here and by three solvers of scikit-learn 1.2.1.

OrleansRouter iterates until ||Sv - lv|| <= 1e-10 * l1. Of scikit-learn's solvers, "full" gives the same subspace, "arpack" nearly, and
"auto", which picks a fixed number of random projections here, another one: `angles` as argument prints by how much.

Usage: /usr/bin/python3 bench/peers/decomposition_speed.py [angles]     (builds and runs bench/OrleansRouter.Benchmarks)
"""
import sys

import numpy as np
from sklearn.decomposition import PCA

from peer_runs import compare

ROWS, SOLVERS = 5_000, ("full", "arpack", "auto")


def draw(decaying):
    x = np.random.default_rng(1).standard_normal((ROWS, 1_000), dtype=np.float32)
    return x / np.sqrt(np.arange(1, 1_001, dtype=np.float32)) if decaying else x


def peer(case, solver):
    x = draw(case["Decaying"])
    return lambda: PCA(50, svd_solver=solver, random_state=1).fit(x)


def print_angles():
    """The sine of the largest angle between each solver's subspace and the one of float64."""
    for decaying in (True, False):
        x = draw(decaying).astype(np.float64)
        exact = PCA(50, svd_solver="full").fit(x).components_
        for solver in SOLVERS:
            found = PCA(50, svd_solver=solver, random_state=1).fit(x.astype(np.float32)).components_.astype(np.float64)
            print(f"decaying={decaying} {solver:8} sine {np.linalg.norm(found - found @ exact.T @ exact, 2):.1e}")


if __name__ == "__main__":
    if sys.argv[1:] == ["angles"]:
        print_angles()
        sys.exit()
    compare([("PcaFit", {"Rows": ROWS, "Decaying": decaying, "Threads": 2}, solver) for decaying in (True, False) for solver in SOLVERS], {"PcaFit": peer})
