#!/usr/bin/env python3
"""An MLP 384-128-64-6 on 4,000 rows, 20 epochs of Adam, here and in PyTorch 1.13.

Usage: /usr/bin/python3 bench/peers/network_speed.py     (builds and runs bench/OrleansRouter.Benchmarks)
"""
from peer_runs import compare

ROWS, INPUTS, OUTPUTS, EPOCHS = 4000, 384, 6, 20


def peer(case):
    import torch
    torch.set_num_threads(case["Threads"])
    torch.manual_seed(0)
    x, y = torch.randn(ROWS, INPUTS), torch.randn(ROWS, OUTPUTS)

    def train():
        net = torch.nn.Sequential(
            torch.nn.Linear(INPUTS, 128), torch.nn.ReLU(), torch.nn.Linear(128, 64), torch.nn.ReLU(), torch.nn.Linear(64, OUTPUTS))
        optimizer, loss = torch.optim.Adam(net.parameters(), lr=1e-3), torch.nn.MSELoss()
        for _ in range(EPOCHS):
            order = torch.randperm(ROWS)
            for rows in order.split(case["BatchRows"]):
                optimizer.zero_grad(set_to_none=True)
                loss(net(x[rows]), y[rows]).backward()
                optimizer.step()

    return train


if __name__ == "__main__":
    cases = [("MlpTraining", {"BatchRows": rows, "Threads": threads}) for rows, threads in [(32, 2), (32, 1), (256, 2)]]
    compare(cases, {"MlpTraining": peer})
