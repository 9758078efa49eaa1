#!/usr/bin/env python3
"""50 principal components of 5,000 rows of length 1,000, here and by three solvers of scikit-learn 1.2.1 in single and double precision.

OrleansRouter reads single-precision rows, adds up their scatter in double and iterates until ||Sv - lv|| <= 1e-10 * l1, which keeps the
angle to the exact subspace below 1e-6. scikit-learn works in the precision of its rows: "full" and "arpack" come to that angle on double
rows only, and "auto", which picks a fixed number of random projections here, on neither: `angles` as argument prints by how much.

Usage: /usr/bin/python3 bench/peers/decomposition_speed.py [angles]     (builds and runs bench/OrleansRouter.Benchmarks)
"""
import sys

import numpy as np
from sklearn.decomposition import PCA

from peer_runs import compare

ROWS, SOLVERS, PRECISIONS = 5_000, ("full", "arpack", "auto"), ("float64", "float32")


def draw(decaying):
    x = np.random.default_rng(1).standard_normal((ROWS, 1_000), dtype=np.float32)
    return x / np.sqrt(np.arange(1, 1_001, dtype=np.float32)) if decaying else x


def peer(case, solver, precision):
    x = draw(case["Decaying"]).astype(precision)
    return lambda: PCA(50, svd_solver=solver, random_state=1).fit(x)


def print_angles():
    """The sine of the largest angle between each solver's subspace and the one of a full decomposition in double precision."""
    for decaying in (True, False):
        x = draw(decaying)
        exact = PCA(50, svd_solver="full").fit(x.astype(np.float64)).components_
        for solver in SOLVERS:
            for precision in PRECISIONS:
                found = PCA(50, svd_solver=solver, random_state=1).fit(x.astype(precision)).components_.astype(np.float64)
                print(f"decaying={decaying} {solver:8} {precision} sine {np.linalg.norm(found - found @ exact.T @ exact, 2):.1e}")


if __name__ == "__main__":
    if sys.argv[1:] == ["angles"]:
        print_angles()
        sys.exit()
    compare([
        ("PcaFit", {"Rows": ROWS, "Decaying": decaying, "Threads": 2}, solver, precision)
        for decaying in (True, False) for solver in SOLVERS for precision in PRECISIONS], {"PcaFit": peer})
