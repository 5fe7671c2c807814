"""ResNet-50 as somebody would write it after TensorFlow's guides: no part of it comes from
fwadvisor.

    python tests/frameworks/plain/tensorflow.py train|infer STEPS

prints the seconds of each step as JSON. The loop is that of "Writing a training loop from scratch
in TensorFlow" (keras.io/guides/writing_a_custom_training_loop_in_tensorflow), with its
`tf.function`; the network is written out, because that of keras.applications has other parameters.
"""

import json
import os
import sys
import time

if __name__ == "__main__":
    sys.path.remove(
        os.path.dirname(os.path.abspath(__file__))
    )  # Else this file would be imported as the framework.

import tensorflow as tf
from tensorflow.keras import layers


def convolution(x, width, side, stride=1):
    if side > 1:
        x = layers.ZeroPadding2D(side // 2)(x)
    x = layers.Conv2D(width, side, stride, use_bias=False)(x)
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(x)


def bottleneck(x, width, stride):
    out = layers.ReLU()(convolution(x, width, 1))
    out = layers.ReLU()(convolution(out, width, 3, stride))
    out = convolution(out, 4 * width, 1)
    if x.shape[-1] != 4 * width:
        x = convolution(x, 4 * width, 1, stride)
    return layers.ReLU()(layers.Add()([out, x]))


def resnet50(classes=1000):
    inputs = tf.keras.Input((224, 224, 3))
    x = layers.ReLU()(convolution(inputs, 64, 7, 2))
    x = layers.MaxPooling2D(3, 2)(layers.ZeroPadding2D(1)(x))
    for width, count, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for place in range(count):
            x = bottleneck(x, width, stride if place == 0 else 1)
    return tf.keras.Model(inputs, layers.Dense(classes)(layers.GlobalAveragePooling2D()(x)))


def step_of(task):
    """One step of the loop."""
    model = resnet50()
    assert sum(tf.size(weight).numpy() for weight in model.trainable_weights) == 25557032
    images = tf.random.normal((8, 224, 224, 3))
    labels = tf.random.uniform((8,), 0, 1000, tf.int64)
    loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = tf.keras.optimizers.SGD(learning_rate=0.001, momentum=0.9)

    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss_value = loss_fn(y, logits)
        gradients = tape.gradient(loss_value, model.trainable_weights)
        optimizer.apply_gradients(zip(gradients, model.trainable_weights, strict=True))
        return loss_value

    @tf.function
    def predict_step(x):
        return model(x, training=False)

    if task == "train":
        return lambda: train_step(images, labels).numpy()
    return lambda: predict_step(images).numpy()


def main(task, steps):
    step, seconds = step_of(task), []
    for _ in range(steps):
        began = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - began)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
