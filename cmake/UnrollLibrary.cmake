# unroll_library(<folder> SOURCES <glob>... [USES <folder>...])
#
# The static library unroll_<folder>, known to all as unroll::<folder>, in the build as after installing.
function(unroll_library folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES")
  file(GLOB sources CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${arg_SOURCES})

  set(target unroll_${folder})
  add_library(${target} STATIC ${sources})
  add_library(unroll::${folder} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${folder})
  if(UNROLL_REAL STREQUAL float)  # so that both precisions can be installed side by side
    set_target_properties(${target} PROPERTIES OUTPUT_NAME ${target}_float)
  endif()

  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:include/unroll>)
  target_link_libraries(${target} PRIVATE fmt::fmt $<BUILD_INTERFACE:unroll_warnings>)
  if(arg_USES)
    list(TRANSFORM arg_USES PREPEND unroll::)
    target_link_libraries(${target} PUBLIC ${arg_USES})
  else()
    unroll_requirements(${target})
  endif()
endfunction()

# unroll_texts(<folder> <source> <name> <file>...)
#
# Gives the library of the folder a source in which each @name@ of <source>.in is the text of its file.
function(unroll_texts folder source)
  while(ARGN)
    list(POP_FRONT ARGN name file)
    file(READ ${file} ${name})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  endwhile()
  configure_file(${source}.in ${source} @ONLY)
  target_sources(unroll_${folder} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${source})
endfunction()

# What whoever uses the library must share with it: Lanes carries the processor and Real the
# precision in its type, so that a mismatch fails to link instead of giving wrong numbers.
function(unroll_requirements target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_compile_definitions(${target} PUBLIC UNROLL_REAL=${UNROLL_REAL} UNROLL_POOL=${UNROLL_POOL})
  # Without contraction into fused multiply-adds, two compilers agree to rounding.
  target_compile_options(${target} PUBLIC -ffp-contract=off)
  if(UNROLL_MARCH)
    target_compile_options(${target} PUBLIC -march=${UNROLL_MARCH})
  endif()
endfunction()

# unroll_programs(<glob>... [PREFIX <text>] USES <target>... GROUP <target>)
#
# One program for each file, named <PREFIX><stem>; the target GROUP builds them all.
function(unroll_programs)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "PREFIX;GROUP" "USES")
  file(GLOB sources CONFIGURE_DEPENDS ${arg_UNPARSED_ARGUMENTS})
  if(NOT sources)
    return()
  endif()
  add_custom_target(${arg_GROUP})
  foreach(source IN LISTS sources)
    cmake_path(GET source STEM stem)
    unroll_program(${arg_PREFIX}${stem} ${source} ${arg_USES})
    add_dependencies(${arg_GROUP} ${arg_PREFIX}${stem})
  endforeach()
endfunction()

function(unroll_program name source)
  add_executable(${name} ${source})
  unroll_compile_quickly(${name} Sanitize)
  target_link_libraries(${name} PRIVATE ${ARGN} fmt::fmt unroll_warnings)
endfunction()

# unroll_compile_quickly(<target> <configuration>...)
#
# Hardly optimised in these configurations: what only uses the libraries takes longer to compile than to run.
function(unroll_compile_quickly target)
  if(Dev IN_LIST ARGN)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Dev>:-Og>)
  endif()
  if(Sanitize IN_LIST ARGN)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Sanitize>:-O0>)
  endif()
endfunction()
