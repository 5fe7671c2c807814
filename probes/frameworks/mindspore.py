# /// script
# requires-python = ">=3.10,<3.13"
# dependencies = ["mindspore==2.10.0", "numpy>=1.26,<2"]
#
# [tool.fwadvisor]
# framework = "mindspore"
# imports = ["mindspore"]
# modes = ["eager", "graph", "engine"]
# preferred-python = "3.11"
# download_megabytes = 880
# disk_megabytes = 2700
# install_seconds = 28
# first_import_seconds = 12
#
# [tool.fwadvisor.admits]
# mindspore = ">=2.6,<3"
#
# [tool.fwadvisor.reasons]
# mindspore = "verified; no wheel for Python 3.13 and later"
# numpy = "its C++ part is built for NumPy 1 and complains about 2"
#
# [tool.fwadvisor.environment]
# GLOG_v = "3"
#
# [[tool.fwadvisor.tunings]]
# name = "onednn-avx2"
# environment = {ONEDNN_MAX_CPU_ISA = "AVX2"}
# why = "with AVX-512 its oneDNN takes a slow reference kernel for some 3x3 convolutions"
# ///
# Its compiled part was built against NumPy 1: with NumPy 2 it prints an error at the first
# gradient.
import os
import tempfile
from typing import ClassVar

import mindspore as ms
import numpy as np
from mindspore import nn, ops

from probes import contract


class Block(nn.Cell):
    """A transformer's encoder block."""

    def __init__(self, layers, given):
        super().__init__()
        self.query, self.key, self.value, self.out = (
            layers[name] for name in ("query", "key", "value", "out")
        )
        self.up, self.down = layers["up"], layers["down"]
        shape = given.inputs.shape[-1:]
        self.first, self.second = (
            nn.LayerNorm(shape, epsilon=given.epsilon),
            nn.LayerNorm(shape, epsilon=given.epsilon),
        )
        self.heads, self.sharpness = given.heads, (shape[0] // given.heads) ** -0.5

    def split(self, x):
        batch, length, width = x.shape
        return x.reshape((batch, length, self.heads, width // self.heads)).transpose((0, 2, 1, 3))

    def construct(self, x):
        query, key, value = (
            self.split(self.query(x)),
            self.split(self.key(x)),
            self.split(self.value(x)),
        )
        share = ops.softmax(ops.matmul(query, key.swapaxes(2, 3)) * self.sharpness, axis=-1)
        seen = ops.matmul(share, value).transpose((0, 2, 1, 3)).reshape(x.shape)
        x = self.first(x + self.out(seen))
        return self.second(x + self.down(ops.relu(self.up(x))))


class Bottleneck(nn.Cell):
    """A residual block of ResNet-50; `layer` makes a convolution with its batch norm."""

    def __init__(self, layer, block):
        super().__init__()
        self.first, self.second, self.third = (
            layer(block.first),
            layer(block.second, block.stride),
            layer(block.third),
        )
        self.shortcut = (
            nn.Identity() if block.shortcut is None else layer(block.shortcut, block.stride)
        )

    def construct(self, x):
        value = self.third(ops.relu(self.second(ops.relu(self.first(x)))))
        return ops.relu(value + self.shortcut(x))


class Adapter(contract.Adapter):
    modes = ("eager", "graph", "engine")
    lacks: ClassVar = {
        "resnet50_infer_bf16": "Its convolution on a CPU takes float32 only: its kernel selection "
        "refuses bfloat16.",
        "resnet50_infer_int8": "It quantises with MindSpore Lite, which is no part of its package.",
    }

    def __init__(self, mode="eager", tuning="stock"):
        super().__init__(mode, tuning)
        ms.set_device("CPU")

    def versions(self):
        return {"mindspore": ms.__version__, "numpy": np.__version__}

    def wait(self, value):
        # Eager operations run behind Python's back; its synchronize() refuses a CPU.
        value.asnumpy()

    def numpy(self, value):
        return value.asnumpy()

    def _compiled(self, function):
        return ms.jit(function) if self.mode == "graph" else function

    def _linear(self, weight, bias=None):
        wide, narrow = weight.shape
        return nn.Dense(
            wide,
            narrow,
            weight_init=ms.Tensor(weight.T.copy()),
            bias_init=None if bias is None else ms.Tensor(bias),
            has_bias=bias is not None,
        )

    def _convolution(self, filters, stride=1):
        narrow, wide, side, _ = filters.shape
        layer = nn.Conv2d(
            wide,
            narrow,
            side,
            stride,
            pad_mode="pad",
            padding=side // 2,
            weight_init=ms.Tensor(filters),
        )
        return nn.SequentialCell(layer, nn.BatchNorm2d(narrow))

    def _resnet50(self, given):
        return nn.SequentialCell(
            self._convolution(given.stem, stride=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2, pad_mode="pad", padding=1),
            *(Bottleneck(self._convolution, block) for block in given.blocks),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            self._linear(given.weight, given.bias),
        )

    def _training(self, net, criterion, inputs, targets, learning_rate, momentum=0.0):
        inputs, targets = ms.Tensor(inputs), ms.Tensor(targets)
        optimizer = nn.SGD(net.trainable_params(), learning_rate=learning_rate, momentum=momentum)
        net.set_train()

        def forward(inputs, targets):
            return criterion(net(inputs), targets)

        gradient = ms.value_and_grad(forward, None, optimizer.parameters)

        def train(inputs, targets):
            loss, gradients = gradient(inputs, targets)
            optimizer(gradients)
            return loss

        train = self._compiled(train)
        return lambda: train(inputs, targets)

    def simplenet_train(self, given):
        net = self._linear(given.weight, given.bias)
        return self._training(net, nn.MSELoss(), given.inputs, given.targets, given.learning_rate)

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

    def mlp_train(self, given):
        first, second, third = (self._linear(*layer) for layer in given.layers)
        net = nn.SequentialCell(first, nn.ReLU(), second, nn.ReLU(), third)
        labels = given.labels.astype(np.int32)
        return self._training(net, nn.CrossEntropyLoss(), given.inputs, labels, given.learning_rate)

    def transformer_block(self, given):
        net = Block({name: self._linear(weight) for name, weight in given.weights.items()}, given)
        return self._training(net, nn.MSELoss(), given.inputs, given.targets, given.learning_rate)

    def resnet50_train(self, given):
        net, labels = self._resnet50(given), given.labels.astype(np.int32)
        return self._training(
            net, nn.CrossEntropyLoss(), given.images, labels, given.learning_rate, given.momentum
        )

    def resnet50_infer(self, given):
        images, net = ms.Tensor(given.images), self._resnet50(given)
        net.set_train(False)

        def forward(images):
            return net(images)

        predict = self._compiled(forward)
        return lambda: predict(images)

    def saved_size(self, given, folder):
        ms.save_checkpoint(self._resnet50(given), os.path.join(folder, "resnet50.ckpt"))

    def resnet50_infer_engine(self, given):
        """The network as it is deployed: exported as MINDIR and loaded without its Python."""
        images, net = ms.Tensor(given.images), self._resnet50(given)
        net.set_train(False)
        with tempfile.TemporaryDirectory() as folder:
            saved = os.path.join(folder, "resnet50")
            ms.export(net, images, file_name=saved, file_format="MINDIR")
            predict = nn.GraphCell(ms.load(saved + ".mindir"))
        return lambda: predict(images)
