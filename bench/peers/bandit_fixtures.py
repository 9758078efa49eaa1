"""Fixtures of the linear bandits: what numpy and scipy say, for tests/OrleansRouter.Learning.Tests/Fixtures.

Run with Debian's python3 (numpy, scipy) from the repository root; the output does not depend on the machine beyond rounding.
"""
import json
import pathlib

import numpy as np
from scipy import integrate, stats

OUT = pathlib.Path(__file__).parents[2] / "tests/OrleansRouter.Learning.Tests/Fixtures"


def gaussian_maximum(means, deviations):
    """P(arm k is the largest), one adaptive quadrature per arm with the breakpoints of every arm."""
    result = []
    for k, (mean, deviation) in enumerate(zip(means, deviations)):
        others = [j for j in range(len(means)) if j != k]

        def integrand(t):
            return stats.norm.pdf(t, mean, deviation) * np.prod([stats.norm.cdf(t, means[j], deviations[j]) for j in others])

        edges = sorted({m + c * d for m, d in zip(means, deviations) for c in range(-10, 11, 2)})
        edges = [e for e in edges if abs(e - mean) <= 10 * deviation]
        result.append(sum(integrate.quad(integrand, a, b, epsabs=1e-15, epsrel=1e-13)[0] for a, b in zip(edges, edges[1:])))
    return result


def linear(rng, arms=3, dimension=6, observations=200, queries=5, ridge=0.7, alpha=1.3, noise_deviation=0.4):
    """Means, widths and scores by solving with A_k itself, from weighted observations."""
    contexts = rng.normal(size=(observations, dimension)).astype(np.float32)
    chosen = rng.integers(arms, size=observations)
    rewards = rng.uniform(size=observations)
    weights = rng.integers(1, 4, size=observations).astype(float)
    asked = rng.normal(size=(queries, dimension)).astype(np.float32)
    means, widths, thompson = [], [], []
    for query in asked.astype(float):
        estimates = []
        for k in range(arms):
            z, r, w = contexts[chosen == k].astype(float), rewards[chosen == k], weights[chosen == k]
            a = ridge * np.eye(dimension) + (z * w[:, None]).T @ z
            estimates.append((query @ np.linalg.solve(a, (z * w[:, None]).T @ r), np.sqrt(query @ np.linalg.solve(a, query))))
        means.append([m for m, _ in estimates])
        widths.append([s for _, s in estimates])
        thompson.append(gaussian_maximum(means[-1], [noise_deviation * s for s in widths[-1]]))
    return {
        "ridge": ridge, "alpha": alpha, "noiseDeviation": noise_deviation,
        "contexts": contexts.tolist(), "chosen": chosen.tolist(), "rewards": rewards.tolist(), "weights": weights.tolist(),
        "queries": asked.tolist(), "means": means, "widths": widths,
        "ucb": [[m + alpha * s for m, s in zip(*row)] for row in zip(means, widths)], "thompson": thompson,
    }


def maxima(rng):
    """Easy, equal, extreme and many arms."""
    cases = [
        ([0.0, 0.0], [1.0, 1.0]),
        ([0.3, 0.1, 0.2], [0.1, 0.2, 0.3]),
        ([0.9, 0.5, 0.1], [0.01, 0.5, 1.0]),
        ([0.0, 3.0], [1.0, 1.0]),
        ([0.5, 0.5, 0.5], [1e-6, 1.0, 1e-3]),
        ([0.0] * 30, [1.0] * 30),
        (rng.normal(size=12).tolist(), rng.uniform(0.01, 2, size=12).tolist()),
    ]
    return [{"means": m, "deviations": s, "probabilities": gaussian_maximum(m, s)} for m, s in cases]


if __name__ == "__main__":
    generator = np.random.default_rng(20240917)
    (OUT / "bandits.json").write_text(json.dumps(linear(generator)) + "\n")
    (OUT / "gaussian-maximum.json").write_text(json.dumps(maxima(generator)) + "\n")
