# SPDX-License-Identifier: MIT
#
# cmake -DFROM=... -DTO=... -P def.cmake: the module definition file that GNU's
# linker has written, without the ordinals, which are others in each version.

file(STRINGS "${FROM}" lines)
set(text "LIBRARY websockets.dll\n")
foreach(line ${lines})
	string(REGEX REPLACE " @[0-9]+" "" line "${line}")
	string(APPEND text "${line}\n")
endforeach()
file(WRITE "${TO}" "${text}")
