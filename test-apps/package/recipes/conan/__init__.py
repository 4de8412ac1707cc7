# SPDX-License-Identifier: MIT
"""A stand-in for the module "conan", as far as our recipe uses it.

It does what Conan 2's manual says of these names, and nothing more: what the
recipe asks for beside that ends in an error.
"""


class Values:
    """settings and options: attributes that can be read and removed"""

    def __init__(self, **values):
        self.__dict__.update(values)

    def rm_safe(self, path):
        at = self
        *folders, last = path.split(".")
        for name in folders:
            at = getattr(at, name, None)
        if at is not None:
            at.__dict__.pop(last, None)

    def get_safe(self, name, default=None):
        return self.__dict__.get(name, default)


class Setting(Values):
    """a setting that is a text and has settings below it"""

    def __init__(self, text, **values):
        super().__init__(**values)
        self.text = text

    def __eq__(self, other):
        return self.text == other

    def __str__(self):
        return self.text


class CppInfo:
    def __init__(self):
        self.libs = []
        self.system_libs = []
        self.defines = []
        self.includedirs = ["include"]
        self.libdirs = ["lib"]
        self.bindirs = ["bin"]
        self.properties = {}

    def __setattr__(self, name, value):
        known = ("libs", "system_libs", "defines", "includedirs", "libdirs",
                 "bindirs", "properties", "requires")
        if name not in known:
            raise AttributeError(f"cpp_info has no {name} here")
        super().__setattr__(name, value)

    def set_property(self, name, value):
        if name not in ("cmake_file_name", "cmake_target_name",
                        "pkg_config_name",
                        "cmake_additional_variables_prefixes"):
            raise ValueError(f"a property {name}?")
        self.properties[name] = value


class ConanFile:
    # what a recipe may have beside methods of its own
    HOOKS = {"export_sources", "config_options", "configure", "layout",
             "requirements", "generate", "build", "package", "package_info"}

    def __init__(self):
        unknown = {name for name, value in vars(type(self)).items()
                   if callable(value)} - self.HOOKS
        if unknown:
            raise AttributeError(f"methods that are not run: {unknown}")
        self.required = {}
        self.cpp_info = CppInfo()

    def requires(self, reference, **traits):
        name, _, version = reference.partition("/")
        if not version or set(traits) - {"transitive_headers"}:
            raise ValueError(f"requires {reference} {traits}")
        self.required[name] = traits
