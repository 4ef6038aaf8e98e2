"""What PyTorch's recurrent layers and cells compute: outputs, last states, and the gradients of Σ w ⊙ (all of these).

Of each case: xs, h0 (c0), lengths, the parameters; outputs, hn (cn), w_outputs, w_hn (w_cn); grad/<name> of every input
and parameter. Names, shapes and layouts are PyTorch's.
"""

import pathlib

import torch
from torch import nn

from safetensors_file import write

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(3)

LAYERS = {
    "rnn": (nn.RNN, {}),
    "rnn_relu": (nn.RNN, {"nonlinearity": "relu"}),
    "lstm": (nn.LSTM, {}),
    "lstm_projection": (nn.LSTM, {"proj_size": 2}),
    "gru": (nn.GRU, {}),
}
CELLS = {
    "rnn_cell": (nn.RNNCell, {}),
    "rnn_relu_cell": (nn.RNNCell, {"nonlinearity": "relu"}),
    "lstm_cell": (nn.LSTMCell, {}),
    "gru_cell": (nn.GRUCell, {}),
}
# (inputs, hidden, layers, directions, steps, batch, batch first, a start is given, lengths)
SHAPES = {
    "plain": (3, 5, 1, 1, 4, 3, False, True, None),
    "ones": (1, 1, 1, 1, 1, 1, False, True, None),
    "one_step": (3, 4, 2, 2, 1, 2, False, True, None),
    "one_sequence": (2, 3, 2, 1, 5, 1, False, False, None),
    "both_directions": (3, 5, 2, 2, 5, 3, True, True, None),
    "padded": (3, 4, 1, 1, 5, 3, False, True, [2, 5, 4]),
    "padded_both_directions": (2, 3, 2, 2, 6, 4, False, True, [3, 6, 1, 4]),
    "padded_batch_first": (1, 5, 1, 2, 3, 2, True, False, [1, 3]),
}

tensors = {}


def keep(case, inputs, outputs, module):
    """inputs: leaves; outputs: what the loss is made of."""
    weights = {f"w_{name}": torch.randn(y.shape) for name, y in outputs.items()}
    sum((weights[f"w_{name}"] * y).sum() for name, y in outputs.items()).backward()
    leaves = {**inputs, **dict(module.named_parameters())}
    for name, tensor in {**leaves, **outputs, **weights}.items():
        tensors[f"{case}/{name}"] = tensor
    for name, leaf in leaves.items():
        tensors[f"{case}/grad/{name}"] = leaf.grad


def leaf(*shape):
    return torch.randn(shape).requires_grad_()


for kind, (layer_type, options) in LAYERS.items():
    for shape, (inputs, hidden, layers, directions, steps, batch, batch_first, start, lengths) in SHAPES.items():
        hidden = max(hidden, options.get("proj_size", 0) + 1)  # PyTorch's demand
        layer = layer_type(inputs, hidden, layers, batch_first=batch_first, bidirectional=directions == 2, **options)
        case = f"{kind}/{shape}"
        leaves = {"xs": leaf(*((batch, steps) if batch_first else (steps, batch)), inputs)}
        if start:
            leaves["h0"] = leaf(layers * directions, batch, options.get("proj_size", hidden))
            if layer_type is nn.LSTM:
                leaves["c0"] = leaf(layers * directions, batch, hidden)
        first = (leaves["h0"], leaves["c0"]) if "c0" in leaves else leaves.get("h0")
        xs = leaves["xs"]
        if lengths:
            tensors[f"{case}/lengths"] = torch.tensor(lengths, dtype=torch.float64)
            xs = nn.utils.rnn.pack_padded_sequence(xs, torch.tensor(lengths), batch_first, enforce_sorted=False)
        ys, last = layer(xs, first)
        if lengths:
            ys, _ = nn.utils.rnn.pad_packed_sequence(ys, batch_first, total_length=steps)
        results = {"outputs": ys}
        results.update(zip(("hn", "cn"), last if layer_type is nn.LSTM else (last,)))
        keep(case, leaves, results, layer)

for kind, (cell_type, options) in CELLS.items():
    for shape, (inputs, hidden, batch) in {"plain": (3, 5, 4), "ones": (1, 1, 1)}.items():
        cell = cell_type(inputs, hidden, **options)
        leaves = {"xs": leaf(batch, inputs), "h0": leaf(batch, hidden)}
        if cell_type is nn.LSTMCell:
            leaves["c0"] = leaf(batch, hidden)
        next_state = cell(leaves["xs"], tuple(leaves.values())[1:] if "c0" in leaves else leaves["h0"])
        results = dict(zip(("hn", "cn"), next_state if "c0" in leaves else (next_state,)))
        keep(f"{kind}/{shape}", leaves, results, cell)

write(pathlib.Path(__file__).with_suffix(".safetensors"), tensors)
