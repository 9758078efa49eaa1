"""The data sets of the tree fixtures: drawn from formulas with the generator of OrleansRouter.Learning.Numerics.Rng,
so that scripts and tests make the same numbers and the fixtures hold only scores."""
import math

import numpy as np

MASK = (1 << 64) - 1


class Rng:
    """xoshiro256** seeded through SplitMix64."""

    def __init__(self, seed):
        self.s = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & MASK
            z = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            self.s.append(z ^ (z >> 31))

    def uint64(self):
        s = self.s
        x = (s[1] * 5) & MASK
        result = ((((x << 7) | (x >> 57)) & MASK) * 9) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = ((s[3] << 45) | (s[3] >> 19)) & MASK
        return result

    def double(self):
        return (self.uint64() >> 11) * (1.0 / (1 << 53))

    def gaussian(self):
        radius = math.sqrt(-2 * math.log(1 - self.double()))
        return radius * math.cos(2 * math.pi * self.double())


def uniform(rows, columns, seed):
    rng = Rng(seed)
    return np.array([(rng.uint64() >> 40) * 2.0 ** -24 for _ in range(rows * columns)], dtype=np.float32).reshape(rows, columns)


def friedman(x):
    return 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]


def linear(x):
    return x[:, :10] @ np.arange(1, 11)


def levels(x):
    """Five levels per feature, with interactions: ties everywhere."""
    v = np.floor(5 * x)
    return v[:, 0] * v[:, 1] - 2 * v[:, 2] + 3 * (v[:, 3] == v[:, 4])


def steps(x):
    return 4.0 * (x[:, 0] > 0.3) + 3.0 * (x[:, 1] > 0.8) * (x[:, 2] < 0.5) - 2.0 * (x[:, 3] > 0.9)


def ratings(x):
    """A gain in {-1, 0, 1}, as routing has, hidden in many weak features."""
    return np.sign(np.round(x[:, :20].sum(axis=1) - 10 + 1.5 * np.sin(6 * x[:, 0])))


# name: (formula, features, noise, levels of the features or 0 for continuous ones)
DATA = {
    "friedman": (friedman, 10, 1.0, 0),
    "linear": (linear, 20, 3.0, 0),
    "levels": (levels, 8, 2.0, 5),
    "steps": (steps, 12, 1.0, 0),
    "ratings": (ratings, 50, 0.0, 0),
}


def make(name, rows, seed):
    """Features (float32) and targets of `rows` rows."""
    formula, columns, noise, grid = DATA[name]
    x = uniform(rows, columns, seed)
    signal = formula(x.astype(np.float64))
    rng = Rng(seed + 1)
    y = signal + noise * np.array([rng.gaussian() for _ in range(rows)])
    return (np.floor(grid * x).astype(np.float32) if grid else x), y


def with_holes(x):
    """NaN wherever the next feature (cyclic) is small; about a tenth of the values of continuous data."""
    return np.where(np.roll(x, -1, axis=1) < 0.1, np.float32(np.nan), x)


def r_squared(predicted, y):
    return float(1 - ((predicted - y) ** 2).sum() / ((y - y.mean()) ** 2).sum())


def rmse(predicted, y):
    return float(np.sqrt(((predicted - y) ** 2).mean()))
