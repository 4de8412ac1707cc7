# SPDX-License-Identifier: MIT
#
# How everything in this tree is compiled.

set(CMAKE_C_STANDARD 99)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(LWS_IS_TOP_LEVEL)
	# Windows finds a DLL beside the program that needs it.
	set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
	set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
	set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
endif()

# The C library's full interface, and on Windows that of Windows 7.
if(WIN32)
	add_compile_definitions(_WIN32_WINNT=0x0601 WIN32_LEAN_AND_MEAN)
	if(MSVC)
		add_compile_definitions(_CRT_SECURE_NO_WARNINGS
			_CRT_NONSTDC_NO_WARNINGS
			_WINSOCK_DEPRECATED_NO_WARNINGS)
	else()
		add_compile_definitions(__USE_MINGW_ANSI_STDIO=1)
	endif()
else()
	add_compile_definitions(_GNU_SOURCE)
endif()

if(MSVC)
	add_compile_options(/W3 /WX /utf-8)
else()
	add_compile_options(-Wall -Wextra -Wshadow -Wconversion -Werror)
	# Where logs are compiled out, so is the only use of some things.
	string(TOUPPER "${CMAKE_BUILD_TYPE}" _type)
	if(LWS_WITH_NO_LOGS OR NOT CMAKE_BUILD_TYPE OR
	   CMAKE_C_FLAGS_${_type} MATCHES "NDEBUG")
		add_compile_options(-Wno-unused-but-set-variable
			-Wno-unused-function -Wno-unused-parameter
			-Wno-unused-variable)
	endif()
endif()

# The library and the tests that read its counters have to agree on them.
if(LWS_WITH_SERVICE_STATS)
	add_compile_definitions(LWS_WITH_SERVICE_STATS)
endif()

set(LWS_SANITIZE "")
if(LWS_WITH_ASAN)
	set(LWS_SANITIZE -fsanitize=address,undefined -fno-sanitize-recover=all
		-fno-omit-frame-pointer)
elseif(LWS_WITH_FUZZER)
	set(LWS_SANITIZE -fsanitize=fuzzer-no-link,address,undefined
		-fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(LWS_WITH_TSAN)
	set(LWS_SANITIZE -fsanitize=thread -fno-omit-frame-pointer)
endif()
if(LWS_SANITIZE)
	# gcc sees uninitialized variables in the code that it adds itself.
	add_compile_options(${LWS_SANITIZE}
		$<$<C_COMPILER_ID:GNU>:-Wno-error=maybe-uninitialized>)
	add_link_options(${LWS_SANITIZE})
endif()

# CMake 3.29 has a variable of its own for what runs a test; before, the one
# for cross compiling did it for native programs too.
if(LWS_TEST_VALGRIND)
	find_program(VALGRIND valgrind)
	if(NOT VALGRIND)
		message(FATAL_ERROR "LWS_TEST_VALGRIND: valgrind is missing.")
	endif()
	set(_launcher "${VALGRIND}" -q --error-exitcode=99 --leak-check=full
		--errors-for-leak-kinds=definite,indirect,possible
		--show-leak-kinds=definite,indirect,possible
		"--suppressions=${CMAKE_CURRENT_LIST_DIR}/valgrind.supp")
	if(CMAKE_VERSION VERSION_LESS 3.29)
		set(CMAKE_CROSSCOMPILING_EMULATOR ${_launcher})
	else()
		set(CMAKE_TEST_LAUNCHER ${_launcher})
	endif()
endif()
