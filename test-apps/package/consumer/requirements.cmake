# SPDX-License-Identifier: MIT
#
# What projects that were made from libwebsockets' examples do.

list(APPEND CMAKE_MODULE_PATH ${LWS_CMAKE_DIR})
include(LwsCheckRequirements)

set(requirements 1)
require_lws_config(LWS_ROLE_WS 1 requirements)
require_lws_config(LWS_ROLE_MQTT 0 requirements)
# the name of an option that is there, less its end
require_lws_config(LWS_ROLE 0 requirements)
sai_resource(here 1 40 this)
if(NOT requirements)
	message(FATAL_ERROR "requirements that are met are not")
endif()
require_pthreads(requirements)
if(NOT WIN32 AND NOT PTHREAD_LIB)
	message(FATAL_ERROR "no pthreads")
endif()

# two that are not met, where that does not stop the project
set(LWS_WITH_MINIMAL_EXAMPLES ON)
foreach(requirement "LWS_ROLE_MQTT;1" "LWS_ROLE_WS;0")
	set(requirements 1)
	require_lws_config(${requirement} requirements)
	if(requirements)
		message(FATAL_ERROR "met: ${requirement}")
	endif()
endforeach()
unset(LWS_WITH_MINIMAL_EXAMPLES)
