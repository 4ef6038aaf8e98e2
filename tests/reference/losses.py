"""Losses in PyTorch's words: values and all gradients.

"entropy<i>" is a case of its own shape: logits, targets, class weights, and dy, with which the separate terms are
multiplied before they are summed. "entropy<i>/<options>/mean" is a loss, "entropy<i>/<options>/mean/logits" its gradient;
the options are any of i (targets of 1 are ignored), w (weights), s (smoothing of 0.3), in this order, and a dash. "nll<i>"
takes the same targets and the logits themselves for log-probabilities. The losses of two tensors are "<loss><i>/…".
"""

import itertools
import os
import warnings

import torch
import torch.nn.functional as F

from safetensors_file import write

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(34)
warnings.filterwarnings("ignore", message="reduction: 'mean' divides")  # what kl_div's mean is; we know

tensors = {}


def record(name, loss, inputs, dy):
    """loss(reduction) with each reduction, and its gradient with respect to each of inputs: {name: leaf}."""
    for reduction in ("mean", "sum", "none"):
        value = loss(reduction)
        gradients = torch.autograd.grad((value * dy).sum() if reduction == "none" else value, list(inputs.values()))
        tensors[f"{name}/{reduction}"] = value
        for of, gradient in zip(inputs, gradients):
            tensors[f"{name}/{reduction}/{of}"] = gradient


# Targets of any shape; PyTorch wants the classes on the second axis, so that here all is one row of rows.
for i, (shape, classes) in enumerate([((), 3), ((1,), 1), ((1,), 4), ((7,), 3), ((5, 2), 5), ((2, 1, 3), 2)]):
    logits = (torch.randn(*shape, classes) * 2).requires_grad_()
    targets = torch.randint(classes, shape)
    if targets.numel() > 1:
        targets.view(-1)[0], targets.view(-1)[1] = 0, 1
    weights = torch.rand(classes) + 0.5
    dy = torch.randn(shape)
    for name, value in {"logits": logits, "targets": targets, "weights": weights, "dy": dy}.items():
        tensors[f"entropy{i}/{name}"] = value.double()
    ignorable = (targets != 1).any()
    for ignores, weighs, smooths in itertools.product((False, True), repeat=3):
        if ignores and not ignorable:
            continue
        chosen = ("i" * ignores + "w" * weighs + "s" * smooths) or "-"
        options = {"ignore_index": 1 if ignores else -100, "weight": weights if weighs else None}

        def entropy(reduction):
            value = F.cross_entropy(logits.reshape(-1, classes), targets.reshape(-1), reduction=reduction,
                                    label_smoothing=0.3 * smooths, **options)
            return value.reshape(shape) if reduction == "none" else value

        def nll(reduction):
            value = F.nll_loss(logits.reshape(-1, classes), targets.reshape(-1), reduction=reduction, **options)
            return value.reshape(shape) if reduction == "none" else value

        record(f"entropy{i}/{chosen}", entropy, {"logits": logits}, dy)
        if not smooths:
            record(f"nll{i}/{chosen}", nll, {"logits": logits}, dy)

for i, shape in enumerate([(), (1,), (1, 1), (7,), (3, 2, 5)]):
    x = (torch.randn(shape) * 3).requires_grad_()
    y = torch.rand(shape)
    if y.dim() > 1:  # certain ones, too
        y[0], y[-1, ..., 0] = 1, 0
    y.requires_grad_()
    log_p = F.log_softmax(x, -1).detach().requires_grad_()
    q = torch.softmax(torch.randn(shape), -1).requires_grad_()
    dy = torch.randn(shape)
    for name, value in {"x": x, "y": y, "log_p": log_p, "q": q, "dy": dy}.items():
        tensors[f"pair{i}/{name}"] = value
    record(f"binary{i}", lambda r: F.binary_cross_entropy_with_logits(x, y, reduction=r), {"x": x, "y": y}, dy)
    record(f"squared{i}", lambda r: F.mse_loss(x, y, reduction=r), {"x": x, "y": y}, dy)
    record(f"kl{i}", lambda r: F.kl_div(log_p, q, reduction=r), {"log_p": log_p, "q": q}, dy)
    if len(shape) > 1:  # the first row's q is one-hot: PyTorch has no gradient of q there
        q = torch.where(torch.arange(len(q)).reshape([-1] + [1] * (q.dim() - 1)) == 0, F.one_hot(
            torch.zeros(shape[:-1], dtype=torch.long), shape[-1]).double(), q.detach())
        tensors[f"pair{i}/one_hot"] = q
        record(f"one_hot{i}", lambda r: F.kl_div(log_p, q, reduction=r), {"log_p": log_p}, dy)
        tensors[f"one_hot{i}/batchmean"] = F.kl_div(log_p, q, reduction="batchmean")

write(os.path.join(os.path.dirname(__file__), "losses.safetensors"), tensors)
