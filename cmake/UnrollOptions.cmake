# What a build may choose. The presets in CMakePresets.json set these for you.

set(UNROLL_REAL double CACHE STRING "Precision of every number: double or float")
set_property(CACHE UNROLL_REAL PROPERTY STRINGS double float)
if(NOT UNROLL_REAL MATCHES "^(double|float)$")
  message(FATAL_ERROR "UNROLL_REAL is \"${UNROLL_REAL}\"; choose -DUNROLL_REAL=double or -DUNROLL_REAL=float.")
endif()

set(UNROLL_GEMM eigen CACHE STRING "Who multiplies matrices: eigen, or fastest: also libxsmm and oneDNN where installed")
set_property(CACHE UNROLL_GEMM PROPERTY STRINGS eigen fastest)
if(NOT UNROLL_GEMM MATCHES "^(eigen|fastest)$")
  message(FATAL_ERROR "UNROLL_GEMM is \"${UNROLL_GEMM}\"; choose -DUNROLL_GEMM=eigen or -DUNROLL_GEMM=fastest.")
endif()

# The sanitizers see one buffer's misuse only if it goes back to the system, and not into a pool.
set(UNROLL_POOL 1 CACHE STRING "Keep freed buffers and nodes for reuse: 1 or 0")
set_property(CACHE UNROLL_POOL PROPERTY STRINGS 1 0)
if(NOT UNROLL_POOL MATCHES "^[01]$")
  message(FATAL_ERROR "UNROLL_POOL is \"${UNROLL_POOL}\"; choose -DUNROLL_POOL=1 or -DUNROLL_POOL=0.")
endif()

# x86-64-v3 (AVX2 and FMA) where the processor has it; elsewhere the compiler's own default.
set(unroll_march "")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set(unroll_march x86-64-v3)
  if(EXISTS /proc/cpuinfo)
    file(STRINGS /proc/cpuinfo unroll_avx2 REGEX "^flags.* avx2( |$)" LIMIT_COUNT 1)
    if(NOT unroll_avx2)
      set(unroll_march "")
    endif()
  endif()
endif()
set(UNROLL_MARCH "${unroll_march}" CACHE STRING "Processor for -march; empty means the compiler's default")

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Kind of build" FORCE)
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

# For our own targets only; a student's project chooses its own warnings. A gradient rule names all its
# arguments, whether it needs them or not, and in the letters of the formula above it: hence
# -Wno-unused-parameter, and no -Wshadow.
add_library(unroll_warnings INTERFACE)
if(UNROLL_MARCH STREQUAL native)
  target_compile_options(unroll_warnings INTERFACE -w)  # g++ 12's own AVX-512 headers warn, and falsely
else()
  target_compile_options(unroll_warnings INTERFACE -Wall -Wextra -Wpedantic -Wno-unused-parameter -Werror)
endif()

# Linked after them: a learner's exercise is graded although the compiler warns.
add_library(unroll_lenient INTERFACE)
target_compile_options(unroll_lenient INTERFACE -Wno-error)
