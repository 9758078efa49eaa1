#!/usr/bin/env python3
"""Times BaRP's training loop with the paper's network (384 + 2 -> 32 -> 32, MLP 256, 11 models; batch 32, 10 passes) here and in PyTorch 1.13.

Both sides draw preferences and actions, look up the asked outcome, and follow the gradient of eq. 5; ours also fits the reward model
that a served policy reports. Usage: /usr/bin/python3 bench/peers/barp_speed.py
"""
from peer_runs import compare

QUERIES, FEATURES, MODELS, EPOCHS, BATCH, BETA = 1500, 384, 11, 10, 32, 0.05


def peer(case):
    import torch
    torch.set_num_threads(case["Threads"])
    torch.manual_seed(0)
    x, quality, cost = torch.randn(QUERIES, FEATURES), torch.rand(QUERIES, MODELS), torch.rand(QUERIES, MODELS)

    def train():
        encoder = torch.nn.Sequential(torch.nn.Linear(2, 32), torch.nn.ReLU(), torch.nn.Linear(32, 32), torch.nn.ReLU())
        head = torch.nn.Sequential(torch.nn.Linear(FEATURES + 32, 256), torch.nn.ReLU(), torch.nn.Linear(256, MODELS))
        optimizer = torch.optim.Adam([*encoder.parameters(), *head.parameters()], lr=1e-4)
        for _ in range(EPOCHS):
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
    compare([("BarpTraining", {"Threads": threads}) for threads in (1, 2)], {"BarpTraining": peer})
