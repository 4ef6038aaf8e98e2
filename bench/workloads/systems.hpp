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
// As above, with backward({.release = true}).
Runner releasing(const Recurrence& workload);
// What such a pass cannot do without: the values of all nodes, the gradients of two steps, the parameters.
double bytes_needed(const Recurrence& workload);
}  // namespace with_unroll

// LibTorch: its own layers, and loops as a user would write them. Empty if it is not installed.
namespace with_torch {
Runner chain(const Chain& workload);
Runner layer(const Recurrence& workload);
Runner loop(const Recurrence& workload);
Runner layer(const Attention& workload);
Runner loop(const Attention& workload);
}  // namespace with_torch

// Without autodiff: derivatives by hand, memory that is allocated once, products and functions by Eigen. A floor,
// for what has no graph to build.
namespace by_hand {
Runner chain(const Chain& workload);
Runner loop(const Recurrence& workload);  // not the GRU
}  // namespace by_hand

// A workload's matrix products alone, each by the fastest library: the limit. They compute no answer.
namespace products_alone {
Runner loop(const Recurrence& workload);     // step by step, as the formulas have them
Runner hoisted(const Recurrence& workload);  // outside of the loop what can be done once for all steps
Runner loop(const Attention& workload);
}  // namespace products_alone

}  // namespace bench
