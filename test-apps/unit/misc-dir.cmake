# SPDX-License-Identifier: MIT
file(REMOVE_RECURSE "${folder}")
file(MAKE_DIRECTORY "${folder}/tree/x/y" "${folder}/tree/empty")
file(WRITE "${folder}/stays/keep" "x")
file(WRITE "${folder}/tree/.hidden/file" "x")
# Wine shows what a link of the host leads to, and not the link
if(NOT emulator)
	file(CREATE_LINK "${folder}/stays" "${folder}/tree/link" SYMBOLIC)
endif()
execute_process(COMMAND ${emulator} "${program}" "${folder}"
	RESULT_VARIABLE result)
if(result)
	message(FATAL_ERROR "${program}: ${result}")
endif()
