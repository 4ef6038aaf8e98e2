// In place of torch.cpp where LibTorch is not installed.
#include "bench/workloads/systems.hpp"

namespace bench::with_torch {

Runner chain(const Chain&) { return {}; }
Runner layer(const Recurrence&) { return {}; }
Runner loop(const Recurrence&) { return {}; }
Runner layer(const Attention&) { return {}; }
Runner loop(const Attention&) { return {}; }

}  // namespace bench::with_torch
