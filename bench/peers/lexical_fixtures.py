#!/usr/bin/env python3
"""Writes the oracle fixture of the lexical encoder: cosines between TF-IDF vectors, computed by scikit-learn 1.2.1.

Usage: python3 bench/peers/lexical_fixtures.py
"""
import json
import pathlib

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests/OrleansRouter.Routing.Tests/Fixtures"
TEXTS = [
    "What is the capital of France? The capital of France is a city.",
    "What is the capital of Germany, and what is the largest city of Germany?",
    "Solve the equation step by step, step by step, step by step.",
    "Write a function that solves the equation.",
    "Is the function of the capital a function of the city?",
    "A city; a CITY; a City!",
    "Nothing here repeats elsewhere",
]


def cosines(**settings):
    rows = TfidfVectorizer(sublinear_tf=True, token_pattern=r"\w+", norm="l2", **settings).fit_transform(TEXTS)
    return (rows @ rows.T).toarray().tolist()


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    value = dict(
        sklearn=sklearn.__version__, texts=TEXTS, unigrams=cosines(min_df=2, ngram_range=(1, 1)), bigrams=cosines(min_df=2, ngram_range=(1, 2)),
        allTerms=cosines(min_df=1, ngram_range=(1, 2)))
    (OUT / "lexical.json").write_text(json.dumps(value, indent=1) + "\n")
