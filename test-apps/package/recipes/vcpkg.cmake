# SPDX-License-Identifier: MIT
#
# Runs the port of packaging/vcpkg, which vcpkg itself would do by
#
#	cmake -P ports.cmake
#
# with variables and functions that its manual describes.  Those that the port
# uses are here, as far as the manual tells what they do; they are not vcpkg's
# own.  What is left is held against what vcpkg demands of a package.
#
#	cmake -DPORT_DIR=... -DDIRECTORY=... -DLINKAGE=dynamic|static
#		-DBUILD_TYPES=release[;debug] -DGENERATOR=... -DSYSTEM=...
#		-DCONFIGURE="-D..." -P vcpkg.cmake
#
# The package is then in DIRECTORY/packages.

cmake_minimum_required(VERSION 3.20)
include("${CMAKE_CURRENT_LIST_DIR}/vcpkg-functions.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/vcpkg-checks.cmake")

file(REMOVE_RECURSE "${DIRECTORY}")
file(MAKE_DIRECTORY "${DIRECTORY}")

# what a port may expect
set(PORT libwebsockets)
set(TARGET_TRIPLET test)
set(CURRENT_PORT_DIR "${PORT_DIR}")
set(CURRENT_PACKAGES_DIR "${DIRECTORY}/packages")
set(CURRENT_BUILDTREES_DIR "${DIRECTORY}/buildtrees")
set(CURRENT_INSTALLED_DIR "${DIRECTORY}/installed")
set(DOWNLOADS "${DIRECTORY}/downloads")
set(VCPKG_LIBRARY_LINKAGE "${LINKAGE}")
set(VCPKG_CRT_LINKAGE dynamic)
set(VCPKG_CMAKE_SYSTEM_NAME "${SYSTEM}")
if(SYSTEM STREQUAL "Windows")
	set(VCPKG_TARGET_IS_WINDOWS ON)
	set(VCPKG_TARGET_IS_MINGW ON)
elseif(SYSTEM STREQUAL "Linux")
	set(VCPKG_TARGET_IS_LINUX ON)
endif()
if(BUILD_TYPES STREQUAL "release")
	set(VCPKG_BUILD_TYPE release)
endif()
file(MAKE_DIRECTORY "${CURRENT_PACKAGES_DIR}" "${CURRENT_BUILDTREES_DIR}")

vcpkg_check_manifest("${PORT_DIR}/vcpkg.json")
include("${CURRENT_PORT_DIR}/portfile.cmake")
vcpkg_check_package()
