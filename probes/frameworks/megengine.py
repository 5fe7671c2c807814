# /// script
# requires-python = ">=3.8,<3.11"
# dependencies = [
#   "megengine==1.13.0",
#   "numpy==1.26.4; python_version >= '3.9'",
#   "numpy==1.23.5; python_version < '3.9'",
#   "setuptools<81",
#   "opencv-python<4.12",
# ]
#
# [tool.fwadvisor]
# framework = "megengine"
# imports = ["megengine"]
# modes = ["eager", "graph", "engine"]
# preferred-python = "3.10"
# download_megabytes = 1090
# disk_megabytes = 1950
# install_seconds = 45
# first_import_seconds = 4
# libraries = ["libGL.so.1", "libgthread-2.0.so.0"]
#
# [tool.fwadvisor.admits]
# megengine = ">=1.13.0,<2"
#
# [tool.fwadvisor.reasons]
# megengine = "no wheel for Python 3.11 and later"
# numpy = "with NumPy 2 the import fails"
# setuptools = "it imports pkg_resources, which later ones no longer have"
# opencv-python = "the last that accepts NumPy 1"
#
# [tool.fwadvisor.environment]
# PYTHONWARNINGS = "ignore::UserWarning"
#
# [[tool.fwadvisor.tunings]]
# name = "mkl-on-amd"
# environment = {MKL_DEBUG_CPU_TYPE = "5"}
# why = "its MKL takes a slow path on AMD processors"
#
# [[tool.fwadvisor.tunings]]
# name = "thread-device"
# environment = {}
# why = "its default device is one thread; `multithreadN:0` is the documented device with N"
#
# [[tool.fwadvisor.tunings]]
# name = "mkl-on-amd-and-thread-device"
# environment = {MKL_DEBUG_CPU_TYPE = "5"}
# why = "both of the above"
# ///
# Unpinned it installs and then fails at import: NumPy 2 and setuptools 81 (no pkg_resources) are
# too new for it, and it imports cv2, whose newer versions want NumPy 2.
import os
import tempfile
from typing import ClassVar

import megengine as mge
import numpy as np
from megengine import functional as F
from megengine import module as M
from megengine.autodiff import GradManager
from megengine.jit import trace
from megengine.optimizer import SGD
from megengine.utils.comp_graph_tools import GraphInference

from probes import contract


class Block(M.Module):
    """A transformer's encoder block."""

    def __init__(self, layers, given):
        super().__init__()
        self.query, self.key, self.value, self.out = (
            layers[name] for name in ("query", "key", "value", "out")
        )
        self.up, self.down = layers["up"], layers["down"]
        width = given.inputs.shape[-1]
        self.first, self.second = (
            M.LayerNorm(width, eps=given.epsilon),
            M.LayerNorm(width, eps=given.epsilon),
        )
        self.heads, self.sharpness = given.heads, (width // given.heads) ** -0.5

    def forward(self, x):
        batch, length, width = given_shape = x.shape
        query, key, value = (
            F.transpose(
                F.reshape(layer(x), (batch, length, self.heads, width // self.heads)), (0, 2, 1, 3)
            )
            for layer in (self.query, self.key, self.value)
        )
        share = F.softmax(F.matmul(query, key, transpose_b=True) * self.sharpness, axis=-1)
        seen = F.reshape(F.transpose(F.matmul(share, value), (0, 2, 1, 3)), given_shape)
        x = self.first(x + self.out(seen))
        return self.second(x + self.down(F.relu(self.up(x))))


class Flatten(M.Module):
    def forward(self, x):
        return F.flatten(x, 1)


class Bottleneck(M.Module):
    """A residual block of ResNet-50; `layer` makes a convolution with its batch norm."""

    def __init__(self, layer, block):
        super().__init__()
        self.first, self.second, self.third = (
            layer(block.first),
            layer(block.second, block.stride),
            layer(block.third),
        )
        self.shortcut = (
            M.Identity() if block.shortcut is None else layer(block.shortcut, block.stride)
        )

    def forward(self, x):
        value = self.third(F.relu(self.second(F.relu(self.first(x)))))
        return F.relu(value + self.shortcut(x))


class Adapter(contract.Adapter):
    modes = ("eager", "graph", "engine")
    lacks: ClassVar = {
        "resnet50_infer_bf16": "It has no bfloat16 kernels on a CPU.",
        "resnet50_infer_int8": "Its quantised modules know no batch norm: the network would have "
        "to be another one.",
    }

    def __init__(self, mode="eager", tuning="stock"):
        super().__init__(mode, tuning)
        self._threads = 1
        if mge.is_cuda_available():
            mge.set_default_device("gpu0")
        elif tuning.endswith("thread-device"):
            self._threads = contract.THREADS
            mge.set_default_device("multithread%d:0" % self._threads)

    def versions(self):
        return {"megengine": mge.__version__, "numpy": np.__version__}

    def threads(self):
        return self._threads

    def device(self):
        return mge.get_default_device() if mge.is_cuda_available() else "cpu"

    def wait(self, value):
        mge._full_sync()

    def numpy(self, value):
        return value.numpy()

    def _compiled(self, function):
        return trace(function, symbolic=True) if self.mode == "graph" else function

    def _linear(self, weight, bias=None):
        layer = M.Linear(*weight.shape, bias=bias is not None)
        state = {"weight": weight.T.copy()}
        if bias is not None:
            state["bias"] = bias
        layer.load_state_dict(state)
        return layer

    def _convolution(self, filters, stride=1):
        narrow, wide, side, _ = filters.shape
        layer = M.Conv2d(wide, narrow, side, stride, padding=side // 2, bias=False)
        layer.load_state_dict({"weight": filters})
        return M.Sequential(layer, M.BatchNorm2d(narrow))

    def _resnet50(self, given):
        return M.Sequential(
            self._convolution(given.stem, stride=2),
            M.ReLU(),
            M.MaxPool2d(3, stride=2, padding=1),
            *(Bottleneck(self._convolution, block) for block in given.blocks),
            M.AdaptiveAvgPool2d((1, 1)),
            Flatten(),
            self._linear(given.weight, given.bias),
        )

    def _training(self, net, criterion, inputs, targets, learning_rate, momentum=0.0):
        inputs, targets = mge.tensor(inputs), mge.tensor(targets)
        gradients = GradManager().attach(net.parameters())
        optimizer = SGD(net.parameters(), lr=learning_rate, momentum=momentum)

        def train(inputs, targets):
            with gradients:
                loss = criterion(net(inputs), targets)
                gradients.backward(loss)
            optimizer.step().clear_grad()
            return loss

        train = self._compiled(train)
        return lambda: train(inputs, targets)

    def simplenet_train(self, given):
        net = self._linear(given.weight, given.bias)
        return self._training(
            net, F.nn.square_loss, given.inputs, given.targets, given.learning_rate
        )

    def matmul(self, given):
        left, right = mge.tensor(given.left), mge.tensor(given.right)
        product = self._compiled(lambda x, y: F.matmul(x, y))
        return lambda: product(left, right)

    def conv2d(self, given):
        images, filters = mge.tensor(given.images), mge.tensor(given.filters)

        def convolve(images, filters):
            return F.conv2d(images, filters, padding=1)

        convolve = self._compiled(convolve)
        return lambda: convolve(images, filters)

    def elementwise(self, given):
        left, right = mge.tensor(given.left), mge.tensor(given.right)

        def add(x, y):
            return x + y

        add = self._compiled(add)
        return lambda: add(left, right)

    def layernorm_softmax(self, given):
        rows = mge.tensor(given.rows)
        gain, offset = mge.tensor(given.gain), mge.tensor(given.offset)

        def weigh(rows):
            return F.softmax(
                F.nn.layer_norm(rows, gain.shape, True, gain, offset, given.epsilon), axis=-1
            )

        weigh = self._compiled(weigh)
        return lambda: weigh(rows)

    def dispatch(self, given):
        start, addend = mge.tensor(given.start), mge.tensor(given.addend)

        def chain(total, addend):
            for _ in range(given.length):
                total = total + addend
            return total

        chain = self._compiled(chain)
        return lambda: chain(start, addend)

    def mlp_train(self, given):
        first, second, third = (self._linear(*layer) for layer in given.layers)
        net = M.Sequential(first, M.ReLU(), second, M.ReLU(), third)
        labels = given.labels.astype(np.int32)
        return self._training(net, F.nn.cross_entropy, given.inputs, labels, given.learning_rate)

    def transformer_block(self, given):
        net = Block({name: self._linear(weight) for name, weight in given.weights.items()}, given)
        return self._training(
            net, F.nn.square_loss, given.inputs, given.targets, given.learning_rate
        )

    def resnet50_train(self, given):
        net, labels = self._resnet50(given), given.labels.astype(np.int32)
        return self._training(
            net, F.nn.cross_entropy, given.images, labels, given.learning_rate, given.momentum
        )

    def resnet50_infer(self, given):
        images, net = mge.tensor(given.images), self._resnet50(given)
        net.eval()
        predict = self._compiled(lambda x: net(x))
        return lambda: predict(images)

    def saved_size(self, given, folder):
        mge.save(self._resnet50(given).state_dict(), os.path.join(folder, "resnet50.pkl"))

    def resnet50_infer_engine(self, given):
        """The dump that its C++ runtime loads, optimised as its documentation says for x86
        processors with AVX."""
        images, net = mge.tensor(given.images), self._resnet50(given)
        net.eval()
        predict = trace(lambda x: net(x), symbolic=True, capture_as_const=True)
        predict(images)
        with tempfile.TemporaryDirectory() as folder:
            saved = os.path.join(folder, "resnet50.mge")
            predict.dump(
                saved,
                arg_names=["images"],
                output_names=["logits"],
                optimize_for_inference=True,
                enable_fuse_conv_bias_nonlinearity=True,
                enable_nchw88=True,
            )
            engine = GraphInference(saved)
        return lambda: mge.tensor(
            next(iter(engine.run(inp_dict={"images": given.images}).values()))
        )
