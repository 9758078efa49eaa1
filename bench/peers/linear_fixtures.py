#!/usr/bin/env python3
"""Writes the oracle fixtures of OrleansRouter.Learning.Linear and .Decomposition, computed by scikit-learn 1.2.1.

Usage: python3 bench/peers/linear_fixtures.py
"""
import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.linear_model import Lasso, LogisticRegression, Ridge, RidgeCV
from sklearn.preprocessing import StandardScaler

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests/OrleansRouter.Learning.Tests/Fixtures"


def original_units(model, scaler):
    """Coefficients of x where the model was fitted to (x - mean) / scale."""
    coef = np.ravel(model.coef_) / scaler.scale_
    return coef.tolist(), float(np.ravel(model.intercept_)[0] - coef @ scaler.mean_)


def case(make, x, y, w, **settings):
    """One fit on the plain and on the standardised features."""
    plain = make().fit(x, y, sample_weight=w)
    scaler = StandardScaler().fit(x, sample_weight=w)
    coef, intercept = original_units(make().fit(scaler.transform(x), y, sample_weight=w), scaler)
    return dict(
        settings, coefficients=np.ravel(plain.coef_).tolist(), intercept=float(np.ravel(plain.intercept_)[0]),
        standardisedCoefficients=coef, standardisedIntercept=intercept)


def linear():
    rng = np.random.default_rng(20)
    n, d = 40, 6
    x = np.round(rng.standard_normal((n, d)) * [1, 3, 0.5, 1, 10, 1] + [0, 5, 0, -2, 100, 0], 3).astype(np.float32).astype(np.float64)
    x[:, 5] = x[:, 0] + np.round(0.1 * x[:, 5], 3)
    y = np.round(x @ [1, -0.5, 2, 0, 0.1, 1] + rng.standard_normal(n), 3)
    labels = (y > np.median(y)) ^ (rng.random(n) < 0.15)
    w = np.round(rng.uniform(0.2, 3, n), 2)
    grid = np.logspace(-3, 3, 13)
    x32 = x.astype(np.float32).astype(np.float64)
    cv = RidgeCV(alphas=grid, store_cv_values=True).fit(x32, y)
    return dict(
        sklearn=sklearn.__version__, features=x32.tolist(), targets=y.tolist(), labels=labels.tolist(), weights=w.tolist(),
        ridge=[case(lambda a=a: Ridge(alpha=a, solver="svd"), x32, y, w, penalty=a) for a in (0.01, 1, 100)],
        ridgeLeaveOneOut=dict(penalties=grid.tolist(), meanSquaredErrors=cv.cv_values_.mean(axis=0).tolist(), best=float(cv.alpha_)),
        logistic=[case(lambda a=a: LogisticRegression(C=1 / a, solver="newton-cholesky", tol=1e-12, max_iter=10_000), x32, labels, w, penalty=a)
                  for a in (0.01, 1, 100)],
        lasso=[case(lambda a=a: Lasso(alpha=a, tol=1e-14, max_iter=1_000_000), x32, y, w, penalty=a) for a in (0.01, 0.1, 1)])


def decomposition():
    rng = np.random.default_rng(21)
    n, d, k = 80, 20, 5
    x = np.round(rng.standard_normal((n, d)) * (0.7 ** np.arange(d)) @ np.linalg.qr(rng.standard_normal((d, d)))[0] + 3, 4)
    x = x.astype(np.float32).astype(np.float64)
    pca = PCA(k, svd_solver="full").fit(x)
    _, s, vt = np.linalg.svd(x, full_matrices=False)
    return dict(
        sklearn=sklearn.__version__, features=x.tolist(), components=pca.components_.tolist(), explainedVariance=pca.explained_variance_.tolist(),
        mean=pca.mean_.tolist(), singularValues=s[:k].tolist(), rightVectors=vt[:k].tolist())


if __name__ == "__main__":
    warnings.filterwarnings("ignore", category=UserWarning)
    OUT.mkdir(parents=True, exist_ok=True)
    for name, value in (("linear", linear()), ("decomposition", decomposition())):
        (OUT / f"{name}.json").write_text(json.dumps(value) + "\n")
