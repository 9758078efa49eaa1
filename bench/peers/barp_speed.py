#!/usr/bin/env python3
"""Times BaRP's training with the paper's network (384 + 2 -> 32 -> 32, MLP 256, 11 models; batch 32) here and in PyTorch 1.13, on one thread.

Both sides draw preferences and actions, look up the asked outcome, and follow the gradient of eq. 5; ours then fits, once, the reward
model whose expectations a served policy reports (11 ridge paths of 384 features). 100 passes are the paper's. Usage: /usr/bin/python3 bench/peers/barp_speed.py
"""
from peer_runs import compare

QUERIES, FEATURES, MODELS, BATCH, BETA = 1500, 384, 11, 32, 0.05


def peer(case):
    import torch
    torch.set_num_threads(1)
    torch.manual_seed(0)
    x, quality, cost = torch.randn(QUERIES, FEATURES), torch.rand(QUERIES, MODELS), torch.rand(QUERIES, MODELS)

    def train():
        encoder = torch.nn.Sequential(torch.nn.Linear(2, 32), torch.nn.ReLU(), torch.nn.Linear(32, 32), torch.nn.ReLU())
        head = torch.nn.Sequential(torch.nn.Linear(FEATURES + 32, 256), torch.nn.ReLU(), torch.nn.Linear(256, MODELS))
        optimizer = torch.optim.Adam([*encoder.parameters(), *head.parameters()], lr=1e-4)
        for _ in range(case["Epochs"]):
            order = torch.randperm(QUERIES)
            for start in range(0, QUERIES, BATCH):
                rows = order[start:start + BATCH]
                costs = torch.rand(len(rows))
                weights = torch.stack([1 - costs, costs], 1)
                policy = torch.distributions.Categorical(logits=head(torch.cat([x[rows], encoder(weights)], 1)))
                actions = policy.sample()
                reward = weights[:, 0] * quality[rows, actions] - weights[:, 1] * cost[rows, actions].clamp(max=1)
                loss = (-(reward - reward.mean()) * policy.log_prob(actions) - BETA * policy.entropy()).mean()
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()

    return train


if __name__ == "__main__":
    compare([("BarpTraining", {"Epochs": epochs}) for epochs in (10, 100)], {"BarpTraining": peer})
