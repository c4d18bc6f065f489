"""Patterns compiled when first used: each can be, and behaves as the standard one."""

import importlib
import pkgutil
import re

import pytest

import msgguard
from msgguard import lazyre


def lazy_patterns():
    for module in pkgutil.walk_packages(msgguard.__path__, "msgguard."):
        if module.name.startswith(("msgguard.detect.", "msgguard.text.")):
            for name, value in vars(importlib.import_module(module.name)).items():
                for pattern in value if isinstance(value, tuple) else (value,):
                    if type(pattern) is lazyre._Lazy:
                        yield pytest.param(pattern, id=f"{module.name}.{name}")


PATTERNS = list(lazy_patterns())


def test_there_are_many():
    assert len(PATTERNS) > 200


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_compiles(pattern):
    assert pattern.pattern == re.compile(pattern._expression, pattern._flags).pattern


def test_methods_are_the_compiled_patterns():
    pattern = lazyre.compile(r"(?P<first>a)b", re.IGNORECASE)
    assert pattern.search("xAB")["first"] == "A"
    assert [m.span() for m in pattern.finditer("ab ab")] == [(0, 2), (3, 5)]
    assert pattern.match("xab", 1).span() == (1, 3)
    assert (pattern.groups, pattern.sub("-", "ab")) == (1, "-")
    assert pattern.search("ab").re.pattern == pattern.pattern


def test_nothing_is_compiled_before_it_is_used():
    pattern = lazyre.compile("(")
    with pytest.raises(re.error):
        pattern.search("")
    with pytest.raises(AttributeError):
        _ = pattern.nonsense
