# SPDX-License-Identifier: MIT
"""Stand-ins: see the package."""

import os
import subprocess


def cmake_layout(conanfile):
    conanfile.build_folder = os.path.join(
        conanfile.source_folder, "build", str(conanfile.settings.build_type))
    conanfile.generators_folder = os.path.join(
        conanfile.build_folder, "generators")


class CMakeDeps:
    """The dependencies are the system's: there is nothing to write"""

    def __init__(self, conanfile):
        pass

    def generate(self):
        pass


class CMakeToolchain:
    def __init__(self, conanfile):
        self.conanfile = conanfile
        self.cache_variables = {}

    def generate(self):
        of = self.conanfile
        variables = {
            "CMAKE_BUILD_TYPE": str(of.settings.build_type),
            "CMAKE_INSTALL_BINDIR": "bin",
            "CMAKE_INSTALL_LIBDIR": "lib",
            "CMAKE_INSTALL_INCLUDEDIR": "include",
            "BUILD_SHARED_LIBS": of.options.shared,
        }
        if of.options.get_safe("fPIC") is not None:
            variables["CMAKE_POSITION_INDEPENDENT_CODE"] = of.options.fPIC
        variables.update(self.cache_variables)
        of.cmake_variables = [
            "-D{}={}".format(name, {True: "ON", False: "OFF"}.get(value, value))
            for name, value in variables.items()]


class CMake:
    def __init__(self, conanfile):
        self.conanfile = conanfile

    def configure(self):
        of = self.conanfile
        result = subprocess.run(
            ["cmake", "-S", of.source_folder, "-B", of.build_folder,
             "-DCMAKE_INSTALL_PREFIX=" + of.package_folder]
            + of.cmake_variables + of.cmake_arguments,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False)
        for name in of.cmake_variables:
            name = name[2:].partition("=")[0]
            _, _, unused = result.stdout.partition("not used by the project")
            if name.startswith("LWS_") and name in unused:
                raise ValueError(f"{name} is not used")
        if result.returncode:
            raise RuntimeError(result.stdout)

    def build(self):
        self._run("--build", self.conanfile.build_folder)

    def install(self):
        self._run("--install", self.conanfile.build_folder)

    @staticmethod
    def _run(*arguments):
        result = subprocess.run(
            ("cmake",) + arguments, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False)
        if result.returncode:
            raise RuntimeError(result.stdout)
