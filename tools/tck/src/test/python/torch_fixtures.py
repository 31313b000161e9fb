"""Writes what PyTorch makes of Ventral's ops: inputs, outputs and gradients, for TorchFixturesTest.

    python torch_fixtures.py                # into ../resources/org/ventral/tools/tck, from wherever it is called

Inputs are float32 numbers; PyTorch computes with them in float64, so that its own rounding does not blur the comparison. Each case has a name, an op with
options, inputs `in0…`, outputs `out0…`, and, where there is a gradient, the weights `seed0…` of the outputs in the scalar that is differentiated and the
gradients `grad0…` of that scalar. Some have second derivatives too: with vectors `v0…`, `second0…` are the gradients of the sum of `grad · v`.
Metadata maps each case's name to its op and options, such as `conv stride=2,1 padding=1`.
"""

import json
import pathlib
import struct
import sys

import torch
import torch.nn.functional as F

OUT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "org" / "ventral" / "tools" / "tck"
DTYPES = {torch.float32: "F32", torch.float64: "F64", torch.int32: "I32", torch.int64: "I64", torch.bool: "BOOL"}

generator = torch.Generator().manual_seed(20240229)


def write(path, tensors, metadata):
    """The Safetensors format: length of the header, header, elements."""
    header, place, chunks = {"__metadata__": metadata}, 0, []
    for name, tensor in tensors.items():
        data = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [place, place + len(data)]}
        place += len(data)
        chunks.append(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(chunks))


def numbers(*shape, low=-2.0, high=2.0):
    """Float64 tensor of uniform numbers that float32 can hold."""
    return (torch.rand(shape, generator=generator, dtype=torch.float64) * (high - low) + low).float().double()


def positive(*shape):
    return numbers(*shape, low=0.3, high=3.0)


def ties(*shape):
    """Small whole numbers, many of them equal."""
    return numbers(*shape, low=-2.4, high=2.4).round() + 0.0       # no -0.0


def integers(*shape, low=0, high=10):
    return torch.randint(low, high, shape, generator=generator)


def bools(*shape):
    return torch.rand(shape, generator=generator) < 0.5


class Family:
    """The cases of one file."""

    def __init__(self, name):
        self.name, self.tensors, self.metadata, self.comparisons = name, {}, {}, 0

    def case(self, op, inputs, function, second=False, gradient=True, **options):
        name = f"{len(self.metadata):03d}-{op}"
        text = lambda v: ",".join(map(str, v)) if isinstance(v, (tuple, list)) else str(v).lower() if isinstance(v, bool) else str(v)
        self.metadata[name] = " ".join([op] + [f"{k}={text(v)}" for k, v in options.items()])
        put = lambda role, i, t: self.tensors.__setitem__(f"{name}/{role}{i}", t)
        leaves = [x.clone().requires_grad_() if gradient and x.dtype == torch.float64 else x for x in inputs]
        for i, x in enumerate(inputs):
            put("in", i, x.float() if x.dtype == torch.float64 else x)
        outputs = function(*leaves)
        outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
        for i, y in enumerate(outputs):
            put("out", i, y)
            self.comparisons += 1
        if not gradient or not any(x.requires_grad for x in leaves):
            return
        seeds = [numbers(*y.shape) if y.dtype == torch.float64 else None for y in outputs]
        total = sum((y * s).sum() for y, s in zip(outputs, seeds) if s is not None)
        for i, s in enumerate(seeds):
            if s is not None:
                put("seed", i, s.float())
        wanted = [(i, x) for i, x in enumerate(leaves) if x.requires_grad]
        grads = self.gradients(total, wanted, second)
        for (i, _), g in zip(wanted, grads):
            put("grad", i, g)
            self.comparisons += 1
        if not second:
            return
        vectors = [numbers(*x.shape) for _, x in wanted]
        for (i, _), v in zip(wanted, vectors):
            put("v", i, v.float())
        again = self.gradients(sum((g * v).sum() for g, v in zip(grads, vectors)), wanted, False)
        for (i, _), g in zip(wanted, again):
            put("second", i, g)
            self.comparisons += 1

    @staticmethod
    def gradients(total, wanted, create):
        if not total.requires_grad:
            return [torch.zeros_like(x) for _, x in wanted]
        found = torch.autograd.grad(total, [x for _, x in wanted], create_graph=create, allow_unused=True)
        return [torch.zeros_like(x) if g is None else g for (_, x), g in zip(wanted, found)]

    def save(self):
        write(OUT / f"torch-{self.name}.safetensors", self.tensors, self.metadata)
        return self.comparisons


def elementwise():
    f = Family("elementwise")
    domain = {
        **dict.fromkeys(["log", "log2", "sqrt", "rsqrt", "reciprocal"], (0.1, 9.0)), "log1p": (-0.9, 4.0), "asin": (-0.95, 0.95), "acos": (-0.95, 0.95),
        "atanh": (-0.95, 0.95), "acosh": (1.1, 6.0), "tan": (-1.3, 1.3),
    }
    for op in ("neg abs sign square exp expm1 log log1p log2 sqrt rsqrt reciprocal sin cos tan asin acos atan sinh cosh asinh acosh atanh tanh sigmoid erf "
               "floor ceil round trunc").split():
        low, high = domain.get(op, (-3.0, 3.0))
        f.case(op, [numbers(4, 7, low=low, high=high)], getattr(torch, op), second=op in ("tanh", "sigmoid", "exp", "log", "erf", "sin", "rsqrt"))
    f.case("round", [torch.tensor([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5], dtype=torch.float64)], torch.round)
    f.case("abs", [torch.tensor([-1.0, 0.0, 2.0], dtype=torch.float64)], torch.abs)
    tails = torch.tensor([-90.0, -20.0, -6.0, -1e-4, 1e-6, 5.5, 17.0, 88.0], dtype=torch.float64).float().double()
    for op in "tanh sigmoid erf expm1 asinh".split():
        f.case(op, [tails.clamp(max=60.0)], getattr(torch, op))

    functions = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "maximum": torch.maximum, "minimum": torch.minimum, "atan2": torch.atan2}
    shapes = [((3, 4), (3, 4)), ((2, 3, 4), (4,)), ((3, 1), (1, 5)), ((), (2, 3)), ((2, 1, 4), (3, 1))]
    for op, function in functions.items():
        for a, b in shapes if op in ("add", "mul", "div") else shapes[1:3]:
            f.case(op, [numbers(*a), positive(*b) if op == "div" else numbers(*b)], function, second=op in ("mul", "div"))
    f.case("maximum", [ties(4, 9), ties(9)], torch.maximum)
    f.case("minimum", [ties(4, 9), ties(9)], torch.minimum)
    for a, b in shapes[1:3]:
        f.case("pow", [positive(*a), numbers(*b)], torch.pow, second=True)
        f.case("mod", [numbers(*a, low=-5, high=5), positive(*b)], torch.remainder)
        f.case("mod", [numbers(*a, low=-5, high=5), -positive(*b)], torch.remainder)
    for power in (2.0, 3.0, -1.0, 0.5, 0.0, 1.7):
        f.case("powNumber", [positive(3, 5)], lambda x, p=power: x ** p, y=power)
    f.case("powNumber", [numbers(3, 5)], lambda x: x ** 3, y=3.0)
    f.case("powNumber", [torch.tensor([0.0, 1.0, -2.0], dtype=torch.float64)], lambda x: x ** 2, y=2.0)
    f.case("subFrom", [numbers(3, 5)], lambda x: 1.5 - x, y=1.5)
    f.case("divInto", [positive(3, 5)], lambda x: 1.5 / x, y=1.5)
    f.case("clip", [numbers(4, 6)], lambda x: x.clamp(-1.0, 0.75), low=-1.0, high=0.75)
    f.case("clip", [torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0], dtype=torch.float64)], lambda x: x.clamp(-1.0, 1.0), low=-1.0, high=1.0)
    f.case("where", [bools(3, 1), numbers(3, 4), numbers(4)], torch.where)
    f.case("maskedFill", [numbers(3, 4), bools(3, 4)], lambda x, m: x.masked_fill(m, -7.0), y=-7.0)

    for op in "eq ne lt le gt ge".split():
        f.case(op, [ties(4, 5), ties(5)], getattr(torch, op), gradient=False)
    for op, function in {"and": torch.logical_and, "or": torch.logical_or, "xor": torch.logical_xor}.items():
        f.case(op, [bools(4, 5), bools(5)], function)
    f.case("not", [bools(7)], torch.logical_not)
    whole = integers(4, 5, low=-9, high=10), integers(5, low=1, high=4)
    f.case("add", whole, torch.add)
    f.case("mul", whole, torch.mul)
    f.case("div", whole, lambda a, b: torch.div(a, b, rounding_mode="trunc"))
    f.case("mod", [whole[0], -whole[1]], torch.remainder)
    f.case("pow", whole, torch.pow)
    odd = torch.tensor([1.0, float("nan"), float("inf"), -float("inf"), 0.0], dtype=torch.float64)
    f.case("isNaN", [odd], torch.isnan, gradient=False)
    f.case("isInfinite", [odd], torch.isinf, gradient=False)
    f.case("castLong", [numbers(3, 4, low=-9, high=9)], lambda x: x.long(), gradient=False)
    f.case("castBool", [ties(3, 4)], lambda x: x.bool(), gradient=False)
    return f.save()


def reductions():
    f = Family("reductions")
    axes = [(0,), (1,), (0, 2), (0, 1, 2)]
    for a in axes:
        f.case("sum", [numbers(3, 4, 5)], lambda x: x.sum(a), axes=a, keep=False)
        f.case("mean", [numbers(3, 4, 5)], lambda x: x.mean(a, keepdim=True), axes=a, keep=True)
        for correction in (0, 1):
            f.case("variance", [numbers(3, 4, 5)], lambda x: x.var(a, correction=correction), second=a == (1,), axes=a, correction=correction, keep=False)
        f.case("std", [numbers(3, 4, 5)], lambda x: x.std(a, correction=1, keepdim=True), axes=a, correction=1, keep=True)
        f.case("logSumExp", [numbers(3, 4, 5, low=-9, high=9)], lambda x: x.logsumexp(a), second=a == (1,), axes=a, keep=False)
        for p in (1.0, 2.0, 3.0, float("inf")):
            f.case("norm", [numbers(3, 4, 5)], lambda x: torch.linalg.vector_norm(x, p, a), axes=a, p=p)
        for op in ("max", "min"):
            function = torch.amax if op == "max" else torch.amin
            f.case(op, [numbers(3, 4, 5)], lambda x: function(x, a), axes=a, keep=False)
            f.case(op, [ties(3, 4, 5)], lambda x: function(x, a, keepdim=True), axes=a, keep=True)
    f.case("logSumExp", [numbers(3, 5, low=-800, high=800)], lambda x: x.logsumexp(1), axes=(1,), keep=False)
    f.case("logSumExp", [torch.tensor([[-float("inf"), 1.0], [-float("inf"), 2.0]], dtype=torch.float64)], lambda x: x.logsumexp(1), axes=(1,), keep=False)
    f.case("norm", [torch.zeros(2, 3, dtype=torch.float64)], lambda x: torch.linalg.vector_norm(x, 2.0, (1,)), axes=(1,), p=2.0)
    for axis in (0, 1, 2):
        f.case("prod", [numbers(3, 4, 5)], lambda x: x.prod(axis), axes=(axis,), keep=False)
        f.case("cumsum", [numbers(3, 4, 5)], lambda x: x.cumsum(axis), axis=axis)
        f.case("cumprod", [numbers(3, 4, 5)], lambda x: x.cumprod(axis), second=axis == 1, axis=axis)
        f.case("cummax", [numbers(3, 4, 5)], lambda x: x.cummax(axis).values, axis=axis)
        f.case("cummin", [numbers(3, 4, 5)], lambda x: x.cummin(axis).values, axis=axis)
        f.case("argmax", [numbers(3, 4, 5)], lambda x: x.argmax(axis), gradient=False, axis=axis)
        f.case("argmin", [numbers(3, 4, 5)], lambda x: x.argmin(axis), gradient=False, axis=axis)
        for descending in (False, True):
            f.case("sort", [numbers(3, 4, 5)], lambda x: tuple(x.sort(axis, descending=descending)), axis=axis, descending=descending)
            f.case("sort", [ties(3, 9, 5)], lambda x: tuple(x.sort(stable=True, dim=axis, descending=descending)), axis=axis, descending=descending)
        for largest in (False, True):
            f.case("topk", [numbers(3, 4, 5)], lambda x: tuple(x.topk(2, axis, largest=largest)), k=2, axis=axis, largest=largest)
    zeros = torch.tensor([[1.0, 0.0, 3.0, -2.0], [0.0, 2.0, 0.0, 4.0], [1.5, 2.0, -1.0, 0.5]], dtype=torch.float64)
    f.case("prod", [zeros], lambda x: x.prod(1), second=True, axes=(1,), keep=False)
    f.case("cumprod", [zeros], lambda x: x.cumprod(1), axis=1)
    f.case("sum", [integers(3, 4, low=-5, high=6)], lambda x: x.sum(1), axes=(1,), keep=False)
    f.case("sum", [bools(3, 4)], lambda x: x.sum(1), axes=(1,), keep=False)
    f.case("any", [bools(6, 3)], lambda x: x.any(1), axes=(1,))
    f.case("all", [bools(6, 3)], lambda x: x.all(1), axes=(1,))
    return f.save()


def windows_added(x, length, step, dilation):
    """[windows, size, n] added back into [length, n]."""
    places = torch.arange(x.shape[0])[:, None] * step + torch.arange(x.shape[1])[None, :] * dilation
    return torch.zeros(length, x.shape[2], dtype=x.dtype).index_add(0, places.flatten(), x.reshape(-1, x.shape[2]))


def movement():
    f = Family("movement")
    f.case("reshape", [numbers(3, 4, 5)], lambda x: x.transpose(0, 1).reshape(6, 10), shape=(6, 10))
    f.case("permute", [numbers(3, 4, 5)], lambda x: x.permute(2, 0, 1), order=(2, 0, 1))
    f.case("expand", [numbers(3, 1)], lambda x: x.expand(2, 3, 4), shape=(2, 3, 4))
    f.case("sumTo", [numbers(2, 3, 4)], lambda x: x.sum_to_size(3, 1), shape=(3, 1))
    for start, end, step in ((1, 9, 1), (0, 10, 3), (-7, -1, 2), (2, 100, 4)):
        f.case("slice", [numbers(3, 10)], lambda x: x[:, start:end:step], axis=1, start=start, end=end, step=step)
    f.case("flip", [numbers(3, 4, 2)], lambda x: x.flip(0, 2), axes=(0, 2))
    for size, step in ((3, 1), (2, 3), (4, 2)):
        f.case("unfold", [numbers(2, 9, 3)], lambda x: x.unfold(1, size, step), axis=1, size=size, step=step)
    for step, dilation in ((1, 1), (2, 1), (1, 3), (3, 2)):
        f.case("fold", [numbers(3, 4, 2)], lambda x: windows_added(x, 14, step, dilation), length=14, step=step, dilation=dilation)
    f.case("pad", [numbers(3, 4)], lambda x: F.pad(x, (2, 1, 0, 3), value=1.5), counts=(0, 3, 2, 1), value=1.5)
    f.case("pad", [numbers(4, 5)], lambda x: F.pad(x, (-1, 2, 1, -2), value=0.0), counts=(1, -2, -1, 2), value=0.0)
    for before, after in ((2, 1), (0, 4), (3, 0)):
        f.case("padReflect", [numbers(2, 3, 5)], lambda x: F.pad(x, (before, after), mode="reflect"), axis=2, before=before, after=after)
        f.case("padEdge", [numbers(2, 3, 5)], lambda x: F.pad(x, (before, after), mode="replicate"), axis=2, before=before, after=after)
    f.case("roll", [numbers(3, 7)], lambda x: x.roll(3, 1), axis=1, shift=3)
    f.case("roll", [numbers(3, 7)], lambda x: x.roll(-9, 1), axis=1, shift=-9)
    f.case("tile", [numbers(2, 3)], lambda x: x.tile(2, 1, 3), counts=(2, 1, 3))
    f.case("repeatInterleave", [numbers(2, 3)], lambda x: x.repeat_interleave(3, 1), axis=1, count=3)
    f.case("concat", [numbers(2, 3), numbers(2, 1), numbers(2, 4)], lambda *x: torch.cat(x, 1), axis=1)
    f.case("stack", [numbers(2, 3), numbers(2, 3)], lambda *x: torch.stack(x, 1), axis=1)
    f.case("split", [numbers(2, 7)], lambda x: x.split(3, 1), axis=1, length=3)
    for offset in (-1, 0, 2):
        f.case("tril", [numbers(2, 4, 5)], lambda x: x.tril(offset), offset=offset)
        f.case("triu", [numbers(2, 5, 4)], lambda x: x.triu(offset), offset=offset)
    f.case("diagonal", [numbers(2, 4, 3)], lambda x: x.diagonal(dim1=-2, dim2=-1))
    f.case("diagonalMatrix", [numbers(2, 4)], torch.diag_embed)
    f.case("trace", [numbers(4, 4)], torch.trace)
    return f.save()


def indexing():
    f = Family("indexing")
    f.case("indexSelect", [numbers(6, 4), integers(5, high=6)], lambda x, i: x.index_select(0, i), axis=0)
    f.case("indexSelect", [numbers(3, 6, 2), integers(7, high=6)], lambda x, i: x.index_select(1, i), axis=1)
    f.case("indexSelect", [numbers(8, 3), integers(2, 5, high=8)], lambda x, i: F.embedding(i, x), axis=0)
    f.case("indexAdd", [numbers(5, 3), integers(8, high=5), numbers(8, 3)], lambda x, i, s: x.index_add(0, i, s), axis=0)
    f.case("indexAdd", [numbers(2, 5, 3), integers(4, high=5), numbers(2, 4, 3)], lambda x, i, s: x.index_add(1, i, s), axis=1)
    for axis in (0, 1, 2):
        shape = [3, 4, 5]
        shape[axis] = 6
        index = integers(*shape, high=(3, 4, 5)[axis])
        f.case("gather", [numbers(3, 4, 5), index], lambda x, i: x.gather(axis, i), second=True, axis=axis)
        f.case("scatterAdd", [numbers(3, 4, 5), index, numbers(*shape)], lambda x, i, v: x.scatter_add(axis, i, v), axis=axis)
    f.case("gather", [numbers(4, 5), integers(2, 3, high=5)], lambda x, i: x.gather(1, i), axis=1)
    f.case("scatterAdd", [numbers(4, 5), integers(2, 3, high=5), numbers(2, 3)], lambda x, i, v: x.scatter_add(1, i, v), axis=1)
    distinct = torch.stack([torch.randperm(5, generator=generator)[:3] for _ in range(4)])
    f.case("scatter", [numbers(4, 5), distinct, numbers(4, 3)], lambda x, i, v: x.scatter(1, i, v), axis=1)
    f.case("scatter", [numbers(5, 4), distinct.t().contiguous(), numbers(3, 4)], lambda x, i, v: x.scatter(0, i, v), axis=0)
    f.case("maskedSelect", [numbers(4, 5), bools(4, 5)], torch.masked_select)
    f.case("oneHot", [integers(3, 4, high=6)], lambda i: F.one_hot(i, 6).double(), gradient=False, classes=6)
    return f.save()


def algebra():
    f = Family("algebra")
    shapes = [((3, 4), (4, 5)), ((4,), (4, 5)), ((3, 4), (4,)), ((4,), (4,)), ((2, 3, 4), (2, 4, 5)), ((2, 3, 4), (4, 5)), ((3, 4), (2, 4, 5)),
              ((2, 1, 3, 4), (5, 4, 2)), ((4,), (3, 4, 2)), ((3, 2, 4), (4,)), ((1, 1), (1, 7)), ((17, 33), (33, 9))]
    for a, b in shapes:
        f.case("matmul", [numbers(*a), numbers(*b)], torch.matmul, second=(a, b) == shapes[4])
    f.case("matmul", [integers(3, 4, low=-5, high=6), integers(4, 5, low=-5, high=6)], torch.matmul)
    f.case("outer", [numbers(3), numbers(5)], torch.outer)
    equations = [("ij,jk->ik", (3, 4), (4, 5)), ("bij,bjk->bik", (2, 3, 4), (2, 4, 5)), ("ij->ji", (3, 4)), ("ij->", (3, 4)), ("ii->i", (4, 4)), ("ii", (4, 4)),
                 ("i,j->ij", (3,), (4,)), ("bhqd,bhkd->bhqk", (2, 2, 3, 4), (2, 2, 5, 4)), ("...ij,...jk->...ik", (2, 3, 4), (4, 5)),
                 ("ij,ij->i", (3, 4), (3, 4)), ("ijk,j->ik", (3, 4, 2), (4,)), ("ab,bc,cd->ad", (2, 3), (3, 4), (4, 2)), ("bi,ijk,bk->bj", (3, 2), (2, 4, 5), (3, 5)),
                 ("i,i->", (5,), (5,)), ("iij,jk->ik", (3, 3, 4), (4, 2)), ("ba,ca", (3, 4), (2, 4)), ("...i->...", (2, 3, 4))]
    for equation, *sizes in equations:
        f.case("einsum", [numbers(*s) for s in sizes], lambda *x: torch.einsum(equation, *x), equation=equation)

    spd = lambda *s: (lambda a: (a @ a.mT + 2 * torch.eye(s[-1], dtype=torch.float64)).float().double())(numbers(*s))
    apart = lambda *s: numbers(*s) + torch.diag(torch.arange(1, s[-1] + 1) * 3.0).double()
    for batch in ((), (2,)):
        # Only the symmetric part of the operand counts, so its gradient is compared through a symmetric function.
        symmetric = lambda x: (x + x.mT) / 2
        f.case("cholesky", [spd(*batch, 4, 4)], lambda x: torch.linalg.cholesky(symmetric(x)))
        f.case("solve", [apart(*batch, 4, 4).float().double(), numbers(*batch, 4, 3)], torch.linalg.solve, second=not batch)
        for lower in (True, False):
            part = (lambda x: x.tril()) if lower else (lambda x: x.triu())
            f.case("triangularSolve", [apart(*batch, 4, 4).float().double(), numbers(*batch, 4, 3)],
                   lambda t, b: torch.linalg.solve_triangular(part(t), b, upper=not lower), lower=lower)
        f.case("inverse", [apart(*batch, 4, 4).float().double()], torch.linalg.inv)
        # Signs of columns are free: squares are not.
        for shape in ((5, 3), (4, 4), (3, 5)):
            f.case("qrSquares", [numbers(*batch, *shape)], lambda x: tuple(t.square() for t in torch.linalg.qr(x)))
        f.case("eighSquares", [spd(*batch, 4, 4)], lambda x: (lambda e: (e[0], e[1].square()))(torch.linalg.eigh(symmetric(x))))
        for shape in ((5, 3), (3, 3), (3, 5)):
            f.case("svdSquares", [numbers(*batch, *shape)], lambda x: (lambda u, s, v: (u.square(), s, v.square()))(*torch.linalg.svd(x, full_matrices=False)))
    return f.save()


def neural():
    f = Family("neural")
    wide = torch.tensor([-60.0, -12.0, -3.0, -0.25, 0.5, 2.0, 15.0, 60.0], dtype=torch.float64)
    activations = {"relu": F.relu, "gelu": F.gelu, "geluTanh": lambda x: F.gelu(x, approximate="tanh"), "silu": F.silu,
                   "softplus": lambda x: F.softplus(x, threshold=1000.0)}
    for op, function in activations.items():
        f.case(op, [numbers(4, 9, low=-4, high=4)], function, second=op != "relu")
        f.case(op, [wide], function)
    f.case("relu", [torch.tensor([-1.0, 0.0, 1.0], dtype=torch.float64)], F.relu)
    for value in (0.01, 0.3):
        f.case("leakyRelu", [numbers(4, 9, low=-4, high=4)], lambda x: F.leaky_relu(x, value), alpha=value)
    for value in (1.0, 0.5):
        f.case("elu", [numbers(4, 9, low=-4, high=4)], lambda x: F.elu(x, value), second=True, alpha=value)
    for axis in (0, 1, 2):
        f.case("softmax", [numbers(3, 4, 5, low=-5, high=5)], lambda x: x.softmax(axis), second=axis == 1, axis=axis)
        f.case("logSoftmax", [numbers(3, 4, 5, low=-5, high=5)], lambda x: x.log_softmax(axis), second=axis == 1, axis=axis)
    f.case("softmax", [numbers(3, 7, low=-300, high=300)], lambda x: x.softmax(1), axis=1)
    f.case("logSoftmax", [numbers(3, 7, low=-300, high=300)], lambda x: x.log_softmax(1), axis=1)

    for reduction in ("none", "mean", "sum"):
        for smoothing in (0.0, 0.1):
            for ignore in (False, True):
                for shape, classes in (((6, 5), (6,)), ((2, 5, 3, 4), (2, 3, 4))):
                    options = {"smoothing": smoothing, "reduction": reduction} | ({"ignore": 2} if ignore else {})
                    f.case("crossEntropy", [numbers(*shape, low=-4, high=4), integers(*classes, high=5)],
                           lambda x, t: F.cross_entropy(x, t, ignore_index=2 if ignore else -100, label_smoothing=smoothing, reduction=reduction),
                           second=reduction == "mean" and len(shape) == 2, **options)
        f.case("softCrossEntropy", [numbers(6, 5, low=-4, high=4), numbers(6, 5).softmax(1).float().double()],
               lambda x, t: F.cross_entropy(x, t, reduction=reduction), reduction=reduction)
        f.case("softCrossEntropy", [numbers(2, 5, 3, low=-4, high=4), numbers(2, 5, 3).softmax(1).float().double()],
               lambda x, t: F.cross_entropy(x, t, reduction=reduction), reduction=reduction)
        f.case("bceWithLogits", [numbers(4, 5, low=-4, high=4), numbers(4, 5, low=0.0, high=1.0)],
               lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction=reduction), second=reduction == "mean", reduction=reduction)
        f.case("mse", [numbers(4, 5), numbers(4, 5)], lambda x, t: F.mse_loss(x, t, reduction=reduction), reduction=reduction)
        f.case("huber", [numbers(4, 5), numbers(4, 5)], lambda x, t: F.huber_loss(x, t, delta=0.7, reduction=reduction), delta=0.7, reduction=reduction)
        f.case("smoothL1", [numbers(4, 5), numbers(4, 5)], lambda x, t: F.smooth_l1_loss(x, t, beta=0.7, reduction=reduction), delta=0.7, reduction=reduction)
        f.case("klDivergence", [numbers(4, 5).log_softmax(1).float().double(), numbers(4, 5).softmax(1).float().double()],
               lambda x, t: F.kl_div(x, t, reduction=reduction), reduction=reduction)
    f.case("bceWithLogits", [wide, (wide > 0).double()], lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none"), reduction="none")
    # The book's smoothing (eq. 7.129): the other K - 1 classes share epsilon.
    book = lambda x, t: F.cross_entropy(x, F.one_hot(t, 5).double() * (0.9 - 0.1 / 4) + 0.1 / 4)
    f.case("crossEntropy", [numbers(6, 5, low=-4, high=4), integers(6, high=5)], book, smoothing=0.1, others=True, reduction="mean")

    for shape, axes in (((3, 4, 5), 1), ((3, 4, 5), 2), ((6, 17), 1)):
        tail = shape[-axes:]
        f.case("layerNorm", [numbers(*shape), numbers(*tail), numbers(*tail)], lambda x, w, b: F.layer_norm(x, tail, w, b, 1e-3), second=axes == 1, epsilon=1e-3)
        f.case("rmsNorm", [numbers(*shape), numbers(*tail)], lambda x, w: F.rms_norm(x, tail, w, 1e-3), epsilon=1e-3)
    for shape in ((8, 3), (4, 3, 5), (3, 2, 3, 4), (2, 3, 2, 3, 2)):
        c = shape[1]
        others = [i for i in range(len(shape)) if i != 1]
        f.case("batchNorm", [numbers(*shape), numbers(c), numbers(c)],
               lambda x, w, b: (F.batch_norm(x, None, None, w, b, True, 0.0, 1e-3), x.mean(others), x.var(others, correction=0)), epsilon=1e-3)
        f.case("batchNormInference", [numbers(*shape), numbers(c), numbers(c), numbers(c), positive(c)],
               lambda x, w, b, m, v: (x - m.view(-1, *[1] * (x.dim() - 2))) / (v.view(-1, *[1] * (x.dim() - 2)) + 1e-3).sqrt() * w.view(-1, *[1] * (x.dim() - 2))
               + b.view(-1, *[1] * (x.dim() - 2)), epsilon=1e-3)
    f.case("linear", [numbers(3, 5), numbers(4, 5), numbers(4)], F.linear, second=True)
    f.case("linear", [numbers(2, 3, 5), numbers(4, 5)], F.linear)
    f.case("linear", [numbers(5), numbers(4, 5), numbers(4)], F.linear)
    return f.save()


def convolution():
    f = Family("convolution")
    functions = {1: (F.conv1d, F.conv_transpose1d), 2: (F.conv2d, F.conv_transpose2d), 3: (F.conv3d, F.conv_transpose3d)}
    forms = [
        ((2, 3, 9), (4, 3, 3), {}), ((2, 4, 11), (6, 2, 3), dict(stride=2, padding=1, dilation=2, groups=2)), ((1, 2, 12), (3, 2, 5), dict(stride=3, padding=4)),
        ((2, 2, 6, 5), (3, 2, 3, 2), {}), ((2, 3, 6, 6), (4, 3, 3, 3), dict(padding=1)), ((2, 2, 9, 8), (3, 2, 3, 3), dict(stride=(2, 1), padding=(2, 1), dilation=(1, 2))),
        ((2, 4, 7, 7), (6, 2, 3, 3), dict(stride=(3, 2), padding=(0, 2), groups=2)), ((2, 3, 6, 5), (3, 1, 3, 3), dict(padding=1, groups=3)),
        ((2, 3, 4, 4), (5, 3, 1, 1), {}), ((2, 3, 8, 8), (4, 3, 1, 1), dict(stride=2)), ((3, 1, 12, 12), (6, 1, 5, 5), {}), ((1, 3, 15, 14), (4, 3, 7, 7), dict(stride=2, padding=3)),
        ((2, 8, 10, 10), (8, 8, 3, 3), dict(padding=1)), ((2, 2, 10, 9), (2, 2, 2, 4), dict(stride=(2, 3), dilation=(3, 1))), ((2, 2, 3, 3), (2, 2, 3, 3), dict(padding=2, stride=2)),
        ((1, 2, 4, 5, 4), (2, 2, 3, 2, 3), dict(padding=1, stride=2)), ((2, 2, 4, 4, 5), (4, 1, 2, 2, 2), dict(stride=(1, 2, 1), padding=(0, 1, 0), dilation=(1, 1, 2), groups=2)),
    ]
    for x, w, options in forms:
        conv = functions[len(x) - 2][0]
        f.case("conv", [numbers(*x), numbers(*w), numbers(w[0])], lambda x, w, b: conv(x, w, b, **options), second=len(x) == 4 and x[0] == 2 and x[1] == 2, **options)
    f.case("conv", [numbers(2, 2, 5, 5), numbers(3, 2, 3, 3)], F.conv2d)
    f.case("convSame", [numbers(2, 2, 5, 6), numbers(2, 2, 3, 5)], lambda x, w: F.conv2d(x, w, padding="same"), kernel=(3, 5))
    f.case("convSame", [numbers(2, 2, 5, 6), numbers(2, 2, 4, 2)], lambda x, w: F.conv2d(x, w, padding="same"), kernel=(4, 2))
    transposed = [
        ((2, 4, 5), (4, 3, 4), dict(stride=3, groups=2)), ((1, 2, 6), (2, 3, 3), dict(stride=2, padding=1, output_padding=1)), ((2, 3, 3, 3), (3, 2, 3, 3), {}),
        ((2, 3, 3, 4), (3, 2, 3, 3), dict(stride=2, padding=1, output_padding=1)), ((2, 2, 4, 3), (2, 3, 2, 4), dict(stride=(1, 3), padding=(0, 1), output_padding=(0, 2))),
        ((2, 4, 4, 4), (4, 2, 3, 2), dict(stride=2, dilation=(2, 1), groups=2, padding=(1, 0))), ((2, 2, 3, 3), (2, 2, 3, 3), dict(dilation=3, output_padding=2)),
        ((1, 2, 3, 2, 3), (2, 2, 2, 3, 2), dict(stride=2, padding=(0, 1, 0))),
    ]
    for x, w, options in transposed:
        conv = functions[len(x) - 2][1]
        f.case("convTranspose", [numbers(*x), numbers(*w), numbers(w[1] * options.get("groups", 1))], lambda x, w, b: conv(x, w, b, **options), **options)
    return f.save()


def pooling():
    f = Family("pooling")
    maximum = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
    average = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
    for x, options in [
        ((2, 3, 9), dict(kernel_size=(2,))), ((2, 3, 11), dict(kernel_size=(4,), stride=3, padding=2)), ((2, 3, 6, 8), dict(kernel_size=(2, 2))),
        ((2, 2, 7, 6), dict(kernel_size=(3, 2), stride=(2, 1), padding=(1, 1), dilation=(1, 2))), ((1, 2, 8, 8), dict(kernel_size=(3, 3), stride=2, ceil_mode=True)),
        ((2, 2, 9, 7), dict(kernel_size=(3, 2), stride=(2, 3), padding=(1, 0), ceil_mode=True)), ((2, 2, 10, 10), dict(kernel_size=(3, 3), stride=2, padding=1)),
        ((1, 2, 4, 5, 4), dict(kernel_size=(2, 2, 2))), ((1, 2, 5, 5, 6), dict(kernel_size=(3, 2, 2), stride=(2, 1, 2), padding=(1, 0, 1))),
    ]:
        f.case("maxPool", [numbers(*x)], lambda x: maximum[x.dim() - 2](x, **options, return_indices=True), **options)
    f.case("maxPool", [ties(2, 3, 8, 8)], lambda x: F.max_pool2d(x, (2, 2), return_indices=True), kernel_size=(2, 2))
    f.case("minPool", [numbers(2, 3, 6, 8)], lambda x: -F.max_pool2d(-x, (2, 2)), kernel_size=(2, 2))
    for x, options in [
        ((2, 3, 9), dict(kernel_size=(2,))), ((2, 3, 11), dict(kernel_size=(4,), stride=3, padding=2, count_include_pad=False)), ((2, 3, 6, 8), dict(kernel_size=(2, 2))),
        ((2, 2, 8, 6), dict(kernel_size=(3, 2), stride=(2, 1), padding=(1, 1), ceil_mode=True)),
        ((2, 2, 8, 6), dict(kernel_size=(3, 2), stride=(2, 1), padding=(1, 1), ceil_mode=True, count_include_pad=False)),
        ((2, 2, 9, 10), dict(kernel_size=(4, 3), stride=(3, 2), padding=(2, 1), ceil_mode=True)), ((1, 2, 4, 5, 4), dict(kernel_size=(2, 2, 2))),
        ((1, 2, 5, 5, 6), dict(kernel_size=(3, 2, 2), stride=(2, 1, 2), padding=(1, 0, 1), count_include_pad=False)),
    ]:
        f.case("averagePool", [numbers(*x)], lambda x: average[x.dim() - 2](x, **options), second=len(x) == 3, **options)
    for x, sizes in [((2, 3, 9), (4,)), ((2, 3, 7, 9), (3, 4)), ((2, 3, 7, 5), (1, 1)), ((2, 2, 4, 6), (4, 6)), ((2, 2, 3, 5), (5, 7)), ((1, 2, 5, 4, 6), (2, 3, 4))]:
        rank = len(sizes)
        f.case("adaptiveAveragePool", [numbers(*x)], lambda x: (F.adaptive_avg_pool1d, F.adaptive_avg_pool2d, F.adaptive_avg_pool3d)[rank - 1](x, sizes if rank > 1 else sizes[0]), sizes=sizes)
        f.case("adaptiveMaxPool", [numbers(*x)], lambda x: (F.adaptive_max_pool1d, F.adaptive_max_pool2d, F.adaptive_max_pool3d)[rank - 1](x, sizes if rank > 1 else sizes[0]), sizes=sizes)
    return f.save()


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    total = sum(family() for family in (elementwise, reductions, movement, indexing, algebra, neural, convolution, pooling))
    size = sum(p.stat().st_size for p in OUT.glob("torch-*.safetensors"))
    print(f"PyTorch {torch.__version__}: {total} comparisons, {size / 1e6:.2f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
