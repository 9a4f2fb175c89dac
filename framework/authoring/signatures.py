"""Signatures of the functions and methods that authors write: what the engine can call, and what to write instead."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from types import FunctionType, MethodType
from typing import Any, Final

from backedge.errors import RegistrationError

_METHODS: Final = ("open", "process", "close")
"""The methods that the engine calls without arguments."""

_WRAPPERS: Final = {staticmethod: "a static method", classmethod: "a class method", property: "a property"}


def check_function(function: Any) -> None:
    """Refuse what cannot be a calculator although it can be called.

    Raises:
        RegistrationError: it is no function, a lambda, a method, does nothing when it is called, or has parameters
            that are neither inputs nor options.
    """
    if not inspect.isfunction(function):
        raise RegistrationError(f"calculator is for functions, or takes names; found {function!r}{_instead(function)}")
    name = function.__qualname__
    require_plain(function, f"{name}()")
    if function.__name__ == "<lambda>":
        raise RegistrationError(f"{name}: a lambda has no types; write it with def, and annotate it")
    parameters = list(inspect.signature(function).parameters.values())
    if parameters and parameters[0].name in ("self", "cls") and parameters[0].annotation is inspect.Parameter.empty:
        raise RegistrationError(f"{name}: a method cannot be a calculator; write it outside of its class, without self")
    for parameter in parameters:
        if fault := _parameter_fault(parameter):
            raise RegistrationError(f"{name}: {fault}")


def check_annotated(function: Callable[..., Any], annotated: Collection[str]) -> None:
    """Refuse a function without types.

    Args:
        function: the function.
        annotated: the parameters that have one, and "return".

    Raises:
        RegistrationError: a parameter, or the result, has none.
    """
    name = function.__qualname__
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name not in annotated:
            what = "the option's" if parameter.kind is parameter.KEYWORD_ONLY else "the port's"
            raise RegistrationError(f"{name}: annotate {parameter.name!r}: the annotation is {what} type")
    if "return" not in annotated:
        raise RegistrationError(
            f"{name}: annotate what it returns, with `-> None` if that is nothing: the annotation is the port's type"
        )


def check_methods(cls: type[Any]) -> None:
    """Refuse a calculator whose methods the engine cannot call, or never would.

    Raises:
        RegistrationError: names the method, and says what to write instead.
    """
    for name in _METHODS:
        _check_method(cls, name)
        if callable(vars(cls).get(name.capitalize())):
            raise RegistrationError(
                f"{cls.__qualname__}.{name.capitalize()}() is never called; its name here is {name}()"
            )
    _check_contract_method(cls)
    if _takes_more_than_one(cls.__init__):
        raise RegistrationError(
            f"{cls.__qualname__}.__init__() takes arguments, and the engine gives none; what a graph sets is an option "
            "or side packet, and is there in open()"
        )


def require_plain(function: Callable[..., Any], what: str) -> None:
    """Refuse a function that does nothing when it is called.

    Raises:
        RegistrationError: it is ``async``, or has a ``yield``.
    """
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise RegistrationError(f"{what} is async, and the engine does not await it: write it as a plain function")
    if inspect.isgeneratorfunction(function):
        raise RegistrationError(f"{what} has a yield, and the engine does not iterate: send() each result instead")


def _instead(target: Any) -> str:
    if isinstance(target, type):
        return "; a class is registered with @register"
    if isinstance(target, staticmethod | classmethod):
        return "; write it outside of its class"
    return "; write a function with annotations that calls it" if callable(target) else ""


def _parameter_fault(parameter: inspect.Parameter) -> str:
    name = parameter.name
    match parameter.kind:
        case parameter.VAR_POSITIONAL:
            return (
                f"*{name} cannot be ports: give each input a parameter of its own, or write a class with a group, "
                f"{name} = Inputs[...]()"
            )
        case parameter.VAR_KEYWORD:
            return f"**{name} cannot be options: write each of them as a parameter after *, with its type and default"
        case parameter.POSITIONAL_ONLY:
            return f"{name} stands before /, but its name is the tag of a port; leave the / out"
    return ""


def _check_method(cls: type[Any], name: str) -> None:
    """Refuse a method that cannot be called with nothing but the instance."""
    what = f"{cls.__qualname__}.{name}"
    written = inspect.getattr_static(cls, name)
    for wrapper, kind in _WRAPPERS.items():
        if isinstance(written, wrapper):
            raise RegistrationError(
                f"{what} is {kind}, but the engine calls it on an instance, which has the ports; "
                f"leave out @{wrapper.__name__}"
            )
    if not callable(written):
        raise RegistrationError(f"{what} is {written!r}; write a method, def {name}(self) -> None")
    require_plain(written, f"{what}()")
    if _takes_more_than_one(written):
        raise RegistrationError(
            f"{what}{inspect.signature(written)}: the engine calls it with self alone; "
            "packets are in the ports, as in self.some_input.value"
        )


def _check_contract_method(cls: type[Any]) -> None:
    what = f"{cls.__qualname__}.update_contract"
    written = inspect.getattr_static(cls, "update_contract")
    if not isinstance(written, staticmethod | classmethod):
        raise RegistrationError(f"{what} is called on the class; write @classmethod above it")
    require_plain(written.__func__, f"{what}()")
    if _takes_more_than_one(cls.update_contract):
        raise RegistrationError(
            f"{what}{inspect.signature(cls.update_contract)}: the engine calls it with the contract alone"
        )


def _takes_more_than_one(function: Callable[..., Any]) -> bool:
    """Tell whether a function cannot be called with one argument alone."""
    # Most classes have most of their methods from a base, and `inspect` takes as long as all else of a registration.
    if function is object.__init__ or _plainly_takes_one(function):
        return False
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # compiled, and says nothing about itself
        return False
    try:
        signature.bind(None)
    except TypeError:
        return True
    return False


def _plainly_takes_one(function: Callable[..., Any]) -> bool:
    """Tell whether a function is ``def f(one)`` and no more, or such a method; False says nothing."""
    arguments = 1
    if type(function) is MethodType:
        function, arguments = function.__func__, 2
    if type(function) is not FunctionType or vars(function):
        return False  # such as one that wraps another, or says itself what it takes
    code = function.__code__
    more = code.co_kwonlyargcount or code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS)
    return code.co_argcount == arguments and not more
