# SPDX-License-Identifier: MIT
#
# cmake -DBUILD=... -DBUILD_TYPE=... -DSOURCE=... -DDIRECTORY=... -DCPACK=...
#	-DCC=... -DDLLTOOL=... -DEMULATOR=... -DOPENSSL=... -P zip.cmake
#
# Makes that build's ZIP, unpacks it as DIRECTORY/prefix, and looks whether it
# is complete.

cmake_minimum_required(VERSION 3.20)

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

#
# All of zip-files.txt, and nothing else
#

set(prefix "${DIRECTORY}/prefix")
file(GLOB_RECURSE found RELATIVE "${prefix}" "${prefix}/*")
list(FILTER found EXCLUDE REGEX "^include/libwebsockets/")
string(TOLOWER "${BUILD_TYPE}" config)
string(REPLACE "Targets-${config}.cmake" "Targets-CONFIG.cmake" found "${found}")
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/zip-files.txt" known REGEX "^[^#]")
foreach(file ${known})
	if(NOT file IN_LIST found)
		message(SEND_ERROR "${file} is not in ${archive}")
	endif()
endforeach()
list(REMOVE_ITEM found ${known})
if(found)
	message(SEND_ERROR "not in zip-files.txt: ${found}")
endif()
file(GLOB headers RELATIVE "${SOURCE}/include" "${SOURCE}/include/libwebsockets/*.h")
foreach(file ${headers})
	if(NOT EXISTS "${prefix}/include/${file}")
		message(SEND_ERROR "include/${file} is not in ${archive}")
	endif()
endforeach()

foreach(text "LICENSE.openssl;Apache License" "LICENSE.zlib;Jean-loup Gailly"
	"LICENSE;MIT License")
	list(GET text 0 file)
	list(GET text 1 words)
	file(READ "${prefix}/share/doc/libwebsockets/${file}" licence)
	if(NOT licence MATCHES "${words}")
		message(SEND_ERROR "${file} is another licence than ${words}")
	endif()
endforeach()

#
# The exports: all that programs which were linked with 4.3.5 may want, and
# websockets.def has them
#

file(STRINGS "${prefix}/lib/websockets.def" lines REGEX "^    [a-zA-Z_]")
string(REGEX REPLACE "    ([a-zA-Z0-9_]+)[^;]*" "\\1" exports "${lines}")
file(STRINGS "${SOURCE}/test-apps/abi/exported.txt" wanted REGEX "^[^#]")
list(LENGTH wanted count)
if(count LESS 400)
	message(SEND_ERROR "only ${count} symbols to look for")
endif()
foreach(symbol ${wanted})
	if(NOT symbol IN_LIST exports)
		message(SEND_ERROR "${symbol} is not exported")
	endif()
endforeach()

# An import library that is made of it serves as well as the one that is there.
set(program "${DIRECTORY}/by-def.exe")
foreach(command
	"${DLLTOOL};-d;${prefix}/lib/websockets.def;-l;${DIRECTORY}/websockets.lib"
	"${CC};-DLWS_DLL;-I${prefix}/include;-isystem;${OPENSSL};-o;${program};${CMAKE_CURRENT_LIST_DIR}/consumer/main.c;${DIRECTORY}/websockets.lib;-lws2_32"
	"${CMAKE_COMMAND};-E;env;WINEPATH=${prefix}/bin;${EMULATOR};${program}")
	execute_process(COMMAND ${command} RESULT_VARIABLE result)
	if(result)
		message(FATAL_ERROR "${command}: ${result}")
	endif()
endforeach()
