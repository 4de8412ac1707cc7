# SPDX-License-Identifier: MIT
"""Stand-ins: see the package."""

import fnmatch
import os
import shutil


def copy(_conanfile, pattern, src, dst):
    """Copies the files of src that match, with their folders below it"""
    copied = []
    for folder, _, names in os.walk(src):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), src)
            if not fnmatch.fnmatch(path, os.path.normpath(pattern)):
                continue
            to = os.path.join(dst, path)
            os.makedirs(os.path.dirname(to), exist_ok=True)
            shutil.copy2(os.path.join(src, path), to)
            copied.append(to)
    if not copied:
        raise FileNotFoundError(f"{pattern} in {src}")
    return copied


def rmdir(_conanfile, path):
    shutil.rmtree(path, ignore_errors=True)
