"""Attention in PyTorch's words: values and all gradients of nn.MultiheadAttention, nn.TransformerEncoderLayer and
nn.TransformerEncoder, and of scaled dot products and an encoder-decoder written out by hand.

Each case has a prefix: "self/x" is its input, "self/dy" and "self/dweights" what its outputs are multiplied with before
they are summed, "self/in_proj_weight" a parameter in PyTorch's name and layout, "self/grad/…" the gradient of each.
"""

import math
import os

import torch
import torch.nn.functional as F
from torch import nn

from safetensors_file import write

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(33)

tensors = {}
INF = float("inf")


def leaf(*shape):
    return torch.randn(*shape).requires_grad_()


def record(case, inputs, outputs, constants={}):
    """inputs: {name: leaf}, outputs: {name: (value, name of what it is multiplied with)}."""
    loss = 0
    for name, (value, factor) in outputs.items():
        d = torch.randn(value.shape)
        tensors[f"{case}/{name}"] = value
        tensors[f"{case}/{factor}"] = d
        loss = loss + (value * d).sum()
    gradients = torch.autograd.grad(loss, list(inputs.values()))
    for (name, value), gradient in zip(inputs.items(), gradients):
        tensors[f"{case}/{name}"] = value
        tensors[f"{case}/grad/{name}"] = gradient
    for name, value in constants.items():
        tensors[f"{case}/{name}"] = torch.as_tensor(value).to(torch.float64)


def shuffled(module):
    """Gives every parameter, biases and norms too, a value of its own."""
    for p in module.parameters():
        p.data = torch.randn(p.shape) * 0.5 + (1 if p.dim() == 1 and p.data.eq(1).all() else 0)
    return module


def padding(lengths, steps):  # PyTorch's: True is left out
    return torch.arange(steps)[None, :] >= torch.tensor(lengths)[:, None]


# ---- Scaled dot products, by hand ----
def dot_products(case, q, k, v, bias=None, forbidden=None):
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    if bias is not None:
        scores = scores + bias
    if forbidden is not None:
        scores = scores.masked_fill(forbidden, -INF)
    weights = F.softmax(scores, -1)
    inputs = {"q": q, "k": k, "v": v}
    if bias is not None:
        inputs["bias"] = bias
    constants = {} if forbidden is None else {"forbidden": forbidden}
    record(case, inputs, {"output": (weights @ v, "dy"), "weights": (weights, "dweights")}, constants)


causal = torch.triu(torch.ones(4, 4), 1).bool()
dot_products("dot", leaf(2, 3, 4), leaf(2, 5, 4), leaf(2, 5, 3))
dot_products("dot_causal", leaf(2, 3, 4, 5), leaf(2, 3, 4, 5), leaf(2, 3, 4, 2), forbidden=causal)
dot_products("dot_bias", leaf(3, 4, 2), leaf(3, 4, 2), leaf(3, 4, 2), bias=leaf(4, 4))
dot_products("dot_one", leaf(1, 1), leaf(1, 1), leaf(1, 1))


# ---- nn.MultiheadAttention ----
def multihead(case, width, heads, q, k=None, v=None, batch_first=False, averaged=False, bias=None, **masks):
    model = shuffled(nn.MultiheadAttention(width, heads, batch_first=batch_first))
    inputs = {"q": q} if k is None else {"q": q, "k": k, "v": v}
    inputs.update(model.named_parameters())
    if bias is not None:
        inputs["bias"] = masks["attn_mask"] = bias
    output, weights = model(q, q if k is None else k, q if v is None else v, average_attn_weights=averaged, **masks)
    constants = {"heads": heads}
    constants.update({name: mask for name, mask in masks.items() if bias is None or name != "attn_mask"})
    record(case, inputs, {"output": (output, "dy"), "weights": (weights, "dweights")}, constants)


partly = torch.randn(4, 4)
partly[0, 1:3] = partly[2, 0] = -INF
multihead("self", 6, 2, leaf(5, 3, 6))
multihead("one_head", 3, 1, leaf(4, 2, 3))
multihead("all_heads", 4, 4, leaf(3, 2, 4))
multihead("one_step", 6, 3, leaf(1, 2, 6))
multihead("one_number", 1, 1, leaf(1, 1, 1))
multihead("one_sequence", 4, 2, leaf(5, 1, 4))
multihead("averaged", 6, 3, leaf(4, 2, 6), averaged=True)
multihead("cross", 8, 4, leaf(3, 2, 8), leaf(5, 2, 8), leaf(5, 2, 8))
multihead("batch_first", 4, 2, leaf(2, 3, 4), leaf(2, 5, 4), leaf(2, 5, 4), batch_first=True)
multihead("key_padding", 4, 2, leaf(5, 3, 4), key_padding_mask=padding([5, 1, 3], 5))
multihead("attn_mask_bool", 4, 2, leaf(4, 3, 4), attn_mask=causal)
multihead("attn_mask_float", 4, 2, leaf(4, 3, 4), attn_mask=partly)
multihead("both_masks", 6, 2, leaf(4, 3, 6), attn_mask=causal, key_padding_mask=padding([2, 4, 1], 4))
multihead("learned_bias", 4, 2, leaf(3, 2, 4), bias=leaf(3, 3))


# ---- nn.TransformerEncoderLayer and a stack of them ----
def encoder_layer(case, width, heads, wide, x, batch_first=False, norm_first=False, activation="relu", **masks):
    model = shuffled(nn.TransformerEncoderLayer(width, heads, wide, 0.0, activation, norm_first=norm_first,
                                                batch_first=batch_first))
    inputs = {"x": x, **dict(model.named_parameters())}
    constants = {"heads": heads, **masks}
    record(case, inputs, {"output": (model(x, **masks), "dy")}, constants)


encoder_layer("post_relu", 6, 3, 10, leaf(4, 2, 6))
encoder_layer("post_gelu", 4, 2, 5, leaf(3, 2, 4), activation="gelu")
encoder_layer("pre_relu", 6, 2, 7, leaf(4, 3, 6), norm_first=True)
encoder_layer("pre_gelu", 4, 1, 8, leaf(5, 2, 4), norm_first=True, activation="gelu")
encoder_layer("layer_one_step", 4, 2, 3, leaf(1, 1, 4))
encoder_layer("layer_batch_first", 4, 2, 6, leaf(3, 2, 4), batch_first=True)
encoder_layer("layer_masks", 4, 2, 6, leaf(4, 3, 4), src_mask=causal, src_key_padding_mask=padding([4, 1, 3], 4))


def encoder(case, width, heads, wide, layers, x, lengths, norm_first):
    layer = nn.TransformerEncoderLayer(width, heads, wide, 0.0, norm_first=norm_first)
    model = shuffled(nn.TransformerEncoder(layer, layers, nn.LayerNorm(width) if norm_first else None,
                                           enable_nested_tensor=False))
    inputs = {"x": x, **dict(model.named_parameters())}
    beyond = padding(lengths, x.shape[0])
    output = model(x, src_key_padding_mask=beyond).masked_fill(beyond.T[:, :, None], 0)
    record(case, inputs, {"output": (output, "dy")}, {"heads": heads, "lengths": torch.tensor(lengths)})


encoder("stack_post", 4, 2, 6, 2, leaf(5, 3, 4), [5, 1, 3], False)
encoder("stack_pre", 6, 3, 5, 2, leaf(4, 2, 6), [2, 4], True)

# ---- An encoder-decoder (Bahdanau et al. 2015) of GRUs, by hand, in Unroll's names and layout ----
def gru(p, prefix, x, h):
    a, u = x @ p[prefix + "W_xh"] + p[prefix + "b"], h @ p[prefix + "W_hh"]
    (xr, xz, xn), (hr, hz, hn) = a.chunk(3, -1), u.chunk(3, -1)
    r, z = torch.sigmoid(xr + hr), torch.sigmoid(xz + hz)
    return (1 - z) * torch.tanh(xn + r * (hn + p[prefix + "b_hn"])) + z * h


def translate(case, source, lengths, previous, symbols, width, hidden, general):
    steps, batch = source.shape
    shapes = {"source.W": (symbols[0], width), "target.W": (symbols[1], width)}
    for name, inputs in (("encoder.layers.0.past.", width), ("encoder.layers.0.future.", width),
                         ("cell.", width + 2 * hidden)):
        shapes.update({name + "W_xh": (inputs, 3 * hidden), name + "W_hh": (hidden, 3 * hidden),
                       name + "b": (3 * hidden,), name + "b_hn": (hidden,)})
    shapes.update({"first.W": (hidden, hidden), "first.b": (hidden,)})
    shapes.update({"score.W": (hidden, 2 * hidden)} if general else
                  {"score.W": (hidden, hidden), "score.U": (2 * hidden, hidden), "score.v": (hidden,)})
    shapes.update({"readout.W": (3 * hidden + width, symbols[1]), "readout.b": (symbols[1],)})
    p = {name: (torch.randn(shape) * 0.7).requires_grad_() for name, shape in shapes.items()}

    pasts, futures = [], []  # each sequence by itself: no masks where it is read
    for b, length in enumerate(lengths):
        x, zero = p["source.W"][source[:length, b]], torch.zeros(hidden)
        past, future = [zero], [zero]
        for t in range(length):
            past.append(gru(p, "encoder.layers.0.past.", x[t], past[-1]))
            future.insert(0, gru(p, "encoder.layers.0.future.", x[length - 1 - t], future[0]))
        pasts.append(torch.stack(past[1:]))
        futures.append(torch.stack(future[:-1]))
    logits, weights = [], []
    for b, length in enumerate(lengths):
        h = torch.cat([pasts[b], futures[b]], -1)
        s = torch.tanh(futures[b][0] @ p["first.W"] + p["first.b"])
        for symbol in previous[:, b]:
            y = p["target.W"][symbol]
            if general:
                scores = h @ (p["score.W"].T @ s)
            else:
                scores = torch.tanh(s @ p["score.W"] + h @ p["score.U"]) @ p["score.v"]
            alpha = torch.softmax(scores, -1)
            c = alpha @ h
            s = gru(p, "cell.", torch.cat([y, c]), s)
            logits.append(torch.cat([s, c, y]) @ p["readout.W"] + p["readout.b"])
            weights.append(F.pad(alpha, (0, steps - length)))
    shape = (batch, previous.shape[0])
    logits = torch.stack(logits).reshape(*shape, -1).transpose(0, 1)
    weights = torch.stack(weights).reshape(*shape, -1).transpose(0, 1)
    record(case, p, {"logits": (logits, "dlogits"), "weights": (weights, "dweights")},
           {"source": source, "lengths": torch.tensor(lengths), "previous": previous})


translate("translate_additive", torch.randint(0, 5, (4, 3)), [4, 1, 2], torch.randint(0, 6, (3, 3)), (5, 6), 2, 3, False)
translate("translate_general", torch.randint(0, 4, (3, 2)), [3, 3], torch.randint(0, 3, (1, 2)), (4, 3), 3, 2, True)

if __name__ == "__main__":
    write(os.path.join(os.path.dirname(os.path.abspath(__file__)), "attention.safetensors"), tensors)
