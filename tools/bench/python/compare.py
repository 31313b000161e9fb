#!/usr/bin/env python3
"""Ventral and PyTorch on the same machine in the same minutes: runs both sides by turns and prints a table of medians.

    compare.py --python PYTHON_WITH_TORCH [--peer torch_workloads.py] [--threads 1,2] [--rounds 3] [--seconds 2] [WORKLOAD ...]

Each round times every workload once on each side; the figure is the median over the rounds of each round's median. The ratio is
PyTorch's time over Ventral's: above 1, Ventral is faster.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
VENTRAL = HERE.parents[1] / "ventral"


def measure(command):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*")
    parser.add_argument("--python", default=sys.executable, help="a Python that can import torch")
    parser.add_argument("--peer", default=HERE / "torch_workloads.py", help="PyTorch's side: a script with the options of torch_workloads.py")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2)
    arguments = parser.parse_args()
    names = arguments.workloads or subprocess.run([str(VENTRAL), "bench", "--list"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    print("| workload | threads | Ventral ms | PyTorch ms | ratio |\n|---|---|---|---|---|")
    for threads in arguments.threads.split(","):
        for name in names:
            ours, theirs = [], []
            options = ["--threads", threads, "--seconds", arguments.seconds, name]
            for _ in range(arguments.rounds):
                ours += [line["median"] for line in measure([VENTRAL, "bench", *options])]
                theirs += [line["median"] for line in measure([arguments.python, arguments.peer, *options])]
            a, b = statistics.median(ours), statistics.median(theirs)
            print(f"| {name} | {threads} | {a:.3g} | {b:.3g} | **{b / a:.2f}** |", flush=True)


if __name__ == "__main__":
    main()
