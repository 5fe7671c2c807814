# /// script
# requires-python = ">=3.9,<3.14"
# dependencies = ["paddlepaddle==3.3.1", "numpy>=1.26,<3", "setuptools"]
#
# [tool.fwadvisor]
# framework = "paddlepaddle"
# imports = ["paddle"]
# modes = ["eager", "graph"]
# preferred-python = "3.11"
# download_megabytes = 230
# disk_megabytes = 800
# install_seconds = 12
# first_import_seconds = 4
# libraries = ["libgomp.so.1"]
#
# [tool.fwadvisor.environment]
# GLOG_minloglevel = "2"
# PYTHONWARNINGS = "ignore::UserWarning"
#
# [tool.fwadvisor.variants.cuda]
# dependencies = ["paddlepaddle-gpu==3.3.1", "numpy>=1.26,<3", "setuptools"]
# index = "https://www.paddlepaddle.org.cn/packages/stable/cu126/"
# why = "the index that its installation page names for CUDA 12.6; not run by us"
# ///
# Its import needs setuptools but declares it for Python 3.12 and later only. Unless OMP_NUM_THREADS is set, its import
# sets it to 1; with more it warns on standard error and uses them.
import numpy as np
import paddle
from paddle import nn
from paddle.nn import functional as F

from probes import contract


class Adapter(contract.Adapter):
    modes = ("eager", "graph")

    def versions(self):
        return {"paddlepaddle": paddle.__version__, "numpy": np.__version__}

    def device(self):
        return paddle.device.get_device()

    def wait(self, value):
        if self.device() != "cpu":  # On a CPU it computes before it returns.
            paddle.device.synchronize()

    def numpy(self, value):
        return value.numpy()

    def _compiled(self, layer):
        return paddle.jit.to_static(layer, full_graph=True) if self.mode == "graph" else layer

    def simplenet_train(self, given):
        inputs, targets = paddle.to_tensor(given.inputs), paddle.to_tensor(given.targets)
        net = nn.Linear(10, 1)
        net.weight.set_value(given.weight)
        net.bias.set_value(given.bias)
        optimizer = paddle.optimizer.SGD(learning_rate=given.learning_rate, parameters=net.parameters())
        predict = self._compiled(net)

        def step():
            loss = F.mse_loss(predict(inputs), targets)
            loss.backward()
            optimizer.step()
            optimizer.clear_grad()
            return loss

        return step

    def matmul(self, given):
        left, right = paddle.to_tensor(given.left), paddle.to_tensor(given.right)

        def multiply(x, y):
            return paddle.matmul(x, y)

        product = self._compiled(multiply)
        return lambda: product(left, right)

    def conv2d(self, given):
        images, filters = paddle.to_tensor(given.images), paddle.to_tensor(given.filters)

        def convolve(images, filters):
            return F.conv2d(images, filters, padding=1)

        convolve = self._compiled(convolve)
        return lambda: convolve(images, filters)

    def elementwise(self, given):
        left, right = paddle.to_tensor(given.left), paddle.to_tensor(given.right)

        def add(x, y):
            return x + y

        add = self._compiled(add)
        return lambda: add(left, right)

    def layernorm_softmax(self, given):
        rows = paddle.to_tensor(given.rows)
        gain, offset = paddle.to_tensor(given.gain), paddle.to_tensor(given.offset)

        def weigh(rows):
            return F.softmax(F.layer_norm(rows, gain.shape, gain, offset, given.epsilon), axis=-1)

        weigh = self._compiled(weigh)
        return lambda: weigh(rows)

    def dispatch(self, given):
        start, addend = paddle.to_tensor(given.start), paddle.to_tensor(given.addend)

        def chain(total, addend):
            for _ in range(given.length):
                total = total + addend
            return total

        chain = self._compiled(chain)
        return lambda: chain(start, addend)
