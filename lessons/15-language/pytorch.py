"""The trained network of lesson 15 in PyTorch: does it need as many bits for the same letters?

    ./learn 15
    apt-get install python3-torch
    /usr/bin/python3 lessons/15-language/pytorch.py graphs/rendered/15-language/language_model.safetensors

The file holds the weights in PyTorch's names and, as its metadata, the alphabet, the letters that were asked for and how
many bits each needed in Unroll.
"""

import json
import math
import pathlib
import struct
import sys

import torch
from torch import nn

sys.path.append(str(pathlib.Path(__file__).parents[2] / "tests" / "reference"))
import safetensors_file


class LanguageModel(nn.Module):
    def __init__(self, letters, width, hidden):
        super().__init__()
        self.embedding = nn.Embedding(letters, width)
        self.layer = nn.GRU(width, hidden)
        self.head = nn.Linear(hidden, letters)

    def forward(self, ids):
        return self.head(self.layer(self.embedding(ids))[0])


def metadata(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        return json.loads(file.read(length))["__metadata__"]


torch.set_default_dtype(torch.float64)
if len(sys.argv) != 2:
    sys.exit("Name the file: graphs/rendered/15-language/language_model.safetensors, which ./learn 15 writes.")
weights = safetensors_file.read(sys.argv[1])
about = metadata(sys.argv[1])
letters, width = weights["embedding.weight"].shape
model = LanguageModel(letters, width, weights["layer.weight_hh_l0"].shape[1])
model.load_state_dict(weights)

ids = torch.tensor([about["alphabet"].index(letter) for letter in about["test_letters"]]).reshape(-1, 1)
with torch.no_grad():
    nats = nn.functional.cross_entropy(model(ids[:-1]).reshape(-1, letters), ids[1:].reshape(-1))
bits, ours = nats.item() / math.log(2), float(about["bits_per_letter"])
print(f"PyTorch {torch.__version__.split('+')[0]}, a GRU of {model.layer.hidden_size} units, {len(ids) - 1} test letters")
print(f"bits for each letter, Unroll:  {ours:.6f}")
print(f"bits for each letter, PyTorch: {bits:.6f}")
sys.exit(abs(bits - ours) > 1e-5)
