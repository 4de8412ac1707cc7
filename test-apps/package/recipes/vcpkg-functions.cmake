# SPDX-License-Identifier: MIT
#
# Stand-ins for the functions of vcpkg that the port calls.  Each refuses what
# it was not written for, so that a change of the port does not pass unseen.

function(vcpkg_run what)
	execute_process(COMMAND ${ARGN} RESULT_VARIABLE result
		OUTPUT_VARIABLE output ERROR_VARIABLE output)
	if(result)
		message(FATAL_ERROR "${what} failed: ${result}\n${output}")
	endif()
	set(output "${output}" PARENT_SCOPE)
endfunction()

# all of the arguments have to be known
macro(vcpkg_arguments options values lists)
	cmake_parse_arguments(PARSE_ARGV 0 arg "${options}" "${values}"
		"${lists}")
	if(DEFINED arg_UNPARSED_ARGUMENTS)
		message(FATAL_ERROR "${CMAKE_CURRENT_FUNCTION}: what is "
			"${arg_UNPARSED_ARGUMENTS}?")
	endif()
endmacro()

function(vcpkg_cmake_configure)
	vcpkg_arguments("" "SOURCE_PATH"
		"OPTIONS;OPTIONS_RELEASE;OPTIONS_DEBUG")
	if(NOT EXISTS "${arg_SOURCE_PATH}/CMakeLists.txt")
		message(FATAL_ERROR "SOURCE_PATH is ${arg_SOURCE_PATH}")
	endif()
	string(COMPARE EQUAL "${VCPKG_LIBRARY_LINKAGE}" dynamic shared)
	foreach(type ${BUILD_TYPES})
		set(prefix "${CURRENT_PACKAGES_DIR}")
		set(config Release)
		set(more ${arg_OPTIONS_RELEASE})
		if(type STREQUAL "debug")
			string(APPEND prefix /debug)
			set(config Debug)
			set(more ${arg_OPTIONS_DEBUG})
		endif()
		vcpkg_run("configuration for ${type}" "${CMAKE_COMMAND}"
			-S "${arg_SOURCE_PATH}"
			-B "${CURRENT_BUILDTREES_DIR}/${TARGET_TRIPLET}-${type}"
			-G "${GENERATOR}" ${CONFIGURE} ${arg_OPTIONS} ${more}
			"-DCMAKE_BUILD_TYPE=${config}"
			"-DCMAKE_INSTALL_PREFIX=${prefix}"
			"-DBUILD_SHARED_LIBS=${shared}"
			-DCMAKE_INSTALL_LIBDIR:STRING=lib
			-DCMAKE_INSTALL_BINDIR:STRING=bin
			-DCMAKE_ERROR_ON_ABSOLUTE_INSTALL_DESTINATION=ON
			-DCMAKE_EXPORT_NO_PACKAGE_REGISTRY=ON
			-DCMAKE_FIND_PACKAGE_NO_PACKAGE_REGISTRY=ON)
		# one that nobody has read is misspelt
		foreach(option ${arg_OPTIONS} ${more})
			string(REGEX MATCH "^-D([^=:]+)" found "${option}")
			if(output MATCHES "not used by the project:.*${CMAKE_MATCH_1}")
				message(FATAL_ERROR "${option} is not used")
			endif()
		endforeach()
	endforeach()
endfunction()

function(vcpkg_cmake_install)
	vcpkg_arguments("" "" "")
	foreach(type ${BUILD_TYPES})
		vcpkg_run("build for ${type}" "${CMAKE_COMMAND}" --build
			"${CURRENT_BUILDTREES_DIR}/${TARGET_TRIPLET}-${type}"
			--target install)
	endforeach()
endfunction()

# share/PORT has one package for both configurations, whose import prefix is
# two folders up, and the debug one's libraries are in debug/.
function(vcpkg_cmake_config_fixup)
	vcpkg_arguments("" "PACKAGE_NAME;CONFIG_PATH" "")
	if(NOT arg_PACKAGE_NAME)
		set(arg_PACKAGE_NAME "${PORT}")
	endif()
	set(share "${CURRENT_PACKAGES_DIR}/share/${arg_PACKAGE_NAME}")
	if(NOT IS_DIRECTORY "${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}")
		message(FATAL_ERROR "CONFIG_PATH ${arg_CONFIG_PATH} is not there")
	endif()
	file(GLOB files "${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}/*")
	file(COPY ${files} DESTINATION "${share}")
	file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}")

	if("debug" IN_LIST BUILD_TYPES)
		set(debug "${CURRENT_PACKAGES_DIR}/debug/${arg_CONFIG_PATH}")
		file(GLOB files "${debug}/*-debug.cmake")
		if(NOT files)
			message(FATAL_ERROR "no targets for debug in ${debug}")
		endif()
		foreach(file ${files})
			file(READ "${file}" text)
			string(REPLACE "\${_IMPORT_PREFIX}/"
				"\${_IMPORT_PREFIX}/debug/" text "${text}")
			get_filename_component(name "${file}" NAME)
			file(WRITE "${share}/${name}" "${text}")
		endforeach()
		file(REMOVE_RECURSE "${debug}")
	endif()

	set(up "get_filename_component(_IMPORT_PREFIX \"\${_IMPORT_PREFIX}\" PATH)")
	file(GLOB files "${share}/*.cmake")
	foreach(file ${files})
		file(READ "${file}" text)
		string(REGEX REPLACE
			"(PACKAGE_PREFIX_DIR \"\\\${CMAKE_CURRENT_LIST_DIR})/[./]*\""
			"\\1/../..\"" text "${text}")
		# what comes before that takes the file's own name off
		string(REPLACE "${up}\n${up}\n${up}\n" "${up}\n${up}\n"
			text "${text}")
		file(WRITE "${file}" "${text}")
	endforeach()
	foreach(folder lib/cmake debug/lib/cmake)
		file(GLOB left "${CURRENT_PACKAGES_DIR}/${folder}/*")
		if(NOT left)
			file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/${folder}")
		endif()
	endforeach()
endfunction()

# prefix is relative to the file, and pkg-config takes it
function(vcpkg_fixup_pkgconfig)
	vcpkg_arguments("" "" "")
	find_program(PKG_CONFIG pkg-config)
	file(GLOB files "${CURRENT_PACKAGES_DIR}/lib/pkgconfig/*.pc"
		"${CURRENT_PACKAGES_DIR}/debug/lib/pkgconfig/*.pc")
	if(NOT files)
		message(FATAL_ERROR "there is nothing for pkg-config")
	endif()
	foreach(file ${files})
		file(READ "${file}" text)
		string(REGEX REPLACE "(^|\n)prefix *=[^\n]*"
			"\\1prefix=\${pcfiledir}/../.." text "${text}")
		if(file MATCHES "/debug/")
			string(REPLACE "\${prefix}/include"
				"\${prefix}/../include" text "${text}")
		endif()
		file(WRITE "${file}" "${text}")
		if(PKG_CONFIG AND NOT PKG_CONFIG_SKIP)
			vcpkg_run("pkg-config" "${PKG_CONFIG}" --print-errors
				--exists "${file}")
		endif()
	endforeach()
endfunction()

# a replacement without effect is one that is not needed, or misspelt
function(vcpkg_replace_string file match replacement)
	file(READ "${file}" text)
	string(REPLACE "${match}" "${replacement}" new "${text}")
	if(new STREQUAL text)
		message(FATAL_ERROR "\"${match}\" is not in ${file}")
	endif()
	file(WRITE "${file}" "${new}")
endfunction()

# what it copies, only Visual C++ makes
function(vcpkg_copy_pdbs)
	vcpkg_arguments("" "" "")
endfunction()

function(vcpkg_install_copyright)
	vcpkg_arguments("" "COMMENT" "FILE_LIST")
	set(text "${arg_COMMENT}")
	foreach(file ${arg_FILE_LIST})
		file(READ "${file}" one)
		string(APPEND text "${one}")
	endforeach()
	file(WRITE "${CURRENT_PACKAGES_DIR}/share/${PORT}/copyright" "${text}")
endfunction()
