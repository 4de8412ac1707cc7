# SPDX-License-Identifier: MIT
#
# What "cmake --install" puts where, and how CMake and pkg-config find it.

include(CMakePackageConfigHelpers)

# The components are what cmake/LwsPackage.cmake makes packages of.
install(TARGETS ${LWS_TARGETS} EXPORT LibwebsocketsTargets
	RUNTIME DESTINATION "${LWS_INSTALL_BIN_DIR}" COMPONENT runtime
	LIBRARY DESTINATION "${LWS_INSTALL_LIB_DIR}" COMPONENT runtime
		NAMELINK_COMPONENT dev
	ARCHIVE DESTINATION "${LWS_INSTALL_LIB_DIR}" COMPONENT dev)
foreach(_target ${LWS_EVLIB_TARGETS})
	string(REPLACE "websockets-" "" _component ${_target})
	install(TARGETS ${_target} LIBRARY
		DESTINATION "${LWS_INSTALL_LIB_DIR}" COMPONENT ${_component})
endforeach()
install(FILES include/libwebsockets.h
	"${CMAKE_CURRENT_BINARY_DIR}/include/lws_config.h"
	DESTINATION "${LWS_INSTALL_INCLUDE_DIR}" COMPONENT dev)
install(DIRECTORY include/libwebsockets
	DESTINATION "${LWS_INSTALL_INCLUDE_DIR}" COMPONENT dev
	FILES_MATCHING PATTERN "*.h")

#
# find_package(libwebsockets)
#

install(EXPORT LibwebsocketsTargets DESTINATION "${LWS_INSTALL_CMAKE_DIR}"
	COMPONENT dev)
if(LWS_WITH_SHARED)
	set(LWS_CONFIG_LIBRARIES websockets_shared)
else()
	set(LWS_CONFIG_LIBRARIES websockets)
endif()
configure_package_config_file(cmake/libwebsockets-config.cmake.in
	"${CMAKE_CURRENT_BINARY_DIR}/package/libwebsockets-config.cmake"
	INSTALL_DESTINATION "${LWS_INSTALL_CMAKE_DIR}"
	PATH_VARS LWS_INSTALL_INCLUDE_DIR)
write_basic_package_version_file(
	"${CMAKE_CURRENT_BINARY_DIR}/package/libwebsockets-config-version.cmake"
	COMPATIBILITY SameMajorVersion)
install(FILES
	"${CMAKE_CURRENT_BINARY_DIR}/package/libwebsockets-config.cmake"
	"${CMAKE_CURRENT_BINARY_DIR}/package/libwebsockets-config-version.cmake"
	cmake/LwsCheckRequirements.cmake
	DESTINATION "${LWS_INSTALL_CMAKE_DIR}" COMPONENT dev)

# For projects that have this tree as a part, and for minimal-examples/.
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/libwebsockets-config.cmake"
"set(LIBWEBSOCKETS_INCLUDE_DIRS \"${CMAKE_CURRENT_SOURCE_DIR}/include\"
	\"${CMAKE_CURRENT_BINARY_DIR}/include\")
set(LIBWEBSOCKETS_LIBRARIES ${LWS_CONFIG_LIBRARIES})
set(LIBWEBSOCKETS_DEP_LIBS \"\")
set(LWS_CMAKE_DIR \"${CMAKE_CURRENT_SOURCE_DIR}/cmake\")
include(\"${CMAKE_CURRENT_SOURCE_DIR}/cmake/LwsCheckRequirements.cmake\")
")

#
# pkg-config.  A static library needs all that the objects in it need.
#

set(LWS_PC_REQUIRES "")
set(LWS_PC_LIBS "")
if(LWS_WITH_SSL)
	string(APPEND LWS_PC_REQUIRES " libssl libcrypto")
endif()
if(LWS_WITH_ZLIB AND WIN32)
	string(APPEND LWS_PC_LIBS " -lz")
elseif(LWS_WITH_ZLIB)
	string(APPEND LWS_PC_REQUIRES " zlib")
endif()
if(LWS_HAVE_LIBCAP)
	string(APPEND LWS_PC_LIBS " -lcap")
endif()
if(NOT LWS_WITH_EVLIB_PLUGINS)
	foreach(_name ${LWS_EVLIBS})
		if(_name STREQUAL "ev")
			string(APPEND LWS_PC_LIBS " -lev")
		else()
			string(APPEND LWS_PC_REQUIRES
				" ${EVLIB_${_name}_MODULE_NAME}")
		endif()
	endforeach()
endif()
if(WIN32)
	foreach(_lib ${LWS_DEP_LIBS})
		string(APPEND LWS_PC_LIBS " -l${_lib}")
	endforeach()
	set(LWS_PC_STATIC_NAME -lwebsockets_static)
	set(LWS_PC_SHARED_CFLAGS " -DLWS_DLL")
else()
	string(APPEND LWS_PC_LIBS " ${CMAKE_THREAD_LIBS_INIT}")
	foreach(_lib ${CMAKE_DL_LIBS})
		string(APPEND LWS_PC_LIBS " -l${_lib}")
	endforeach()
	set(LWS_PC_STATIC_NAME "-l:libwebsockets.a")
	set(LWS_PC_SHARED_CFLAGS "")
endif()

# Relative to the .pc file's own place, so that the whole may be moved.
set(_base "/prefix")
get_filename_component(_pc_dir "${LWS_INSTALL_PKGCONFIG_DIR}" ABSOLUTE
	BASE_DIR "${_base}")
if(IS_ABSOLUTE "${LWS_INSTALL_PKGCONFIG_DIR}")
	set(LWS_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
else()
	file(RELATIVE_PATH _up "${_pc_dir}" "${_base}")
	string(REGEX REPLACE "/$" "" _up "${_up}")
	set(LWS_PC_PREFIX "\${pcfiledir}/${_up}")
endif()
foreach(_dir LIB INCLUDE)
	if(IS_ABSOLUTE "${LWS_INSTALL_${_dir}_DIR}")
		set(LWS_PC_${_dir}_DIR "${LWS_INSTALL_${_dir}_DIR}")
	else()
		set(LWS_PC_${_dir}_DIR "\${prefix}/${LWS_INSTALL_${_dir}_DIR}")
	endif()
endforeach()

set(_pc "")
if(LWS_WITH_SHARED)
	list(APPEND _pc libwebsockets.pc)
endif()
if(LWS_WITH_STATIC)
	list(APPEND _pc libwebsockets_static.pc)
endif()
foreach(_file ${_pc})
	configure_file(cmake/${_file}.in
		"${CMAKE_CURRENT_BINARY_DIR}/package/${_file}" @ONLY)
	install(FILES "${CMAKE_CURRENT_BINARY_DIR}/package/${_file}"
		DESTINATION "${LWS_INSTALL_PKGCONFIG_DIR}" COMPONENT dev)
endforeach()
