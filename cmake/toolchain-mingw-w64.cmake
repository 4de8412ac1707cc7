# SPDX-License-Identifier: MIT
#
# Compiles for 64-bit Windows on Linux, and has the tests run under Wine.

set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)

set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

list(APPEND CMAKE_FIND_ROOT_PATH /usr/x86_64-w64-mingw32)

# OpenSSL, which Debian has not for Windows: the folder named by
# OPENSSL_ROOT_DIR, or by LWS_MINGW_OPENSSL in the environment, else the one
# that scripts/openssl-mingw.sh has put into the user's cache.
if(NOT OPENSSL_ROOT_DIR)
	if(DEFINED ENV{LWS_MINGW_OPENSSL})
		set(OPENSSL_ROOT_DIR "$ENV{LWS_MINGW_OPENSSL}")
	elseif(DEFINED ENV{XDG_CACHE_HOME})
		set(OPENSSL_ROOT_DIR "$ENV{XDG_CACHE_HOME}")
		string(APPEND OPENSSL_ROOT_DIR
			"/libwebsockets/openssl-mingw-w64/current")
	else()
		set(OPENSSL_ROOT_DIR "$ENV{HOME}/.cache")
		string(APPEND OPENSSL_ROOT_DIR
			"/libwebsockets/openssl-mingw-w64/current")
	endif()
	# the version of today, so that it stays the same for this build
	get_filename_component(OPENSSL_ROOT_DIR "${OPENSSL_ROOT_DIR}" REALPATH)
endif()
list(APPEND CMAKE_FIND_ROOT_PATH "${OPENSSL_ROOT_DIR}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# The programs need no DLL of the compiler.
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
set(CMAKE_SHARED_LINKER_FLAGS_INIT -static-libgcc)

set(CMAKE_CROSSCOMPILING_EMULATOR "${CMAKE_CURRENT_LIST_DIR}/wine.sh")
