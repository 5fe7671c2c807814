# /// script
# requires-python = ">=3.9,<3.14"
# dependencies = ["paddlepaddle==3.3.1", "numpy>=1.26,<3", "setuptools"]
#
# [tool.fwadvisor]
# framework = "paddlepaddle"
# imports = ["paddle"]
# modes = ["eager", "graph", "engine"]
# preferred-python = "3.11"
# download_megabytes = 230
# disk_megabytes = 800
# install_seconds = 12
# first_import_seconds = 4
# libraries = ["libgomp.so.1"]
#
# [tool.fwadvisor.admits]
# paddlepaddle = ">=3.0,<4"
#
# [tool.fwadvisor.reasons]
# paddlepaddle = "verified; paddlepaddle-gpu comes from the project's own index"
# setuptools = "paddle imports it, but asks for it on Python 3.12 and later only"
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
# Its import needs setuptools but declares it for Python 3.12 and later only. Unless OMP_NUM_THREADS
# is set, its import sets it to 1; with more it warns on standard error and uses them.
import os
import tempfile
from typing import ClassVar

import numpy as np
import paddle
from paddle import inference, nn
from paddle.nn import functional as F

from probes import contract


class Block(nn.Layer):
    """A transformer's encoder block."""

    def __init__(self, layers, given):
        super().__init__()
        self.query, self.key, self.value, self.out = (
            layers[name] for name in ("query", "key", "value", "out")
        )
        self.up, self.down = layers["up"], layers["down"]
        width = given.inputs.shape[-1]
        self.first, self.second = (
            nn.LayerNorm(width, given.epsilon),
            nn.LayerNorm(width, given.epsilon),
        )
        self.heads = given.heads

    def forward(self, x):
        batch, length, width = x.shape
        split = [batch, length, self.heads, width // self.heads]
        seen = F.scaled_dot_product_attention(
            self.query(x).reshape(split), self.key(x).reshape(split), self.value(x).reshape(split)
        )
        x = self.first(x + self.out(seen.reshape([batch, length, width])))
        return self.second(x + self.down(F.relu(self.up(x))))


class Bottleneck(nn.Layer):
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
    lacks: ClassVar = {
        "resnet50_infer_bf16": "Its CPU kernels for convolutions are of float32 and float64 only.",
        "resnet50_infer_int8": "Its engine runs INT8 models, but it takes PaddleSlim, another "
        "package, to make one.",
    }

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

    def _linear(self, weight, bias=None):
        layer = nn.Linear(*weight.shape, bias_attr=None if bias is not None else False)
        layer.weight.set_value(weight)
        if bias is not None:
            layer.bias.set_value(bias)
        return layer

    def _convolution(self, filters, stride=1):
        narrow, wide, side, _ = filters.shape
        layer = nn.Conv2D(wide, narrow, side, stride, padding=side // 2, bias_attr=False)
        layer.weight.set_value(filters)
        return nn.Sequential(layer, nn.BatchNorm2D(narrow))

    def _resnet50(self, given):
        return nn.Sequential(
            self._convolution(given.stem, stride=2),
            nn.ReLU(),
            nn.MaxPool2D(3, stride=2, padding=1),
            *(Bottleneck(self._convolution, block) for block in given.blocks),
            nn.AdaptiveAvgPool2D(1),
            nn.Flatten(),
            self._linear(given.weight, given.bias),
        )

    def _training(self, net, criterion, inputs, targets, learning_rate, momentum=None):
        inputs, targets = paddle.to_tensor(inputs), paddle.to_tensor(targets)
        if momentum is None:
            optimizer = paddle.optimizer.SGD(learning_rate, parameters=net.parameters())
        else:
            optimizer = paddle.optimizer.Momentum(
                learning_rate, momentum, parameters=net.parameters()
            )
        predict = self._compiled(net)

        def step():
            loss = criterion(predict(inputs), targets)
            loss.backward()
            optimizer.step()
            optimizer.clear_grad()
            return loss

        return step

    def simplenet_train(self, given):
        net = self._linear(given.weight, given.bias)
        return self._training(net, F.mse_loss, given.inputs, given.targets, given.learning_rate)

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

    def mlp_train(self, given):
        first, second, third = (self._linear(*layer) for layer in given.layers)
        net = nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), third)
        return self._training(net, F.cross_entropy, given.inputs, given.labels, given.learning_rate)

    def transformer_block(self, given):
        net = Block({name: self._linear(weight) for name, weight in given.weights.items()}, given)
        return self._training(net, F.mse_loss, given.inputs, given.targets, given.learning_rate)

    def resnet50_train(self, given):
        net = self._resnet50(given)
        return self._training(
            net, F.cross_entropy, given.images, given.labels, given.learning_rate, given.momentum
        )

    def resnet50_infer(self, given):
        images = paddle.to_tensor(given.images)
        net = self._resnet50(given)
        net.eval()
        predict = self._compiled(net)

        def step():
            with paddle.no_grad():
                return predict(images)

        return step

    def saved_size(self, given, folder):
        paddle.save(self._resnet50(given).state_dict(), os.path.join(folder, "resnet50.pdparams"))

    def _engine(self, given, choose=lambda config: None):
        """Paddle Inference, with oneDNN, which is its default on a CPU."""
        net = self._resnet50(given)
        net.eval()
        with tempfile.TemporaryDirectory() as folder:
            saved = os.path.join(folder, "resnet50")
            shape = list(given.images.shape)
            paddle.jit.save(
                net, saved, input_spec=[paddle.static.InputSpec(shape, "float32", "images")]
            )
            config = inference.Config(saved + ".json", saved + ".pdiparams")
            config.enable_mkldnn()
            config.set_cpu_math_library_num_threads(contract.THREADS)
            choose(config)
            predictor = inference.create_predictor(config)
        images = predictor.get_input_handle("images")
        logits = predictor.get_output_handle(predictor.get_output_names()[0])
        images.copy_from_cpu(given.images)

        def step():
            predictor.run()
            return paddle.to_tensor(logits.copy_to_cpu())

        return step

    def resnet50_infer_engine(self, given):
        return self._engine(given)

    def resnet50_infer_bf16_engine(self, given):
        if not paddle.base.core.supports_bfloat16():  # It would compute in float32 and not say so.
            raise contract.Unsupported(
                "Its engine computes in bfloat16 only where the processor has AVX-512."
            )
        return self._engine(given, lambda config: config.enable_mkldnn_bfloat16())
