"""Arrays as NumPy writes them, for nn/io/npy: tests/reference/npy/*.npy. Their numbers are k/7 for k = 0, 1, …"""

import math
import pathlib

import numpy

folder = pathlib.Path(__file__).parent / "npy"
folder.mkdir(exist_ok=True)


def numbers(*shape, dtype="<f8"):
    size = math.prod(shape)
    return (numpy.arange(size, dtype="<f8") / 7).astype(dtype).reshape(shape)


def save(name, array, version=None):
    with open(folder / f"{name}.npy", "wb") as file:
        numpy.lib.format.write_array(file, array, version=version, allow_pickle=False)


# In each precision: a single number, rank 1 to 6, nothing, and nothing with a long shape.
for dtype in ("f4", "f8"):
    save(f"{dtype}-rank0", numbers(dtype=dtype))
    save(f"{dtype}-rank1", numbers(12, dtype=dtype))
    save(f"{dtype}-rank2", numbers(2, 3, dtype=dtype))
    save(f"{dtype}-rank3", numbers(3, 1, 2, dtype=dtype))
    save(f"{dtype}-rank6", numbers(1, 2, 1, 3, 1, 2, dtype=dtype))
    save(f"{dtype}-none", numbers(2, 0, 3, dtype=dtype))
    save(f"{dtype}-large", numbers(0, 1000, 10000, 1000, 1000, 10000, dtype=dtype))
# What can be read, but is not how we write it.
save("f8-fortran", numpy.asfortranarray(numbers(2, 3, 4)))
save("f4-fortran", numpy.asfortranarray(numbers(3, 2, dtype="f4")))
save("f8-version2", numbers(2, 3), version=(2, 0))
# What is refused.
save("refused-version3", numbers(2), version=(3, 0))
save("refused-integers", numpy.arange(3))
save("refused-half", numbers(3, dtype="<f2"))
save("refused-big-endian", numbers(3, dtype=">f8"))
save("refused-complex", numbers(3, dtype="<c16"))
save("refused-rank7", numbers(1, 1, 1, 1, 1, 1, 1))
save("refused-records", numpy.zeros(2, dtype=[("a", "<f8"), ("b", "<f4")]))
