# /// script
# requires-python = ">=3.8,<3.13"
# dependencies = ["jittor==1.3.11.0", "numpy>=1.23,<2"]
#
# [tool.fwadvisor]
# framework = "jittor"
# imports = ["jittor"]
# modes = ["eager"]
# preferred-python = "3.10"
# needs = ["g++", "python-config"]
# download_megabytes = 40
# disk_megabytes = 430
# install_seconds = 8
# first_import_seconds = 240
#
# [tool.fwadvisor.environment]
# nvcc_path = ""
# use_mkl = "0"
# use_mpi = "0"
# log_silent = "1"
# python_config_path = "{python_config}"
# ///
# It compiles its core at the first import, and every new operation at its first use, with g++, into
# $HOME/.cache/jittor: that folder must stay where it was made. Without these settings it looks for CUDA and MPI and
# downloads oneDNN; and a virtual environment has no python-config of its own.
import jittor as jt
import numpy as np
from jittor import nn

from probes import contract


class Adapter(contract.Adapter):
    # There is one mode: it records operations and compiles them when a value is asked for.

    def versions(self):
        return {"jittor": jt.__version__, "numpy": np.__version__}

    def device(self):
        return "cuda" if jt.flags.use_cuda else "cpu"

    def wait(self, value):
        jt.sync_all(True)

    def numpy(self, value):
        return value.numpy()

    def simplenet_train(self, given):
        inputs, targets = jt.array(given.inputs), jt.array(given.targets)
        net = nn.Linear(10, 1)
        net.weight.assign(jt.array(given.weight.T.copy()))
        net.bias.assign(jt.array(given.bias))
        optimizer = nn.SGD(net.parameters(), lr=given.learning_rate)

        def step():
            loss = nn.mse_loss(net(inputs), targets)
            optimizer.step(loss)
            return loss

        return step

    def matmul(self, given):
        left, right = jt.array(given.left), jt.array(given.right)
        return lambda: jt.matmul(left, right)

    def conv2d(self, given):
        images, filters = jt.array(given.images), jt.array(given.filters)
        return lambda: nn.conv2d(images, filters, padding=1)

    def elementwise(self, given):
        left, right = jt.array(given.left), jt.array(given.right)
        return lambda: left + right

    def layernorm_softmax(self, given):
        rows = jt.array(given.rows)
        norm = nn.LayerNorm(len(given.gain), eps=given.epsilon)
        norm.weight.assign(jt.array(given.gain))
        norm.bias.assign(jt.array(given.offset))
        return lambda: nn.softmax(norm(rows), dim=-1)

    def dispatch(self, given):
        start, addend = jt.array(given.start), jt.array(given.addend)

        def step():
            total = start
            for _ in range(given.length):
                total = total + addend
            return total

        return step
