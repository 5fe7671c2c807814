"""ResNet-50 as somebody would train it after PaddlePaddle's guide: no part of it comes from
fwadvisor.

    python tests/frameworks/plain/paddlepaddle.py train|infer STEPS

prints the seconds of each step as JSON. The loop is that of its guide on training with basic API
(paddlepaddle.org.cn/documentation/docs/en/guides/beginner/train_eval_predict_en.html), the network
its own model zoo's.
"""

import json
import sys
import time

import paddle


def step_of(task):
    """One step of the loop."""
    model = paddle.vision.models.resnet50()
    assert (
        sum(parameter.size for parameter in model.parameters() if not parameter.stop_gradient)
        == 25557032
    )
    images, labels = paddle.randn([8, 3, 224, 224]), paddle.randint(0, 1000, [8, 1])
    loss_fn = paddle.nn.CrossEntropyLoss()
    optim = paddle.optimizer.Momentum(
        learning_rate=0.001, momentum=0.9, parameters=model.parameters()
    )
    if task == "train":
        model.train()
    else:
        model.eval()

    def train():
        predicts = model(images)
        loss = loss_fn(predicts, labels)
        loss.backward()
        optim.step()
        optim.clear_grad()

    def infer():
        with paddle.no_grad():
            model(images)

    return train if task == "train" else infer


def main(task, steps):
    step, seconds = step_of(task), []
    for _ in range(steps):
        began = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - began)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
