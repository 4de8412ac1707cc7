# SPDX-License-Identifier: MIT
#
# cmake -DBUILD=... -DDIRECTORY=... -P install.cmake: installs that build in
# DIRECTORY/prefix, and removes what an earlier run left in DIRECTORY.

file(REMOVE_RECURSE "${DIRECTORY}")
execute_process(COMMAND "${CMAKE_COMMAND}"
		--install "${BUILD}" --prefix "${DIRECTORY}/prefix"
	RESULT_VARIABLE result)
if(result)
	message(FATAL_ERROR "cannot install: ${result}")
endif()
