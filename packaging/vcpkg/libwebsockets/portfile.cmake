# SPDX-License-Identifier: MIT
#
# Builds the tree that this file is in.  See READMEs/README.packages.md.

get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

string(COMPARE EQUAL "${VCPKG_LIBRARY_LINKAGE}" "static" with_static)
string(COMPARE EQUAL "${VCPKG_LIBRARY_LINKAGE}" "dynamic" with_shared)

# The manifest has no event libraries, so they are left out wherever they are.
vcpkg_cmake_configure(
	SOURCE_PATH "${SOURCE_PATH}"
	OPTIONS
		-DLWS_WITH_STATIC=${with_static}
		-DLWS_WITH_SHARED=${with_shared}
		-DLWS_WITH_GLIB=OFF
		-DLWS_WITH_LIBEV=OFF
		-DLWS_WITH_LIBUV=OFF
		-DLWS_WITHOUT_TESTAPPS=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/libwebsockets)
vcpkg_fixup_pkgconfig()
vcpkg_copy_pdbs()
# where plugins would be, and where the build was
vcpkg_replace_string("${CURRENT_PACKAGES_DIR}/include/lws_config.h"
	"${CURRENT_PACKAGES_DIR}" "")

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include"
	"${CURRENT_PACKAGES_DIR}/debug/share")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
