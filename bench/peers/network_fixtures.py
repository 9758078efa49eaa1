#!/usr/bin/env python3
"""Writes the oracle fixtures of OrleansRouter.Learning.Networks, computed by PyTorch 1.13 and scikit-learn 1.2.1.

networks.json: each case is one small network from given weights on one given batch: the loss, every gradient, and the weights after
one and after three updates. Weight matrices are written inputs x outputs, as the library lays them out.
mlp.json: a data set and how well scikit-learn's perceptrons of the same options do on it.

Usage: /usr/bin/python3 bench/peers/network_fixtures.py
"""
import json
import pathlib
import warnings

import numpy as np
import sklearn
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import log_loss, r2_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.nn import functional as F

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests/OrleansRouter.Learning.Tests/Fixtures"
ROWS, INPUTS, OUTPUTS = 6, 5, 3
ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}
ADAM = dict(kind="adam", learningRate=1e-3)


class Mlp(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.hidden0, self.hidden1, self.output = nn.Linear(INPUTS, 7), nn.Linear(7, 4), nn.Linear(4, OUTPUTS)
        self.activation = ACTIVATIONS[activation]

    def forward(self, x):
        return self.output(self.activation(self.hidden1(self.activation(self.hidden0(x)))))


class Bilinear(nn.Module):
    """logits_k = x' W_k v, with v a linear function of x so that gradients flow into both sides."""

    def __init__(self, _):
        super().__init__()
        self.side, self.bilinear = nn.Linear(INPUTS, 2), nn.Bilinear(INPUTS, 2, OUTPUTS, bias=False)

    def forward(self, x):
        return self.bilinear(x, self.side(x))


def loss_of(kind, z, batch):
    log_pi = F.log_softmax(z, dim=1)
    entropy = -(log_pi.exp() * log_pi).sum(1)
    if kind == "squaredError":
        return F.mse_loss(z, batch["targets"])
    if kind == "binaryCrossEntropy":
        return F.binary_cross_entropy_with_logits(z, batch["shares"])
    if kind == "hardCrossEntropy":
        return F.cross_entropy(z, batch["classes"])
    if kind == "softCrossEntropy":
        return F.cross_entropy(z, batch["distribution"])
    if kind == "policyGradient":
        taken = log_pi.gather(1, batch["classes"][:, None])[:, 0]
        return (-batch["advantages"][:, 0] * taken - 0.05 * entropy).mean()
    if kind == "expectedRegret":
        regret = batch["targets"].max(1, keepdim=True).values - batch["targets"]
        return ((log_pi.exp() * regret).sum(1) - 0.05 * entropy).mean()
    raise ValueError(kind)


def optimizer_of(o, parameters):
    if o["kind"] == "adam":
        return torch.optim.Adam(parameters, lr=o["learningRate"], weight_decay=o.get("weightDecay", 0))
    return torch.optim.SGD(parameters, lr=o["learningRate"], momentum=o.get("momentum", 0), weight_decay=o.get("weightDecay", 0))


def layout(name, tensor):
    t = tensor.detach()
    if name == "bilinear.weight":
        t = t.permute(1, 0, 2).reshape(INPUTS, -1)
    elif t.ndim == 2:
        t = t.T
    return t.reshape(-1).tolist()


def snapshot(net, pick=lambda p: p):
    return {name: layout(name, pick(p)) for name, p in net.named_parameters()}


def case(make, activation, loss, optimizer, batch):
    torch.manual_seed(7)
    net = make(activation)
    result = dict(network=make.__name__.lower(), activation=activation, loss=loss, optimizer=optimizer, initial=snapshot(net))
    opt = optimizer_of(optimizer, net.parameters())
    for step in range(3):
        opt.zero_grad()
        value = loss_of(loss, net(batch["features"]), batch)
        value.backward()
        if step == 0:
            result.update(value=value.item(), gradients=snapshot(net, lambda p: p.grad))
        if "clipNorm" in optimizer:
            nn.utils.clip_grad_norm_(net.parameters(), optimizer["clipNorm"])
        opt.step()
        if step == 0:
            result["afterOne"] = snapshot(net)
    result["afterThree"] = snapshot(net)
    return result


def networks():
    torch.manual_seed(5)
    batch = dict(
        features=torch.randn(ROWS, INPUTS), targets=torch.randn(ROWS, OUTPUTS), shares=torch.rand(ROWS, OUTPUTS),
        classes=torch.randint(OUTPUTS, (ROWS,)), distribution=torch.softmax(torch.randn(ROWS, OUTPUTS), 1), advantages=torch.randn(ROWS, 1))
    losses = ["squaredError", "binaryCrossEntropy", "hardCrossEntropy", "softCrossEntropy", "policyGradient", "expectedRegret"]
    cases = [case(Mlp, a, loss, ADAM, batch) for a in ACTIVATIONS for loss in losses]
    cases += [case(Bilinear, "relu", loss, ADAM, batch) for loss in ("squaredError", "policyGradient")]
    cases += [case(Mlp, "tanh", "squaredError", o, batch) for o in (
        dict(kind="sgd", learningRate=0.05),
        dict(kind="sgd", learningRate=0.05, momentum=0.9, weightDecay=0.1),
        dict(kind="sgd", learningRate=0.05, clipNorm=0.1),
        dict(kind="adam", learningRate=0.01, weightDecay=0.1),
        dict(kind="adam", learningRate=0.01, weightDecay=0.1, clipNorm=0.1))]
    return dict(torch=torch.__version__, batch={k: v.tolist() for k, v in batch.items()}, cases=cases)


def rounded(value):
    """Eight significant digits: single precision has no more."""
    if isinstance(value, float):
        return float(np.format_float_scientific(value, precision=7))
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value


def mlp():
    rng = np.random.default_rng(30)
    n, d, train = 450, 6, 300
    x = np.round(rng.uniform(-1, 1, (n, d)) * [1, 5, 1, 0.1, 1, 1], 3)
    f = np.sin(3 * x[:, 0]) + 0.2 * x[:, 1] * x[:, 2] + 20 * x[:, 3] ** 2 - x[:, 4]
    y = np.round(f + 0.2 * rng.standard_normal(n), 3)
    labels = f + 0.5 * rng.standard_normal(n) > np.median(f)
    z = StandardScaler().fit(x[:train]).transform(x)
    target = StandardScaler().fit(y[:train, None])
    options = dict(hidden_layer_sizes=(128, 64), alpha=1e-4, learning_rate_init=1e-3, max_iter=800)
    r2 = [r2_score(y[train:], target.inverse_transform(
        MLPRegressor(**options, random_state=s).fit(z[:train], target.transform(y[:train, None])[:, 0]).predict(z[train:])[:, None]))
        for s in range(12)]
    loss = [log_loss(labels[train:], MLPClassifier(hidden_layer_sizes=(16,), alpha=1.0, max_iter=300, random_state=s)
                     .fit(z[:train], labels[:train]).predict_proba(z[train:])) for s in range(12)]
    return dict(
        sklearn=sklearn.__version__, trainRows=train, features=x.tolist(), targets=y.tolist(), labels=labels.tolist(),
        r2=r2, logLoss=loss)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    (OUT / "mlp.json").write_text(json.dumps(mlp()) + "\n")
    (OUT / "networks.json").write_text(json.dumps(rounded(networks())) + "\n")
