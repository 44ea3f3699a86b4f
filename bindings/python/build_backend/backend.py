"""Maturin, with one step less and one more.

Of uniffi's generated bindings the package uses none: `_native.py` calls the library itself. So the
generator, a hundred crates to compile, is replaced by a program that writes nothing, and a build
from source needs a Rust toolchain and nothing else. And the library is stripped here: to cargo a
stripped library is another one than that which other packages are made of, to be linked anew.
"""

import base64
import hashlib
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile

import maturin

_GENERATOR = f"""#!{sys.executable}
import pathlib, sys
pathlib.Path(sys.argv[sys.argv.index("--out-dir") + 1]).mkdir(parents=True, exist_ok=True)
"""


def _prepare(folder):
    program = os.path.join(folder, "uniffi-bindgen")
    with open(program, "w", encoding="utf-8") as file:
        file.write(_GENERATOR)
    os.chmod(program, os.stat(program).st_mode | stat.S_IXUSR)
    os.environ["PATH"] = folder + os.pathsep + os.environ["PATH"]
    if sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64"):
        # Named after the oldest libc that it runs with, so that no older one takes it.
        os.environ.setdefault("MATURIN_PEP517_ARGS", "--compatibility pypi")


def _strip(wheel, folder):
    """Strips the library in a wheel, and says so in its record."""
    program = shutil.which("strip")
    if program is None or sys.platform == "win32":
        return
    stripped = os.path.join(folder, "stripped.whl")
    with zipfile.ZipFile(wheel) as before, zipfile.ZipFile(stripped, "w", zipfile.ZIP_DEFLATED) as after:
        record, changed = None, {}
        for entry in before.infolist():
            data = before.read(entry)
            if entry.filename.endswith((".so", ".dylib")):
                library = os.path.join(folder, os.path.basename(entry.filename))
                with open(library, "wb") as file:
                    file.write(data)
                subprocess.run([program, *(["-x"] if sys.platform == "darwin" else []), library], check=True)
                with open(library, "rb") as file:
                    data = file.read()
                digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
                changed[entry.filename] = f"{entry.filename},sha256={digest},{len(data)}"
            if entry.filename.endswith(".dist-info/RECORD"):
                record = (entry, data)
            else:
                after.writestr(entry, data)
        entry, data = record
        lines = [changed.get(line.split(",")[0], line) for line in data.decode().splitlines()]
        after.writestr(entry, "\n".join(lines) + "\n")
    shutil.move(stripped, wheel)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    with tempfile.TemporaryDirectory(prefix="keybearer-build-") as folder:
        _prepare(folder)
        name = maturin.build_wheel(wheel_directory, config_settings, metadata_directory)
        _strip(os.path.join(wheel_directory, name), folder)
    return name


build_sdist = maturin.build_sdist
get_requires_for_build_wheel = maturin.get_requires_for_build_wheel
get_requires_for_build_sdist = maturin.get_requires_for_build_sdist
prepare_metadata_for_build_wheel = maturin.prepare_metadata_for_build_wheel
