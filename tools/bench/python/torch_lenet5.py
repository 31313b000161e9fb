#!/usr/bin/env python3
"""The LeNet-5 that `ventral train lenet5 --data fashion-mnist` trains, in PyTorch: the accuracy to be compared with.

    torch_lenet5.py FOLDER_WITH_THE_IDX_FILES [--epochs 5] [--seeds 1,2,3]

tanh, max pooling, images padded to 32x32 and standardised by the training set's mean and deviation, Adam 1e-3, batches of 64, shuffled;
both sides begin with PyTorch's default initialization.
"""
import argparse
import gzip
import json
import pathlib
import time

import torch
from torch import nn
from torch.nn import functional as F


def idx(path):
    data = gzip.decompress(path.read_bytes())
    rank = data[3]
    sizes = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(rank)]
    return torch.frombuffer(bytearray(data[4 + 4 * rank:]), dtype=torch.uint8).view(*sizes)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)

    def part(name):
        images = idx(arguments.folder / f"{name}-images-idx3-ubyte.gz").float() / 255
        return F.pad(images, (2, 2, 2, 2)).unsqueeze(1), idx(arguments.folder / f"{name}-labels-idx1-ubyte.gz").long()

    (x, y), (tx, ty) = part("train"), part("t10k")
    mean, deviation = x.mean(), x.std()
    x, tx = (x - mean) / deviation, (tx - mean) / deviation
    for seed in map(int, arguments.seeds.split(",")):
        torch.manual_seed(seed)
        model = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.Tanh(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        start = time.perf_counter()
        for _ in range(arguments.epochs):
            for batch in torch.randperm(len(x)).split(64):
                optimizer.zero_grad(set_to_none=True)
                F.cross_entropy(model(x[batch]), y[batch]).backward()
                optimizer.step()
        with torch.no_grad():
            accuracy = (torch.cat([model(part).argmax(1) for part in tx.split(500)]) == ty).float().mean().item()
        print(json.dumps({"peer": f"pytorch-{torch.__version__}", "seed": seed, "epochs": arguments.epochs, "test_accuracy": round(accuracy, 4),
                          "seconds": round(time.perf_counter() - start, 1)}), flush=True)


if __name__ == "__main__":
    main()
