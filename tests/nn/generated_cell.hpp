// Cells that nobody has thought up: a seed draws 6 to 14 ops, and what each reads. All that is computed takes part in
// the new state, whose fields are bounded by their last op, so that no seed explodes.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/cell.hpp"

namespace cell_table {

// One line is one op; it reads values by their number: 0 is x W, then the state's fields, then the lines' results.
class Program {
 public:
  Program(std::uint64_t seed, std::size_t fields);

  std::size_t ops() const { return lines_.size() + 1; }  // and the product x W
  std::vector<unroll::Shape> parameters(unroll::Index hidden) const;
  std::vector<unroll::Tensor> run(const unroll::Tensor& xW, const std::vector<unroll::Tensor>& fields,
                                  const std::vector<unroll::Tensor>& parameters) const;
  std::string text() const;

 private:
  struct Line {
    std::size_t op, a, b;  // b: the second value, or which parameter
  };
  std::size_t fields_;
  std::vector<Line> lines_;
  std::vector<bool> is_matrix_;         // of each parameter; else it is a row
  std::vector<std::size_t> new_state_;  // the numbers of its fields
};

template <std::size_t Fields>
struct GeneratedState;
template <>
struct GeneratedState<1> {
  unroll::Tensor h;
  static constexpr std::array names{"h"};
};
template <>
struct GeneratedState<2> {
  unroll::Tensor h, c;
  static constexpr std::array names{"h", "c"};
};
template <>
struct GeneratedState<3> {
  unroll::Tensor h, c, m;
  static constexpr std::array names{"h", "c", "m"};
};
template <>
struct GeneratedState<4> {
  unroll::Tensor h, c, m, n;
  static constexpr std::array names{"h", "c", "m", "n"};
};

template <std::size_t Fields, bool Projects>
class GeneratedCell : public unroll::nn::Module {
  using Tensor = unroll::Tensor;
  using Index = unroll::Index;

 public:
  struct Options {
    std::uint64_t seed = 0;
  };
  using State = GeneratedState<Fields>;

  GeneratedCell(Index inputs, Index hidden, Options options)
      : program_(options.seed, Fields), W_(parameter("W", drawn({inputs, hidden}))) {
    for (const unroll::Shape& shape : program_.parameters(hidden))
      parameters_.push_back(parameter("P" + std::to_string(parameters_.size()), drawn(shape)));
  }
  Index inputs() const { return W_.dim(0); }
  Index outputs() const { return W_.dim(1); }
  State start(Index batch) const {
    State state;
    for (Tensor* field : unroll::nn::fields(state)) *field = Tensor(unroll::Array::zeros({batch, outputs()}));
    return state;
  }
  State step(const Tensor& x, const State& state) const { return next(matmul(x, W_), state); }

  Tensor project(const Tensor& xs) const requires Projects { return matmul(xs, W_); }
  State advance(const Tensor& projected, const State& state) const requires Projects { return next(projected, state); }

 private:
  static unroll::Array drawn(const unroll::Shape& shape) { return unroll::random_numbers().normal(shape, 0, 0.4); }
  State next(const Tensor& xW, State state) const {
    const auto fields = unroll::nn::fields(state);
    std::vector<Tensor> before;
    for (const Tensor* field : fields) before.push_back(*field);
    const std::vector<Tensor> after = program_.run(xW, before, parameters_);
    for (std::size_t i = 0; i < Fields; ++i) *fields[i] = after[i];
    return state;
  }

  Program program_;
  Tensor W_;
  std::vector<Tensor> parameters_;
};

}  // namespace cell_table
