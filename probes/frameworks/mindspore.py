# /// script
# requires-python = ">=3.10,<3.13"
# dependencies = ["mindspore==2.10.0", "numpy>=1.26,<2"]
#
# [tool.fwadvisor]
# framework = "mindspore"
# imports = ["mindspore"]
# modes = ["eager", "graph"]
# preferred-python = "3.11"
# download_megabytes = 880
# disk_megabytes = 2700
# install_seconds = 28
# first_import_seconds = 12
#
# [tool.fwadvisor.environment]
# GLOG_v = "3"
#
# [[tool.fwadvisor.tunings]]
# name = "onednn-avx2"
# environment = {ONEDNN_MAX_CPU_ISA = "AVX2"}
# why = "with AVX-512 its bundled oneDNN takes a reference kernel for 3x3 convolutions on some processors"
# ///
# Its compiled part was built against NumPy 1: with NumPy 2 it prints an error at the first gradient.
import mindspore as ms
import numpy as np
from mindspore import nn, ops

from probes import contract


class Adapter(contract.Adapter):
    modes = ("eager", "graph")

    def __init__(self, mode="eager", tuning="stock"):
        super().__init__(mode, tuning)
        ms.set_device("CPU")

    def versions(self):
        return {"mindspore": ms.__version__, "numpy": np.__version__}

    def wait(self, value):
        value.asnumpy()  # Eager operations run behind Python's back; its synchronize() refuses a CPU.

    def numpy(self, value):
        return value.asnumpy()

    def _compiled(self, function):
        return ms.jit(function) if self.mode == "graph" else function

    def simplenet_train(self, given):
        inputs, targets = ms.Tensor(given.inputs), ms.Tensor(given.targets)
        net = nn.Dense(10, 1)
        net.weight.set_data(ms.Tensor(given.weight.T.copy()))
        net.bias.set_data(ms.Tensor(given.bias))
        optimizer = nn.SGD(net.trainable_params(), learning_rate=given.learning_rate)
        criterion = nn.MSELoss()

        def forward(inputs, targets):
            return criterion(net(inputs), targets)

        gradient = ms.value_and_grad(forward, None, optimizer.parameters)

        def train(inputs, targets):
            loss, gradients = gradient(inputs, targets)
            optimizer(gradients)
            return loss

        train = self._compiled(train)
        return lambda: train(inputs, targets)

    def matmul(self, given):
        left, right = ms.Tensor(given.left), ms.Tensor(given.right)

        def multiply(x, y):
            return ops.matmul(x, y)

        product = self._compiled(multiply)
        return lambda: product(left, right)

    def conv2d(self, given):
        images, filters = ms.Tensor(given.images), ms.Tensor(given.filters)

        def convolve(images, filters):
            return ops.conv2d(images, filters, pad_mode="pad", padding=1)

        convolve = self._compiled(convolve)
        return lambda: convolve(images, filters)

    def elementwise(self, given):
        left, right = ms.Tensor(given.left), ms.Tensor(given.right)

        def add(x, y):
            return x + y

        add = self._compiled(add)
        return lambda: add(left, right)

    def layernorm_softmax(self, given):
        rows = ms.Tensor(given.rows)
        norm = nn.LayerNorm(given.gain.shape, epsilon=given.epsilon)
        norm.gamma.set_data(ms.Tensor(given.gain))
        norm.beta.set_data(ms.Tensor(given.offset))

        def weigh(rows):
            return ops.softmax(norm(rows), axis=-1)

        weigh = self._compiled(weigh)
        return lambda: weigh(rows)

    def dispatch(self, given):
        start, addend = ms.Tensor(given.start), ms.Tensor(given.addend)

        def chain(total, addend):
            for _ in range(given.length):
                total = total + addend
            return total

        chain = self._compiled(chain)
        return lambda: chain(start, addend)
