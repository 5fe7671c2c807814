# /// script
# requires-python = ">=3.8,<3.13"
# dependencies = [
#   "jittor==1.3.11.0",
#   "numpy>=1.23,<2",
#   "onednn-devel-cpu-gomp==2021.2.0; platform_machine == 'x86_64'",
# ]
#
# [tool.fwadvisor]
# framework = "jittor"
# imports = ["jittor"]
# modes = ["eager"]
# compiles = ["eager"]
# compiler-apart = true
# preferred-python = "3.10"
# needs = ["g++", "python-config"]
# download_megabytes = 105
# disk_megabytes = 740
# install_seconds = 8
# first_import_seconds = 240
#
# [tool.fwadvisor.admits]
# jittor = ">=1.3.11.0,<1.4"
#
# [tool.fwadvisor.reasons]
# numpy = "it does not run with NumPy 2"
# onednn-devel-cpu-gomp = "for use_mkl=1"
#
# [tool.fwadvisor.environment]
# nvcc_path = ""
# use_mkl = "0"
# use_mpi = "0"
# log_silent = "1"
# python_config_path = "{python_config}"
#
# [[tool.fwadvisor.tunings]]
# name = "onednn"
# environment = {use_mkl = "1"}
# why = "its default where it may download oneDNN 2.2.0; here the same comes from PyPI"
# ///
# It compiles its core at the first import, and every new operation at its first use, with g++, into
# $HOME/.cache/jittor: that folder must stay where it was made. Without these settings it looks for
# CUDA and MPI and downloads oneDNN; and a virtual environment has no python-config. Without oneDNN
# it compiles its own loops for convolutions. The wheel of oneDNN holds the library six times, under
# the names that links would have.
import os
import sys
from typing import ClassVar

from probes import contract

if os.environ.get("use_mkl") == "1":  # noqa: SIM112 -- its own spelling
    # It looks into this folder before it downloads anything.
    _folder = os.path.expanduser("~/.cache/jittor/mkl/dnnl_lnx_2.2.0_cpu_gomp")
    if not os.path.exists(os.path.join(sys.prefix, "lib", "libmkldnn.so")):
        raise contract.Unsupported(
            "Its environment has no oneDNN: onednn-devel-cpu-gomp 2021.2.0, for x86-64 only."
        )
    if not os.path.exists(_folder):
        os.makedirs(os.path.dirname(_folder), exist_ok=True)
        os.symlink(sys.prefix, _folder)

import jittor as jt
import numpy as np
from jittor import nn


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

    def execute(self, x):
        batch, length, width = x.shape
        query, key, value = (
            layer(x).reshape(batch, length, self.heads, width // self.heads).permute(0, 2, 1, 3)
            for layer in (self.query, self.key, self.value)
        )
        share = nn.softmax(jt.matmul(query, key.permute(0, 1, 3, 2)) * self.sharpness, dim=-1)
        seen = jt.matmul(share, value).permute(0, 2, 1, 3).reshape(batch, length, width)
        x = self.first(x + self.out(seen))
        return self.second(x + self.down(nn.relu(self.up(x))))


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

    def execute(self, x):
        value = self.third(nn.relu(self.second(nn.relu(self.first(x)))))
        return nn.relu(value + self.shortcut(x))


class Adapter(contract.Adapter):
    # There is one mode: it records operations and compiles them when a value is asked for.
    lazy = True
    lacks: ClassVar = {
        "resnet50_infer_bf16": "On a CPU it converts each number of bfloat16 in software; oneDNN "
        "gets float32 only.",
        "resnet50_infer_int8": "It has nothing that quantises a network.",
    }

    def versions(self):
        return {"jittor": jt.__version__, "numpy": np.__version__}

    def device(self):
        return "cuda" if jt.flags.use_cuda else "cpu"

    def wait(self, value):
        jt.sync_all(True)

    def numpy(self, value):
        return value.numpy()

    def _linear(self, weight, bias=None):
        layer = nn.Linear(*weight.shape, bias=bias is not None)
        layer.weight.assign(jt.array(weight.T.copy()))
        if bias is not None:
            layer.bias.assign(jt.array(bias))
        return layer

    def _convolution(self, filters, stride=1):
        narrow, wide, side, _ = filters.shape
        layer = nn.Conv2d(wide, narrow, side, stride, padding=side // 2, bias=False)
        layer.weight.assign(jt.array(filters))
        return nn.Sequential(layer, nn.BatchNorm2d(narrow))

    def _resnet50(self, given):
        return nn.Sequential(
            self._convolution(given.stem, stride=2),
            nn.ReLU(),
            nn.Pool(3, stride=2, padding=1, op="maximum"),
            *(Bottleneck(self._convolution, block) for block in given.blocks),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            self._linear(given.weight, given.bias),
        )

    def _training(self, net, criterion, inputs, targets, learning_rate, momentum=0.0):
        inputs, targets = jt.array(inputs), jt.array(targets)
        optimizer = nn.SGD(net.parameters(), lr=learning_rate, momentum=momentum)

        def step():
            loss = criterion(net(inputs), targets)
            optimizer.step(loss)
            return loss

        return step

    def simplenet_train(self, given):
        net = self._linear(given.weight, given.bias)
        return self._training(net, nn.mse_loss, given.inputs, given.targets, given.learning_rate)

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

    def mlp_train(self, given):
        first, second, third = (self._linear(*layer) for layer in given.layers)
        net = nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), third)
        labels = given.labels.astype(np.int32)
        return self._training(net, nn.cross_entropy_loss, given.inputs, labels, given.learning_rate)

    def transformer_block(self, given):
        net = Block({name: self._linear(weight) for name, weight in given.weights.items()}, given)
        return self._training(net, nn.mse_loss, given.inputs, given.targets, given.learning_rate)

    def resnet50_train(self, given):
        net, labels = self._resnet50(given), given.labels.astype(np.int32)
        net.train()
        return self._training(
            net, nn.cross_entropy_loss, given.images, labels, given.learning_rate, given.momentum
        )

    def resnet50_infer(self, given):
        images, net = jt.array(given.images), self._resnet50(given)
        net.eval()

        def step():
            with jt.no_grad():
                return net(images)

        return step

    def saved_size(self, given, folder):
        self._resnet50(given).save(os.path.join(folder, "resnet50.pkl"))
