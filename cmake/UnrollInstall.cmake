# Installs headers, libraries and what find_package(unroll) reads. Both precisions fit side by side in
# one prefix: each has libraries and a list of targets of its own.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

function(unroll_install)
  set(package ${CMAKE_INSTALL_LIBDIR}/cmake/unroll)
  list(TRANSFORM ARGN PREPEND unroll_ OUTPUT_VARIABLE targets)

  install(TARGETS ${targets} EXPORT unroll-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT unroll-targets FILE unroll-${UNROLL_REAL}.cmake NAMESPACE unroll:: DESTINATION ${package})
  install(DIRECTORY ${ARGN} DESTINATION include/unroll FILES_MATCHING PATTERN "*.hpp"
    PATTERN rendered EXCLUDE PATTERN gallery EXCLUDE)

  configure_package_config_file(cmake/unroll-config.cmake.in unroll-config.cmake
    INSTALL_DESTINATION ${package} NO_SET_AND_CHECK_MACRO)
  write_basic_package_version_file(unroll-config-version.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/unroll-config.cmake ${PROJECT_BINARY_DIR}/unroll-config-version.cmake
    DESTINATION ${package})
endfunction()
