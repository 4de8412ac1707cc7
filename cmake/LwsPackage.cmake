# SPDX-License-Identifier: MIT
#
# What "cpack" makes: Debian's packages on Linux, under the names that Debian's
# own have, and a ZIP for Windows.  The parts are the components of the
# installation; to be included when all of them are known.

set(LWS_DEBIAN_REVISION "100" CACHE STRING
	"The part of the packages' version after the dash; above Debian's own")
list(APPEND LWS_KNOWN_OPTIONS LWS_DEBIAN_REVISION)

get_cmake_property(_components COMPONENTS)
if("Unspecified" IN_LIST _components)
	message(FATAL_ERROR "An install() has no COMPONENT, and so its files "
		"would be in no package.")
endif()

set(CPACK_PACKAGE_NAME libwebsockets)
set(CPACK_PACKAGE_VENDOR "the authors of this libwebsockets fork")
if(NOT CPACK_PACKAGE_CONTACT)
	set(CPACK_PACKAGE_CONTACT "the authors of this fork <root@localhost>")
endif()
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
	"WebSocket and HTTP library with the interface of libwebsockets 4.3")
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}/packages")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)

if(WIN32)
	set(CPACK_GENERATOR ZIP)
	if(CMAKE_SIZEOF_VOID_P EQUAL 8)
		set(CPACK_SYSTEM_NAME win64)
	else()
		set(CPACK_SYSTEM_NAME win32)
	endif()
	set(_doc "${CMAKE_INSTALL_DATADIR}/doc/libwebsockets")
	install(FILES LICENSE changelog DESTINATION "${_doc}" COMPONENT dev)
	# what is in the DLL when it is static: its licence goes with it
	macro(lws_licence_of name what)
		find_file(LWS_${name}_LICENSE NAMES LICENSE.txt LICENSE
				copyright Apache-2.0
			PATHS ${ARGN}
			NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
		mark_as_advanced(LWS_${name}_LICENSE)
		list(APPEND LWS_KNOWN_OPTIONS LWS_${name}_LICENSE)
		if(LWS_${name}_LICENSE)
			string(TOLOWER "${name}" _lower)
			install(FILES "${LWS_${name}_LICENSE}"
				DESTINATION "${_doc}"
				RENAME "LICENSE.${_lower}" COMPONENT dev)
		else()
			message(WARNING "The licence of ${what} is not found: "
				"before the ZIP is given away, set "
				"LWS_${name}_LICENSE to it.")
		endif()
	endmacro()
	if(LWS_WITH_SSL)
		lws_licence_of(OPENSSL OpenSSL "${OPENSSL_INCLUDE_DIR}/.."
			"${OPENSSL_INCLUDE_DIR}/../share/openssl"
			/usr/share/common-licenses)
	endif()
	if(LWS_WITH_LIBUV)
		lws_licence_of(LIBUV libuv "${LIBUV_INCLUDE_DIR}/.."
			"${LIBUV_INCLUDE_DIR}/../share/libuv")
	endif()
	# zlib has its own at the head of its header
	if(LWS_WITH_ZLIB)
		find_file(LWS_ZLIB_HEADER zlib.h PATHS ${ZLIB_INCLUDE_DIRS}
			NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH REQUIRED)
		mark_as_advanced(LWS_ZLIB_HEADER)
		file(READ "${LWS_ZLIB_HEADER}" _text LIMIT 8192)
		if(NOT _text MATCHES "^/\\*([^*]*Permission is granted[^*]*)\\*/")
			message(FATAL_ERROR
				"no licence at the head of ${LWS_ZLIB_HEADER}")
		endif()
		file(WRITE "${PROJECT_BINARY_DIR}/package/LICENSE.zlib"
			"${CMAKE_MATCH_1}\n")
		install(FILES "${PROJECT_BINARY_DIR}/package/LICENSE.zlib"
			DESTINATION "${_doc}" COMPONENT dev)
	endif()
	include(CPack)
	return()
endif()

find_program(LWS_DPKG dpkg)
mark_as_advanced(LWS_DPKG)
if(NOT LWS_DPKG)
	set(CPACK_GENERATOR TGZ)
	include(CPack)
	return()
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_PACKAGING_INSTALL_PREFIX "${CMAKE_INSTALL_PREFIX}")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE "${LWS_DEBIAN_REVISION}")
set(CPACK_DEBIAN_PACKAGE_SOURCE libwebsockets)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${PROJECT_BINARY_DIR}/lib")
set(_version "${PROJECT_VERSION}-${LWS_DEBIAN_REVISION}")
set(_same "libwebsockets19t64 (= ${_version})")

# gzip: what Debian's policy wants of a changelog
find_program(LWS_GZIP gzip REQUIRED)
mark_as_advanced(LWS_GZIP)
set(_doc "${PROJECT_BINARY_DIR}/package/doc")
file(MAKE_DIRECTORY "${_doc}")
string(TIMESTAMP _date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE "${_doc}/changelog.Debian"
"libwebsockets (${_version}) unstable; urgency=medium

  * changelog.gz says what is new.

 -- ${CPACK_PACKAGE_CONTACT}  ${_date}
")
configure_file("${PROJECT_SOURCE_DIR}/changelog" "${_doc}/changelog" COPYONLY)
foreach(_file changelog changelog.Debian)
	execute_process(COMMAND "${LWS_GZIP}" -9nc "${_doc}/${_file}"
		OUTPUT_FILE "${_doc}/${_file}.gz" RESULT_VARIABLE _failed)
	if(_failed)
		message(FATAL_ERROR "cannot compress ${_file}: ${_failed}")
	endif()
endforeach()

# lws_deb(component package section multiarch summary): the package that a
# component becomes, with what each has to have
macro(lws_deb component package section multiarch summary)
	string(TOUPPER "${component}" _upper)
	list(APPEND CPACK_COMPONENTS_ALL ${component})
	set(CPACK_DEBIAN_${_upper}_PACKAGE_NAME ${package})
	set(CPACK_DEBIAN_${_upper}_PACKAGE_SECTION ${section})
	set(CPACK_DEBIAN_${_upper}_PACKAGE_MULTIARCH ${multiarch})
	set(CPACK_COMPONENT_${_upper}_DESCRIPTION "${summary}")
	install(FILES LICENSE DESTINATION
		"${CMAKE_INSTALL_DATADIR}/doc/${package}" RENAME copyright
		COMPONENT ${component} EXCLUDE_FROM_ALL)
	install(FILES "${_doc}/changelog.gz" "${_doc}/changelog.Debian.gz"
		DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${package}"
		COMPONENT ${component} EXCLUDE_FROM_ALL)
endmacro()

set(CPACK_COMPONENTS_ALL "")
if("runtime" IN_LIST _components)
	lws_deb(runtime libwebsockets19t64 libs same
		"the shared library, with the interface of libwebsockets 4.3")
	set(CPACK_DEBIAN_RUNTIME_PACKAGE_PROVIDES
		"libwebsockets19 (= ${_version})")
	set(CPACK_DEBIAN_RUNTIME_PACKAGE_REPLACES libwebsockets19)
	set(CPACK_DEBIAN_RUNTIME_PACKAGE_BREAKS
		"libwebsockets19 (<< ${_version})")
	# what makes ldconfig run
	set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA
		"${PROJECT_BINARY_DIR}/package/triggers")
	file(WRITE "${PROJECT_BINARY_DIR}/package/triggers"
		"activate-noawait ldconfig\n")
endif()

lws_deb(dev libwebsockets-dev libdevel same
	"headers and static library, and what CMake and pkg-config look for")
install(DIRECTORY READMEs/ DESTINATION
	"${CMAKE_INSTALL_DATADIR}/doc/libwebsockets-dev"
	COMPONENT dev EXCLUDE_FROM_ALL FILES_MATCHING PATTERN "*.md")
set(_dev libc6-dev)
if("runtime" IN_LIST _components)
	list(APPEND _dev "${_same}")
endif()
if(LWS_WITH_SSL)
	list(APPEND _dev libssl-dev)
endif()
if(LWS_WITH_ZLIB)
	list(APPEND _dev zlib1g-dev)
endif()
if(LWS_HAVE_LIBCAP)
	list(APPEND _dev libcap-dev)
endif()

# one for each event library whose plugin is built
foreach(_component ${_components})
	if(_component MATCHES "^evlib_(.*)$")
		lws_deb(${_component} libwebsockets-evlib-${CMAKE_MATCH_1} libs
			same "the plugin for the event library ${CMAKE_MATCH_1}")
		string(TOUPPER "${_component}" _upper)
		set(CPACK_DEBIAN_${_upper}_PACKAGE_DEPENDS "${_same}")
		list(APPEND _dev
			"libwebsockets-evlib-${CMAKE_MATCH_1} (= ${_version})")
		# as in Debian
		if(CMAKE_MATCH_1 STREQUAL "ev")
			list(APPEND _dev libev-dev)
		elseif(CMAKE_MATCH_1 STREQUAL "uv")
			list(APPEND _dev libuv1-dev)
		endif()
	endif()
endforeach()
list(JOIN _dev ", " CPACK_DEBIAN_DEV_PACKAGE_DEPENDS)

if("test_server" IN_LIST _components)
	lws_deb(test_server libwebsockets-test-server utils foreign
		"a demonstration server, its client, wscat, and test-lejp")
	set(CPACK_DEBIAN_TEST_SERVER_PACKAGE_DEPENDS
		"libwebsockets-test-server-common (= ${_version})")
	if("runtime" IN_LIST _components)
		string(APPEND CPACK_DEBIAN_TEST_SERVER_PACKAGE_DEPENDS
			", ${_same}")
	endif()
	lws_deb(test_server_common libwebsockets-test-server-common utils
		foreign "the page of the demonstration server")
	set(CPACK_DEBIAN_TEST_SERVER_COMMON_PACKAGE_ARCHITECTURE all)
endif()

include(CPack)
