#!/usr/bin/env python3
"""1,000 rounds of LinUCB with 10 arms, here and in numpy with the inverse updated by Sherman and Morrison's formula.

Usage: /usr/bin/python3 bench/peers/bandit_speed.py     (builds and runs bench/OrleansRouter.Benchmarks)
"""
import numpy as np

from peer_runs import compare

ROUNDS, ARMS = 1_000, 10


def peer(case):
    d = case["Dimension"]
    contexts = np.random.default_rng(1).normal(size=(ROUNDS, d))

    def run():
        inverse, moment, theta = np.stack([np.eye(d)] * ARMS), np.zeros((ARMS, d)), np.zeros((ARMS, d))
        for z in contexts:
            az = inverse @ z
            arm = int(np.argmax(theta @ z + np.sqrt(az @ z)))
            inverse[arm] -= np.outer(az[arm], az[arm]) / (1 + az[arm] @ z)
            moment[arm] += (0.5 + 0.1 * z[arm]) * z
            theta[arm] = inverse[arm] @ moment[arm]

    return run


if __name__ == "__main__":
    compare([("BanditLoop", {"Policy": "linucb", "Dimension": d}) for d in (32, 386)], {"BanditLoop": peer})
