# unroll_tests(<folder> [<target>...])
#
# All of tests/<folder>/*_test.cpp become one program, test_<folder>. A file foo_test.cpp holds
# BOOST_AUTO_TEST_SUITE(foo) and is the ctest entry <folder>.foo; so is a script foo_test.sh. A file with
# a comment that begins "Runs alone" (because it measures time) has the machine to itself; one with "Double only" is
# no entry in single precision. A script that begins "# Needs a browser" runs in ./learn test --all only.
function(unroll_tests folder)
  file(GLOB sources CONFIGURE_DEPENDS tests/${folder}/*_test.cpp)
  if(sources)
    unroll_test_main()
    add_executable(test_${folder} ${sources})
    add_dependencies(tests test_${folder})
    unroll_compile_quickly(test_${folder} Dev Sanitize)
    target_precompile_headers(test_${folder} REUSE_FROM unroll_test_main)
    target_link_libraries(test_${folder} PRIVATE unroll_test_main ${ARGN} fmt::fmt unroll_warnings)
    if(EXISTS ${PROJECT_SOURCE_DIR}/tests/${folder}/CMakeLists.txt)  # what its tests need besides
      add_subdirectory(tests/${folder})
    endif()
  endif()
  foreach(source IN LISTS sources)
    file(STRINGS ${source} double_only REGEX "^// Double only" LIMIT_COUNT 1)
    if(double_only AND UNROLL_REAL STREQUAL "float")
      continue()
    endif()
    unroll_test_name(${source} ${folder} suite name)
    add_test(NAME ${name} COMMAND test_${folder} --run_test=${suite})
    unroll_test_properties(${name} "tests;tests-${folder}" ${source})
  endforeach()

  file(GLOB scripts CONFIGURE_DEPENDS tests/${folder}/*_test.sh)
  foreach(script IN LISTS scripts)
    unroll_test_name(${script} ${folder} suite name)
    add_test(NAME ${name} COMMAND bash ${script})
    file(STRINGS ${script} browser REGEX "^# Needs a browser" LIMIT_COUNT 1)
    unroll_test_properties(${name} "tests;tests-${folder};script" ${script})
    # What compiles or starts a browser takes longest, so it begins first.
    set_property(TEST ${name} PROPERTY COST 10)
    if(browser)
      set_property(TEST ${name} APPEND PROPERTY LABELS browser)
      set_property(TEST ${name} PROPERTY COST 20)
    endif()
  endforeach()
endfunction()

function(unroll_test_name file folder suite name)
  cmake_path(GET file STEM stem)
  string(REGEX REPLACE "_test$" "" stem ${stem})
  set(${suite} ${stem} PARENT_SCOPE)
  set(${name} ${folder}.${stem} PARENT_SCOPE)
endfunction()

# Tests run at the root of the repository and find their build in $UNROLL_BUILD.
function(unroll_test_properties name labels source)
  file(STRINGS ${source} alone REGEX "^(//|#) Runs alone" LIMIT_COUNT 1)
  if(alone)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${labels}" TIMEOUT 900
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} ENVIRONMENT UNROLL_BUILD=${PROJECT_BINARY_DIR})
endfunction()

# main(), and the headers that most tests include, compiled once for all test programs.
function(unroll_test_main)
  if(TARGET unroll_test_main)
    return()
  endif()
  add_custom_target(tests)  # all test programs
  add_library(unroll_test_main OBJECT tests/main.cpp)
  target_compile_definitions(unroll_test_main PUBLIC BOOST_TEST_DYN_LINK)
  target_link_libraries(unroll_test_main
    PUBLIC unroll::autograd Boost::unit_test_framework fmt::fmt PRIVATE unroll_warnings)
  unroll_compile_quickly(unroll_test_main Dev Sanitize)
  target_precompile_headers(unroll_test_main PRIVATE <boost/test/unit_test.hpp>
    ${PROJECT_SOURCE_DIR}/autograd/backward.hpp ${PROJECT_SOURCE_DIR}/autograd/ops.hpp
    ${PROJECT_SOURCE_DIR}/autograd/random.hpp)
endfunction()

# unroll_tests_in_both(<folder> <source>...)
#
# Adds sources to test_<folder> twice: as they are, and in the precision that this build does not have, together with
# the engine in that precision. The namespaces of real.hpp keep the two apart, so that they can meet in one test.
function(unroll_tests_in_both folder)
  if(UNROLL_REAL STREQUAL double)
    set(UNROLL_REAL float)
  else()
    set(UNROLL_REAL double)
  endif()
  if(NOT TARGET unroll_autograd_other)
    get_target_property(engine unroll_autograd SOURCES)
    list(TRANSFORM engine PREPEND ${PROJECT_SOURCE_DIR}/ REGEX "^autograd/")
    add_library(unroll_autograd_other STATIC EXCLUDE_FROM_ALL ${engine})
    unroll_requirements(unroll_autograd_other)
    target_include_directories(unroll_autograd_other PUBLIC ${PROJECT_SOURCE_DIR})
    target_include_directories(unroll_autograd_other SYSTEM PUBLIC
      $<TARGET_PROPERTY:xsimd,INTERFACE_INCLUDE_DIRECTORIES>)
    target_link_libraries(unroll_autograd_other PRIVATE Eigen3::Eigen fmt::fmt unroll_warnings)
  endif()
  target_sources(test_${folder} PRIVATE ${ARGN})
  add_library(test_${folder}_other STATIC EXCLUDE_FROM_ALL ${ARGN})
  target_link_libraries(test_${folder}_other PRIVATE unroll_autograd_other fmt::fmt unroll_warnings)

  # By their files, so that their precision does not become that of the tests.
  add_dependencies(test_${folder} test_${folder}_other)
  target_link_libraries(test_${folder} PRIVATE
    $<TARGET_FILE:test_${folder}_other> $<TARGET_FILE:unroll_autograd_other>)
endfunction()
