# The lessons, found by their folders lessons/NN-slug/:
#
#   lessons/NN-slug/*.cpp               programs      lesson-NN-<stem>, all of them: lesson-NN
#   lessons/NN-slug/checks/check.cpp    the grader    lesson-NN-check, all of them: lesson-checks
#   lessons/NN-slug/stand-in.json       its programs read data from outside; tests let them make up data instead
#   lessons/NN-slug/checks/course.cpp   for CI        lesson-NN-course: stubs fail, solutions pass,
#                                                     planted wrong answers are rejected
function(unroll_lessons)
  file(GLOB support CONFIGURE_DEPENDS lessons/support/*.cpp lessons/support/data/*.cpp lessons/workshop/*.cpp)
  list(FILTER support EXCLUDE REGEX "/check\\.cpp$")
  add_library(unroll_lessons_support STATIC ${support})
  target_include_directories(unroll_lessons_support PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(unroll_lessons_support
    PUBLIC unroll::graphs unroll::nn unroll::optim
    PRIVATE fmt::fmt CLI11::CLI11 nlohmann_json::nlohmann_json unroll_warnings)
  unroll_compile_quickly(unroll_lessons_support Sanitize)
  # Most of what programs include, compiled once for all of them.
  target_precompile_headers(unroll_lessons_support PRIVATE
    ${PROJECT_SOURCE_DIR}/lessons/support/lesson.hpp ${PROJECT_SOURCE_DIR}/autograd/backward.hpp
    ${PROJECT_SOURCE_DIR}/autograd/ops.hpp ${PROJECT_SOURCE_DIR}/graphs/draw.hpp)

  # The grader, with what an exercise may include.
  add_library(unroll_lessons_check STATIC lessons/support/check.cpp)
  target_link_libraries(unroll_lessons_check PUBLIC unroll_lessons_support PRIVATE fmt::fmt unroll_warnings)
  unroll_compile_quickly(unroll_lessons_check Dev Sanitize)
  target_precompile_headers(unroll_lessons_check PRIVATE ${PROJECT_SOURCE_DIR}/lessons/support/exercise.hpp)

  unroll_program(lesson-quotes lessons/support/programs/quotes.cpp unroll_lessons_support)
  unroll_program(lesson-page lessons/support/programs/page.cpp unroll_lessons_support)

  add_test(NAME lessons-quotes COMMAND lesson-quotes check)
  unroll_test_properties(lessons-quotes lessons README.md)

  # Grade sheets of cells. A learner's own cell is compiled into this program alone.
  unroll_program(workshop lessons/workshop/programs/report.cpp unroll_lessons_support)
  target_sources(workshop PRIVATE lessons/workshop/programs/cells.cpp)
  target_link_libraries(workshop PRIVATE CLI11::CLI11)

  add_custom_target(lesson-checks)
  file(GLOB folders CONFIGURE_DEPENDS LIST_DIRECTORIES true lessons/[0-9][0-9]-*)
  foreach(folder IN LISTS folders)
    unroll_lesson(${folder})
  endforeach()
endfunction()

function(unroll_lesson folder)
  cmake_path(GET folder FILENAME slug)
  string(SUBSTRING ${slug} 0 2 number)
  set(lesson lesson-${number})
  add_custom_target(${lesson})

  set(data --offline)
  if(EXISTS ${folder}/stand-in.json)
    set(data --stand-in)
  endif()
  file(GLOB programs CONFIGURE_DEPENDS ${folder}/*.cpp)
  foreach(program IN LISTS programs)
    cmake_path(GET program STEM stem)
    set(name ${lesson}-${stem})
    unroll_program(${name} ${program} unroll_lessons_support)
    target_precompile_headers(${name} REUSE_FROM unroll_lessons_support)
    add_dependencies(${lesson} ${name})
    # A test leaves the learner's own pictures alone.
    add_test(NAME ${name} COMMAND ${name} ${data} --out ${PROJECT_BINARY_DIR}/rendered/${slug})
    unroll_test_properties(${name} lessons ${program})
    set_tests_properties(${name} PROPERTIES RESOURCE_LOCK ${lesson} FIXTURES_SETUP "pictures;${lesson}-run")
  endforeach()

  # The numbers in the text are those of the committed run, and of this one, if it read the same data.
  if(EXISTS ${folder}/run.json)
    set(fresh ${PROJECT_BINARY_DIR}/rendered/${slug})
    if(EXISTS ${folder}/stand-in.json)
      unset(fresh)
    endif()
    add_test(NAME ${lesson}-quotes COMMAND lesson-quotes check lessons/${slug} ${fresh})
    unroll_test_properties(${lesson}-quotes lessons ${folder}/README.md)
    set_tests_properties(${lesson}-quotes PROPERTIES FIXTURES_REQUIRED ${lesson}-run)
  endif()

  foreach(kind check course)
    if(EXISTS ${folder}/checks/${kind}.cpp)
      unroll_program(${lesson}-${kind} ${folder}/checks/${kind}.cpp unroll_lessons_check)
      target_include_directories(${lesson}-${kind} PRIVATE ${folder})
      unroll_compile_quickly(${lesson}-${kind} Dev)
      target_precompile_headers(${lesson}-${kind} REUSE_FROM unroll_lessons_check)
    endif()
  endforeach()
  if(TARGET ${lesson}-check)
    target_link_libraries(${lesson}-check PRIVATE unroll_lenient)
    add_dependencies(lesson-checks ${lesson}-check)
  endif()
  if(TARGET ${lesson}-course)
    add_test(NAME ${lesson}-course COMMAND ${lesson}-course)
    unroll_test_properties(${lesson}-course course ${folder}/checks/course.cpp)
  endif()
endfunction()
