# SPDX-License-Identifier: MIT
#
# What the system has.  The results carry the names of lws_config.h's macros.
# After it, LWS_DEP_LIBS is what a program has to link beside the library.

include(CheckIncludeFile)
include(CheckSourceCompiles)
include(CheckSymbolExists)
include(CheckTypeSize)

set(LWS_DEP_LIBS "")

if(WIN32)
	list(APPEND LWS_DEP_LIBS ws2_32 bcrypt iphlpapi ntdll)
else()
	set(LWS_PLAT_UNIX ON)
	set(CMAKE_THREAD_PREFER_PTHREAD ON)
	set(THREADS_PREFER_PTHREAD_FLAG OFF)
	find_package(Threads REQUIRED)
	list(APPEND LWS_DEP_LIBS Threads::Threads ${CMAKE_DL_LIBS})
endif()

if(MINGW)
	set(LWS_MINGW_SUPPORT ON)
endif()

#
# C library
#

set(CMAKE_REQUIRED_DEFINITIONS -D_GNU_SOURCE)
check_include_file(stdint.h LWS_HAVE_STDINT_H)
check_include_file(malloc.h LWS_HAVE_MALLOC_H)
check_symbol_exists(getopt_long getopt.h LWS_HAS_GETOPT_LONG)
check_symbol_exists(atoll stdlib.h LWS_HAVE_ATOLL)
check_symbol_exists(timegm time.h LWS_HAVE_TIMEGM)
if(WIN32)
	check_symbol_exists(_atoi64 stdlib.h LWS_HAVE__ATOI64)
	check_symbol_exists(_stat32i64 "sys/types.h;sys/stat.h"
		LWS_HAVE__STAT32I64)
else()
	check_include_file(pthread.h LWS_HAVE_PTHREAD_H)
	check_symbol_exists(clock_gettime time.h LWS_HAVE_CLOCK_GETTIME)
	check_symbol_exists(ctime_r time.h LWS_HAVE_CTIME_R)
	check_symbol_exists(gmtime_r time.h LWS_HAVE_GMTIME_R)
	check_symbol_exists(localtime_r time.h LWS_HAVE_LOCALTIME_R)
	check_symbol_exists(eventfd sys/eventfd.h LWS_HAVE_EVENTFD)
	check_symbol_exists(execvpe unistd.h LWS_HAVE_EXECVPE)
	check_symbol_exists(pipe2 unistd.h LWS_HAVE_PIPE2)
	check_symbol_exists(vfork unistd.h LWS_HAVE_VFORK)
	check_symbol_exists(getgrgid_r grp.h LWS_HAVE_GETGRGID_R)
	check_symbol_exists(getgrnam_r grp.h LWS_HAVE_GETGRNAM_R)
	check_symbol_exists(getpwnam_r pwd.h LWS_HAVE_GETPWNAM_R)
	check_symbol_exists(getpwuid_r pwd.h LWS_HAVE_GETPWUID_R)
	check_symbol_exists(malloc_trim malloc.h LWS_HAVE_MALLOC_TRIM)
	check_symbol_exists(malloc_usable_size malloc.h
		LWS_HAVE_MALLOC_USABLE_SIZE)
	# an enumerator, not a macro
	check_source_compiles(C "#include <linux/rtnetlink.h>
		int main(void) { return RTA_PREF; }" LWS_HAVE_RTA_PREF)
endif()
set(CMAKE_EXTRA_INCLUDE_FILES sys/types.h sys/time.h)
check_type_size(suseconds_t SIZE_OF_SUSECONDS_T LANGUAGE C)
set(CMAKE_EXTRA_INCLUDE_FILES stdint.h)
check_type_size(intptr_t SIZE_OF_INTPTR_T LANGUAGE C)
unset(CMAKE_EXTRA_INCLUDE_FILES)
unset(CMAKE_REQUIRED_DEFINITIONS)
set(LWS_HAVE_SUSECONDS_T ${HAVE_SIZE_OF_SUSECONDS_T})
set(LWS_HAS_INTPTR_T ${HAVE_SIZE_OF_INTPTR_T})

#
# libcap: the members for capabilities of lws_context_creation_info
#

if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
	find_library(LIBCAP_LIBRARY cap)
	find_path(LIBCAP_INCLUDE_DIR sys/capability.h)
	mark_as_advanced(LIBCAP_LIBRARY LIBCAP_INCLUDE_DIR)
	if(LIBCAP_LIBRARY AND LIBCAP_INCLUDE_DIR)
		set(LWS_HAVE_LIBCAP ON)
		set(LWS_HAVE_SYS_CAPABILITY_H ON)
	else()
		message(WARNING "libcap is missing (Debian: libcap-dev): "
			"struct lws_context_creation_info will be shorter than "
			"in Debian's library.")
	endif()
endif()

#
# OpenSSL
#

# Everything that lws_config.h asks about is in every OpenSSL from 1.1.1 on.
set(LWS_OPENSSL_111
	LWS_HAVE_BN_bn2binpad LWS_HAVE_ECDSA_SIG_set0
	LWS_HAVE_EC_KEY_new_by_curve_name
	LWS_HAVE_EC_POINT_get_affine_coordinates LWS_HAVE_EVP_MD_CTX_free
	LWS_HAVE_EVP_PKEY_new_raw_private_key LWS_HAVE_EVP_aes_128_cfb128
	LWS_HAVE_EVP_aes_128_cfb8 LWS_HAVE_EVP_aes_128_ctr
	LWS_HAVE_EVP_aes_128_ecb LWS_HAVE_EVP_aes_128_ofb
	LWS_HAVE_EVP_aes_128_wrap LWS_HAVE_EVP_aes_128_xts
	LWS_HAVE_EVP_aes_192_cfb128 LWS_HAVE_EVP_aes_192_cfb8
	LWS_HAVE_EVP_aes_256_cfb128 LWS_HAVE_EVP_aes_256_cfb8
	LWS_HAVE_HMAC_CTX_new LWS_HAVE_OPENSSL_ECDH_H LWS_HAVE_OPENSSL_STACK
	LWS_HAVE_RSA_SET0_KEY LWS_HAVE_SSL_CTX_get0_certificate
	LWS_HAVE_SSL_CTX_set1_param LWS_HAVE_SSL_EXTRA_CHAIN_CERTS
	LWS_HAVE_SSL_SESSION_set_time LWS_HAVE_SSL_SET_INFO_CALLBACK
	LWS_HAVE_SSL_get0_alpn_selected LWS_HAVE_SSL_set_alpn_protos
	LWS_HAVE_TLSV1_2_CLIENT_METHOD LWS_HAVE_TLS_CLIENT_METHOD
	LWS_HAVE_X509_VERIFY_PARAM_set1_host LWS_HAVE_X509_get_key_usage)

if(LWS_WITH_SSL)
	find_package(OpenSSL)
	if(NOT OpenSSL_FOUND)
		if(MINGW AND CMAKE_CROSSCOMPILING)
			set(_where "scripts/openssl-mingw.sh builds it")
		elseif(WIN32)
			set(_where "vcpkg: openssl")
		else()
			set(_where "Debian: libssl-dev")
		endif()
		message(FATAL_ERROR "OpenSSL is missing (${_where}). "
			"LWS_WITH_SSL=OFF builds without it, with public "
			"structs that differ from Debian's.")
	endif()
	if(WIN32)
		# what the system's certificates are read with, and what a
		# static OpenSSL needs wherever it is linked
		list(APPEND LWS_DEP_LIBS crypt32)
		set_property(TARGET OpenSSL::Crypto APPEND PROPERTY
			INTERFACE_LINK_LIBRARIES ws2_32 crypt32)
	endif()
	if(OPENSSL_VERSION VERSION_LESS 1.1.1)
		message(FATAL_ERROR "OpenSSL ${OPENSSL_VERSION} is too old: "
			"1.1.1 or newer is needed.")
	endif()
	foreach(_name ${LWS_OPENSSL_111})
		set(${_name} ON)
	endforeach()
endif()

#
# zlib: permessage-deflate
#

if(LWS_WITH_ZLIB)
	if(MINGW)
		# the static one, so that no DLL is needed beside ours
		find_library(ZLIB_LIBRARY NAMES libz.a)
	endif()
	find_package(ZLIB)
	if(NOT ZLIB_FOUND)
		message(FATAL_ERROR "zlib is missing (Debian: zlib1g-dev, for "
			"mingw-w64 libz-mingw-w64-dev). "
			"LWS_WITHOUT_EXTENSIONS=ON builds without it, and "
			"without permessage-deflate.")
	endif()
endif()
