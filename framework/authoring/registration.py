"""The registry: calculator names to classes.

`register` is a decorator. Without names a class is registered under its own name; with names under each::

    @register
    class GateCalculator(Calculator): ...

    @register("PassThroughCalculator", "PassThrough")
    class PassThroughCalculator(Calculator): ...

A family that differs in a type only is one generic class, registered once per type::

    register("BeginLoopFloatCalculator")(BeginLoopCalculator[float])

Names that are not registered are looked for among our own calculators first, and a graph imports those that it names.
Then come the packages that announce themselves by an entry point of the group ``backedge.calculators``. Its value is a
module, which registers calculators when it is imported. A package of many can say instead which of its modules has
which, as ours does: in a module that has nothing but ``CALCULATORS = CalculatorModules(package)``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import Any, Final, TypeVar, get_args, get_origin, overload

from backedge.authoring.base import Calculator, check_complete, declarations_of, options_type_of
from backedge.authoring.calculator_modules import CalculatorModules
from backedge.authoring.declarations import PortKind
from backedge.authoring.packet_types import type_fault
from backedge.authoring.plugins import Plugins
from backedge.authoring.signatures import check_methods
from backedge.errors import RegistrationError
from backedge.protos import ensure_registered
from backedge.protos.message_registry import REGISTRY
from backedge.protos.message_schema import describe, is_same_definition
from backedge.suggest import suggest

_logger: Final = logging.getLogger(__name__)

ENTRY_POINT_GROUP: Final = "backedge.calculators"
ANNOUNCEMENT: Final = "CALCULATORS"
"""The attribute of a plug-in's module that says which of its modules to import for which name."""

_OWN: Final = "backedge.calculators.builtin"

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Registration:
    """A registered name, and the calculator it stands for.

    Attributes:
        name: the name, as a config writes it.
        calculator: the class.
        type_arguments: what the class's type variables stand for under this name.
        canonical: the name of MediaPipe's that this one is short for; `name` itself if it is not an alias.
    """

    name: str
    calculator: type[Calculator]
    type_arguments: Mapping[Any, Any] = field(default_factory=dict)
    canonical: str = ""

    @property
    def module(self) -> str:
        """The module the class was written in; "" for a class that was made without one."""
        return self.calculator.__module__ or ""


class Registry:
    """Calculator classes by name. There is one for the whole process: `registry`.

    The names of installed packages stay theirs, ours before all: a class that took one of them before its package was
    looked at loses it, with a warning in the log. So other packages are imported only where a name is not ours.
    """

    def __init__(self) -> None:
        self._registrations: dict[str, Registration] = {}
        self._of_plugins: set[str] = set()
        self._announced: list[CalculatorModules] = []
        self._plugins = Plugins(ENTRY_POINT_GROUP, _OWN, self._take_announcement)

    @property
    def broken_plugins(self) -> list[RegistrationError]:
        """Installed packages, and modules of them, that have calculators and cannot be imported, and why."""
        return self._plugins.broken

    def add(self, registration: Registration) -> None:
        """Register a name.

        Raises:
            RegistrationError: another module, or another class of the same module, has the name already.
        """
        name = registration.name
        if self._plugins.own_is_loaded and not self._plugins.are_loading:
            self._import_announced(name, unless=registration.module)
        known = self._registrations.get(name)
        # A module that is reloaded defines its classes anew under the same qualified names.
        if known and not is_same_definition(known.calculator, registration.calculator):
            ours, theirs = describe(known.calculator), describe(registration.calculator)
            if self._is_installed(known) or not self._plugins.are_loading:
                raise RegistrationError(
                    f'calculator "{name}" is registered twice, by {ours} and by {theirs}; rename one of them'
                )
            _logger.warning(
                'graphs that name the calculator "%s" get %s, which is installed under that name, and not %s: rename '
                'yours, or register it under another name, such as @register("my.%s")',
                *(name, theirs, ours, name),
            )
        if self._plugins.are_loading:
            self._of_plugins.add(name)
        self._registrations[name] = registration

    def get(self, name: str) -> Registration | None:
        """Return what is registered under exactly this name; None if nothing is.

        The module of ours that has it is imported, or, if it is not ours, the other packages are.
        """
        self._plugins.load_own()
        if not self._import_announced(name):
            self._plugins.load()  # even if there is one: what a name means must not depend on what was imported before
            self._import_announced(name)
        return self._registrations.get(name)

    def is_installed(self, name: str) -> bool:
        """Tell whether an installed package, ours or a plug-in, has registered `name`, which `get` has found."""
        known = self._registrations.get(name)
        return known is not None and self._is_installed(known)

    def belongs_to_us(self, name: str) -> bool:
        """Tell whether a plug-in that is being imported now cannot have `name`, because it is a calculator of ours."""
        return self._plugins.are_loading and self._import_announced(name) and name in self._registrations

    def find(self, name: str, package: str = "") -> Registration | None:
        """Find the registration a config means by `name`.

        Args:
            name: the calculator name; a leading "." makes it absolute, "::" and "." both separate namespaces.
            package: the graph's `package`; its namespaces are searched from the innermost outwards.
        """
        candidates = candidate_names(name, package)
        for candidate in candidates:
            if found := self.get(candidate):
                return found
        self.load_plugins()  # the text of a module may not show each name that it registers
        return next((self._registrations[name] for name in candidates if name in self._registrations), None)

    def load_options(self, message: str) -> None:
        """Import the module that has the options whose full name is `message`, where the two names tell."""
        self._plugins.load_own()
        for announced in self._announced:
            if module := announced.module_of_options(message):
                self._import(module)

    def load_plugins(self) -> None:
        """Import all calculators: ours, and every installed package that announces some, the first time it is called.

        What cannot be imported is logged, and kept in `broken_plugins`: graphs that do not need it work without.

        Raises:
            DependencyError: a package that backedge itself needs cannot be imported.
        """
        self._plugins.load()
        self._plugins.once("all modules", self._import_all)

    @contextmanager
    def forgetting(self, modules: Collection[str]) -> Iterator[None]:
        """Import modules anew in the block: what they registered is forgotten, and known again if the block fails."""
        before = self._registrations
        self._registrations = {name: known for name, known in before.items() if known.module not in modules}
        try:
            yield
        except BaseException:
            self._registrations = before
            raise

    def __iter__(self) -> Iterator[Registration]:
        return iter(sorted(self._registrations.values(), key=lambda registration: registration.name))

    def _is_installed(self, known: Registration) -> bool:
        return known.name in self._of_plugins or f"{known.module}.".startswith("backedge.")

    def _take_announcement(self, module: object, _place: str) -> None:
        announced = getattr(module, ANNOUNCEMENT, None)
        if not isinstance(announced, CalculatorModules):
            return  # and has registered its calculators
        self._announced.append(announced)
        if not announced.are_readable:
            self._import_all_of(announced)
        for known in list(self._registrations.values()):
            if not self._is_installed(known):
                self._import_announced(known.name)  # which tells that there are two

    def _import_announced(self, name: str, *, unless: str = "") -> bool:
        """Import the module that has `name` by what is announced, unless it is one; tells whether there is such."""
        module = next(filter(None, (announced.module_of(name) for announced in self._announced)), None)
        if module is not None and module != unless:
            self._import(module)
        return module is not None

    def _import_all(self) -> None:
        for announced in self._announced:
            self._import_all_of(announced)

    def _import_all_of(self, announced: CalculatorModules) -> None:
        for module in announced.all():
            self._import(module)

    def _import(self, module: str) -> None:
        self._plugins.once(
            module, lambda: self._plugins.attempt(partial(import_module, module), f"the module {module}")
        )


registry: Final = Registry()
# The options that a text names may be declared in a module that is not imported yet.
REGISTRY.on_missing.append(registry.load_options)


def candidate_names(name: str, package: str) -> list[str]:
    """List the absolute names that `name` can stand for within `package`, innermost first."""
    name = name.replace("::", ".")
    if name.startswith("."):
        return [name[1:]]
    scopes = package.replace("::", ".").split(".") if package else []
    return [".".join([*scopes[:depth], name]) for depth in range(len(scopes), -1, -1)]


@overload
def register(target: type[C], /) -> type[C]: ...
@overload
def register(*names: str) -> Callable[[C], C]: ...
def register(*targets: Any) -> Any:
    """Register a calculator class (see the module's text).

    Raises:
        RegistrationError: the target is not a calculator class, has streams but no `process`, a port that is only
            annotated, or one of a type that values cannot be checked against; or the name is taken.
    """
    if len(targets) == 1 and isinstance(targets[0], type):
        _add(targets[0], (targets[0].__name__,))
        return targets[0]
    if wrong := [target for target in targets if not isinstance(target, str)]:
        raise RegistrationError(f"register takes one Calculator subclass, or names; found {wrong[0]!r}")

    def decorate(target: Any) -> Any:
        _add(target, targets)
        return target

    return decorate


def _add(target: Any, names: tuple[str, ...]) -> None:
    cls = get_origin(target) or target
    if not (isinstance(cls, type) and issubclass(cls, Calculator)):
        raise RegistrationError(f"only Calculator subclasses can be registered, not {target!r}")
    check_complete(cls)
    _check_process(cls)
    arguments = _type_arguments(cls, get_args(target))
    for attribute, declaration in declarations_of(cls).items():
        if fault := type_fault(declaration.value_type, arguments):
            raise RegistrationError(f"{cls.__qualname__}.{attribute}: {fault}")
    if (options_type := options_type_of(cls)) is not None:
        ensure_registered(options_type)
    names = names or (cls.__name__,)
    for name in names:
        registry.add(Registration(name, cls, arguments, canonical=names[0]))


def _check_process(cls: type[Calculator]) -> None:
    """Refuse a class that has streams and does nothing about them, or whose methods the engine cannot call."""
    check_methods(cls)
    has_streams = any(port.kind in (PortKind.INPUT, PortKind.OUTPUT) for port in declarations_of(cls).values())
    if has_streams and cls.process is Calculator.process:
        own = [name for name in dir(cls) if not hasattr(Calculator, name) and callable(getattr(cls, name))]
        near = next((f"; it has {name}(): {meant}" for name in own if (meant := suggest(name, ["process"]))), "")
        raise RegistrationError(f"{cls.__qualname__} has streams but no process(){near}")


def _type_arguments(cls: type[Calculator], arguments: tuple[Any, ...]) -> dict[TypeVar, Any]:
    """Return what the type variables stand for: those of the class itself, and those its bases were given.

    A base's arguments may name type variables of the class below it, so they are followed from the class upwards.
    """
    known: dict[TypeVar, Any] = dict(zip(getattr(cls, "__parameters__", ()), arguments, strict=bool(arguments)))
    for below in cls.__mro__:
        for base in vars(below).get("__orig_bases__", ()):
            for parameter, argument in zip(
                getattr(get_origin(base), "__parameters__", ()), get_args(base), strict=False
            ):
                known.setdefault(parameter, known.get(argument, argument))
    return {parameter: argument for parameter, argument in known.items() if not isinstance(argument, TypeVar)}
