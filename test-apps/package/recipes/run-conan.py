# SPDX-License-Identifier: MIT
"""Drives packaging/conan/conanfile.py as Conan would, with a stand-in for it.

run-conan.py RECIPE FOLDER shared|static SYSTEM BUILD_TYPE [CMAKE ARGUMENT...]

FOLDER/package is then the package, and FOLDER/found has what a consumer gets
of it: a configuration for find_package() that is made of nothing but what the
recipe says in package_info(), as Conan's CMakeDeps would make it.
"""

import importlib.util
import os
import re
import shutil
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from conan import ConanFile, Setting, Values  # noqa: E402

# the targets that the packages of ConanCenter have
TARGETS = {
    "openssl": ("OpenSSL", ["OpenSSL::SSL", "OpenSSL::Crypto"]),
    "zlib": ("ZLIB", ["ZLIB::ZLIB"]),
    "libcap": (None, ["cap"]),
}
# and the libraries behind them, as the linker knows them
LIBRARIES = {"openssl": {"ssl", "crypto"}, "zlib": {"z"}, "libcap": {"cap"}}


def load(path):
    spec = importlib.util.spec_from_file_location("conanfile", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = [value for value in vars(module).values()
             if isinstance(value, type) and issubclass(value, ConanFile) and
             value is not ConanFile]
    if len(found) != 1:
        raise ValueError(f"not one recipe, but {found}")
    return found[0]


def start(recipe, shared, system, build_type):
    """an object with the settings that are asked for"""
    of = recipe()
    for name in recipe.settings:
        if name not in ("os", "arch", "compiler", "build_type"):
            raise ValueError(f"a setting {name}?")
    for name, value in recipe.default_options.items():
        if value not in recipe.options[name]:
            raise ValueError(f"the default of {name} is {value}")
    of.options = Values(**{**recipe.default_options, "shared": shared})
    of.settings = Values(
        os=Setting(system), arch="x86_64", build_type=build_type,
        compiler=Setting("gcc", libcxx="libstdc++11", cppstd="17"))
    return of


def run(of, recipe_path, folder, arguments):
    """the methods, in Conan's order"""
    of.recipe_folder = os.path.dirname(recipe_path)
    of.export_sources_folder = of.source_folder = os.path.join(folder, "source")
    of.package_folder = os.path.join(folder, "package")
    of.cmake_arguments = arguments
    of.export_sources()
    of.config_options()
    of.configure()
    if of.options.shared and of.options.get_safe("fPIC") is not None:
        raise ValueError("fPIC is left for a shared library")
    if of.settings.compiler.get_safe("libcxx"):
        raise ValueError("libcxx is left for C")
    of.layout()
    of.requirements()
    of.generate()
    of.build()
    of.package()
    of.package_info()


def check(of, shared, system):
    """what package_info() says against what was built and installed"""
    info = of.cpp_info
    lib = os.path.join(of.package_folder, "lib")
    for name in info.libs:
        names = [f"lib{name}.dll.a", f"lib{name}.so"] if shared else [
            f"lib{name}.a"]
        if not any(os.path.exists(os.path.join(lib, n)) for n in names):
            raise ValueError(f"{names} not in {os.listdir(lib)}")
    # by ConanCenter's rules: Conan makes these of package_info()
    for left in ("lib/cmake", "lib/pkgconfig", "share"):
        if os.path.exists(os.path.join(of.package_folder, left)):
            raise ValueError(f"{left} is in the package")
    if not os.path.exists(os.path.join(of.package_folder, "licenses",
                                       "LICENSE")):
        raise ValueError("no licence")

    # all that the build says is to be linked has to be named
    written = os.path.join(of.build_folder, "package",
                           "libwebsockets.pc" if shared else
                           "libwebsockets_static.pc")
    with open(written, encoding="utf-8") as file:
        needs = set(re.findall(r" -l([a-z]\w*)", file.read()))
    if "static" not in written:
        needs.discard("websockets")
    needs -= {"websockets_static"}
    named = set(info.system_libs)
    for name in of.required:
        named |= LIBRARIES[name]
    if needs - named:
        raise ValueError(f"not in package_info(): {needs - named}")
    if ("libcap" in of.required) != (system == "Linux"):
        raise ValueError("libcap")
    if not of.required["openssl"].get("transitive_headers"):
        raise ValueError("libwebsockets.h includes OpenSSL's headers")


def write_config(of, folder):
    """what find_package() finds"""
    info = of.cpp_info
    name = info.properties["cmake_file_name"]
    target = info.properties["cmake_target_name"]
    include = os.path.join(of.package_folder, info.includedirs[0])
    lines, links = [], []
    for lib in info.libs:
        lines.append(f"find_library(lib_{lib} {lib} REQUIRED NO_DEFAULT_PATH "
                     "NO_CMAKE_FIND_ROOT_PATH PATHS \"" + os.path.join(
                         of.package_folder, info.libdirs[0]) + "\")")
        links.append(f"${{lib_{lib}}}")
    for package in of.required:
        find, targets = TARGETS[package]
        if find:
            lines.append(f"find_package({find} REQUIRED)")
        links += targets
    links += info.system_libs
    lines += [
        f"add_library({target} INTERFACE IMPORTED)",
        f"target_include_directories({target} INTERFACE \"{include}\")",
        f"target_link_libraries({target} INTERFACE {' '.join(links)})",
        f"target_compile_definitions({target} INTERFACE "
        f"{' '.join(info.defines)})",
    ]
    for prefix in info.properties.get("cmake_additional_variables_prefixes",
                                      []):
        lines += [f"set({prefix}_LIBRARIES {target})",
                  f"set({prefix}_INCLUDE_DIRS \"{include}\")"]
    os.makedirs(folder)
    with open(os.path.join(folder, name + "-config.cmake"), "w",
              encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    with open(os.path.join(folder, name + "-config-version.cmake"), "w",
              encoding="utf-8") as file:
        file.write(f"set(PACKAGE_VERSION {of.version})\n"
                   "set(PACKAGE_VERSION_COMPATIBLE TRUE)\n")


def main():
    path, folder, kind, system, build_type, *arguments = sys.argv[1:]
    shared = kind == "shared"
    shutil.rmtree(folder, ignore_errors=True)
    path = os.path.abspath(path)
    of = start(load(path), shared, system, build_type)
    with open(os.path.join(os.path.dirname(path), "..", "..",
                           "CMakeLists.txt"), encoding="utf-8") as file:
        version = re.search(r"^\s*VERSION ([\d.]+)$", file.read(), re.M)[1]
    if of.version != version:
        raise ValueError(f"version {of.version}, but ours is {version}")
    run(of, path, folder, arguments)
    check(of, shared, system)
    write_config(of, os.path.join(folder, "found"))
    print(f"conan: {kind}: {of.cpp_info.libs} {of.cpp_info.system_libs} "
          f"{of.cpp_info.defines} {of.cpp_info.properties}")


main()
