#!/usr/bin/env python3
"""Trees on the same 5,000 rows of 50 features: a forest (100 trees, depth 20, sqrt(d) features at each split) here and in scikit-learn
1.2.1, and boosting (100 rounds, depth 6, 256 bins) here and in XGBoost 1.7.4's hist. Binning counts on either side.

Usage: /usr/bin/python3 bench/peers/trees_speed.py     (builds and runs bench/OrleansRouter.Benchmarks)
"""
import numpy as np

import trees_data
from peer_runs import compare

FEATURES = 50


def friedman(rows):
    """What FriedmanRows draws."""
    x = trees_data.uniform(rows, FEATURES, 1)
    rng = trees_data.Rng(2)
    return x, trees_data.friedman(x.astype(np.float64)) + np.array([rng.gaussian() for _ in range(rows)])


def forest(case):
    from sklearn.ensemble import RandomForestRegressor
    x, y = friedman(case["Rows"])
    model = RandomForestRegressor(n_estimators=100, max_depth=20, max_features="sqrt", n_jobs=case["Threads"], random_state=1)
    return lambda: model.fit(x, y)


def boosting(case):
    import xgboost
    x, y = friedman(case["Rows"])
    settings = dict(tree_method="hist", max_bin=256, eta=0.1, max_depth=6, nthread=case["Threads"], base_score=float(y.mean()))
    return lambda: xgboost.train(settings, xgboost.DMatrix(x, y, nthread=case["Threads"]), 100)


if __name__ == "__main__":
    case = {"Rows": 5_000, "Threads": 2}
    compare([("ForestFit", case), ("BoostingFit", case)], {"ForestFit": forest, "BoostingFit": boosting})
