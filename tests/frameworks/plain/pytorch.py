"""ResNet-50 as somebody would write it after PyTorch's tutorials: no part of it comes from
fwadvisor.

    python tests/frameworks/plain/pytorch.py train|infer STEPS

prints the seconds of each step as JSON. The loop is that of "Training with PyTorch"
(pytorch.org/tutorials/beginner/ introyt/trainingyt.html), the network that of its paper, written
out because torchvision is another package.
"""

import json
import sys
import time

import torch
from torch import nn


def convolution(wide, narrow, side, stride=1):
    return nn.Sequential(
        nn.Conv2d(wide, narrow, side, stride, padding=side // 2, bias=False), nn.BatchNorm2d(narrow)
    )


class Bottleneck(nn.Module):
    def __init__(self, wide, width, stride):
        super().__init__()
        self.conv1 = convolution(wide, width, 1)
        self.conv2 = convolution(width, width, 3, stride)
        self.conv3 = convolution(width, 4 * width, 1)
        self.relu = nn.ReLU()
        self.downsample = convolution(wide, 4 * width, 1, stride) if wide != 4 * width else None

    def forward(self, x):
        out = self.relu(self.conv1(x))
        out = self.relu(self.conv2(out))
        out = self.conv3(out)
        identity = x if self.downsample is None else self.downsample(x)
        return self.relu(out + identity)


class ResNet50(nn.Module):
    def __init__(self, classes=1000):
        super().__init__()
        self.stem = convolution(3, 64, 7, 2)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        blocks, wide = [], 64
        for width, count, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
            for place in range(count):
                blocks.append(Bottleneck(wide, width, stride if place == 0 else 1))
                wide = 4 * width
        self.blocks = nn.Sequential(*blocks)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(wide, classes)

    def forward(self, x):
        x = self.blocks(self.maxpool(self.relu(self.stem(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


def step_of(task):
    """One step of the loop."""
    model = ResNet50()
    assert sum(parameter.numel() for parameter in model.parameters()) == 25557032
    inputs, labels = torch.randn(8, 3, 224, 224), torch.randint(1000, (8,))
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
    model.train(task == "train")

    def train():
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = loss_fn(outputs, labels)
        loss.backward()
        optimizer.step()

    def infer():
        with torch.no_grad():
            model(inputs)

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
