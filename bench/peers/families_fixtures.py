#!/usr/bin/env python3
"""Writes the oracle fixture of the router families: each family once more in PyTorch 1.13, numpy or scikit-learn 1.2.1.

families.json: one small training set with unknown labels, new queries, and what every family expects of every model on them: quality,
normalised cost, risk and utility under the default preference (cost weight 0.05, risk aversion 0.2), learned from single observations and
from repeated ones. Networks start at sines, 0.5 sin(i + 1 + sum of the characters of the parameter's name) for value i of an inputs x
outputs matrix, and train on whole batches without noise, so that no random number has to agree.

Usage: /usr/bin/python3 bench/peers/families_fixtures.py
"""
import json
import pathlib

import numpy as np
import torch
from sklearn.cluster import KMeans
from torch.nn import functional as F

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests/OrleansRouter.Routing.Tests/Fixtures/families.json"
N, TEST, D, K, DESCRIPTION = 24, 6, 5, 3, 4
LAMBDA, BETA = 0.05, 0.2
STEPS, RATE = 30, 0.01
MLP, GRAPH, MIRT, EMBED, RM = (6, 4), (4, 6, 5), (6, 3), 4, (6, 5)
GRID, K_NEAREST, CLUSTERS, NEAREST = np.arange(11) * 0.1 / 10, 5, 6, 3


def sine(name, rows, columns):
    values = 0.5 * np.sin(np.arange(rows * columns) + 1 + sum(map(ord, name)))
    return torch.tensor(values.reshape(rows, columns), dtype=torch.float32, requires_grad=True)


class Net:
    """Parameters by name, created at first use; matrices are inputs x outputs."""

    def __init__(self):
        self.parameters = {}

    def get(self, name, rows, columns):
        if name not in self.parameters:
            self.parameters[name] = sine(name, rows, columns)
        return self.parameters[name]

    def project(self, x, name, outputs):
        return x @ self.get(f"{name}.weight", x.shape[-1], outputs)

    def dense(self, x, name, outputs):
        return self.project(x, name, outputs) + self.get(f"{name}.bias", 1, outputs)

    def train(self, loss, decay=0.0):
        loss()
        groups = [dict(params=[p for n, p in self.parameters.items() if n.endswith(".bias")], weight_decay=0.0),
                  dict(params=[p for n, p in self.parameters.items() if not n.endswith(".bias")], weight_decay=decay)]
        optimizer = torch.optim.Adam([g for g in groups if g["params"]], lr=RATE)
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss().backward()
            optimizer.step()
        return self


def known_mean(loss, labels):
    """The mean of element-wise losses over known labels."""
    return loss[torch.tensor(~np.isnan(labels))].mean()


def tensor(values):
    return torch.tensor(np.nan_to_num(np.asarray(values, dtype=np.float64)), dtype=torch.float32)


def standardised(train, other):
    mean, sd = np.nanmean(train, 0), np.nanstd(train, 0)
    return (other - mean) / sd, mean, sd


def mlp(x, test, blocks, _):
    z, zt = tensor(standardised(x, x)[0]), tensor(standardised(x, test)[0])
    predictions = []
    for block in blocks:
        target, mean, sd = standardised(block, block)
        net = Net()

        def forward(rows):
            hidden = torch.relu(net.dense(torch.relu(net.dense(rows, "hidden0", MLP[0])), "hidden1", MLP[1]))
            return net.dense(hidden, "output", K)

        # As scikit-learn: half the squared error summed over outputs, averaged over rows, and a penalty 0.5 alpha W^2 / rows.
        net.train(lambda: 0.5 * ((forward(z) - tensor(target)) ** 2 * tensor(~np.isnan(target))).sum(1).mean(), decay=1e-4 / N)
        predictions.append(forward(zt).detach().numpy() * sd + mean)
    return predictions


def graph_router(x, test, blocks, descriptions):
    net, p = Net(), GRAPH[0]
    targets = np.stack(blocks, 2)

    def forward(rows):
        q = torch.relu(net.dense(rows, "query", p))
        m = torch.relu(net.dense(tensor(descriptions), "model", p))
        q, m = q[:, None, :].expand(-1, K, -1), m[None].expand(len(rows), -1, -1)
        edge = torch.cat([q, m, q * m, (q - m).abs()], 2)
        parts = [net.get(f"edge0.{part}.weight", p, GRAPH[1]) for part in ("query", "model", "product", "distance")]
        hidden = torch.relu(edge @ torch.cat(parts) + net.get("edge0.query.bias", 1, GRAPH[1]))
        return net.dense(torch.relu(net.dense(hidden, "edge1", GRAPH[2])), "targets", targets.shape[2])

    net.train(lambda: known_mean((forward(tensor(x)) - tensor(targets)) ** 2, targets))
    out = forward(tensor(test)).detach().numpy()
    return [out[:, :, t] for t in range(targets.shape[2])]


def avengers_pro(x, test, blocks, _):
    clusters = KMeans(CLUSTERS, n_init=50, random_state=0, tol=0).fit(x)
    means = [np.stack([[column[clusters.labels_ == c][~np.isnan(column[clusters.labels_ == c])].mean() for column in block.T]
                       for c in range(CLUSTERS)]) for block in blocks]
    nearest = np.argsort(((test[:, None] - clusters.cluster_centers_[None]) ** 2).sum(2), 1)[:, :NEAREST]
    return [mean[nearest].mean(1) for mean in means]


def knn(x, test, blocks, _):
    distance = np.sqrt(((test[:, None] - x[None]) ** 2).sum(2))
    nearest = np.argsort(distance, 1)[:, :K_NEAREST]
    predictions = []
    for block in blocks:
        rows = []
        for i, places in enumerate(nearest):
            hit = distance[i, places] <= 1e-8
            weight = np.where(hit, 1.0, 0.0) if hit.any() else 1 / (distance[i, places] + 1e-8)
            known = ~np.isnan(block[places])
            total = (weight[:, None] * known).sum(0)
            fallback = np.nanmean(block, 0)
            rows.append(np.where(total > 0, (weight[:, None] * np.nan_to_num(block[places])).sum(0) / np.where(total > 0, total, 1), fallback))
        predictions.append(np.array(rows))
    return predictions


def mirt(x, test, blocks, _):
    net = Net()

    def logits(rows, head):
        ability = net.dense(torch.relu(net.dense(rows, "ability0", MIRT[0])), "ability1", MIRT[1])
        return ability @ net.get(f"{head}.discrimination.weight", K, MIRT[1]).T + net.get(f"{head}.easiness", 1, K)

    def loss():
        score, cost, *risk = blocks
        total = known_mean(F.binary_cross_entropy_with_logits(logits(tensor(x), "score"), tensor(score), reduction="none"), score)
        total = total + known_mean((torch.sigmoid(logits(tensor(x), "cost")) - tensor(cost)) ** 2, cost)
        for block in risk:
            total = total + 0.5 * known_mean((torch.sigmoid(logits(tensor(x), "risk")) - tensor(block)) ** 2, block)
        return total

    net.train(loss)
    return [torch.sigmoid(logits(tensor(test), head)).detach().numpy() for head in ("score", "cost", "risk")[:len(blocks)]]


def risk_adjusted(blocks):
    """q - beta sd, and the mean sd of every model, which stands in where sd is unknown."""
    if len(blocks) == 2:
        return blocks[0], np.zeros(K)
    mean = np.nanmean(blocks[2], 0)
    return blocks[0] - BETA * np.where(np.isnan(blocks[2]), mean, blocks[2]), mean


def embed_llm(x, test, blocks, _):
    net = Net()
    adjusted, mean_risk = risk_adjusted(blocks)
    target = np.clip(adjusted, 0, 1)

    def table():
        return net.get("model.weight", K, EMBED)

    def logits(rows):
        return net.project(rows, "query", EMBED) @ table().T + net.get("score.bias", 1, K)

    def loss():
        cost = net.dense(table(), "cost", 1)[:, 0].expand(N, -1)
        return (known_mean(F.binary_cross_entropy_with_logits(logits(tensor(x)), tensor(target), reduction="none"), target)
                + known_mean((cost - tensor(blocks[1])) ** 2, blocks[1]))

    net.train(loss)
    score = torch.sigmoid(logits(tensor(test))).detach().numpy()
    cost = np.clip(net.dense(table(), "cost", 1).detach().numpy()[:, 0], 0, 1)
    every = np.ones((TEST, 1))
    return [score + BETA * mean_risk, every * cost, every * mean_risk]


def rm_softmax(x, test, blocks, _):
    """The logits at every cost weight of the grid, TEST x GRID x K."""
    net = Net()
    adjusted, _ = risk_adjusted(blocks)
    utilities = adjusted[:, None, :] - GRID[None, :, None] * blocks[1][:, None, :]
    unknown = torch.tensor(np.isnan(utilities))
    best = torch.tensor(np.nanmax(utilities, 2, keepdims=True), dtype=torch.float32)

    def logits(rows):
        z = torch.cat([rows[:, None, :].expand(-1, len(GRID), -1), tensor(GRID)[None, :, None].expand(len(rows), -1, 1)], 2)
        weight = torch.cat([net.get("hidden0.weight", D, RM[0]), net.get("hidden0.costWeight.weight", 1, RM[0])])
        hidden = torch.relu(z @ weight + net.get("hidden0.bias", 1, RM[0]))
        return net.dense(torch.relu(net.dense(hidden, "hidden1", RM[1])), "logits", K)

    def loss():
        policy = torch.softmax(logits(tensor(x)).masked_fill(unknown, -torch.inf), 2)
        return (policy * (best - tensor(utilities)).masked_fill(unknown, 0)).sum(2).mean()

    net.train(loss)
    return logits(tensor(test)).detach().numpy()


def utility(expected):
    quality, cost = expected[0], np.clip(expected[1], 0, 1)
    risk = np.maximum(expected[2], 0) if len(expected) > 2 else np.zeros_like(quality)
    return np.stack([quality, cost, risk, quality - LAMBDA * cost - BETA * risk], 2)


def data():
    rng = np.random.default_rng(4)
    x = 0.4 * rng.standard_normal((N + TEST, D)) + 1.5 * rng.standard_normal((CLUSTERS, D))[np.arange(N + TEST) % CLUSTERS]
    x = np.round(x, 3).astype(np.float32).astype(np.float64)
    x[N + 1] = x[3]
    quality = np.round(1 / (1 + np.exp(-x[:N] @ rng.standard_normal((D, K)))), 3)
    cost = np.round(rng.uniform(0.1, 1.2, (N, K)) * [0.2, 0.5, 1], 3)
    risk = np.round(rng.uniform(0, 0.5, (N, K)), 3)
    for label in (quality, cost, risk):
        for row in range(1, N, 5):
            label[row, rng.integers(K)] = np.nan
    return x[:N], x[N:], quality, cost, risk, np.round(rng.standard_normal((K, DESCRIPTION)), 3)


def rounded(value):
    if isinstance(value, np.ndarray):
        return rounded(value.tolist())
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return None if np.isnan(value) else float(np.format_float_scientific(value, precision=9))


if __name__ == "__main__":
    x, test, quality, cost, risk, descriptions = data()
    single, repeated = [quality, np.minimum(cost, 1)], [quality, np.minimum(cost, 1), risk]
    families = {"avengers-pro": avengers_pro, "embed-llm": embed_llm, "graph-router": graph_router, "knn": knn, "mirt": mirt, "mlp": mlp}
    result = dict(
        features=rounded(x), test=rounded(test), quality=rounded(quality), costUsd=rounded(cost), risk=rounded(risk),
        modelFeatures=rounded(descriptions),
        families={name: dict(single=rounded(utility(family(x, test, single, descriptions))),
                             repeated=rounded(utility(family(x, test, repeated, descriptions)))) for name, family in families.items()},
        rmSoftmax=dict(single=rounded(rm_softmax(x, test, single, None)), repeated=rounded(rm_softmax(x, test, repeated, None))))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(result) + "\n")
