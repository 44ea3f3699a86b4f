"""What `_native.py` writes by hand is what uniffi generates."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from keybearer import _native


@pytest.fixture(scope="module")
def generated() -> Any:
    """The bindings that uniffi itself writes, beside the library."""
    folder = os.environ.get("KEYBEARER_UNIFFI")
    if not folder:
        pytest.skip("KEYBEARER_UNIFFI names no folder: `cargo xtask test python` sets it")
    spec = importlib.util.spec_from_file_location("generated", Path(folder) / "keybearer_ffi.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["generated"] = module
    spec.loader.exec_module(module)  # looks at every checksum
    return module


def shape(kind: Any) -> Any:
    """What a type looks like to the other side: names of members do not matter, nor what is pointed to."""
    if kind is None:
        return None
    if hasattr(kind, "contents") or kind in (ctypes.c_void_p, ctypes.c_char_p):
        return "pointer"
    fields = getattr(kind, "_fields_", None)
    return [shape(own) for _, own in fields] if fields else kind


def test_functions_are_declared_as_uniffi_declares_them(generated: Any) -> None:
    source = Path(_native.__file__).read_text(encoding="utf-8")
    names = {f"uniffi_keybearer_ffi_fn_method_{name}" for name in re.findall(r'_method\("(\w+)"', source)}
    names |= set(re.findall(r'_function\("(\w+)"', source))
    names.discard("uniffi_keybearer_ffi_fn_method_")
    assert len(names) > 25
    for name in names:
        ours = getattr(_native._library, name)
        theirs = getattr(generated._UniffiLib, name)
        assert [shape(kind) for kind in ours.argtypes] == [shape(kind) for kind in theirs.argtypes], name
        assert shape(ours.restype) == shape(theirs.restype), name


def test_the_contract_is_that_of_uniffi(generated: Any) -> None:
    import inspect

    source = inspect.getsource(generated._uniffi_check_contract_api_version)
    assert f"bindings_contract_version = {_native._CONTRACT}\n" in source


def test_the_version_is_that_of_the_library(generated: Any) -> None:
    import keybearer

    assert generated.version() == keybearer.__version__
