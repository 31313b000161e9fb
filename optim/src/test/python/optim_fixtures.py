#!/usr/bin/env python3
"""Writes what PyTorch's optimizers, schedules and clipping do, for the tests of this module to agree with.

    python3 optim_fixtures.py [FOLDER]

Needs PyTorch 2 and nothing else. FOLDER is src/test/resources/org/ventral/optim unless given. The files hold

    start.weight [4, 3], start.bias [3]          where every case begins
    gradient.weight [20, 4, 3], gradient.bias    the gradients of its steps
    CASE.weight [20, 4, 3], CASE.bias            the parameters after each step
    schedule.NAME [60]                           learning rates (float64 file only)
    clipped.KIND.weight, clipped.KIND.bias       the gradients of the first step, clipped

and metadata: for each case what Ventral's optimizer is called and its settings, as in "adam rate=0.01 beta1=0.8". The setting "halve=N"
is not the optimizer's: the rate is halved before step N, counted from 0.
"""

import json
import struct
import sys
from pathlib import Path

import torch

STEPS = 20
SGD, ADAM, ADAMW = torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW

# name: (Ventral's settings, PyTorch's class, PyTorch's settings)
CASES = {
    "sgd": ("sgd rate=0.1", SGD, dict(lr=0.1)),
    "sgd-decay": ("sgd rate=0.1 weight-decay=0.05", SGD, dict(lr=0.1, weight_decay=0.05)),
    "sgd-halved": ("sgd rate=0.1 halve=7", SGD, dict(lr=0.1)),
    "momentum-book": ("momentum rate=0.05 momentum=0.8", SGD, dict(lr=0.05, momentum=0.8)),
    "momentum-book-decay": ("momentum rate=0.05 weight-decay=0.02", SGD, dict(lr=0.05, momentum=0.9, weight_decay=0.02)),
    "momentum-pytorch-halved": ("momentum form=pytorch rate=0.05 halve=9", SGD, dict(lr=0.05, momentum=0.9)),
    "momentum-dampened": ("momentum form=pytorch rate=0.05 dampening=0.3 weight-decay=0.02", SGD, dict(lr=0.05, momentum=0.9, dampening=0.3, weight_decay=0.02)),
    "nesterov-book": ("nesterov rate=0.05 momentum=0.7", SGD, dict(lr=0.05, momentum=0.7, nesterov=True)),
    "nesterov-pytorch-halved": ("nesterov form=pytorch rate=0.05 weight-decay=0.02 halve=9", SGD, dict(lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.02)),
    "adam": ("adam rate=0.01", ADAM, dict(lr=0.01)),
    "adam-betas": ("adam rate=0.02 beta1=0.7 beta2=0.95 epsilon=0.001 halve=5", ADAM, dict(lr=0.02, betas=(0.7, 0.95), eps=0.001)),
    "adam-decay": ("adam rate=0.01 weight-decay=0.1", ADAM, dict(lr=0.01, weight_decay=0.1)),
    "adam-decoupled": ("adam rate=0.01 weight-decay=0.1 decoupled=true", ADAMW, dict(lr=0.01, weight_decay=0.1)),
    "adamw": ("adamw rate=0.01", ADAMW, dict(lr=0.01)),
    "adamw-decay": ("adamw rate=0.02 weight-decay=0.2 beta2=0.99 halve=12", ADAMW, dict(lr=0.02, weight_decay=0.2, betas=(0.9, 0.99))),
}

SCHEDULES = {
    "linear": lambda o: torch.optim.lr_scheduler.LinearLR(o, 1.0, 0.01, 40),
    "cosine": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 59, 0.001),
    "restarts": lambda o: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(o, 7, 2, 0.001),
    "restarts-even": lambda o: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(o, 11, 1, 0.0),
    "stepwise": lambda o: torch.optim.lr_scheduler.StepLR(o, 15, 0.3),
    "exponential": lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9),
    "polynomial": lambda o: torch.optim.lr_scheduler.PolynomialLR(o, 40, 2.0),
}


def run(case, start, gradients):
    settings, kind, options = CASES[case]
    halve = [int(word[6:]) for word in settings.split() if word.startswith("halve=")]
    parameters = {name: torch.nn.Parameter(value.clone()) for name, value in start.items()}
    optimizer = kind(parameters.values(), **options)
    path = {name: [] for name in start}
    for step in range(STEPS):
        if step in halve:
            optimizer.param_groups[0]["lr"] /= 2
        for name, parameter in parameters.items():
            parameter.grad = gradients[name][step].clone()
        optimizer.step()
        for name, parameter in parameters.items():
            path[name].append(parameter.detach().clone())
    return {f"{case}.{name}": torch.stack(values) for name, values in path.items()}


def rates(name):
    optimizer = SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    scheduler = SCHEDULES[name](optimizer)
    values = []
    for _ in range(60):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return torch.tensor(values, dtype=torch.float64)


def clipped(kind, gradients):
    parameters = {name: torch.nn.Parameter(torch.zeros_like(g[0])) for name, g in gradients.items()}
    for name, parameter in parameters.items():
        parameter.grad = gradients[name][0].clone()
    if kind == "norm":
        torch.nn.utils.clip_grad_norm_(parameters.values(), 0.5)
    else:
        torch.nn.utils.clip_grad_value_(parameters.values(), 0.4)
    return {f"clipped.{kind}.{name}": parameter.grad for name, parameter in parameters.items()}


def write(path, tensors, metadata):
    """A Safetensors file."""
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        piece = tensor.detach().contiguous().numpy().tobytes()
        dtype = {torch.float32: "F32", torch.float64: "F64"}[tensor.dtype]
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(piece)]}
        data += piece
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    here = Path(__file__).resolve().parent
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "resources" / "org" / "ventral" / "optim"
    torch.manual_seed(20)
    start = {"weight": torch.randn(4, 3, dtype=torch.float64), "bias": torch.randn(3, dtype=torch.float64)}
    gradients = {name: torch.randn(STEPS, *value.shape, dtype=torch.float64) for name, value in start.items()}
    for dtype, bits in ((torch.float64, 64), (torch.float32, 32)):
        first = {name: value.to(dtype) for name, value in start.items()}
        slopes = {name: value.to(dtype) for name, value in gradients.items()}
        tensors = {f"start.{name}": value for name, value in first.items()} | {f"gradient.{name}": value for name, value in slopes.items()}
        for case in CASES:
            tensors |= run(case, first, slopes)
        tensors |= clipped("norm", slopes) | clipped("value", slopes)
        if bits == 64:
            tensors |= {f"schedule.{name}": rates(name) for name in SCHEDULES}
        metadata = {name: settings for name, (settings, _, _) in CASES.items()} | {"made-with": "PyTorch " + torch.__version__}
        write(folder / f"optim{bits}.safetensors", tensors, metadata)


if __name__ == "__main__":
    main()
