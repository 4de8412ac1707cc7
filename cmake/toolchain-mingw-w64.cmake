# SPDX-License-Identifier: MIT
#
# Compiles for 64-bit Windows on Linux, and has the tests run under Wine.

set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)

set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

list(APPEND CMAKE_FIND_ROOT_PATH /usr/x86_64-w64-mingw32)

# What Debian has not for Windows: the folder named by the variable ROOT, or by
# ENV in the environment, else the one that a script has put into the user's
# cache.
macro(lws_mingw_root ROOT ENV folder)
	if(NOT ${ROOT})
		if(DEFINED ENV{${ENV}})
			set(${ROOT} "$ENV{${ENV}}")
		elseif(DEFINED ENV{XDG_CACHE_HOME})
			set(${ROOT} "$ENV{XDG_CACHE_HOME}")
			string(APPEND ${ROOT} "/libwebsockets/${folder}/current")
		else()
			set(${ROOT} "$ENV{HOME}/.cache")
			string(APPEND ${ROOT} "/libwebsockets/${folder}/current")
		endif()
		# the version of today, so that it stays the same for this build
		get_filename_component(${ROOT} "${${ROOT}}" REALPATH)
	endif()
	list(APPEND CMAKE_FIND_ROOT_PATH "${${ROOT}}")
endmacro()

# by scripts/openssl-mingw.sh, and scripts/libuv-mingw.sh
lws_mingw_root(OPENSSL_ROOT_DIR LWS_MINGW_OPENSSL openssl-mingw-w64)
lws_mingw_root(LIBUV_ROOT_DIR LWS_MINGW_LIBUV libuv1-mingw-w64)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# The programs need no DLL of the compiler.
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
set(CMAKE_SHARED_LINKER_FLAGS_INIT -static-libgcc)

set(CMAKE_CROSSCOMPILING_EMULATOR "${CMAKE_CURRENT_LIST_DIR}/wine.sh")
