#!/usr/bin/env python3
"""Writes the oracle fixture of OrleansRouter.Learning.Clustering, computed by scikit-learn 1.2.1.

Usage: python3 bench/peers/kmeans_fixtures.py
"""
import json
import pathlib

import numpy as np
from sklearn.cluster import KMeans

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests/OrleansRouter.Learning.Tests/Fixtures"


def case(rows, weights, clusters):
    """Best inertia of ten k-means++ starts, and Lloyd's centres from the first rows."""
    x = rows.astype(np.float64)
    best = KMeans(clusters, n_init=10, random_state=0, tol=0).fit(x, sample_weight=weights)
    lloyd = KMeans(clusters, init=x[:clusters], n_init=1, tol=0, algorithm="lloyd").fit(x, sample_weight=weights)
    return {
        "rows": [[float(v) for v in row] for row in rows],
        "weights": weights.tolist(),
        "clusters": clusters,
        "inertia": float(best.inertia_),
        "lloydCentres": lloyd.cluster_centers_.tolist(),
        "lloydInertia": float(lloyd.inertia_),
        "lloydLabels": lloyd.labels_.tolist(),
    }


if __name__ == "__main__":
    rng = np.random.default_rng(5)
    centres = rng.normal(scale=4, size=(6, 5))
    separate = (centres[rng.integers(6, size=240)] + rng.normal(size=(240, 5))).astype(np.float32).round(4)
    cloud = rng.normal(size=(300, 6)).astype(np.float32).round(4)
    far = (cloud[:150, :3] + 1000).astype(np.float32).round(4)
    cases = {
        "separate": case(separate, np.ones(240), 6),
        "cloud": case(cloud, rng.integers(1, 5, size=300).astype(float), 8),
        "far": case(far, np.ones(150), 4),
    }
    (OUT / "k-means.json").write_text(json.dumps(cases) + "\n")
