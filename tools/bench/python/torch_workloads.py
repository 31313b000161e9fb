#!/usr/bin/env python3
"""PyTorch's side of `ventral bench`: the same workloads, sizes and JSON keys.

    torch_workloads.py [--threads T] [--seconds S] [WORKLOAD ...]

Operands are float32 and made before the clock starts. A result's memory is PyTorch's own to recycle, as Ventral recycles its own.
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F


def gemm(n, transpose_a=False, transpose_b=False):
    a, b, out = torch.randn(n, n), torch.randn(n, n), torch.empty(n, n)
    left, right = (a.t() if transpose_a else a), (b.t() if transpose_b else b)
    return lambda: torch.mm(left, right, out=out), {"gflops": 2e-9 * n ** 3}


def conv(backward):
    x, w, g = torch.randn(32, 64, 32, 32), torch.randn(64, 64, 3, 3), torch.randn(32, 64, 32, 32)
    work = 2e-9 * x.numel() * w[:, 0].numel()
    if not backward:
        return no_grad(lambda: F.conv2d(x, w, padding=1)), {"gflops": work}
    x.requires_grad_(), w.requires_grad_()
    return lambda: torch.autograd.grad(F.conv2d(x, w, padding=1), (x, w), g), {"gflops": 3 * work}


def elementwise(function):
    x = torch.randn(4096, 1024)
    return no_grad(lambda: function(x)), {"gbps": 8e-9 * x.numel()}


def adamw():
    parameters = [nn.Parameter(torch.randn(1000, 1000)) for _ in range(10)]
    for p in parameters:
        p.grad = torch.randn_like(p)
    return torch.optim.AdamW(parameters, lr=1e-3, fused=True).step, {"gbps": 7 * 4e-9 * 1e7}


def lenet5():
    model = nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.Tanh(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))
    x, y = torch.randn(64, 1, 32, 32), torch.randint(0, 10, (64,))
    return training(model, torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9), lambda: F.cross_entropy(model(x), y))


class Residual(nn.Module):
    """A basic block (expansion 1) or a bottleneck (expansion 4) with its shortcut."""

    def __init__(self, channels, width, stride, expansion):
        super().__init__()
        out = width * expansion
        kernels = ((width, 3, stride), (width, 3, 1)) if expansion == 1 else ((width, 1, 1), (width, 3, stride), (out, 1, 1))
        layers, last = [], channels
        for features, kernel, step in kernels:
            layers += [nn.Conv2d(last, features, kernel, step, kernel // 2, bias=False), nn.BatchNorm2d(features), nn.ReLU()]
            last = features
        self.body = nn.Sequential(*layers[:-1])
        same = stride == 1 and channels == out
        self.shortcut = nn.Identity() if same else nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


def resnet(stem, depths, expansion, classes):
    layers, channels = [*stem, nn.BatchNorm2d(64), nn.ReLU()], 64
    if expansion > 1:
        layers.append(nn.MaxPool2d(3, 2, 1))
    for stage, depth in enumerate(depths):
        for block in range(depth):
            width = 64 << stage
            layers.append(Residual(channels, width, 2 if stage > 0 and block == 0 else 1, expansion))
            channels = width * expansion
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))


def training(model, optimizer, loss):
    def step():
        optimizer.zero_grad(set_to_none=True)
        loss().backward()
        optimizer.step()
    return step, {}


def resnet18():
    model = resnet([nn.Conv2d(3, 64, 3, 1, 1, bias=False)], (2, 2, 2, 2), 1, 10)
    x, y = torch.randn(32, 3, 32, 32), torch.randint(0, 10, (32,))
    return training(model, torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9), lambda: F.cross_entropy(model(x), y))


def resnet50():
    model, x = resnet([nn.Conv2d(3, 64, 7, 2, 3, bias=False)], (3, 4, 6, 3), 4, 1000).eval(), torch.randn(1, 3, 224, 224)
    return no_grad(lambda: model(x)), {"gflops": 8.2}


def lstm2():
    lstm, head = nn.LSTM(128, 256, 2, batch_first=True), nn.Linear(256, 128)
    x, y = torch.randn(32, 64, 128), torch.randint(0, 128, (32 * 64,))
    optimizer = torch.optim.Adam([*lstm.parameters(), *head.parameters()], lr=1e-3)
    return training(lstm, optimizer, lambda: F.cross_entropy(head(lstm(x)[0]).flatten(0, 1), y))


def no_grad(work):
    def step():
        with torch.no_grad():
            work()
    return step


WORKLOADS = {
    **{f"gemm-{n}": (lambda n=n: gemm(n)) for n in (256, 512, 1024, 2048)},
    "gemm-nt-1024": lambda: gemm(1024, transpose_b=True),
    "gemm-tn-1024": lambda: gemm(1024, transpose_a=True),
    "conv3x3-forward": lambda: conv(False),
    "conv3x3-forward-backward": lambda: conv(True),
    "softmax-4096x1024": lambda: elementwise(lambda x: F.softmax(x, -1)),
    "layernorm-4096x1024": lambda: elementwise(lambda x: F.layer_norm(x, (1024,))),
    "gelu-4096x1024": lambda: elementwise(F.gelu),
    "tanh-4096x1024": lambda: elementwise(torch.tanh),
    "add-4096x1024": lambda: elementwise(lambda x: x + x),
    "adamw-10m": adamw,
    "lenet5-train-b64": lenet5,
    "resnet18-train-b32": resnet18,
    "resnet50-infer-b1": resnet50,
    "lstm2-train-b32": lstm2,
}


def run(step, seconds, most=2000, least=5):
    times, end = [], time.perf_counter() + seconds
    while (time.perf_counter() < end and len(times) < most) or len(times) < least:
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=4)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    for name in arguments.workloads or WORKLOADS:
        if name not in WORKLOADS:
            parser.error(f"unknown workload {name}; known: {' '.join(WORKLOADS)}")
        step, work = WORKLOADS[name]()
        run(step, 0.3, least=3)
        times = run(step, arguments.seconds)
        median = statistics.median(times)
        line = {"peer": f"pytorch-{torch.__version__}", "workload": name, "unit": "ms", "median": round(median, 4), "min": round(min(times), 4),
                "steps": len(times), "threads": arguments.threads}
        line.update({unit: round(amount / median * 1e3, 2) for unit, amount in work.items()})
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
