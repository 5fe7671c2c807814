# /// script
# requires-python = ">=3.10,<3.15"
# dependencies = ["torch==2.13.0", "numpy>=1.26,<3"]
#
# [tool.fwadvisor]
# framework = "pytorch"
# imports = ["torch"]
# modes = ["eager", "graph", "engine"]
# preferred-python = "3.11"
# download_megabytes = 210
# disk_megabytes = 810
# install_seconds = 10
# first_import_seconds = 6
#
# [tool.fwadvisor.admits]
# torch = ">=2.1,<3"
#
# [tool.fwadvisor.reasons]
# torch = "verified; newer ones of 2.x are expected to work"
# numpy = "not a dependency of torch itself"
#
# [[tool.fwadvisor.tunings]]
# name = "passive-wait"
# environment = {OMP_WAIT_POLICY = "PASSIVE"}
# why = "its OpenMP threads spin at barriers; where cores are shared, sleeping may be faster"
#
# [[tool.fwadvisor.tunings]]
# name = "channels-last"
# environment = {}
# why = "the memory format that its tutorial recommends for convolutions"
# workloads = "resnet50"
#
# [tool.fwadvisor.variants.cuda]
# dependencies = ["torch==2.13.0", "numpy>=1.26,<3"]
# why = "what PyPI has for x86-64 is the CUDA build"
# download_megabytes = 2785
# disk_megabytes = 4890
#
# [tool.fwadvisor.variants.cpu]
# dependencies = ["torch==2.13.0+cpu", "numpy>=1.26,<3"]
# index = "https://download.pytorch.org/whl/cpu"
# why = "the CPU build, a fifteenth of the download"
# download_megabytes = 210
# disk_megabytes = 810
# ///
# The wheel on PyPI is the CUDA build (with 18 NVIDIA packages); the CPU build lies on PyTorch's own
# index, or in a folder that pip's find-links names. Verified here: the CPU build for CPython 3.11,
# hence preferred-python. NumPy is no dependency of torch, and `from_numpy` needs it. Graph mode and
# its engine, AOTInductor, compile C++: they need g++.
import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from probes import contract


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
        self.heads = given.heads

    def forward(self, x):
        query, key, value = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        seen = F.scaled_dot_product_attention(query, key, value).transpose(1, 2).flatten(2)
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
    modes = ("eager", "graph", "engine")

    def __init__(self, mode="eager", tuning="stock"):
        super().__init__(mode, tuning)
        self._format = torch.channels_last if tuning == "channels-last" else torch.contiguous_format
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.set_num_threads(contract.THREADS)

    def versions(self):
        return {"torch": torch.__version__, "numpy": np.__version__}

    def threads(self):
        return torch.get_num_threads()

    def device(self):
        return torch.cuda.get_device_name() if self._device.type == "cuda" else "cpu"

    def wait(self, value):
        if self._device.type == "cuda":
            torch.cuda.synchronize()

    def numpy(self, value):
        return value.detach().cpu().numpy()

    def _tensor(self, array):
        return torch.from_numpy(np.ascontiguousarray(array)).to(self._device)

    def _compiled(self, function):
        # `dynamic=False`: otherwise a second batch size is compiled for all sizes.
        return torch.compile(function, dynamic=False) if self.mode == "graph" else function

    def _linear(self, weight, bias=None):
        layer = nn.Linear(*weight.shape, bias=bias is not None)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weight.T))
            if bias is not None:
                layer.bias.copy_(torch.from_numpy(bias))
        return layer

    def _convolution(self, filters, stride=1):
        narrow, wide, side, _ = filters.shape
        layer = nn.Conv2d(wide, narrow, side, stride, padding=side // 2, bias=False)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(filters))
        return nn.Sequential(layer, nn.BatchNorm2d(narrow))

    def _images(self, given):
        return self._tensor(given.images).to(memory_format=self._format)

    def _resnet50(self, given):
        net = nn.Sequential(
            self._convolution(given.stem, stride=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2, padding=1),
            *(Bottleneck(self._convolution, block) for block in given.blocks),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            self._linear(given.weight, given.bias),
        )
        return net.to(self._device, memory_format=self._format)

    def _training(self, net, criterion, inputs, targets, learning_rate, momentum=0.0):
        inputs, targets = torch.as_tensor(inputs, device=self._device), self._tensor(targets)
        net.to(self._device)
        optimizer = torch.optim.SGD(net.parameters(), lr=learning_rate, momentum=momentum)
        predict = self._compiled(net)

        def step():
            optimizer.zero_grad()
            loss = criterion(predict(inputs), targets)
            loss.backward()
            optimizer.step()
            return loss

        return step

    def simplenet_train(self, given):
        net = self._linear(given.weight, given.bias)
        return self._training(net, F.mse_loss, given.inputs, given.targets, given.learning_rate)

    def matmul(self, given):
        left, right = self._tensor(given.left), self._tensor(given.right)
        product = self._compiled(torch.matmul)
        return lambda: product(left, right)

    def conv2d(self, given):
        images, filters = self._tensor(given.images), self._tensor(given.filters)

        def convolve(images, filters):
            return F.conv2d(images, filters, padding=1)

        convolve = self._compiled(convolve)
        return lambda: convolve(images, filters)

    def elementwise(self, given):
        left, right = self._tensor(given.left), self._tensor(given.right)

        def add(x, y):
            return x + y

        add = self._compiled(add)
        return lambda: add(left, right)

    def layernorm_softmax(self, given):
        rows = self._tensor(given.rows)
        gain, offset = self._tensor(given.gain), self._tensor(given.offset)

        def weigh(rows):
            return F.softmax(F.layer_norm(rows, gain.shape, gain, offset, given.epsilon), dim=-1)

        weigh = self._compiled(weigh)
        return lambda: weigh(rows)

    def dispatch(self, given):
        start, addend = self._tensor(given.start), self._tensor(given.addend)

        def chain(total, addend):
            for _ in range(given.length):
                total = total + addend
            return total

        chain = self._compiled(chain)
        return lambda: chain(start, addend)

    def mlp_train(self, given):
        first, second, third = (self._linear(*layer) for layer in given.layers)
        net = nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), third)
        return self._training(net, F.cross_entropy, given.inputs, given.labels, given.learning_rate)

    def transformer_block(self, given):
        net = Block({name: self._linear(weight) for name, weight in given.weights.items()}, given)
        return self._training(net, F.mse_loss, given.inputs, given.targets, given.learning_rate)

    def resnet50_train(self, given):
        net, images = self._resnet50(given), self._images(given)
        return self._training(
            net, F.cross_entropy, images, given.labels, given.learning_rate, given.momentum
        )

    def resnet50_infer(self, given):
        return self._inference(self._compiled(self._resnet50(given).eval()), given)

    def _inference(self, predict, given):
        images = self._images(given)

        def step():
            with torch.inference_mode():
                return predict(images)

        return step

    def resnet50_infer_engine(self, given):
        """AOTInductor: the network becomes a shared library, which is loaded again."""
        from torch import _inductor

        program = torch.export.export(self._resnet50(given).eval(), (self._images(given),))
        return self._inference(
            _inductor.aoti_load_package(_inductor.aoti_compile_and_package(program)), given
        )

    def resnet50_infer_bf16(self, given):
        images = self._images(given)
        predict = self._compiled(self._resnet50(given).eval())

        def step():
            with torch.inference_mode(), torch.autocast(self._device.type, torch.bfloat16):
                return predict(images).float()

        return step

    def resnet50_infer_int8(self, given):
        """Static quantisation after training, with the kernels it has for x86 processors."""
        if self.mode == "graph" or self._device.type != "cpu":
            raise contract.Unsupported("Its quantised operations are for eager mode on a CPU.")
        from torch.ao.quantization import get_default_qconfig_mapping, quantize_fx

        net, images = self._resnet50(given).eval(), self._images(given)
        observed = quantize_fx.prepare_fx(net, get_default_qconfig_mapping("x86"), (images,))
        with torch.inference_mode():
            observed(images)
        return self._inference(quantize_fx.convert_fx(observed), given)

    def saved_size(self, given, folder):
        torch.save(self._resnet50(given).state_dict(), os.path.join(folder, "resnet50.pt"))
