// What the reference knows of cells, for whatever is made of them.
#pragma once

#include "tests/random/cells.hpp"
#include "tests/random/reference_ops.hpp"

namespace random_programs::naive {

using Row = std::vector<Number>;

Row row_at(const Value& value, const Position& leading);                  // all that stands there
Number times_column(Formulas& f, const Row& x, const Value& W, Index k);  // Σ x_i W_ik
Number positive_feature(Formulas& f, const Number& x);                    // elu(x) + 1

// h at each step of one sequence, 0 beyond its length, and all fields at its end. From a start, or from 0 if that is
// empty.
struct OverTime {
  std::vector<Row> outputs, last;
};
OverTime over_time(Formulas& f, const std::string& op, const std::vector<const Value*>& parameters,
                   const std::vector<Row>& xs, Index length, bool future, const std::vector<Row>& start = {});

}  // namespace random_programs::naive
