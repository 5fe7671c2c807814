"""Names that one file uses, found in its syntax tree alone."""

import ast
import textwrap

from advisor.intake.syntax_names import SyntaxNames, names_of


def read(code: str) -> SyntaxNames:
    return names_of(ast.parse(textwrap.dedent(code)), ("torch",))


def used(code: str) -> list[str]:
    return [name for name, _, _ in read(code).uses]


def test_a_name_is_spelt_out_whatever_the_file_calls_it() -> None:
    code = """
        import torch
        import torch.nn as nn
        import torch.nn.functional as F
        from torch import optim
        from torch.nn import Conv2d as Convolution
        torch.zeros(3)
        nn.Linear(3, 4)
        F.relu(1)
        optim.SGD
        Convolution()
    """
    assert used(code) == [
        "torch.zeros",
        "torch.nn.Linear",
        "torch.nn.functional.relu",
        "torch.optim.SGD",
        "torch.nn.Conv2d",
    ]


def test_importing_a_submodule_binds_the_package() -> None:
    assert used("import torch.nn\ntorch.nn.ReLU()") == ["torch.nn.ReLU"]


def test_importing_is_not_using() -> None:
    assert used("import torch\nfrom torch.nn import Linear") == []


def test_every_place_where_a_name_can_stand_counts_once() -> None:
    code = """
        import torch
        @torch.no_grad()
        def step(x: torch.Tensor, kind=torch.float32) -> torch.Size:
            y = [torch.exp(v) for v in x if torch.isnan(v)]
            return (lambda z: torch.cat(z))(y)
        class Net(torch.nn.Module):
            size = torch.tensor(3)
            def forward(self, x):
                return torch.relu(x)
    """
    assert sorted(used(code)) == sorted(
        [
            "torch.no_grad",
            "torch.Tensor",
            "torch.float32",
            "torch.Size",
            "torch.exp",
            "torch.isnan",
            "torch.cat",
            "torch.nn.Module",
            "torch.tensor",
            "torch.relu",
        ]
    )


def test_a_name_counts_where_it_is_imported_inside_a_function_and_nowhere_else() -> None:
    code = """
        def one():
            from torch import nn
            nn.ReLU()
        def other(nn):
            nn.ReLU()
        nn.ReLU()
    """
    assert used(code) == ["torch.nn.ReLU"]


def test_a_parameter_or_a_variable_hides_the_module_of_its_name() -> None:
    code = """
        import torch.nn.functional as F
        def shape(x):
            N, F = x
            return F.relu
        def score(F):
            return F.relu
        total = [F.relu for F in range(3)]
        def real(x):
            return F.gelu(x)
    """
    assert used(code) == ["torch.nn.functional.gelu"]


def test_a_class_does_not_hide_names_from_its_methods() -> None:
    code = """
        from torch import nn
        class Net:
            nn = 3
            def forward(self):
                return nn.ReLU()
    """
    assert used(code) == ["torch.nn.ReLU"]


def test_an_optional_import_is_an_import() -> None:
    code = """
        try:
            import torch
        except ImportError:
            torch = None
        torch.ones(2)
    """
    assert used(code) == ["torch.ones"]


def test_an_alias_is_followed_when_it_has_one_meaning() -> None:
    code = """
        import torch
        act = torch.nn
        act.ReLU()
        other = torch.nn
        other = 3
        other.ReLU()
    """
    assert used(code).count("torch.nn.ReLU") == 1


def test_other_libraries_and_relative_modules_of_the_same_name_do_not_count() -> None:
    assert used("from .torch import nn\nimport torchvision\nnn.ReLU()\ntorchvision.models") == []
    assert used("from mylib import torch\ntorch.zeros(1)") == []


def test_arguments_given_by_name_go_with_the_call() -> None:
    (use,) = read("import torch\ntorch.sum(1, dim=2, **more)").uses
    assert use == ("torch.sum", 2, ("dim",))


def test_what_syntax_cannot_tell_is_said() -> None:
    found = read(
        "import torch\nfrom torch.nn import *\ngetattr(torch.nn, "
        "name)()\nx.view(3)\ny.cuda().mean()"
    )
    assert found.stars == [("torch.nn", 2)]
    assert found.looked_up == [("torch.nn", 3)]
    assert found.methods == 3
    assert "torch.nn" in [name for name, _, _ in found.uses]


def test_a_modules_dictionary_hides_which_name_is_meant() -> None:
    found = read("from torch import nn\nnn.__dict__.items()")
    assert found.looked_up == [("torch.nn", 2)]
    assert found.uses == []


def test_a_file_may_nest_as_deep_as_the_parser_allows() -> None:
    code = "import torch\n" + "x = " + "torch.exp(" * 90 + "1" + ")" * 90
    assert used(code) == ["torch.exp"] * 90
    long_chain = "import torch\nx = 1" + " + torch.pi" * 900
    assert used(long_chain) == ["torch.pi"] * 900
