# SPDX-License-Identifier: MIT
#
# cmake -DBUILD=... -DDIRECTORY=... -DCPACK=... -P zip.cmake: makes that build's
# ZIP, and unpacks it as DIRECTORY/prefix.

file(REMOVE_RECURSE "${DIRECTORY}" "${BUILD}/packages")
execute_process(COMMAND "${CPACK}" -G ZIP WORKING_DIRECTORY "${BUILD}"
	RESULT_VARIABLE result)
if(result)
	message(FATAL_ERROR "cpack failed: ${result}")
endif()
file(GLOB archive "${BUILD}/packages/*.zip")
list(LENGTH archive count)
if(NOT count EQUAL 1)
	message(FATAL_ERROR "not one ZIP, but: ${archive}")
endif()
file(ARCHIVE_EXTRACT INPUT "${archive}" DESTINATION "${DIRECTORY}")

# all is in one folder of the archive's name
get_filename_component(name "${archive}" NAME_WLE)
file(RENAME "${DIRECTORY}/${name}" "${DIRECTORY}/prefix")
foreach(file bin/websockets.dll include/libwebsockets.h include/lws_config.h
	share/doc/libwebsockets/LICENSE)
	if(NOT EXISTS "${DIRECTORY}/prefix/${file}")
		message(FATAL_ERROR "${file} is not in ${archive}")
	endif()
endforeach()
