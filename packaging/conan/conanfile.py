# SPDX-License-Identifier: MIT
#
# Conan 2 recipe for the tree that this file is in: "conan create
# packaging/conan".  See READMEs/README.packages.md.

import os

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, rmdir


class LibwebsocketsConan(ConanFile):
    name = "libwebsockets"
    version = "4.3.5"
    license = "MIT"
    description = ("WebSocket and HTTP library with the interface of "
                   "libwebsockets 4.3")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False]}
    default_options = {"shared": True, "fPIC": True}

    def export_sources(self):
        top = os.path.join(self.recipe_folder, "..", "..")
        for name in ("CMakeLists.txt", "LICENSE", "changelog", "cmake/*",
                     "include/*", "lib/*", "READMEs/*"):
            copy(self, name, top, self.export_sources_folder)

    def config_options(self):
        if self.settings.os == "Windows":
            del self.options.fPIC

    def configure(self):
        if self.options.shared:
            self.options.rm_safe("fPIC")
        # the code is C
        self.settings.rm_safe("compiler.libcxx")
        self.settings.rm_safe("compiler.cppstd")

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        # openssl/ssl.h is included by libwebsockets.h
        self.requires("openssl/[>=1.1.1 <4]", transitive_headers=True)
        self.requires("zlib/[>=1.2.11 <2]")
        if self.settings.os == "Linux":
            self.requires("libcap/[>=2.66]")

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["LWS_WITH_SHARED"] = bool(
            self.options.shared)
        toolchain.cache_variables["LWS_WITH_STATIC"] = not self.options.shared
        toolchain.cache_variables["LWS_WITHOUT_TESTAPPS"] = True
        # they are not among the requirements, and AUTO would take the system's
        for name in ("GLIB", "LIBEV", "LIBUV"):
            toolchain.cache_variables[f"LWS_WITH_{name}"] = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder,
             os.path.join(self.package_folder, "licenses"))
        # Conan makes its own of package_info()
        rmdir(self, os.path.join(self.package_folder, "lib", "cmake"))
        rmdir(self, os.path.join(self.package_folder, "lib", "pkgconfig"))
        rmdir(self, os.path.join(self.package_folder, "share"))

    def package_info(self):
        windows = self.settings.os == "Windows"
        shared = bool(self.options.shared)
        self.cpp_info.set_property("cmake_file_name", "libwebsockets")
        self.cpp_info.set_property(
            "cmake_target_name",
            "websockets_shared" if shared else "websockets")
        # LIBWEBSOCKETS_LIBRARIES and LIBWEBSOCKETS_INCLUDE_DIRS
        self.cpp_info.set_property("cmake_additional_variables_prefixes",
                                   ["LIBWEBSOCKETS"])
        self.cpp_info.set_property("pkg_config_name", "libwebsockets")
        self.cpp_info.libs = ["websockets_static" if windows and not shared
                              else "websockets"]
        if windows:
            self.cpp_info.system_libs = ["ws2_32", "bcrypt", "iphlpapi",
                                         "ntdll", "crypt32"]
            if shared:
                self.cpp_info.defines = ["LWS_DLL"]
        else:
            self.cpp_info.system_libs = ["pthread", "dl"]
