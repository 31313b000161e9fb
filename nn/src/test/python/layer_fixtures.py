#!/usr/bin/env python3
"""Writes what PyTorch's layers compute, for the layers of this module to agree with.

    python3 layer_fixtures.py [FOLDER]

Needs PyTorch 2 and nothing else. FOLDER is src/test/resources/org/ventral/nn/layer unless given. One file for each family, with

    CASE/in/NAME        inputs: x, for recurrent layers also h, c and lengths
    CASE/state/NAME     parameters and buffers before
    CASE/out/NAME       outputs: y, for recurrent layers also h and c
    CASE/seed/NAME      the gradient of each output that backward starts from
    CASE/din/NAME       the gradient of each input
    CASE/grad/NAME      the gradient of each parameter
    CASE/after/NAME     buffers afterwards
    CASE/eval/y         the output of x in evaluation mode after that, where the case has buffers

PyTorch computes in float64 on numbers that are float32, and the results are rounded to float32: they are right to the last place or so.
"""

import json
import struct
import sys
from pathlib import Path

import torch
from torch import nn


def rounded(tensor):
    return tensor.float().double()


def settle(module):
    """Parameters and floating buffers that are float32 numbers, none of them 0 or 1 by default."""
    module.double()
    with torch.no_grad():
        for name, value in list(module.named_parameters()) + list(module.named_buffers()):
            if value.dtype.is_floating_point:
                noise = 0.4 * torch.randn_like(value)
                value.copy_(rounded(0.7 + noise.abs() if "running_var" in name else noise + (1 if value.dim() == 1 and name.endswith("weight") else 0)))
    return module


def case(name, module, inputs, call=None):
    """The tensors of one case. call takes the module and the inputs by name and answers outputs by name."""
    call = call or (lambda m, i: {"y": m(i["x"])})
    settle(module)
    tensors = {f"{name}/in/{k}": v for k, v in inputs.items()}
    tensors |= {f"{name}/state/{k}": v.clone() for k, v in module.state_dict().items()}
    given = {k: v.clone().requires_grad_() if v.dtype.is_floating_point else v for k, v in inputs.items()}
    outputs = call(module, given)
    seeds = {k: rounded(torch.randn_like(v)) for k, v in outputs.items()}
    sum((v * seeds[k]).sum() for k, v in outputs.items()).backward()
    tensors |= {f"{name}/out/{k}": v for k, v in outputs.items()} | {f"{name}/seed/{k}": v for k, v in seeds.items()}
    tensors |= {f"{name}/din/{k}": v.grad for k, v in given.items() if v.dtype.is_floating_point}
    tensors |= {f"{name}/grad/{k}": v.grad for k, v in module.named_parameters()}
    buffers = dict(module.named_buffers())
    tensors |= {f"{name}/after/{k}": v.clone() for k, v in buffers.items()}
    if buffers:
        module.eval()
        with torch.no_grad():
            tensors[f"{name}/eval/y"] = call(module, inputs)["y"]
    return tensors


def x(*shape, shift=0.5):
    return {"x": rounded(torch.randn(*shape, dtype=torch.float64) * 1.5 + shift)}


def norms():
    return (
        case("batch1d", nn.BatchNorm1d(5), x(7, 5))
        | case("batch1d-length", nn.BatchNorm1d(3, momentum=0.25), x(4, 3, 6))
        | case("batch2d", nn.BatchNorm2d(3), x(2, 3, 5, 4))
        | case("batch2d-epsilon", nn.BatchNorm2d(2, eps=0.1, momentum=0.9), x(3, 2, 3, 3))
        | case("batch2d-cumulative", nn.BatchNorm2d(2, momentum=None), x(3, 2, 3, 3))
        | case("batch2d-plain", nn.BatchNorm2d(3, affine=False), x(2, 3, 3, 5))
        | case("batch2d-untracked", nn.BatchNorm2d(3, track_running_stats=False), x(2, 3, 3, 5))
        | case("batch3d", nn.BatchNorm3d(2), x(2, 2, 3, 2, 3))
        | case("layer", nn.LayerNorm(6), x(4, 6))
        | case("layer-sequence", nn.LayerNorm(5, eps=0.01), x(2, 3, 5))
        | case("layer-axes", nn.LayerNorm((3, 4)), x(2, 5, 3, 4))
        | case("layer-image", nn.LayerNorm((2, 3, 4)), x(2, 2, 3, 4))
        | case("layer-unbiased", nn.LayerNorm(7, bias=False), x(3, 7))
        | case("layer-plain", nn.LayerNorm((2, 3), elementwise_affine=False), x(3, 2, 3))
        | case("group", nn.GroupNorm(2, 6), x(2, 6, 3, 5))
        | case("group-one", nn.GroupNorm(1, 4, eps=0.02), x(3, 4, 5))
        | case("group-each", nn.GroupNorm(3, 3), x(2, 3, 2, 2, 3))
        | case("group-flat", nn.GroupNorm(3, 9), x(4, 9))
        | case("group-plain", nn.GroupNorm(2, 4, affine=False), x(2, 4, 3))
        | case("instance1d", nn.InstanceNorm1d(3), x(2, 3, 7))
        | case("instance1d-affine", nn.InstanceNorm1d(3, affine=True), x(2, 3, 7))
        | case("instance2d", nn.InstanceNorm2d(2, eps=0.05, affine=True), x(3, 2, 4, 3))
        | case("instance2d-tracked", nn.InstanceNorm2d(2, momentum=0.3, affine=True, track_running_stats=True), x(3, 2, 4, 3))
        | case("instance3d-tracked", nn.InstanceNorm3d(2, track_running_stats=True), x(2, 2, 2, 3, 3))
        | case("rms", nn.RMSNorm(6, eps=2.0**-23), x(3, 6))
        | case("rms-axes", nn.RMSNorm((3, 4), eps=0.01), x(2, 2, 3, 4))
        | case("rms-plain", nn.RMSNorm(5, eps=1e-6, elementwise_affine=False), x(2, 3, 5))
    )


class Block(nn.Module):
    """A residual block with torchvision's names; kernels and widths of its convolutions are given, the stride is that of one of them."""

    def __init__(self, inside, kernels, widths, strided, stride, shortcut):
        super().__init__()
        self.count, self.shortcut, self.stride, self.out = len(kernels), shortcut, stride, widths[-1]
        for i, (k, width) in enumerate(zip(kernels, widths), 1):
            before = inside if i == 1 else widths[i - 2]
            setattr(self, f"conv{i}", nn.Conv2d(before, width, k, stride if i == strided else 1, k // 2, bias=False))
            setattr(self, f"bn{i}", nn.BatchNorm2d(width))
        if shortcut == "projection" and (stride != 1 or inside != self.out):
            self.downsample = nn.Sequential(nn.Conv2d(inside, self.out, 1, stride, bias=False), nn.BatchNorm2d(self.out))

    def forward(self, x):
        y = x
        for i in range(1, self.count + 1):
            y = getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(y))
            y = torch.relu(y) if i < self.count else y
        if self.shortcut == "none":
            return torch.relu(y)
        if hasattr(self, "downsample"):
            return torch.relu(y + self.downsample(x))
        missing = self.out - x.shape[1]
        carried = nn.functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, missing // 2, missing - missing // 2))
        return torch.relu(y + carried)


def residual():
    return (
        case("basic", Block(3, (3, 3), (3, 3), 1, 1, "projection"), x(2, 3, 5, 6))
        | case("basic-projection", Block(2, (3, 3), (4, 4), 1, 2, "projection"), x(2, 2, 6, 5))
        | case("basic-padding", Block(2, (3, 3), (5, 5), 1, 2, "padding"), x(2, 2, 6, 5))
        | case("basic-plain", Block(2, (3, 3), (4, 4), 1, 2, "none"), x(2, 2, 6, 5))
        | case("bottleneck", Block(8, (1, 3, 1), (2, 2, 8), 2, 1, "projection"), x(2, 8, 4, 3))
        | case("bottleneck-projection", Block(3, (1, 3, 1), (2, 2, 8), 2, 2, "projection"), x(3, 3, 5, 4))
    )


class Reference(nn.Module):
    """One recurrent layer written out step by step, for the forms that PyTorch does not have."""

    def __init__(self, kind, inside, hidden, normalized=False):
        super().__init__()
        self.kind, self.hidden, self.normalized = kind, hidden, normalized
        rows = hidden * {"rnn": 1, "lstm": 4, "lstm-identity": 4, "gru": 3, "gru-before": 3}[kind]
        self.weight_ih_l0 = nn.Parameter(torch.empty(rows, inside))
        self.weight_hh_l0 = nn.Parameter(torch.empty(rows, hidden))
        if normalized:
            self.norm_ih_l0, self.norm_hh_l0 = nn.LayerNorm(rows), nn.LayerNorm(rows)
            if kind.startswith("lstm"):
                self.norm_c_l0 = nn.LayerNorm(hidden)
        else:
            self.bias_ih_l0, self.bias_hh_l0 = nn.Parameter(torch.empty(rows)), nn.Parameter(torch.empty(rows))

    def of(self, x, side, rows=slice(None)):
        w = getattr(self, f"weight_{side}_l0")[rows]
        return getattr(self, f"norm_{side}_l0")(x @ w.T) if self.normalized else x @ w.T + getattr(self, f"bias_{side}_l0")[rows]

    def forward(self, x, h, c=None):
        outputs, n = [], self.hidden
        for step in x:
            a = self.of(step, "ih")
            if self.kind == "rnn":
                h = torch.tanh(a + self.of(h, "hh"))
            elif self.kind.startswith("lstm"):
                i, f, g, o = (a + self.of(h, "hh")).chunk(4, 1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                shown = self.norm_c_l0(c) if self.normalized else c
                h = torch.sigmoid(o) * (shown if self.kind == "lstm-identity" else torch.tanh(shown))
            else:
                ar, az, an = a.chunk(3, 1)
                if self.kind == "gru":
                    br, bz, bn = self.of(h, "hh").chunk(3, 1)
                    candidate = torch.tanh(an + torch.sigmoid(ar + br) * bn)
                else:
                    br, bz = self.of(h, "hh", slice(0, 2 * n)).chunk(2, 1)
                    candidate = torch.tanh(an + self.of(torch.sigmoid(ar + br) * h, "hh", slice(2 * n, 3 * n)))
                keep = torch.sigmoid(az + bz)
                h = keep * h + (1 - keep) * candidate
            outputs.append(h)
        return torch.stack(outputs), h, c


def sequence(name, module, inputs):
    """A case of one of PyTorch's recurrent layers; lengths and state are optional inputs."""

    def call(m, i):
        given = i["x"]
        if "lengths" in i:
            given = nn.utils.rnn.pack_padded_sequence(given, i["lengths"], batch_first=m.batch_first, enforce_sorted=False)
        y, state = m(given, (i["h"], i["c"]) if "c" in i else i.get("h"))
        if "lengths" in i:
            y, _ = nn.utils.rnn.pad_packed_sequence(y, batch_first=m.batch_first, total_length=i["x"].shape[1 if m.batch_first else 0])
        return {"y": y, "h": state[0], "c": state[1]} if isinstance(state, tuple) else {"y": y, "h": state}

    return case(name, module, inputs, call)


def referenced(name, module, inputs):
    def call(m, i):
        y, h, c = m(i["x"], i["h"][0], i["c"][0] if "c" in i else None)
        return {"y": y, "h": h[None]} | ({} if c is None else {"c": c[None]})

    return case(name, module, inputs, call)


def cell(name, module, inputs):
    def call(m, i):
        out = m(i["x"], (i["h"], i["c"]) if "c" in i else i["h"])
        return {"h": out[0], "c": out[1]} if isinstance(out, tuple) else {"h": out}

    return case(name, module, inputs, call)


def h(*shape):
    return {"h": x(*shape, shift=0)["x"]}


def hc(*shape):
    return h(*shape) | {"c": x(*shape, shift=0)["x"]}


def lengths(*values):
    return {"lengths": torch.tensor(values)}


def recurrent():
    return (
        sequence("rnn", nn.RNN(3, 4), x(5, 2, 3))
        | sequence("rnn-relu", nn.RNN(3, 4, nonlinearity="relu"), x(5, 2, 3) | h(1, 2, 4))
        | sequence("rnn-unbiased", nn.RNN(2, 3, bias=False), x(4, 1, 2) | h(1, 1, 3))
        | sequence("rnn-deep", nn.RNN(3, 2, num_layers=3, bidirectional=True, batch_first=True), x(2, 4, 3) | h(6, 2, 2))
        | sequence("rnn-lengths", nn.RNN(3, 2, bidirectional=True), x(5, 4, 3) | h(2, 4, 2) | lengths(3, 5, 1, 4))
        | sequence("lstm", nn.LSTM(3, 4), x(5, 2, 3))
        | sequence("lstm-state", nn.LSTM(3, 4), x(5, 2, 3) | hc(1, 2, 4))
        | sequence("lstm-one-step", nn.LSTM(2, 3, bias=False), x(1, 3, 2) | hc(1, 3, 3))
        | sequence("lstm-deep", nn.LSTM(3, 2, num_layers=2, bidirectional=True, batch_first=True), x(3, 4, 3) | hc(4, 3, 2))
        | sequence("lstm-lengths", nn.LSTM(2, 3, num_layers=2, bidirectional=True, batch_first=True), x(4, 6, 2) | hc(4, 4, 3) | lengths(6, 2, 1, 5))
        | sequence("lstm-lengths-short", nn.LSTM(2, 3), x(5, 3, 2) | lengths(2, 4, 3))
        | sequence("gru", nn.GRU(3, 4), x(5, 2, 3))
        | sequence("gru-state", nn.GRU(3, 4, bias=False), x(4, 2, 3) | h(1, 2, 4))
        | sequence("gru-deep", nn.GRU(3, 2, num_layers=2, bidirectional=True), x(4, 3, 3) | h(4, 3, 2))
        | sequence("gru-lengths", nn.GRU(2, 3, bidirectional=True, batch_first=True), x(3, 5, 2) | h(2, 3, 3) | lengths(2, 5, 3))
        | referenced("lstm-identity", Reference("lstm-identity", 3, 4), x(4, 2, 3) | hc(1, 2, 4))
        | referenced("gru-before", Reference("gru-before", 3, 4), x(5, 2, 3) | h(1, 2, 4))
        | referenced("rnn-normalized", Reference("rnn", 3, 4, True), x(4, 2, 3) | h(1, 2, 4))
        | referenced("lstm-normalized", Reference("lstm", 3, 4, True), x(4, 2, 3) | hc(1, 2, 4))
        | referenced("gru-normalized", Reference("gru", 3, 4, True), x(4, 2, 3) | h(1, 2, 4))
        | cell("rnn-cell", nn.RNNCell(3, 4, nonlinearity="relu"), x(2, 3) | h(2, 4))
        | cell("lstm-cell", nn.LSTMCell(3, 4), x(2, 3) | hc(2, 4))
        | cell("gru-cell", nn.GRUCell(3, 4, bias=False), x(2, 3) | h(2, 4))
    )


class Negated(nn.Module):
    """Min pooling."""

    def __init__(self, pool):
        super().__init__()
        self.pool = pool

    def forward(self, x):
        return -self.pool(-x)


def convolution():
    return (
        case("conv1d", nn.Conv1d(2, 3, 4, stride=3, padding=2, dilation=2), x(2, 2, 11))
        | case("conv1d-same", nn.Conv1d(2, 2, 4, padding="same", bias=False), x(2, 2, 7))
        | case("conv2d", nn.Conv2d(3, 4, (3, 2), stride=(2, 1), padding=(1, 0)), x(2, 3, 7, 6))
        | case("conv2d-groups", nn.Conv2d(4, 6, 3, groups=2, dilation=(1, 2)), x(2, 4, 6, 7))
        | case("conv2d-depthwise", nn.Conv2d(3, 6, 3, groups=3, padding=1, bias=False), x(2, 3, 4, 5))
        | case("conv3d", nn.Conv3d(2, 2, (1, 2, 3), stride=(1, 2, 1), padding=(0, 1, 1)), x(1, 2, 3, 4, 4))
        | case("transpose1d", nn.ConvTranspose1d(2, 3, 4, stride=3, padding=1, output_padding=2), x(2, 2, 5))
        | case("transpose2d", nn.ConvTranspose2d(3, 2, 3), x(2, 3, 2, 2))
        | case("transpose2d-stride", nn.ConvTranspose2d(3, 2, 3, stride=2), x(2, 3, 2, 2))
        | case("transpose2d-uneven", nn.ConvTranspose2d(4, 6, (3, 2), stride=(2, 3), padding=(1, 0), output_padding=(0, 2), groups=2, dilation=(2, 1)), x(2, 4, 3, 4))
        | case("transpose2d-unbiased", nn.ConvTranspose2d(2, 2, 4, stride=2, padding=1, bias=False), x(1, 2, 3, 3))
        | case("transpose3d", nn.ConvTranspose3d(2, 2, (2, 1, 3), stride=(1, 2, 2), padding=(0, 0, 1)), x(1, 2, 2, 3, 2))
        | case("max-overlapping", nn.MaxPool2d(3, stride=2, padding=1), x(2, 2, 7, 6))
        | case("max-ceil", nn.MaxPool2d((2, 3), stride=2, ceil_mode=True), x(2, 2, 6, 8))
        | case("max-dilated", nn.MaxPool1d(3, stride=1, dilation=2), x(2, 2, 9))
        | case("max3d", nn.MaxPool3d(2), x(1, 2, 4, 5, 4))
        | case("min", Negated(nn.MaxPool2d(2)), x(2, 2, 4, 6))
        | case("min-overlapping", Negated(nn.MaxPool2d(3, stride=2, padding=1)), x(2, 2, 7, 6))
        | case("average-overlapping", nn.AvgPool2d(3, stride=2), x(2, 2, 7, 6))
        | case("average3d", nn.AvgPool3d(2), x(1, 2, 4, 5, 4))
        | case("adaptive-average1d", nn.AdaptiveAvgPool1d(3), x(2, 2, 7))
        | case("adaptive-average2d", nn.AdaptiveAvgPool2d((3, 2)), x(2, 2, 7, 4))
        | case("adaptive-average3d", nn.AdaptiveAvgPool3d((2, 3, 1)), x(1, 2, 3, 5, 4))
        | case("adaptive-max1d", nn.AdaptiveMaxPool1d(3), x(2, 2, 7))
        | case("adaptive-max2d", nn.AdaptiveMaxPool2d((3, 2)), x(2, 2, 7, 4))
        | case("adaptive-max3d", nn.AdaptiveMaxPool3d((2, 3, 1)), x(1, 2, 3, 5, 4))
    )


def write(path, tensors, metadata):
    """A Safetensors file, float64 rounded to float32."""
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        tensor = tensor.detach().contiguous()
        tensor = tensor.float() if tensor.dtype.is_floating_point else tensor
        piece = tensor.numpy().tobytes()
        dtype = {torch.float32: "F32", torch.int64: "I64"}[tensor.dtype]
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(piece)]}
        data += piece
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    here = Path(__file__).resolve().parent
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "resources" / "org" / "ventral" / "nn" / "layer"
    metadata = {"made-with": "PyTorch " + torch.__version__}
    for seed, (name, family) in enumerate({"norms": norms, "residual": residual, "recurrent": recurrent, "convolution": convolution}.items()):
        torch.manual_seed(seed)
        write(folder / f"{name}.safetensors", family(), metadata)


if __name__ == "__main__":
    main()
