# /// script
# requires-python = ">=3.8"
# dependencies = ["numpy>=1.23"]
#
# [tool.fwadvisor]
# framework = "numpy_reference"
# imports = ["numpy"]
# modes = ["eager"]
# reference = true
# download_megabytes = 17
# disk_megabytes = 80
# install_seconds = 2
# first_import_seconds = 1
# ///
"""Not a framework: NumPy with the gradients written out by hand, so that something can be measured
anywhere.

Where a workload's own reference is a loop over training steps, this is that loop in float32.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from probes import contract
from probes.workloads import _resnet50, mlp_train, transformer_block


class Adapter(contract.Adapter):
    def versions(self):
        return {"numpy": np.__version__}

    def wait(self, value):
        pass  # NumPy returns when it is done.

    def numpy(self, value):
        return np.asarray(value)

    def simplenet_train(self, given):
        inputs, targets, _, _, learning_rate = given
        weight, bias = given.weight.copy(), given.bias.copy()
        rate = np.float32(learning_rate)

        def step():
            error = inputs @ weight + bias - targets
            loss = np.mean(error * error)
            slope = error * np.float32(2 / error.size)
            weight[...] -= rate * (inputs.T @ slope)
            bias[...] -= rate * slope.sum(axis=0)
            return loss

        return step

    def matmul(self, given):
        left, right = given
        return lambda: left @ right

    def machine_arithmetic(self, given):
        left, right = given
        product = np.empty((len(left), right.shape[1]), left.dtype)
        return lambda: np.matmul(left, right, out=product)

    def machine_traffic(self, given):
        source, target = given.source, np.zeros_like(given.source)
        parts = list(
            zip(np.array_split(target, contract.THREADS), np.array_split(source, contract.THREADS))
        )
        pool = ThreadPoolExecutor(
            contract.THREADS
        )  # NumPy lets go of the interpreter while it copies.

        def copy(part):
            np.copyto(*part)

        def step():
            list(pool.map(copy, parts))
            return target

        return step

    def conv2d(self, given):
        images, filters = given
        padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))

        def step():
            return np.tensordot(windows, filters, axes=((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2)

        return step

    def elementwise(self, given):
        left, right = given
        return lambda: left + right

    def layernorm_softmax(self, given):
        rows, gain, offset, epsilon = given

        def step():
            centred = rows - rows.mean(axis=-1, keepdims=True)
            spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + np.float32(epsilon))
            normal = centred / spread * gain + offset
            power = np.exp(normal - normal.max(axis=-1, keepdims=True))
            return power / power.sum(axis=-1, keepdims=True)

        return step

    def dispatch(self, given):
        start, addend, length = given

        def step():
            total = start
            for _ in range(length):
                total = total + addend
            return total

        return step

    def mlp_train(self, given):
        return partial(next, mlp_train.descend(given, np.float32))

    def transformer_block(self, given):
        return partial(next, transformer_block.descend(given, np.float32))

    def saved_size(self, given, folder):
        np.savez(
            os.path.join(folder, "resnet50.npz"),
            *_resnet50.Reference(given, np.float32, training=False).parts.values(),
        )
