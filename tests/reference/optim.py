"""Optimizers, schedules and clipping: where 20 steps lead from the same start along the same gradients, the rates of
30 steps, and what is left of a gradient.

"start/p", "start/q" are two parameters, "gradients/p", "gradients/q" a gradient for each step, and "gradients/has_q" is
0 for the steps in which q has none, in the cases whose names end in "_gaps". "adam/p" is p after each step of the case
"adam", "rates/cosine" the rate of both groups in each step, "clip_norm/p" a gradient after clipping.
"""

import os

import torch
from torch.optim import SGD, Adam, AdamW, RMSprop
from torch.optim import lr_scheduler as schedules

from safetensors_file import write

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(41)

STEPS = 20
RATES = 30
start = {"p": torch.randn(2), "q": torch.randn(3, 1)}
# Of all sizes, and some numbers 0.
gradients = {name: torch.randn(STEPS, *x.shape) * 10 ** torch.randn(STEPS, *x.shape) for name, x in start.items()}
gradients["p"][5] = 0
gradients["q"][9:13, 1] = 0
has_q = torch.ones(STEPS)
has_q[[0, 1, 6, 13]] = 0  # also none in the very first steps

tensors = {f"start/{name}": x for name, x in start.items()}
tensors.update({f"gradients/{name}": g for name, g in gradients.items()})
tensors["gradients/has_q"] = has_q


def leaves():
    return {name: x.clone().requires_grad_() for name, x in start.items()}


def trajectory(case, make, options, options_of_q=None, schedule=None):
    """One group of both parameters, or one for each."""
    x = leaves()
    if options_of_q is None:
        optimizer = make(list(x.values()), **options)
    else:
        optimizer = make([{"params": [x["p"]], **options}, {"params": [x["q"]], **options_of_q}], lr=1e9)
    schedule = schedule and schedule(optimizer)
    path = {name: [] for name in x}
    for step in range(STEPS):
        for name in x:
            absent = name == "q" and case.endswith("_gaps") and has_q[step] == 0
            x[name].grad = None if absent else gradients[name][step].clone()
        optimizer.step()
        if schedule:
            schedule.step()
        for name in x:
            path[name].append(x[name].detach().clone())
    for name in x:
        tensors[f"{case}/{name}"] = torch.stack(path[name])


trajectory("sgd", SGD, dict(lr=0.1))
trajectory("sgd_decay", SGD, dict(lr=0.1, weight_decay=0.3))
trajectory("sgd_momentum", SGD, dict(lr=0.1, momentum=0.9))
trajectory("sgd_dampening", SGD, dict(lr=0.1, momentum=0.8, dampening=0.4))
trajectory("sgd_nesterov", SGD, dict(lr=0.1, momentum=0.9, nesterov=True))
trajectory("sgd_gaps", SGD, dict(lr=0.1, momentum=0.7, dampening=0.2, weight_decay=0.1))
trajectory("sgd_nesterov_decay_gaps", SGD, dict(lr=0.05, momentum=0.7, weight_decay=0.1, nesterov=True))
trajectory("sgd_groups_gaps", SGD, dict(lr=0.1), dict(lr=0.03, momentum=0.9, dampening=0.5, weight_decay=0.2))

trajectory("rmsprop", RMSprop, dict(lr=0.05))
trajectory("rmsprop_alpha", RMSprop, dict(lr=0.05, alpha=0.7, eps=1e-3))
trajectory("rmsprop_decay", RMSprop, dict(lr=0.05, weight_decay=0.3))
trajectory("rmsprop_momentum", RMSprop, dict(lr=0.05, momentum=0.9))
trajectory("rmsprop_centered", RMSprop, dict(lr=0.05, centered=True))
trajectory("rmsprop_gaps", RMSprop,
           dict(lr=0.02, alpha=0.9, eps=1e-4, weight_decay=0.1, momentum=0.6, centered=True))
trajectory("rmsprop_groups", RMSprop, dict(lr=0.05, centered=True), dict(lr=0.1, alpha=0.8, momentum=0.5))

adam = dict(lr=0.1, betas=(0.8, 0.95), eps=1e-3)
trajectory("adam", Adam, {})
trajectory("adam_betas", Adam, adam)
trajectory("adam_decay", Adam, dict(lr=0.1, weight_decay=0.3))
trajectory("adam_amsgrad", Adam, dict(lr=0.1, betas=(0.8, 0.7), amsgrad=True))
trajectory("adam_gaps", Adam, dict(adam, weight_decay=0.2, amsgrad=True))
trajectory("adam_groups_gaps", Adam, dict(adam), dict(lr=0.02, betas=(0.5, 0.6), weight_decay=0.1, amsgrad=True))

trajectory("adamw", AdamW, {})
trajectory("adamw_betas", AdamW, adam)
trajectory("adamw_no_decay", AdamW, dict(lr=0.1, weight_decay=0))
trajectory("adamw_decay", AdamW, dict(lr=0.1, weight_decay=0.3))
trajectory("adamw_amsgrad", AdamW, dict(lr=0.1, betas=(0.8, 0.7), amsgrad=True))
trajectory("adamw_gaps", AdamW, dict(adam, weight_decay=0.2, amsgrad=True))
trajectory("adamw_groups_gaps", AdamW, dict(adam, weight_decay=0.5), dict(lr=0.02, betas=(0.5, 0.6), weight_decay=0))


def rates(case, schedule):
    x = leaves()
    optimizer = SGD([{"params": [x["p"]], "lr": 0.5}, {"params": [x["q"]], "lr": 0.03}], lr=1e9)
    schedule = schedule(optimizer)
    seen = []
    for _ in range(RATES):
        seen.append([group["lr"] for group in optimizer.param_groups])
        optimizer.step()
        schedule.step()
    tensors[f"rates/{case}"] = torch.tensor(seen)


def step_lr(o):
    return schedules.StepLR(o, 7, gamma=0.5)


def exponential(o):
    return schedules.ExponentialLR(o, 0.9)


def cosine(o):
    return schedules.CosineAnnealingLR(o, 20)


def warm_up(o):
    return schedules.LinearLR(o, 0.1, 1, 6)


rates("step", step_lr)
rates("step_default", lambda o: schedules.StepLR(o, 10))
rates("exponential", exponential)
rates("cosine", cosine)  # also after its end
rates("cosine_turns", lambda o: schedules.CosineAnnealingLR(o, 6))
rates("cosine_least", lambda o: schedules.CosineAnnealingLR(o, 25, eta_min=0.05))  # a tenth of the first group's
rates("linear_default", lambda o: schedules.LinearLR(o))
rates("warm_up", warm_up)
rates("linear_down", lambda o: schedules.LinearLR(o, 0.9, 0.2, 12))
rates("lambda", lambda o: schedules.LambdaLR(o, lambda step: 1 / (1 + step) ** 0.5))
rates("warm_up_times_cosine", lambda o: schedules.ChainedScheduler([warm_up(o), cosine(o)]))
rates("warm_up_times_exponential", lambda o: schedules.ChainedScheduler([warm_up(o), exponential(o)]))
rates("warm_up_then_cosine", lambda o: schedules.SequentialLR(o, [warm_up(o), cosine(o)], [6]))
rates("three", lambda o: schedules.SequentialLR(o, [warm_up(o), exponential(o), step_lr(o)], [4, 15]))
trajectory("sgd_scheduled", SGD, dict(lr=0.1, momentum=0.9), dict(lr=0.02), schedule=warm_up)
trajectory("adamw_scheduled_gaps", AdamW, dict(adam), dict(lr=0.02, weight_decay=0.3), schedule=exponential)


def clipped(case, clip, most):
    x = leaves()
    for name in x:
        x[name].grad = gradients[name][2].clone()
    total = clip(list(x.values()), most)
    for name in x:
        tensors[f"{case}/{name}"] = x[name].grad
    if total is not None:
        tensors[f"{case}/norm"] = total


clipped("clip_norm", torch.nn.utils.clip_grad_norm_, 0.25)
clipped("clip_norm_loose", torch.nn.utils.clip_grad_norm_, 1000)
clipped("clip_value", torch.nn.utils.clip_grad_value_, 0.25)

if __name__ == "__main__":
    write(os.path.join(os.path.dirname(os.path.abspath(__file__)), "optim.safetensors"), tensors)
