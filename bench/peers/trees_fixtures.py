#!/usr/bin/env python3
"""Writes the oracle scores of OrleansRouter.Learning.Trees and .Boosting: scikit-learn 1.2.1 and XGBoost 1.7.4 on formula data.

Usage: python3 bench/peers/trees_fixtures.py
"""
import json
import pathlib

import numpy as np
import sklearn
import xgboost
from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor

import trees_data as data

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests/OrleansRouter.Learning.Tests/Fixtures/trees.json"
TRAIN, TEST, SEEDS, TRAINING_SETS, SAMPLING_SEEDS = 1000, 1000, 5, 10, 4
FOREST = dict(n_estimators=100, max_depth=20, max_features="sqrt", n_jobs=1)


def mean_over_seeds(score):
    return float(np.mean([score(seed) for seed in range(SEEDS)]))


def boosted(objective, seed, x, y, xt, **settings):
    """Test predictions of XGBoost, hist, started from the mean as OrleansRouter does."""
    parameters = dict(tree_method="hist", max_bin=256, objective=objective, base_score=float(np.mean(y)), nthread=1, seed=seed, **settings)
    rounds = 100
    return xgboost.train(parameters, xgboost.DMatrix(x, y), rounds).predict(xgboost.DMatrix(xt))


def log_loss(p, y):
    return float(-np.where(y, np.log(p), np.log(1 - p)).mean())


def boosting(name, xt, yt, median):
    """Means over training sets: a single one moves a boosted model's error by more than one percent."""
    squared, logistic = "reg:squarederror", "binary:logistic"
    sets = [data.make(name, TRAIN, 100 + 10 * i) for i in range(TRAINING_SETS)]
    holes_t = data.with_holes(xt)

    def mean_rmse(**settings):
        return float(np.mean([data.rmse(boosted(squared, i, x, y, xt, **settings), yt) for i, (x, y) in enumerate(sets)]))

    sampled = np.array([[data.rmse(boosted(squared, seed, x, y, xt, eta=0.1, max_depth=5, subsample=0.7, colsample_bytree=0.6), yt)
                         for seed in range(SAMPLING_SEEDS)] for x, y in sets])
    return dict(
        boostingRmse=mean_rmse(eta=0.1, max_depth=6),
        boostingPenalisedRmse=mean_rmse(eta=0.2, max_depth=4, alpha=5, reg_lambda=10, gamma=2, min_child_weight=8),
        boostingSampledRmse=float(sampled.mean()),
        boostingSampledDeviation=float(np.sqrt(sampled.var(axis=1, ddof=1).mean())),
        boostingMissingRmse=float(np.mean([data.rmse(boosted(squared, 0, data.with_holes(x), y, holes_t, eta=0.1, max_depth=6), yt) for x, y in sets])),
        boostingLogLoss=float(np.mean([log_loss(boosted(logistic, 0, x, y > median, xt, eta=0.1, max_depth=3), yt > median) for x, y in sets])))


def case(name):
    x, y = data.make(name, TRAIN, 100)
    xt, yt = data.make(name, TEST, 200)
    positive, positive_t = y > np.median(y), yt > np.median(y)

    def regression(model):
        return data.r_squared(model.fit(x, y).predict(xt), yt)

    def brier(model):
        return float(((model.fit(x, positive).predict_proba(xt)[:, 1] - positive_t) ** 2).mean())

    return dict(
        name=name,
        firstFeature=float(x[0, 0]), lastTarget=float(yt[-1]), median=float(np.median(y)),
        forestRSquared=mean_over_seeds(lambda s: regression(RandomForestRegressor(random_state=s, **FOREST))),
        forestLeafFiveRSquared=mean_over_seeds(lambda s: regression(RandomForestRegressor(random_state=s, min_samples_leaf=5, bootstrap=False, **FOREST))),
        extraTreesRSquared=mean_over_seeds(lambda s: regression(ExtraTreesRegressor(random_state=s, n_estimators=100, max_depth=20, n_jobs=1))),
        forestBrier=mean_over_seeds(lambda s: brier(RandomForestClassifier(random_state=s, **FOREST))),
        **boosting(name, xt, yt, np.median(y)))


fixture = dict(
    sklearn=sklearn.__version__, xgboost=xgboost.__version__, train=TRAIN, test=TEST, seeds=SEEDS, trainingSets=TRAINING_SETS, samplingSeeds=SAMPLING_SEEDS,
    cases=[case(name) for name in data.DATA])
OUT.write_text(json.dumps(fixture, indent=1) + "\n")
print(OUT.read_text())
