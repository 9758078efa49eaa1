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
TRAIN, TEST, SEEDS = 1000, 1000, 5
FOREST = dict(n_estimators=100, max_depth=20, max_features="sqrt", n_jobs=2)


def mean_over_seeds(score):
    return float(np.mean([score(seed) for seed in range(SEEDS)]))


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
        extraTreesRSquared=mean_over_seeds(lambda s: regression(ExtraTreesRegressor(random_state=s, n_estimators=100, max_depth=20, n_jobs=2))),
        forestBrier=mean_over_seeds(lambda s: brier(RandomForestClassifier(random_state=s, **FOREST))))


fixture = dict(
    sklearn=sklearn.__version__, xgboost=xgboost.__version__, train=TRAIN, test=TEST, seeds=SEEDS,
    cases=[case(name) for name in data.DATA])
OUT.write_text(json.dumps(fixture, indent=1) + "\n")
print(OUT.read_text())
