# SPDX-License-Identifier: MIT
file(REMOVE_RECURSE "${folder}")
file(MAKE_DIRECTORY "${folder}/tree/x/y" "${folder}/tree/empty")
file(WRITE "${folder}/stays/keep" "x")
file(WRITE "${folder}/tree/.hidden/file" "x")
file(CREATE_LINK "${folder}/stays" "${folder}/tree/link" SYMBOLIC)
execute_process(COMMAND ${emulator} "${program}" "${folder}"
	RESULT_VARIABLE result)
if(result)
	message(FATAL_ERROR "${program}: ${result}")
endif()
