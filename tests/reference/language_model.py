"""A two-layer bidirectional LSTM language model, from PyTorch to Unroll and back.

language_model.safetensors        its state_dict, and language_model.npy the logits that PyTorch gives with it.
unroll_language_model.safetensors is written by nn::io::save_pytorch (see README.md); this script loads it into the same
                                  model, and unroll_language_model.npy are the logits that PyTorch then gives.
"""

import pathlib

import numpy
import safetensors_file
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(6)
here = pathlib.Path(__file__).parent


class LanguageModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 4)
        self.lstm = nn.LSTM(4, 5, num_layers=2, bidirectional=True)
        self.head = nn.Linear(10, 11)

    def forward(self, ids):
        return self.head(self.lstm(self.embedding(ids))[0])


ids = (torch.arange(7).reshape(7, 1) * 3 + torch.arange(3) * 5) % 11  # (T, batch)


def write_logits(model, name):
    with torch.no_grad():
        numpy.save(here / f"{name}.npy", model(ids).numpy())


model = LanguageModel()
safetensors_file.write(here / "language_model.safetensors", model.state_dict(), {"format": "pt"})
write_logits(model, "language_model")

ours = LanguageModel()
ours.load_state_dict(safetensors_file.read(here / "unroll_language_model.safetensors"))
write_logits(ours, "unroll_language_model")
