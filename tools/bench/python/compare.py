#!/usr/bin/env python3
"""Ventral and PyTorch on the same machine in the same minutes: short bursts by turns, both sides warm, and a table of medians.

    compare.py [--peer torch_workloads.py] [--threads 1,2] [--rounds 7] [--seconds 0.5] [WORKLOAD ...]

Run it with a Python that can import torch; Ventral runs beside it in one process for each number of threads and waits while it is not its turn.
The ratio is the median over the rounds of PyTorch's time over Ventral's in the same round: above 1, Ventral is faster. With one thread both sides run on
the same core, another one each round: cores of a shared machine can differ by a factor of two for minutes.
"""
import argparse
import importlib.util
import json
import os
import pathlib
import statistics
import subprocess
import time

import torch

HERE = pathlib.Path(__file__).resolve().parent
VENTRAL = HERE.parents[1] / "ventral"
PAUSE = 0.02  # seconds for the other side's threads to stop spinning


def workloads(path):
    spec = importlib.util.spec_from_file_location("peer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, "WORKLOADS", None) or module.W


class Ventral:
    def __init__(self, threads, seconds):
        command = [str(VENTRAL), "bench", "--turns", "--threads", str(threads), "--seconds", str(seconds)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def median(self, name):
        print(name, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"ventral bench --turns ended at {name}; run it by hand to see why")
        return json.loads(line)["median"]

    def pin(self, cores):
        """Lets all threads run on these cores only, where the system can do that."""
        for thread in os.listdir(f"/proc/{self.process.pid}/task"):
            os.sched_setaffinity(int(thread), cores)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def burst(step, seconds):
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 5:
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*")
    parser.add_argument("--peer", default=HERE / "torch_workloads.py", help="PyTorch's side: a script whose WORKLOADS or W maps names to functions that make a step")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.5, help="length of a burst")
    arguments = parser.parse_args()
    peers = workloads(arguments.peer)
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") and os.path.isdir("/proc/self/task") else []
    names = arguments.workloads or subprocess.run([str(VENTRAL), "bench", "--list"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    print("| workload | threads | Ventral ms | PyTorch ms | ratio |\n|---|---|---|---|---|")
    for threads in map(int, arguments.threads.split(",")):
        torch.set_num_threads(threads)
        ventral = Ventral(threads, arguments.seconds)
        for name in names:
            step = peers[name]()[0]
            ventral.median(name)
            burst(step, 0.3)
            rounds = []
            for number in range(arguments.rounds):
                if cores and threads == 1:
                    core = {cores[number % len(cores)]}
                    ventral.pin(core)
                    os.sched_setaffinity(0, core)
                time.sleep(PAUSE)
                ours = ventral.median(name)
                time.sleep(PAUSE)
                rounds.append((ours, burst(step, arguments.seconds)))
            if cores:
                ventral.pin(cores)
                os.sched_setaffinity(0, cores)
            ours, theirs = (statistics.median(side) for side in zip(*rounds))
            ratio = statistics.median(b / a for a, b in rounds)
            print(f"| {name} | {threads} | {ours:.3g} | {theirs:.3g} | **{ratio:.2f}** |", flush=True)
        ventral.close()


if __name__ == "__main__":
    main()
