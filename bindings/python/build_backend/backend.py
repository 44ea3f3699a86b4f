"""Maturin, without the step that it cannot leave out.

Of uniffi's generated bindings the package uses none: `_native.py` calls the library itself. So the
generator, a hundred crates to compile, is replaced by a program that writes an empty module, and a
build from source needs a Rust toolchain and nothing else.
"""

import os
import stat
import sys
import tempfile

import maturin

_GENERATOR = f"""#!{sys.executable}
import pathlib, sys
folder = pathlib.Path(sys.argv[sys.argv.index("--out-dir") + 1])
folder.mkdir(parents=True, exist_ok=True)
"""


def _prepared() -> None:
    folder = tempfile.mkdtemp(prefix="keybearer-build-")
    program = os.path.join(folder, "uniffi-bindgen")
    with open(program, "w", encoding="utf-8") as file:
        file.write(_GENERATOR)
    os.chmod(program, os.stat(program).st_mode | stat.S_IXUSR)
    os.environ["PATH"] = folder + os.pathsep + os.environ["PATH"]


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    _prepared()
    return maturin.build_wheel(wheel_directory, config_settings, metadata_directory)


build_sdist = maturin.build_sdist
get_requires_for_build_wheel = maturin.get_requires_for_build_wheel
get_requires_for_build_sdist = maturin.get_requires_for_build_sdist
prepare_metadata_for_build_wheel = maturin.prepare_metadata_for_build_wheel
