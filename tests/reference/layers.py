"""Linear, Embedding, LayerNorm and a Sequential of these in PyTorch's words: values and all gradients.

Each case has a prefix: "norm2/x" is its input (for an embedding "ids", the wanted rows), "norm2/y" its output,
"norm2/dy" what the output is multiplied with before it is summed, "norm2/weight" a parameter in PyTorch's name and
layout, "norm2/grad/weight" its gradient. "norm2/epsilon" and "table2/padding" (-1: none) are options.
"""

import os

import torch
from torch import nn

from safetensors_file import write

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(35)

tensors = {}


def record(case, module, x):
    y = module(x)
    dy = torch.randn(y.shape)
    inputs = dict(module.named_parameters())
    if x.is_floating_point():
        inputs["x"] = x
    gradients = torch.autograd.grad((y * dy).sum(), list(inputs.values()))
    tensors[f"{case}/{'x' if x.is_floating_point() else 'ids'}"] = x.double()
    tensors[f"{case}/y"], tensors[f"{case}/dy"] = y, dy
    for (name, value), gradient in zip(inputs.items(), gradients):
        tensors[f"{case}/{name}"] = value
        tensors[f"{case}/grad/{name}"] = gradient


def shuffled(module):
    """Gives every parameter a value of its own, gains and shifts too."""
    for p in module.parameters():
        p.data += torch.randn(p.shape) * 0.5
    return module


def leaf(*shape):
    return torch.randn(*shape).requires_grad_()


for i, (shape, outputs) in enumerate([((1,), 1), ((3,), 2), ((1, 1), 3), ((4, 3, 5), 7)]):
    record(f"linear{i}", shuffled(nn.Linear(shape[-1], outputs)), leaf(*shape))

for i, (shape, epsilon) in enumerate([((1,), 1e-5), ((4, 1), 0.1), ((2,), 1e-5), ((1, 1, 5), 1e-5), ((4, 3, 7), 0.1)]):
    record(f"norm{i}", shuffled(nn.LayerNorm(shape[-1], eps=epsilon)), leaf(*shape))
    tensors[f"norm{i}/epsilon"] = torch.tensor(epsilon)

for i, (rows, width, padding, ids) in enumerate([
        (1, 1, None, torch.tensor(0)),
        (5, 3, None, torch.tensor([[4, 0, 4], [2, 4, 0]])),
        (5, 3, 4, torch.tensor([[4, 0, 4], [2, 4, 0]])),
        (4, 2, 0, torch.tensor([1])),
        (4, 2, 0, torch.tensor([0, 0])),
]):
    # Shuffled: the row of padding is not 0 here, and is to be looked up as it is.
    record(f"table{i}", shuffled(nn.Embedding(rows, width, padding_idx=padding)), ids)
    tensors[f"table{i}/padding"] = torch.tensor(-1.0 if padding is None else padding)

record("row", shuffled(nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Sequential(nn.LayerNorm(4), nn.ReLU()),
                                     nn.Linear(4, 2))), leaf(5, 3))

write(os.path.join(os.path.dirname(__file__), "layers.safetensors"), tensors)
