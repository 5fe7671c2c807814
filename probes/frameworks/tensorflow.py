# /// script
# requires-python = ">=3.10,<3.14"
# dependencies = ["tensorflow-cpu==2.21.0", "numpy>=1.26,<3"]
#
# [tool.fwadvisor]
# framework = "tensorflow"
# imports = ["tensorflow"]
# modes = ["eager", "graph", "engine"]
# preferred-python = "3.11"
# download_megabytes = 330
# disk_megabytes = 1440
# install_seconds = 14
# first_import_seconds = 8
#
# [tool.fwadvisor.admits]
# tensorflow-cpu = ">=2.12,<3"
#
# [tool.fwadvisor.reasons]
# tensorflow-cpu = "verified; another build is for a GPU"
#
# [tool.fwadvisor.environment]
# TF_CPP_MIN_LOG_LEVEL = "2"
#
# [[tool.fwadvisor.tunings]]
# name = "without-onednn"
# environment = {TF_ENABLE_ONEDNN_OPTS = "0"}
# why = "its oneDNN kernels are meant to be faster but are not so for every shape and processor"
#
# [tool.fwadvisor.variants.cuda]
# dependencies = ["tensorflow[and-cuda]==2.21.0", "numpy>=1.26,<3"]
# why = "the CUDA libraries as wheels; not run by us"
# ///
import os
import tempfile
from importlib import metadata
from typing import ClassVar, NamedTuple

import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import BatchNormalization

from probes import contract


def _installed(package):
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return False
    return True


class ChannelsLast(NamedTuple):
    """Images as it keeps them by default; the references have the channels first."""

    images: tf.Tensor


class Block(tf.keras.Model):
    """A transformer's encoder block."""

    def __init__(self, layers, given):
        super().__init__()
        self.query, self.key, self.value, self.out = (
            layers[name] for name in ("query", "key", "value", "out")
        )
        self.up, self.down = layers["up"], layers["down"]
        self.first = tf.keras.layers.LayerNormalization(epsilon=given.epsilon)
        self.second = tf.keras.layers.LayerNormalization(epsilon=given.epsilon)
        self.heads, self.sharpness = given.heads, (given.inputs.shape[-1] // given.heads) ** -0.5

    def call(self, x):
        batch, length, width = x.shape
        query, key, value = (
            tf.transpose(
                tf.reshape(layer(x), (batch, length, self.heads, width // self.heads)), (0, 2, 1, 3)
            )
            for layer in (self.query, self.key, self.value)
        )
        share = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) * self.sharpness)
        seen = tf.reshape(
            tf.transpose(tf.matmul(share, value), (0, 2, 1, 3)), (batch, length, width)
        )
        x = self.first(x + self.out(seen))
        return self.second(x + self.down(tf.nn.relu(self.up(x))))


class Eager(tf.keras.Model):
    """A model whose variables come into being with its first call. Keras would compute symbolically
    what each of its parts gives before that, which takes seconds."""

    def build(self, _shape):
        self.built = True


class Chain(Eager):
    """Layers one after the other."""

    def __init__(self, links):
        super().__init__()
        self.links = links

    def call(self, x, training=False):
        for link in self.links:
            x = (
                link(x, training=training)
                if isinstance(link, (Eager, BatchNormalization))
                else link(x)
            )
        return x


class Bottleneck(Eager):
    """A residual block of ResNet-50; `layer` makes a convolution with its batch norm."""

    def __init__(self, layer, block):
        super().__init__()
        self.first, self.second, self.third = (
            layer(block.first),
            layer(block.second, block.stride),
            layer(block.third),
        )
        self.shortcut = None if block.shortcut is None else layer(block.shortcut, block.stride)

    def call(self, x, training=False):
        value = tf.nn.relu(self.first(x, training=training))
        value = self.third(tf.nn.relu(self.second(value, training=training)), training=training)
        return tf.nn.relu(
            value + (x if self.shortcut is None else self.shortcut(x, training=training))
        )


class Adapter(contract.Adapter):
    modes = ("eager", "graph", "engine")
    lacks: ClassVar = {
        "resnet50_infer_int8": "Its INT8 networks run in its engine, TensorFlow Lite."
    }

    def __init__(self, mode="eager", tuning="stock"):
        super().__init__(mode, tuning)
        tf.config.threading.set_intra_op_parallelism_threads(contract.THREADS)
        self._gpus = tf.config.list_physical_devices("GPU")

    def versions(self):
        # The build for processors alone is a package of its own.
        builds = [name for name in ("tensorflow", "tensorflow-cpu") if _installed(name)]
        return {**dict.fromkeys(builds, tf.__version__), "numpy": np.__version__}

    def threads(self):
        return tf.config.threading.get_intra_op_parallelism_threads()

    def device(self):
        return (
            tf.config.experimental.get_device_details(self._gpus[0])["device_name"]
            if self._gpus
            else "cpu"
        )

    def wait(self, value):
        if self._gpus:  # On a CPU it computes before it returns.
            tf.test.experimental.sync_devices()

    def numpy(self, value):
        if isinstance(value, ChannelsLast):
            return value.images.numpy().transpose(0, 3, 1, 2)
        return value.numpy()

    def _compiled(self, function):
        return tf.function(function) if self.mode == "graph" else function

    def _linear(self, weight, bias=None):
        layer = tf.keras.layers.Dense(weight.shape[1], use_bias=bias is not None)
        layer.build((None, weight.shape[0]))
        layer.set_weights([weight] if bias is None else [weight, bias])
        return layer

    def _convolution(self, filters, stride=1):
        narrow, wide, side, _ = filters.shape
        layer = tf.keras.layers.Conv2D(narrow, side, stride, use_bias=False)
        layer.build((None, None, None, wide))
        layer.set_weights([filters.transpose(2, 3, 1, 0)])
        norm = BatchNormalization(momentum=0.9, epsilon=1e-5)
        return Chain([tf.keras.layers.ZeroPadding2D(side // 2), layer, norm])

    def _resnet50(self, given):
        return Chain(
            [
                self._convolution(given.stem, stride=2),
                tf.keras.layers.ReLU(),
                tf.keras.layers.ZeroPadding2D(
                    1
                ),  # After a ReLU a zero is never the largest unless all are zero.
                tf.keras.layers.MaxPooling2D(3, strides=2),
                *(Bottleneck(self._convolution, block) for block in given.blocks),
                tf.keras.layers.GlobalAveragePooling2D(),
                self._linear(given.weight, given.bias),
            ]
        )

    def _training(self, net, criterion, inputs, targets, learning_rate, momentum=0.0):
        inputs, targets = tf.constant(inputs), tf.constant(targets)
        net(inputs[:1])  # Its variables come into being with the first call, whatever the batch.
        optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate, momentum=momentum)
        optimizer.build(net.trainable_variables)

        def train(inputs, targets):
            with tf.GradientTape() as tape:
                loss = criterion(targets, net(inputs, training=True))
            gradients = tape.gradient(loss, net.trainable_variables)
            optimizer.apply_gradients(zip(gradients, net.trainable_variables))
            return loss

        train = self._compiled(train)
        return lambda: train(inputs, targets)

    def simplenet_train(self, given):
        net = tf.keras.Sequential([self._linear(given.weight, given.bias)])
        criterion = tf.keras.losses.MeanSquaredError()
        return self._training(net, criterion, given.inputs, given.targets, given.learning_rate)

    def matmul(self, given):
        left, right = tf.constant(given.left), tf.constant(given.right)
        product = self._compiled(tf.matmul)
        return lambda: product(left, right)

    def conv2d(self, given):
        images = tf.constant(given.images.transpose(0, 2, 3, 1))
        filters = tf.constant(given.filters.transpose(2, 3, 1, 0))

        def convolve(images, filters):
            return tf.nn.conv2d(images, filters, strides=1, padding="SAME")

        convolve = self._compiled(convolve)
        return lambda: ChannelsLast(convolve(images, filters))

    def elementwise(self, given):
        left, right = tf.constant(given.left), tf.constant(given.right)

        def add(x, y):
            return x + y

        add = self._compiled(add)
        return lambda: add(left, right)

    def layernorm_softmax(self, given):
        rows = tf.constant(given.rows)
        norm = tf.keras.layers.LayerNormalization(epsilon=given.epsilon)
        norm.build(rows.shape)
        norm.set_weights([given.gain, given.offset])

        def weigh(rows):
            return tf.nn.softmax(norm(rows))

        weigh = self._compiled(weigh)
        return lambda: weigh(rows)

    def dispatch(self, given):
        start, addend = tf.constant(given.start), tf.constant(given.addend)

        def chain(total, addend):
            for _ in range(given.length):
                total = total + addend
            return total

        chain = self._compiled(chain)
        return lambda: chain(start, addend)

    def mlp_train(self, given):
        first, second, third = (self._linear(*layer) for layer in given.layers)
        net = tf.keras.Sequential(
            [first, tf.keras.layers.ReLU(), second, tf.keras.layers.ReLU(), third]
        )
        criterion = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        return self._training(net, criterion, given.inputs, given.labels, given.learning_rate)

    def transformer_block(self, given):
        net = Block({name: self._linear(weight) for name, weight in given.weights.items()}, given)
        criterion = tf.keras.losses.MeanSquaredError()
        return self._training(net, criterion, given.inputs, given.targets, given.learning_rate)

    def resnet50_train(self, given):
        net, images = self._resnet50(given), given.images.transpose(0, 2, 3, 1)
        criterion = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        return self._training(
            net, criterion, images, given.labels, given.learning_rate, given.momentum
        )

    def resnet50_infer(self, given):
        net, images = self._resnet50(given), tf.constant(given.images.transpose(0, 2, 3, 1))
        net(images[:1])

        def forward(images):
            return net(images, training=False)

        predict = self._compiled(forward)
        return lambda: predict(images)

    def saved_size(self, given, folder):
        net = self._resnet50(given)
        net(
            given.images.transpose(0, 2, 3, 1)
        )  # Its variables come into being with the first call.
        net.save_weights(os.path.join(folder, "resnet50.weights.h5"))

    def resnet50_infer_bf16(self, given):
        tf.keras.mixed_precision.set_global_policy("mixed_bfloat16")
        try:
            predict = self.resnet50_infer(given)
        finally:
            tf.keras.mixed_precision.set_global_policy("float32")
        return lambda: tf.cast(predict(), tf.float32)

    def _engine(self, given, choose=lambda converter: None):
        """TensorFlow Lite, with its XNNPACK kernels."""
        net, images = self._resnet50(given), given.images.transpose(0, 2, 3, 1).copy()
        net(images)
        with tempfile.TemporaryDirectory() as folder:
            net.export(
                folder, verbose=False, input_signature=[tf.TensorSpec(images.shape, tf.float32)]
            )
            converter = tf.lite.TFLiteConverter.from_saved_model(folder)
            choose(converter)
            content = converter.convert()
        interpreter = tf.lite.Interpreter(model_content=content, num_threads=contract.THREADS)
        interpreter.allocate_tensors()
        (entry,), (result,) = interpreter.get_input_details(), interpreter.get_output_details()
        interpreter.set_tensor(entry["index"], images)

        def step():
            interpreter.invoke()
            return tf.constant(interpreter.get_tensor(result["index"]))

        return step

    def resnet50_infer_engine(self, given):
        return self._engine(given)

    def resnet50_infer_int8_engine(self, given):
        def choose(converter):
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.representative_dataset = lambda: iter([[given.images.transpose(0, 2, 3, 1)]])

        return self._engine(given, choose)
