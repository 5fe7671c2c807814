# /// script
# requires-python = ">=3.8"
# dependencies = ["numpy>=1.23"]
#
# [tool.fwadvisor]
# framework = "numpy_reference"
# imports = ["numpy"]
# modes = ["eager"]
# download_megabytes = 17
# disk_megabytes = 80
# install_seconds = 2
# first_import_seconds = 1
# ///
"""Not a framework: NumPy with the gradients written out by hand, so that something can be measured anywhere."""

import numpy as np

from probes import contract


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
