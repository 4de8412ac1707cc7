# SPDX-License-Identifier: MIT
#
# The event libraries: which of them are built, as plugins or into the library.
# An option at AUTO takes what is there, and says what is not.

# The names of those that are built, and where each of them is
set(LWS_EVLIBS "")
set(LWS_EVLIB_uv_FOLDER libuv)
set(LWS_EVLIB_ev_FOLDER libev)
set(LWS_EVLIB_event_FOLDER libevent)
set(LWS_EVLIB_glib_FOLDER glib)
set(LWS_EVLIB_sd_FOLDER sdevent)

# libev has no file for pkg-config in Debian
function(lws_find_libev)
	find_library(LIBEV_LIBRARY ev)
	find_path(LIBEV_INCLUDE_DIR ev.h)
	mark_as_advanced(LIBEV_LIBRARY LIBEV_INCLUDE_DIR)
	if(LIBEV_LIBRARY AND LIBEV_INCLUDE_DIR)
		set(EVLIB_ev_FOUND ON PARENT_SCOPE)
		set(EVLIB_ev_INCLUDE_DIRS "${LIBEV_INCLUDE_DIR}" PARENT_SCOPE)
		set(EVLIB_ev_LINK_LIBRARIES "${LIBEV_LIBRARY}" PARENT_SCOPE)
	endif()
endfunction()

# Nor has a build for Windows, where a static libuv needs these of the system
function(lws_find_libuv)
	find_library(LIBUV_LIBRARY NAMES uv uv_a libuv)
	find_path(LIBUV_INCLUDE_DIR uv.h)
	mark_as_advanced(LIBUV_LIBRARY LIBUV_INCLUDE_DIR)
	if(LIBUV_LIBRARY AND LIBUV_INCLUDE_DIR)
		set(EVLIB_uv_FOUND ON PARENT_SCOPE)
		set(EVLIB_uv_INCLUDE_DIRS "${LIBUV_INCLUDE_DIR}" PARENT_SCOPE)
		set(EVLIB_uv_LINK_LIBRARIES "${LIBUV_LIBRARY}" psapi user32
			advapi32 iphlpapi userenv ws2_32 dbghelp ole32 shell32
			PARENT_SCOPE)
	endif()
endfunction()

# lws_event_lib(OPTION name module debian_package)
macro(lws_event_lib option name module package)
	set(EVLIB_${name}_FOUND OFF)
	if(${option})
		if("${name}" STREQUAL "ev")
			lws_find_libev()
		elseif(WIN32)
			lws_find_libuv()
		elseif(PKG_CONFIG_FOUND)
			pkg_check_modules(EVLIB_${name} QUIET ${module})
		endif()
		if(EVLIB_${name}_FOUND)
			list(APPEND LWS_EVLIBS ${name})
		elseif(NOT "${${option}}" STREQUAL "AUTO")
			message(FATAL_ERROR "${option}: ${module} is missing "
				"(Debian: ${package}${_pkg_config}).")
		else()
			message(STATUS "${module} is missing (Debian: "
				"${package}): contexts cannot run on it")
			if(NOT LWS_WITH_EVLIB_PLUGINS)
				set(${option} OFF)
			endif()
		endif()
	endif()
endmacro()

if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
	find_package(PkgConfig QUIET)
	set(_pkg_config ", and pkg-config")
	lws_event_lib(LWS_WITH_LIBUV uv libuv libuv1-dev)
	lws_event_lib(LWS_WITH_LIBEV ev libev libev-dev)
	lws_event_lib(LWS_WITH_LIBEVENT event libevent_core libevent-dev)
	lws_event_lib(LWS_WITH_GLIB glib glib-2.0 libglib2.0-dev)
	lws_event_lib(LWS_WITH_SDEVENT sd libsystemd libsystemd-dev)
elseif(WIN32)
	set(_pkg_config "")
	lws_event_lib(LWS_WITH_LIBUV uv libuv
		"libuv1 by scripts/libuv-mingw.sh; vcpkg: libuv")
endif()

if(NOT LWS_WITH_EVLIB_PLUGINS AND "ev" IN_LIST LWS_EVLIBS AND
   "event" IN_LIST LWS_EVLIBS)
	message(FATAL_ERROR "LWS_WITH_LIBEV and LWS_WITH_LIBEVENT cannot both "
		"be built in: they have functions of the same names. Leave "
		"LWS_WITH_EVLIB_PLUGINS on, or one of them out.")
endif()

if(LWS_WITH_LIBEV)
	set(LWS_HAVE_EVBACKEND_IOURING ON)
	set(LWS_HAVE_EVBACKEND_LINUXAIO ON)
endif()
if(LWS_WITH_LIBUV)
	set(LWS_HAVE_NEW_UV_VERSION_H ON)
endif()
