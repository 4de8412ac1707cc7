# SPDX-License-Identifier: MIT
#
# What projects that began as one of libwebsockets' minimal examples call.  It
# is there after find_package(libwebsockets), and by
#
#	list(APPEND CMAKE_MODULE_PATH ${LWS_CMAKE_DIR})
#	include(LwsCheckRequirements)
#
# require_lws_config(NAME 0|1 result)	the library was built with NAME, or
#					without it; else the project stops, or,
#					with LWS_WITH_MINIMAL_EXAMPLES, the
#					variable "result" becomes 0
# require_pthreads(result)		sets PTHREAD_LIB; without pthreads
#					"result" becomes 0
# sai_resource(...)			nothing, outside of their builds

function(_lws_is_defined name result)
	set(${result} 0 PARENT_SCOPE)
	foreach(dir ${LIBWEBSOCKETS_INCLUDE_DIRS})
		if(EXISTS "${dir}/lws_config.h")
			file(STRINGS "${dir}/lws_config.h" lines LIMIT_COUNT 1
				REGEX "^#define[ \t]+${name}([ \t].*)?$")
			if(lines)
				set(${result} 1 PARENT_SCOPE)
			endif()
		endif()
	endforeach()
endfunction()

function(require_lws_config name wanted result)
	_lws_is_defined(${name} there)
	if((there AND wanted) OR (NOT there AND NOT wanted))
		return()
	endif()
	if(wanted)
		set(text "${PROJECT_NAME} needs a libwebsockets with ${name}")
	else()
		set(text "${PROJECT_NAME} needs a libwebsockets without ${name}")
	endif()
	if(NOT LWS_WITH_MINIMAL_EXAMPLES)
		message(FATAL_ERROR "${text}")
	endif()
	message(STATUS "left out: ${text}")
	set(${result} 0 PARENT_SCOPE)
endfunction()

function(require_pthreads result)
	set(CMAKE_THREAD_PREFER_PTHREAD ON)
	find_package(Threads QUIET)
	if(CMAKE_USE_PTHREADS_INIT)
		set(PTHREAD_LIB Threads::Threads PARENT_SCOPE)
	else()
		set(${result} 0 PARENT_SCOPE)
	endif()
endfunction()

macro(sai_resource)
endmacro()
