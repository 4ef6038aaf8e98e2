# The programs that measure: bench-<stem> for each file of bench/, all of them: benches.
function(unroll_benches)
  unroll_programs(bench/*.cpp PREFIX bench- USES unroll::graphs unroll::nn unroll::optim CLI11::CLI11 GROUP benches)

  target_sources(bench-workloads PRIVATE
    bench/workloads/workload.cpp bench/workloads/table.cpp bench/workloads/unroll.cpp bench/workloads/by_hand.cpp)
  target_link_libraries(bench-workloads PRIVATE Eigen3::Eigen nlohmann_json::nlohmann_json)
endfunction()
