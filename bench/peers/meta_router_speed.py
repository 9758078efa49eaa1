#!/usr/bin/env python3
"""The Monte-Carlo comparison of meta-routers, `evaluate meta-router`, here and re-expressed in scikit-learn 1.2.1: time and areas.

Usage: /usr/bin/python3 bench/peers/meta_router_speed.py JUDGE-PANEL-3LLM.jsonl.gz [--peer-rounds N] [--parallel round|forest]

Gold is the difference of claude-3.7-sonnet's scores, preference the sign of gpt-4.1-mini's with a tie band of 0.02. Both sides read one
table of features made here (50 principal components of TF-IDF), run the same routers with the same forests and floors on 100 gold labels
and 500 test queries a round, and use two processors. Their random splits differ. Our time is that of the whole process; the peer's is that of
its rounds only. With fewer rounds for the peer its time is scaled in proportion, and the output says so.
"""
import argparse
import csv
import gzip
import json
import pathlib
import sys
import tempfile
import time

import numpy as np
from joblib import Parallel, delayed
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold

from peer_runs import ROOT, child

GOLD, TEST, PROCESSORS = 100, 500, 2
USAGE = np.linspace(0, 1, 51)
INSIDE = (USAGE > 0.2 - 1e-9) & (USAGE < 0.8 + 1e-9)
EFFECTS = ["r-learner", "dr-learner", "t-learner", "s-learner", "x-learner", "global-shift", "linear-scaling"]
ROUTERS = [*EFFECTS, "pooled", "gold-only", "preference-only", "r-learner-published", "dr-learner-published"]


def table(data, primary, alternative, path):
    """Writes the features and both gains of one pair of models as the table that both sides read."""
    prompts, gold, preference = [], [], []
    with gzip.open(data, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            def gain(judge):
                scores = row["judges"][judge]
                p, a = (next(v for k, v in scores.items() if name in k) for name in (primary, alternative))
                return p - a
            prompts.append(row["prompt"])
            gold.append(gain("claude-3.7-sonnet"))
            cheap = gain("gpt-4.1-mini")
            preference.append(0 if abs(cheap) <= 0.02 else np.sign(cheap))
    words = TfidfVectorizer(sublinear_tf=True, min_df=3).fit_transform(prompts)
    features = PCA(50, random_state=1).fit_transform(words.toarray()).astype(np.float32)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([f"embd.PC{c + 1}" for c in range(features.shape[1])] + ["GL", "PL"])
        writer.writerows([*map(repr, map(float, x)), g, y] for x, g, y in zip(features, gold, preference))


class Forests:
    """The published settings; every fit gets another seed."""

    def __init__(self, seed, jobs):
        self.draw, self.jobs = np.random.default_rng(seed), jobs

    def common(self, depth):
        return {"max_depth": depth, "max_features": "sqrt", "random_state": int(self.draw.integers(2**31)), "n_jobs": self.jobs}

    def outcome(self, x, o):
        return RandomForestRegressor(100, **self.common(20)).fit(x, o)

    def effect(self, x, o, weights=None):
        return RandomForestRegressor(200, min_samples_split=5, min_samples_leaf=2, **self.common(30)).fit(x, o, weights)

    def propensity(self, x, t):
        return RandomForestClassifier(100, **self.common(20)).fit(x, t)


def nuisances(forests, x, t, o, folds):
    """γ̂, μ̂₁, μ̂₀, p̂ at every row, out of fold; with one fold in sample."""
    every = np.arange(len(o))
    splits = [(every, every)] if folds == 1 else StratifiedKFold(folds, shuffle=True, random_state=int(forests.draw.integers(2**31))).split(x, t)
    marginal, treated, control, propensity = np.zeros((4, len(o)))
    for train, held in splits:
        gold, cheap = train[t[train] == 1], train[t[train] == 0]
        marginal[held] = forests.outcome(x[train], o[train]).predict(x[held])
        treated[held] = forests.outcome(x[gold], o[gold]).predict(x[held])
        control[held] = forests.outcome(x[cheap], o[cheap]).predict(x[held])
        propensity[held] = forests.propensity(x[train], t[train]).predict_proba(x[held])[:, 1]
    return marginal, treated, control, propensity


def shift(name, forests, x, t, o, estimated, base):
    """Δ̂ at the rows with t = 0; base is κ, to which the floors are scaled, or ½ where they stand as they are."""
    marginal, treated, control, propensity = estimated
    gold, cheap = t == 1, t == 0
    floor = 0.1 if name == "r-learner" else 0.05
    p = np.clip(propensity, 2 * base * floor, 1 - 2 * (1 - base) * floor)
    phi = (t - p) / (p * (1 - p)) * (o - np.where(gold, treated, control)) + treated - control
    if name == "r-learner":
        residual = t - p
        kept = np.abs(residual) >= 2 * min(base, 1 - base) * 0.05
        return forests.effect(x[kept], (o[kept] - marginal[kept]) / residual[kept], residual[kept] ** 2).predict(x[cheap])
    if name == "dr-learner":
        kept = p * (1 - p) > 4 * base * (1 - base) * 0.05
        return forests.effect(x[kept], phi[kept]).predict(x[cheap])
    if name == "t-learner":
        return forests.outcome(x[gold], o[gold]).predict(x[cheap]) - forests.outcome(x[cheap], o[cheap]).predict(x[cheap])
    if name == "s-learner":
        both = forests.outcome(np.c_[x, t], o)
        return both.predict(np.c_[x[cheap], np.ones(cheap.sum())]) - both.predict(np.c_[x[cheap], np.zeros(cheap.sum())])
    if name == "x-learner":
        first = forests.effect(x[gold], o[gold] - control[gold]).predict(x[cheap])
        second = forests.effect(x[cheap], treated[cheap] - o[cheap]).predict(x[cheap])
        blend = forests.propensity(x, t).predict_proba(x[cheap])[:, 1]
        return blend * second + (1 - blend) * first
    if name == "global-shift":
        return np.full(cheap.sum(), phi.mean())
    slope, level = np.polyfit(control[gold], o[gold], 1)
    return level + (slope - 1) * forests.outcome(x[cheap], o[cheap]).predict(x[cheap])


def curve(prediction, gains):
    sums = np.r_[0, np.cumsum(gains[np.argsort(-prediction, kind="stable")])]
    return np.interp(USAGE * len(gains), np.arange(len(sums)), sums)


def one_round(features, gold, preference, seed, jobs):
    """TE of every router at every usage ratio."""
    forests = Forests(seed, jobs)
    order = forests.draw.permutation(len(gold))
    test, rest = order[:TEST], order[TEST:]
    t = (np.arange(len(rest)) < GOLD).astype(int)
    factor = preference[rest[t == 0]].std(ddof=1) / gold[rest[t == 1]].std(ddof=1)
    x, o = features[rest], np.where(t == 1, factor * gold[rest], preference[rest])
    estimated = {folds: nuisances(forests, x, t, o, folds) for folds in (5, 1)}
    curves = {"random": USAGE * gold[test].sum(), "oracle": curve(forests.outcome(x, gold[rest]).predict(features[test]), gold[test])}
    for router in ROUTERS:
        used = {"gold-only": t == 1, "preference-only": t == 0}.get(router, t >= 0)
        outcomes = o.copy()
        if (name := router.removesuffix("-published")) in EFFECTS:
            folds, base = (1, 0.5) if router != name else (5, t.mean())
            outcomes[t == 0] += np.clip(shift(name, forests, x, t, o, estimated[folds], base), -1.2, 1.2)
        curves[router] = curve(forests.outcome(x[used], outcomes[used]).predict(features[test]), gold[test])
    return curves


def peer(path, rounds, parallel):
    """Runs the rounds; gives seconds and per router the area and its standard error."""
    columns = np.loadtxt(path, delimiter=",", skiprows=1)
    features, gold, preference = columns[:, :-2].astype(np.float32), columns[:, -2], columns[:, -1]
    by_round = parallel == "round"
    start = time.perf_counter()
    if by_round:
        curves = Parallel(n_jobs=PROCESSORS)(delayed(one_round)(features, gold, preference, seed, 1) for seed in range(rounds))
    else:
        curves = [one_round(features, gold, preference, seed, PROCESSORS) for seed in range(rounds)]
    seconds = time.perf_counter() - start
    areas = {}
    for router in ["oracle", *ROUTERS]:
        te, base = (np.array([c[name] for c in curves]) for name in (router, "random"))
        each = ((te - base) / TEST)[:, INSIDE].mean(axis=1)
        areas[router] = ((np.median(te, axis=0) - np.median(base, axis=0))[INSIDE].mean() / TEST, each.std(ddof=1) / np.sqrt(rounds))
    return {"seconds": seconds, "areas": areas}


def ours(path, rounds):
    dll = ROOT / "src/OrleansRouter.Cli/bin/Release/net10.0/orleans-router.dll"
    start = time.perf_counter()
    output, _ = child("dotnet", str(dll), "evaluate", "meta-router", "--data", path, "--tuned", "false", "--rounds", str(rounds), "--threads", str(PROCESSORS),
                      "--gold-size", str(GOLD), "--test-size", str(TEST), "--json", "--routers", *ROUTERS)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "areas": {k: (r["area"], r["areaStandardError"]) for k, r in json.loads(output)["routers"].items()}}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("data")
    arguments.add_argument("--pair", default="gemini-2.5-pro,llama-3.1-8b")
    arguments.add_argument("--rounds", type=int, default=100)
    arguments.add_argument("--peer-rounds", type=int, default=100)
    arguments.add_argument("--parallel", choices=["round", "forest"], default="round")
    arguments.add_argument("--peer-only", help=argparse.SUPPRESS)
    a = arguments.parse_args()
    if a.peer_only:
        print(json.dumps(peer(a.peer_only, a.peer_rounds, a.parallel)))
        return
    child("dotnet", "build", "-c", "Release", "--nologo", "-v", "q", str(ROOT / "src/OrleansRouter.Cli"))
    with tempfile.TemporaryDirectory() as folder:
        path = str(pathlib.Path(folder) / "gains.csv")
        table(a.data, *a.pair.split(","), path)
        mine = ours(path, a.rounds)
        output, _ = child(sys.executable, sys.argv[0], a.data, "--peer-only", path, "--peer-rounds", str(a.peer_rounds), "--parallel", a.parallel, threads=1)
    theirs = json.loads(output)
    each, peer_each = mine["seconds"] / a.rounds, theirs["seconds"] / a.peer_rounds
    scaled = "" if a.rounds == a.peer_rounds else f" (scaled to {a.rounds}: {peer_each * a.rounds:.1f} s)"
    print(f"ours: {mine['seconds']:.1f} s for {a.rounds} rounds; scikit-learn: {theirs['seconds']:.1f} s for {a.peer_rounds} rounds{scaled}; ratio {each / peer_each:.2f}")
    print(f"{'area × 100':22} {'ours':>14} {'scikit-learn':>14}")
    for router in sorted(theirs["areas"], key=lambda name: -theirs["areas"][name][0]):
        (area, error), (peer_area, peer_error) = mine["areas"][router], theirs["areas"][router]
        print(f"{router:22} {100 * area:6.2f} ± {100 * error:4.2f} {100 * peer_area:7.2f} ± {100 * peer_error:4.2f}")


if __name__ == "__main__":
    main()
