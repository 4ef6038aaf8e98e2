"""One model of everything that PyTorch and Unroll both have: pytorch.safetensors is its state_dict, and
pytorch_outputs.safetensors what each part answers. For nn/io/pytorch."""

import pathlib

import safetensors_file
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(5)
here = pathlib.Path(__file__).parent


class All(nn.Module):
    def __init__(self):
        super().__init__()
        self.temperature = nn.Parameter(torch.ones(2, 3))  # of a module of one's own
        self.rnn = nn.RNN(3, 4, num_layers=2, nonlinearity="relu")
        self.birnn = nn.RNN(3, 4, bidirectional=True)
        self.lstm = nn.LSTM(3, 4, num_layers=2)
        self.bilstm = nn.LSTM(3, 4, num_layers=2, bidirectional=True, proj_size=2)
        self.gru = nn.GRU(3, 4, num_layers=2)
        self.bigru = nn.GRU(3, 4, num_layers=2, bidirectional=True)
        self.rnn_cell = nn.RNNCell(3, 4)
        self.lstm_cell = nn.LSTMCell(3, 4)
        self.gru_cell = nn.GRUCell(3, 4)
        self.linear = nn.Linear(3, 5)
        self.embedding = nn.Embedding(7, 3, padding_idx=1)
        self.layer_norm = nn.LayerNorm(3)
        self.attention = nn.MultiheadAttention(6, 2)
        self.post = nn.TransformerEncoderLayer(6, 2, 5, dropout=0)
        self.pre = nn.TransformerEncoderLayer(6, 3, 5, dropout=0, activation="gelu", norm_first=True)
        layer = nn.TransformerEncoderLayer(6, 2, 4, dropout=0, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, norm=nn.LayerNorm(6))
        self.inner = nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Sequential(nn.Linear(2, 3)))


model = All()
with torch.no_grad():
    for parameter in model.parameters():  # biases and norms, too, are something else than 0 and 1
        parameter.uniform_(-0.7, 0.7)

x, wide, h, c = torch.randn(5, 2, 3), torch.randn(5, 2, 6), torch.randn(2, 4), torch.randn(2, 4)
ids = torch.arange(10).reshape(5, 2) % 7
cell_h, cell_c = model.lstm_cell(x[0], (h, c))
outputs = {
    "x": x,
    "wide": wide,
    "h": h,
    "c": c,
    "rnn": model.rnn(x)[0],
    "birnn": model.birnn(x)[0],
    "lstm": model.lstm(x)[0],
    "bilstm": model.bilstm(x)[0],
    "gru": model.gru(x)[0],
    "bigru": model.bigru(x)[0],
    "rnn_cell": model.rnn_cell(x[0], h),
    "lstm_cell": cell_h,
    "lstm_cell.c": cell_c,
    "gru_cell": model.gru_cell(x[0], h),
    "linear": model.linear(x),
    "embedding": model.embedding(ids),
    "layer_norm": model.layer_norm(x),
    "attention": model.attention(wide, wide[:3], wide[:3])[0],
    "post": model.post(wide),
    "pre": model.pre(wide),
    "encoder": model.encoder(wide),
    "inner": model.inner(x),
}
safetensors_file.write(here / "pytorch.safetensors", model.state_dict(), {"format": "pt"})
safetensors_file.write(here / "pytorch_outputs.safetensors", outputs)
