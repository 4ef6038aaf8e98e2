# unroll_fuzz()
#
# With -DUNROLL_FUZZ=1 (preset asan; clang only) each tests/fuzz/NAME.cpp becomes a program fuzz-NAME, and tests/fuzz/fuzz.sh
# runs it as the ctest entry fuzz.NAME: first all of tests/fuzz/corpus/NAME, then for some seconds what libFuzzer makes of
# it. The sources that are to be fuzzed count their branches, by which libFuzzer finds its way.
set(UNROLL_FUZZ 0 CACHE STRING "Build the programs in tests/fuzz: 1 or 0")
set_property(CACHE UNROLL_FUZZ PROPERTY STRINGS 1 0)

function(unroll_fuzz)
  if(NOT UNROLL_FUZZ)
    return()
  endif()
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    message(FATAL_ERROR "-DUNROLL_FUZZ=1 needs clang++; choose -DUNROLL_FUZZ=0, or the preset asan.")
  endif()
  file(GLOB fuzzed autograd/*.cpp nn/io/*.cpp lessons/support/data/*.cpp
    graphs/dot.cpp graphs/gnuplot_text.cpp graphs/plot_script.cpp graphs/stepper.cpp graphs/text.cpp graphs/wrap.cpp)
  set_source_files_properties(${fuzzed} PROPERTIES
    COMPILE_OPTIONS -fsanitize-coverage=inline-8bit-counters,pc-table,trace-cmp)

  add_custom_target(fuzzers)
  file(GLOB targets CONFIGURE_DEPENDS tests/fuzz/*.cpp)
  foreach(target IN LISTS targets)
    cmake_path(GET target STEM stem)
    unroll_program(fuzz-${stem} ${target} unroll_lessons_support)
    target_link_options(fuzz-${stem} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzzers fuzz-${stem})
    add_test(NAME fuzz.${stem} COMMAND bash tests/fuzz/fuzz.sh ${stem})
    unroll_test_properties(fuzz.${stem} "tests;tests-fuzz" ${target})
  endforeach()

  find_package(EXPAT REQUIRED)  # strict XML
  target_link_libraries(fuzz-labels PRIVATE EXPAT::EXPAT nlohmann_json::nlohmann_json)
endfunction()
