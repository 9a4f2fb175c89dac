"""The registry: names, aliases, families, and names that are taken."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import Generic, TypeVar

import pytest

from backedge import Calculator, CalculatorGraph, Input, Output, Outputs, SideOutput, register
from backedge.authoring import registry
from backedge.authoring.registration import Registration, Registry
from backedge.errors import RegistrationError
from tests.graph_text import do, graph_of

T = TypeVar("T")


class Plain(Calculator):
    """A calculator to register."""


class Elsewhere(Calculator):
    """A calculator that seems to come from another module."""

    __module__ = "somewhere.else"


class OfType(Calculator, Generic[T]):
    """A family: a list in, its first item out."""

    source = Input[list[T]]()
    target = Output[T]()

    def process(self) -> None:
        self.target.send(self.source.value[0])


def test_a_class_goes_by_its_name() -> None:
    """Register without arguments takes the class's own name, and gives the class back."""

    @register
    class RegistryOwnName(Calculator):
        pass

    found = registry.find("RegistryOwnName")
    assert found is not None
    assert (found.calculator, found.canonical) == (RegistryOwnName, "RegistryOwnName")


def test_empty_parentheses_change_nothing() -> None:
    """With parentheses and no names in them a class goes by its own name too."""

    @register()
    class RegistryParentheses(Calculator):
        pass

    found = registry.find("RegistryParentheses")
    assert found is not None
    assert (found.calculator, found.canonical) == (RegistryParentheses, "RegistryParentheses")


def test_streams_need_a_process() -> None:
    """A class with streams that never defined process() is refused, with the name it may have misspelt."""

    class Misspelt(Calculator):
        source = Input[int]()

        def proces(self) -> None:
            """Never called."""

    class Silent(Calculator):
        targets = Outputs[int]("*")

    class Inheriting(OfType[int]):
        pass

    class OnlySides(Calculator):
        side = SideOutput[int]()

    message = r'Misspelt has streams but no process\(\); it has proces\(\): did you mean "process"\?$'
    with pytest.raises(RegistrationError, match=message):
        register("registry.Misspelt")(Misspelt)
    with pytest.raises(RegistrationError, match=r"Silent has streams but no process\(\)$"):
        register("registry.Silent")(Silent)
    register("registry.Inheriting")(Inheriting)
    register("registry.OnlySides")(OnlySides)


def test_aliases() -> None:
    """Of several names the first is the one the others stand for."""
    register("registry.Long", "registry.Short")(Plain)
    found = registry.find("registry.Short")
    assert found is not None
    assert (found.calculator, found.name, found.canonical) == (Plain, "registry.Short", "registry.Long")


def test_a_name_belongs_to_one_class() -> None:
    """Another class under a name that is taken is refused, and both are named."""
    own = Registry()
    own.add(Registration("Name", Plain))
    own.add(Registration("Name", Plain))
    with pytest.raises(RegistrationError) as caught:
        own.add(Registration("Name", Elsewhere))
    assert str(caught.value) == (
        f'calculator "Name" is registered twice, by {__name__}.Plain and by somewhere.else.Elsewhere; '
        "rename one of them"
    )
    with pytest.raises(RegistrationError, match="is registered twice"):
        own.add(Registration("Name", OfType))


def test_a_module_can_be_reloaded() -> None:
    """The same qualified name may be defined anew, as a reloaded module does."""
    own = Registry()
    first = type("Again", (Calculator,), {"__module__": "m", "__qualname__": "Again"})
    second = type("Again", (Calculator,), {"__module__": "m", "__qualname__": "Again"})
    own.add(Registration("Again", first))
    own.add(Registration("Again", second))
    found = own.find("Again")
    assert found is not None
    assert found.calculator is second


def test_names_are_listed_in_order() -> None:
    """Iterating gives every registration, by name."""
    own = Registry()
    for name in ("b", "c", "a"):
        own.add(Registration(name, Plain))
    assert [registration.name for registration in own] == ["a", "b", "c"]


@pytest.mark.parametrize("target", [int, object(), lambda: None, "name"])
def test_only_calculators_can_be_registered(target: object) -> None:
    """The registry refuses everything that is not a calculator."""
    with pytest.raises(RegistrationError, match="only Calculator subclasses can be registered"):
        register("registry.Wrong")(target)


def test_an_instance_is_no_name() -> None:
    """A decorator that is given neither a class nor names says what it was given."""
    with pytest.raises(RegistrationError, match="register takes one Calculator subclass, or names; found 3"):
        register(3)  # type: ignore[call-overload]


def test_families() -> None:
    """A generic class is registered once a type; its ports have that type."""
    register("registry.FirstInt")(OfType[int])
    register("registry.FirstText")(OfType[str])
    for name, item in (("registry.FirstInt", int), ("registry.FirstText", str)):
        plan = CalculatorGraph(graph_of("a", do("a", "b", calculator=name))).plan
        assert plan.stream_types == {"a": list[item], "b": item}  # type: ignore[valid-type] # item is a class


def test_a_family_without_a_type_takes_any() -> None:
    """The generic class itself stands for any type."""
    register("registry.FirstAny")(OfType)
    plan = CalculatorGraph(graph_of("a", do("a", "b", calculator="registry.FirstAny"))).plan
    assert str(plan.stream_types["a"]) == "list[typing.Any]"


def test_a_package_that_cannot_be_imported(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """The package is named in the log and in the registry, and what comes after it is imported all the same."""
    entries = [
        EntryPoint(name="broken", value="not_there_at_all", group="backedge.calculators"),
        EntryPoint(name="right", value="backedge.testing", group="backedge.calculators"),
    ]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: entries)
    own = Registry()
    own.add(Registration("Name", Plain))
    with caplog.at_level("WARNING", "backedge"):
        assert own.find("Missing") is None
        assert own.find("Name") is not None
    (broken,) = own.broken_plugins
    assert isinstance(broken.__cause__, ModuleNotFoundError)
    assert str(broken) == (
        'the plug-in "broken" (not_there_at_all) of an unknown package cannot be imported: '
        "ModuleNotFoundError: No module named 'not_there_at_all'"
    )
    assert [record.getMessage() for record in caplog.records] == [str(broken)]


def test_installed_packages_are_found() -> None:
    """Calculators of packages that announce themselves are there without an import, ours among them."""
    CalculatorGraph(graph_of("a", do("a", "b", calculator="PassThroughCalculator")))
    found = registry.find("PassThroughCalculator")
    assert found is not None
    assert found.module.startswith("backedge.calculators.")
