# The programs that measure: bench-<stem> for each file of bench/, all of them: benches. Peers take part where they are
# installed: LibTorch, OpenBLAS, oneDNN, libxsmm.
function(unroll_benches)
  find_path(torch_headers torch/nn/modules/rnn.h PATH_SUFFIXES torch/csrc/api/include)
  find_library(torch_library torch_cpu)
  find_library(c10_library c10)
  find_path(openblas_headers cblas.h PATH_SUFFIXES openblas)
  find_library(openblas_library openblas)
  find_package(dnnl QUIET)
  pkg_check_modules(libxsmm QUIET IMPORTED_TARGET libxsmm)

  add_library(unroll_workloads STATIC EXCLUDE_FROM_ALL bench/workloads/workload.cpp bench/workloads/unroll.cpp)
  target_link_libraries(unroll_workloads PUBLIC unroll::nn unroll::optim PRIVATE fmt::fmt unroll_warnings)

  add_library(unroll_bench STATIC EXCLUDE_FROM_ALL bench/workloads/by_hand.cpp bench/workloads/products.cpp
    bench/workloads/peers.cpp bench/workloads/table.cpp)
  target_link_libraries(unroll_bench PUBLIC unroll_workloads
    PRIVATE Eigen3::Eigen fmt::fmt nlohmann_json::nlohmann_json unroll_warnings)
  if(torch_headers AND torch_library AND c10_library AND CMAKE_BUILD_TYPE STREQUAL Release)  # slow to compile
    target_sources(unroll_bench PRIVATE bench/workloads/torch.cpp)
    target_include_directories(unroll_bench SYSTEM PRIVATE ${torch_headers})
    target_link_libraries(unroll_bench PUBLIC ${torch_library} ${c10_library})
  else()
    target_sources(unroll_bench PRIVATE bench/workloads/no_torch.cpp)
  endif()
  if(openblas_headers AND openblas_library)
    target_compile_definitions(unroll_bench PRIVATE BENCH_OPENBLAS)
    target_include_directories(unroll_bench SYSTEM PRIVATE ${openblas_headers})
    target_link_libraries(unroll_bench PUBLIC ${openblas_library})
  endif()
  if(dnnl_FOUND)
    target_compile_definitions(unroll_bench PRIVATE BENCH_ONEDNN)
    target_link_libraries(unroll_bench PUBLIC DNNL::dnnl)
  endif()
  if(libxsmm_FOUND)
    target_compile_definitions(unroll_bench PRIVATE BENCH_LIBXSMM)
    target_link_libraries(unroll_bench PUBLIC PkgConfig::libxsmm xsmmnoblas)
  endif()

  unroll_programs(bench/*.cpp PREFIX bench- USES unroll::graphs unroll::nn unroll::optim CLI11::CLI11
    nlohmann_json::nlohmann_json GROUP benches)
  target_link_libraries(bench-workloads PRIVATE unroll_bench)
  target_link_libraries(bench-growth PRIVATE unroll_bench)
  target_link_libraries(bench-instructions PRIVATE unroll_workloads)
endfunction()
