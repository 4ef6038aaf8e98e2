// The systems that are compared, in the order of the table. What a system does not have is an empty Runner.
#pragma once

#include "bench/workloads/workload.hpp"

namespace bench {

// Unroll, through its public interface.
namespace with_unroll {
Runner chain(const Chain& workload);
Runner layer(const Recurrence& workload);  // nn::Recurrent<Cell>
Runner loop(const Recurrence& workload);   // nn::unrolled
Runner layer(const Attention& workload);   // nn::MultiheadAttention
}  // namespace with_unroll

// Without autodiff: derivatives by hand, memory that is allocated once, products and functions by Eigen. A floor,
// for what has no graph to build.
namespace by_hand {
Runner chain(const Chain& workload);
Runner loop(const Recurrence& workload);  // not the GRU
}  // namespace by_hand

}  // namespace bench
