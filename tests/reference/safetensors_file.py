"""Reads and writes safetensors files with nothing but Python and torch: Debian 12 has no package for them.

A file is: the header's length (8 bytes, little-endian), the header (JSON, padded with spaces to a multiple of 8 bytes),
the numbers. The header maps each name to {"dtype", "shape", "data_offsets"}, and "__metadata__" to a map of strings.
"""

import json
import struct

import torch

DTYPES = {"F32": torch.float32, "F64": torch.float64}


def write(path, tensors, metadata={}):
    """tensors: {name: torch tensor}, in the order in which they are written; what is not float32 becomes float64."""
    header, pieces, offset = {}, [], 0
    if metadata:
        header["__metadata__"] = dict(metadata)
    for name, tensor in tensors.items():
        tensor = torch.as_tensor(tensor).detach().contiguous()
        dtype = "F32" if tensor.dtype == torch.float32 else "F64"
        piece = tensor.to(DTYPES[dtype]).numpy().tobytes()
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [offset, offset + len(piece)]}
        pieces.append(piece)
        offset += len(piece)
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(pieces))


def read(path):
    """{name: torch tensor}, in the file's order."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        numbers = bytearray(file.read())
    tensors = {}
    for name, about in header.items():
        if name == "__metadata__":
            continue
        dtype, (begin, end) = DTYPES[about["dtype"]], about["data_offsets"]
        flat = torch.frombuffer(numbers[begin:end], dtype=dtype) if end > begin else torch.empty(0, dtype=dtype)
        tensors[name] = flat.reshape(about["shape"])
    return tensors
