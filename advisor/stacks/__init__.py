"""From a target, the release index and the documented rows to exact versions that go together, or
to the reason why there are none: pure, and without the name of any vendor."""
