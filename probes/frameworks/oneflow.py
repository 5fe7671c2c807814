# /// script
# requires-python = ">=3.8,<3.11"
# dependencies = [
#   "oneflow==0.9.0",
#   "numpy>=1.23.5,<2",
#   "nvidia-cublas-cu11==11.10.3.66",
#   "nvidia-cudnn-cu11==8.5.0.96",
# ]
#
# [tool.fwadvisor]
# framework = "oneflow"
# imports = ["oneflow"]
# modes = ["eager", "graph"]
# preferred-python = "3.10"
# download_megabytes = 1900
# disk_megabytes = 3900
# install_seconds = 45
# first_import_seconds = 4
#
# [tool.fwadvisor.admits]
# oneflow = ">=0.9.0,<1"
#
# [tool.fwadvisor.reasons]
# oneflow = "the last wheel; none for Python 3.11 and later"
# numpy = "with NumPy 2 no tensor can be made; verified with 1.26.4"
# nvidia-cublas-cu11 = "the wheel links to cuBLAS, on a CPU too"
# nvidia-cudnn-cu11 = "and to cuDNN"
#
# [tool.fwadvisor.environment]
# GLOG_minloglevel = "3"
# ///
# The only wheel on PyPI is a CUDA 11 build: without NVIDIA's cuBLAS and cuDNN wheels (1.3 GB) it
# cannot be imported, even on a machine without a GPU. It creates tensors under NumPy 1 only.
# Training steps of a millisecond in graph mode now and then end it with SIGSEGV or SIGABRT, in its
# own code: that is an outcome too.
import os
from typing import ClassVar

import numpy as np
import oneflow as flow
from oneflow import nn
from oneflow.nn import functional as F

from probes import contract


class WithLoss(nn.Module):
    """A graph wants to own all modules that it calls, the criterion too."""

    def __init__(self, net, criterion):
        super().__init__()
        self.net, self.criterion = net, criterion

    def forward(self, inputs, targets):
        return self.criterion(self.net(inputs), targets)


class Block(nn.Module):
    """A transformer's encoder block."""

    def __init__(self, layers, given):
        super().__init__()
        self.query, self.key, self.value, self.out = (
            layers[name] for name in ("query", "key", "value", "out")
        )
        self.up, self.down = layers["up"], layers["down"]
        width = given.inputs.shape[-1]
        self.first, self.second = (
            nn.LayerNorm(width, eps=given.epsilon),
            nn.LayerNorm(width, eps=given.epsilon),
        )
        self.heads, self.sharpness = given.heads, (width // given.heads) ** -0.5

    def forward(self, x):
        batch, length, width = x.shape
        query, key, value = (
            layer(x).reshape(batch, length, self.heads, width // self.heads).permute(0, 2, 1, 3)
            for layer in (self.query, self.key, self.value)
        )
        share = F.softmax(flow.matmul(query, key.transpose(-2, -1)) * self.sharpness, dim=-1)
        seen = flow.matmul(share, value).permute(0, 2, 1, 3).reshape(batch, length, width)
        x = self.first(x + self.out(seen))
        return self.second(x + self.down(F.relu(self.up(x))))


class Bottleneck(nn.Module):
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

    def forward(self, x):
        value = self.third(F.relu(self.second(F.relu(self.first(x)))))
        return F.relu(value + self.shortcut(x))


class Adapter(contract.Adapter):
    modes = ("eager", "graph")
    lacks: ClassVar = {
        "resnet50_infer_bf16": "Its convolution has no kernel for bfloat16 on a CPU.",
        "resnet50_infer_int8": "Its package has nothing that quantises a network.",
    }

    def __init__(self, mode="eager", tuning="stock"):
        super().__init__(mode, tuning)
        if (
            os.cpu_count() != contract.THREADS
        ):  # All is its default, and asking for it prints a warning.
            flow.set_num_threads(contract.THREADS)
        self._device = flow.device("cuda" if flow.cuda.is_available() else "cpu")

    def versions(self):
        return {"oneflow": flow.__version__, "numpy": np.__version__}

    def threads(self):
        return contract.THREADS

    def device(self):
        return "cuda" if self._device.type == "cuda" else "cpu"

    def wait(self, value):
        flow._oneflow_internal.eager.Sync()

    def numpy(self, value):
        return value.numpy()

    def _tensor(self, array):
        return flow.tensor(array, device=self._device)

    def _compiled(self, function, net=None, optimizer=None):
        """Its graph is a class: what the step needs are attributes, the step itself is `build`."""
        if self.mode != "graph":
            return lambda *inputs: function(net, *inputs)

        class Graph(nn.Graph):
            def __init__(self):
                super().__init__()
                self.net = net
                if optimizer is not None:
                    self.add_optimizer(optimizer)

            def build(self, *inputs):
                return function(self.net, *inputs)

        return Graph()

    def _linear(self, weight, bias=None):
        layer = nn.Linear(*weight.shape, bias=bias is not None)
        state = {"weight": flow.tensor(weight.T.copy())}
        if bias is not None:
            state["bias"] = flow.tensor(bias)
        layer.load_state_dict(state)
        return layer

    def _convolution(self, filters, stride=1):
        narrow, wide, side, _ = filters.shape
        layer = nn.Conv2d(wide, narrow, side, stride, padding=side // 2, bias=False)
        layer.load_state_dict({"weight": flow.tensor(filters)})
        return nn.Sequential(layer, nn.BatchNorm2d(narrow))

    def _resnet50(self, given):
        return nn.Sequential(
            self._convolution(given.stem, stride=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2, padding=1),
            *(Bottleneck(self._convolution, block) for block in given.blocks),
            nn.AdaptiveAvgPool2d((1, 1)),
            nn.Flatten(),
            self._linear(given.weight, given.bias),
        )

    def _training(self, net, criterion, inputs, targets, learning_rate, momentum=0.0):
        """In a graph the update belongs to `build`; in eager mode it is the reader's own two
        lines."""
        inputs, targets = self._tensor(inputs), self._tensor(targets)
        net = WithLoss(net, criterion).to(self._device)
        optimizer = flow.optim.SGD(net.parameters(), lr=learning_rate, momentum=momentum)

        def forward_and_backward(net, inputs, targets):
            loss = net(inputs, targets)
            loss.backward()
            return loss

        train = self._compiled(forward_and_backward, net, optimizer)
        if self.mode == "graph":
            return lambda: train(inputs, targets)

        def step():
            loss = train(inputs, targets)
            optimizer.step()
            optimizer.zero_grad()
            return loss

        return step

    def simplenet_train(self, given):
        net = self._linear(given.weight, given.bias)
        return self._training(net, nn.MSELoss(), given.inputs, given.targets, given.learning_rate)

    def matmul(self, given):
        left, right = self._tensor(given.left), self._tensor(given.right)
        product = self._compiled(lambda _, x, y: flow.matmul(x, y))
        return lambda: product(left, right)

    def conv2d(self, given):
        images, filters = self._tensor(given.images), self._tensor(given.filters)

        def convolve(_, images, filters):
            return F.conv2d(images, filters, padding=1)

        convolve = self._compiled(convolve)
        return lambda: convolve(images, filters)

    def elementwise(self, given):
        left, right = self._tensor(given.left), self._tensor(given.right)

        def add(_, x, y):
            return x + y

        add = self._compiled(add)
        return lambda: add(left, right)

    def layernorm_softmax(self, given):
        rows = self._tensor(given.rows)
        norm = nn.LayerNorm(given.gain.shape, eps=given.epsilon).to(self._device)
        norm.load_state_dict(
            {"weight": self._tensor(given.gain), "bias": self._tensor(given.offset)}
        )

        def weigh(norm, rows):
            return F.softmax(norm(rows), dim=-1)

        weigh = self._compiled(weigh, norm)
        return lambda: weigh(rows)

    def dispatch(self, given):
        start, addend = self._tensor(given.start), self._tensor(given.addend)

        def chain(_, total, addend):
            for _ in range(given.length):
                total = total + addend
            return total

        chain = self._compiled(chain)
        return lambda: chain(start, addend)

    def mlp_train(self, given):
        first, second, third = (self._linear(*layer) for layer in given.layers)
        net = nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), third)
        return self._training(
            net, nn.CrossEntropyLoss(), given.inputs, given.labels, given.learning_rate
        )

    def transformer_block(self, given):
        net = Block({name: self._linear(weight) for name, weight in given.weights.items()}, given)
        return self._training(net, nn.MSELoss(), given.inputs, given.targets, given.learning_rate)

    def resnet50_train(self, given):
        net, criterion = self._resnet50(given), nn.CrossEntropyLoss()
        return self._training(
            net, criterion, given.images, given.labels, given.learning_rate, given.momentum
        )

    def resnet50_infer(self, given):
        images = self._tensor(given.images)
        predict = self._compiled(
            lambda net, x: net(x), self._resnet50(given).to(self._device).eval()
        )

        def step():
            with flow.no_grad():
                return predict(images)

        return step

    def saved_size(self, given, folder):
        flow.save(self._resnet50(given).state_dict(), os.path.join(folder, "resnet50"))
