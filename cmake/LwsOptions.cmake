# SPDX-License-Identifier: MIT
#
# The options of the build, under the names that users of libwebsockets know.
# The defaults are Debian's, as far as the platform has what they need.
#
#	lws_option(NAME default "text")		may be chosen
#	lws_fixed(NAME value "text")		one value only, for now
#
# Nothing here is ignored silently: another value for a fixed option, and a
# -DLWS_... that is no option at all, stop the configuration.

set(LWS_KNOWN_OPTIONS "")

macro(lws_option name default text)
	option(${name} "${text}" ${default})
	list(APPEND LWS_KNOWN_OPTIONS ${name})
endmacro()

macro(lws_value name default text)
	set(${name} "${default}" CACHE STRING "${text}")
	list(APPEND LWS_KNOWN_OPTIONS ${name})
endmacro()

function(lws_fixed_check name value text)
	if(DEFINED ${name})
		if((${name} AND NOT value) OR (NOT ${name} AND value))
			if(value)
				set(what "cannot be switched off in this version")
			else()
				set(what "is not available in this version")
			endif()
			message(FATAL_ERROR "${name} (${text}) ${what}"
				"${LWS_FIXED_WHERE}. Leave it at ${value}.")
		endif()
	endif()
endfunction()

# Not put in the cache: a newer version may have another value for it.
macro(lws_fixed name value text)
	lws_fixed_check(${name} ${value} "${text}")
	set(${name} ${value})
	list(APPEND LWS_KNOWN_OPTIONS ${name})
endmacro()

macro(lws_fixed_all value)
	foreach(_name ${ARGN})
		string(REGEX REPLACE "^LWS_(WITH_|ROLE_)?" "" _text ${_name})
		string(REPLACE "_" " " _text ${_text})
		string(TOLOWER "${_text}" _text)
		lws_fixed(${_name} ${value} "${_text}")
	endforeach()
endmacro()

set(LWS_FIXED_WHERE "")

if(WIN32)
	set(LWS_DEFAULT_UNIX OFF)
else()
	set(LWS_DEFAULT_UNIX ON)
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
	set(LWS_DEFAULT_LINUX ON)
else()
	set(LWS_DEFAULT_LINUX OFF)
endif()

#
# What is built
#

lws_option(LWS_WITH_STATIC ON "Build the static library")
lws_option(LWS_WITH_SHARED ON "Build the shared library")
if(LWS_IS_TOP_LEVEL)
	lws_option(LWS_WITHOUT_TESTAPPS OFF "Leave out test-apps/ and its tests")
else()
	lws_option(LWS_WITHOUT_TESTAPPS ON "Leave out test-apps/ and its tests")
endif()
lws_option(LWS_WITHOUT_TEST_SERVER OFF
	"Leave out libwebsockets-test-server and its page")
lws_option(LWS_WITHOUT_TEST_SERVER_EXTPOLL OFF
	"Leave out libwebsockets-test-server-extpoll")
lws_option(LWS_WITHOUT_TEST_CLIENT OFF
	"Leave out libwebsockets-test-client and libwebsockets-wscat")
lws_option(LWS_WITH_MINIMAL_EXAMPLES OFF "Build minimal-examples/ too")

#
# How it is built
#

lws_option(LWS_WITH_ASAN OFF
	"Instrument with the address and undefined behaviour sanitizers")
lws_option(LWS_WITH_TSAN OFF "Instrument with the thread sanitizer")
lws_option(LWS_WITH_FUZZER OFF
	"test-apps/fuzz become fuzzers, with clang's libFuzzer")
lws_option(LWS_WITH_SERVICE_STATS OFF
	"Count what the service loop promises, for the tests")
lws_option(LWS_TEST_VALGRIND OFF "ctest runs every test under valgrind")
lws_option(LWS_TEST_DROPIN OFF
	"ctest runs Debian's programs on this library, in a root of trixie")
lws_option(LWS_TEST_RECIPES OFF
	"ctest runs the port for vcpkg and the recipe for Conan")
lws_value(LWS_NODE_MODULES "${CMAKE_CURRENT_SOURCE_DIR}/build/npm/node_modules"
	"Where the tests find node's packages")
lws_value(LWS_INSTALL_LIB_DIR "${CMAKE_INSTALL_LIBDIR}" "Libraries go here")
lws_value(LWS_INSTALL_BIN_DIR "${CMAKE_INSTALL_BINDIR}" "Programs go here")
lws_value(LWS_INSTALL_INCLUDE_DIR "${CMAKE_INSTALL_INCLUDEDIR}"
	"Headers go here")
lws_value(LWS_INSTALL_CMAKE_DIR "${LWS_INSTALL_LIB_DIR}/cmake/libwebsockets"
	"CMake's package files go here")
lws_value(LWS_INSTALL_PKGCONFIG_DIR "${LWS_INSTALL_LIB_DIR}/pkgconfig"
	"pkg-config's files go here")

#
# What is in it
#

lws_option(LWS_WITH_SSL ON
	"TLS with OpenSSL; the layout of public structs depends on it")
lws_option(LWS_IPV6 ON "IPv6 besides IPv4")
lws_option(LWS_WITH_EXTERNAL_POLL ON
	"The application may do the polling (LWS_CALLBACK_ADD_POLL_FD ...)")
if(WIN32)
	set(LWS_FIXED_WHERE " on Windows")
	lws_fixed(LWS_WITH_CGI OFF "cgi")
	set(LWS_FIXED_WHERE "")
else()
	lws_option(LWS_WITH_CGI OFF
		"Mounts of kind LWSMPRO_CGI, and lws_cgi(), run programs")
endif()
lws_option(LWS_WITH_HTTP_PROXY OFF
	"Mounts of kind LWSMPRO_HTTP and LWSMPRO_HTTPS pass requests on")
lws_option(LWS_WITH_SOCKS5 OFF
	"Clients may go through a SOCKS5 proxy (lws_set_socks())")
lws_option(LWS_WITHOUT_EXTENSIONS OFF
	"Leave out permessage-deflate, and so the need of zlib")
lws_option(LWS_WITH_ACCESS_LOG OFF
	"Vhosts can write a log of the requests (info.log_filepath)")
lws_option(LWS_WITH_HTTP_STREAM_COMPRESSION OFF
	"Answers can be compressed while they are sent, with zlib")
lws_option(LWS_WITH_PEER_LIMITS OFF
	"Limits for single addresses (info.ip_limit_wsi, ip_limit_ah)")
lws_option(LWS_WITH_PLUGINS OFF
	"Contexts can load protocols from folders (info.plugin_dirs)")
lws_option(LWS_WITH_RANGES OFF
	"Say in lws_config.h that Range is served, which it always is")
lws_option(LWS_WITH_NO_LOGS OFF "Compile in LLL_ERR and LLL_USER only")
lws_option(LWS_LOGS_TIMESTAMP ON "Each log line begins with the time")
lws_value(LWS_LOGGING_BITFIELD_SET 0 "Log levels that are always compiled in")
lws_value(LWS_LOGGING_BITFIELD_CLEAR 0 "Log levels that are never compiled in")

if(DEFINED LWS_MAX_SMP AND NOT LWS_MAX_SMP STREQUAL "1")
	message(FATAL_ERROR "LWS_MAX_SMP: more than one service thread in a "
		"context is not available in this version. Leave it at 1.")
endif()
set(LWS_MAX_SMP 1)
list(APPEND LWS_KNOWN_OPTIONS LWS_MAX_SMP)

# Debian has these, and the layout of public structs follows from them.
lws_fixed_all(ON
	LWS_CLIENT_HTTP_PROXYING LWS_LOG_TAG_LIFECYCLE LWS_ROLE_H1 LWS_ROLE_RAW
	LWS_ROLE_RAW_FILE LWS_ROLE_WS LWS_SUPPRESS_DEPRECATED_API_WARNINGS
	LWS_WITH_CACHE_NSCOOKIEJAR LWS_WITH_CBOR_FLOAT LWS_WITH_CONMON
	LWS_WITH_CUSTOM_HEADERS LWS_WITH_DIR LWS_WITH_FILE_OPS LWS_WITH_HTTP2
	LWS_WITH_HTTP_BASIC_AUTH LWS_WITH_HTTP_UNCOMMON_HEADERS LWS_WITH_LEJP
	LWS_WITH_LWSAC LWS_WITH_NETWORK LWS_WITH_POLL LWS_WITH_SYS_SMD
	LWS_WITH_SYS_STATE LWS_WITH_UDP)

# The library is always compiled so, and has no such program.
lws_fixed_all(ON
	LWS_STATIC_PIC LWS_WITHOUT_TEST_PING)

if(WIN32)
	set(LWS_FIXED_WHERE " on Windows")
endif()
lws_fixed_all(${LWS_DEFAULT_UNIX}
	LWS_UNIX_SOCK)
if(NOT LWS_DEFAULT_LINUX)
	set(LWS_FIXED_WHERE " on ${CMAKE_SYSTEM_NAME}")
	lws_fixed_all(OFF LWS_WITH_EVLIB_PLUGINS LWS_WITH_GLIB LWS_WITH_LIBEV
		LWS_WITH_LIBEVENT LWS_WITH_NETLINK LWS_WITH_SDEVENT)
	if(WIN32)
		# built in
		lws_option(LWS_WITH_LIBUV OFF "Contexts can run on libuv")
	else()
		lws_fixed_all(OFF LWS_WITH_LIBUV)
	endif()
else()
	lws_option(LWS_WITH_EVLIB_PLUGINS ON
		"Event libraries are plugins, rather than built in")
	lws_value(LWS_WITH_LIBUV AUTO "Contexts can run on libuv")
	lws_value(LWS_WITH_LIBEV AUTO "Contexts can run on libev")
	lws_value(LWS_WITH_GLIB AUTO "Contexts can run on GLib's main loop")
	lws_value(LWS_WITH_LIBEVENT OFF "Contexts can run on libevent")
	lws_value(LWS_WITH_SDEVENT OFF "Contexts can run on sd-event")
	lws_option(LWS_WITH_NETLINK ON
		"Tell of changes of routes, close what has lost its way")
endif()
set(LWS_FIXED_WHERE "")

if(LWS_WITH_SSL)
	set(LWS_FIXED_WHERE " when LWS_WITH_SSL is on")
else()
	set(LWS_FIXED_WHERE " when LWS_WITH_SSL is off")
endif()
lws_fixed_all(${LWS_WITH_SSL}
	LWS_SSL_CLIENT_USE_OS_CA_CERTS LWS_WITH_TLS_SESSIONS)
set(LWS_FIXED_WHERE "")

if(LWS_WITHOUT_EXTENSIONS AND NOT LWS_WITH_HTTP_STREAM_COMPRESSION)
	set(LWS_FIXED_WHERE " when LWS_WITHOUT_EXTENSIONS is on")
	lws_fixed_all(OFF LWS_WITH_ZLIB)
else()
	set(LWS_FIXED_WHERE " with extensions or compression")
	lws_fixed_all(ON LWS_WITH_ZLIB)
endif()
set(LWS_FIXED_WHERE "")

# libwebsockets knows these, Debian builds without them, and so does this.
lws_fixed_all(OFF
	LWS_AVOID_SIGPIPE_IGN LWS_FALLBACK_GETHOSTBYNAME LWS_HTTP_HEADERS_ALL
	LWS_LINK_TESTAPPS_DYNAMIC LWS_ROLE_DBUS LWS_ROLE_MQTT
	LWS_ROLE_RAW_PROXY LWS_SSL_SERVER_WITH_ECDH_CERT
	LWS_TLS_LOG_PLAINTEXT_RX LWS_TLS_LOG_PLAINTEXT_TX
	LWS_WITHOUT_BUILTIN_GETIFADDRS LWS_WITHOUT_BUILTIN_SHA1
	LWS_WITHOUT_CLIENT LWS_WITHOUT_DAEMONIZE LWS_WITHOUT_EVENTFD
	LWS_WITHOUT_SERVER
	LWS_WITH_ABSTRACT LWS_WITH_ACME LWS_WITH_ALSA
	LWS_WITH_BORINGSSL LWS_WITH_BUNDLED_ZLIB LWS_WITH_CBOR
	LWS_WITH_COSE LWS_WITH_CYASSL LWS_WITH_DEPRECATED_LWS_DLL
	LWS_WITH_DETAILED_LATENCY LWS_WITH_DISKCACHE LWS_WITH_DRIVERS
	LWS_WITH_ESP32 LWS_WITH_FSMOUNT LWS_WITH_FTS LWS_WITH_GENCRYPTO
	LWS_WITH_GENERIC_SESSIONS LWS_WITH_GTK LWS_WITH_HTTP_BROTLI
	LWS_WITH_HUBBUB
	LWS_WITH_JOSE LWS_WITH_LATENCY LWS_WITH_LWSWS
	LWS_WITH_MBEDTLS LWS_WITH_MINIZ
	LWS_WITH_PLUGINS_BUILTIN LWS_WITH_RFC6724
	LWS_WITH_SECURE_STREAMS LWS_WITH_SECURE_STREAMS_CPP
	LWS_WITH_SECURE_STREAMS_PROXY_API
	LWS_WITH_SECURE_STREAMS_STATIC_POLICY_ONLY LWS_WITH_SELFTESTS
	LWS_WITH_SEQUENCER LWS_WITH_SERVER_STATUS LWS_WITH_SMTP
	LWS_WITH_SPAWN LWS_WITH_SQLITE3 LWS_WITH_STATS
	LWS_WITH_STRUCT_JSON LWS_WITH_STRUCT_SQLITE3 LWS_WITH_SUL_DEBUGGING
	LWS_WITH_SYS_ASYNC_DNS LWS_WITH_SYS_DHCP_CLIENT
	LWS_WITH_SYS_FAULT_INJECTION LWS_WITH_SYS_METRICS
	LWS_WITH_SYS_NTPCLIENT LWS_WITH_THREADPOOL LWS_WITH_TLS_JIT_TRUST
	LWS_WITH_ULOOP LWS_WITH_WOLFSSL LWS_WITH_ZIP_FOPS)

#
# What does not fit together
#

if(NOT LWS_WITH_STATIC AND NOT LWS_WITH_SHARED)
	message(FATAL_ERROR "LWS_WITH_STATIC and LWS_WITH_SHARED are both off: "
		"nothing would be built.")
endif()
if(LWS_WITH_ASAN AND LWS_WITH_TSAN)
	message(FATAL_ERROR "LWS_WITH_ASAN and LWS_WITH_TSAN exclude each other.")
endif()

#
# The names under which public headers know some of them
#

set(LWS_WITH_TLS ${LWS_WITH_SSL})
set(LWS_OPENSSL_SUPPORT ${LWS_WITH_SSL})
set(LWS_WITH_IPV6 ${LWS_IPV6})
set(LWS_WITH_UNIX_SOCK ${LWS_UNIX_SOCK})
set(LWS_ROLE_H2 ${LWS_WITH_HTTP2})
set(LWS_NO_DAEMONIZE ${LWS_WITHOUT_DAEMONIZE})
set(LWS_WITH_PLUGINS_API ON)
set(LWS_WITH_EVENT_LIBS ${LWS_DEFAULT_UNIX})
if(LWS_WITH_NO_LOGS)
	# all levels but LLL_ERR (1) and LLL_USER (1024)
	math(EXPR LWS_LOGGING_BITFIELD_CLEAR
		"${LWS_LOGGING_BITFIELD_CLEAR} | (4095 & ~1025)")
endif()
set(LWS_WITH_CLIENT ON)
set(LWS_WITH_SERVER ON)

# Where TLS clients look for certificate authorities, as in Debian
set(LWS_OPENSSL_CLIENT_CERTS "../share")

set(LWS_LIBRARY_VERSION_MAJOR ${PROJECT_VERSION_MAJOR})
set(LWS_LIBRARY_VERSION_MINOR ${PROJECT_VERSION_MINOR})
set(LWS_LIBRARY_VERSION_PATCH ${PROJECT_VERSION_PATCH})
set(LWS_BUILD_HASH "unknown")
set(LWS_LIBRARY_VERSION_PATCH_ELABORATED
	"${LWS_LIBRARY_VERSION_PATCH}-${LWS_BUILD_HASH}")
set(LWS_LIBRARY_VERSION "${LWS_LIBRARY_VERSION_MAJOR}")
string(APPEND LWS_LIBRARY_VERSION ".${LWS_LIBRARY_VERSION_MINOR}")
string(APPEND LWS_LIBRARY_VERSION ".${LWS_LIBRARY_VERSION_PATCH_ELABORATED}")
math(EXPR LWS_LIBRARY_VERSION_NUMBER
	"${PROJECT_VERSION_MAJOR} * 1000000 + ${PROJECT_VERSION_MINOR} * 1000 +
	 ${PROJECT_VERSION_PATCH}")
set(LWS_INSTALL_DATADIR "${CMAKE_INSTALL_FULL_DATADIR}")
set(LWS_INSTALL_LIBDIR "${CMAKE_INSTALL_FULL_LIBDIR}")

#
# Misspelt ones.  To be called last: what other parts of the build keep in the
# cache under LWS_ is declared by then, and so has a type.
#

function(lws_refuse_unknown_options)
	get_cmake_property(cache CACHE_VARIABLES)
	foreach(name ${cache})
		if(NOT name MATCHES "^LWS_" OR name IN_LIST LWS_KNOWN_OPTIONS)
			continue()
		endif()
		get_property(type CACHE ${name} PROPERTY TYPE)
		if(name MATCHES "^LWS_(WITH|WITHOUT|ROLE)_" OR
		   type STREQUAL "UNINITIALIZED")
			message(FATAL_ERROR "${name} is not an option of this "
				"library; see READMEs/README.build.md. (To "
				"forget it: cmake -U ${name}.)")
		endif()
	endforeach()
endfunction()
