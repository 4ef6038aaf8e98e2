#include "tests/nn/generated_cell.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "autograd/random.hpp"

namespace cell_table {

using namespace unroll;

namespace {

struct Op {
  const char* text;  // {0} the first value, {1} the second or the parameter
  enum { value, values, matrix, row } reads;
  Tensor (*run)(const Tensor& a, const Tensor& b);
};
// No corners, where differences would say nothing, and no minus: a − b + b would lose b. The first four bound a state;
// + joins what is left over.
constexpr Op known_ops[] = {
    {"tanh({0})", Op::value, [](const Tensor& a, const Tensor&) { return tanh(a); }},
    {"sigmoid({0})", Op::value, [](const Tensor& a, const Tensor&) { return sigmoid(a); }},
    {"sin({0})", Op::value, [](const Tensor& a, const Tensor&) { return sin(a); }},
    {"erf({0})", Op::value, [](const Tensor& a, const Tensor&) { return erf(a); }},
    {"{0} + {1}", Op::values, [](const Tensor& a, const Tensor& b) { return a + b; }},
    {"{0} * {1}", Op::values, [](const Tensor& a, const Tensor& b) { return a * b; }},
    {"{0} {1}", Op::matrix, [](const Tensor& a, const Tensor& b) { return matmul(a, b); }},
    {"{0} + {1}", Op::row, [](const Tensor& a, const Tensor& b) { return a + b; }},
    {"{0} * {1}", Op::row, [](const Tensor& a, const Tensor& b) { return a * b; }},
    {"cos({0})", Op::value, [](const Tensor& a, const Tensor&) { return cos(a); }},
    {"gelu({0})", Op::value, [](const Tensor& a, const Tensor&) { return gelu(a); }},
    {"softplus({0})", Op::value, [](const Tensor& a, const Tensor&) { return softplus(a); }},
    {"softmax({0})", Op::value, [](const Tensor& a, const Tensor&) { return softmax(a); }},
    {"cumsum({0})", Op::value, [](const Tensor& a, const Tensor&) { return cumsum(a, -1); }},
    {"flip({0})", Op::value, [](const Tensor& a, const Tensor&) { return flip(a, -1); }},
};
constexpr std::size_t bounding = 4, join = 4, product = 6;

}  // namespace

Program::Program(std::uint64_t seed, std::size_t fields) : fields_(fields) {
  Random random(seed);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random.below(static_cast<Index>(n))); };
  // What nobody has read yet. The first field is read by the product with a matrix, which is the first line.
  std::vector<std::size_t> unread{0};
  for (std::size_t i = 2; i <= fields; ++i) unread.push_back(i);
  const auto any_unread = [&] {
    const std::size_t i = below(unread.size()), value = unread[i];
    unread.erase(unread.begin() + static_cast<std::ptrdiff_t>(i));
    return value;
  };
  const auto any_but = [&](std::size_t value) {
    std::size_t other = value;
    while (other == value) other = below(fields + 1 + lines_.size());
    return other;
  };
  const auto add = [&](std::size_t op, std::size_t a, std::size_t b = 0) {
    if (known_ops[op].reads >= Op::matrix) {
      b = is_matrix_.size();
      is_matrix_.push_back(known_ops[op].reads == Op::matrix);
    }
    lines_.push_back({op, a, b});
    unread.push_back(fields + lines_.size());
  };
  add(product, 1);

  // Left are the lines between, at least one, and one for each field of the new state. Each line reads something that
  // is unread, so that there is never more than one value too many for the fields; the last one between joins it.
  const std::size_t least = std::max<std::size_t>(6, fields + 3), between = least + below(15 - least) - 2 - fields;
  for (std::size_t left = between; left > 0; --left) {
    const bool must_join = left == 1 && unread.size() > fields;
    const std::size_t any = below(2) == 0 ? join + below(2) : below(std::size(known_ops));  // every other one of two
    const std::size_t op = must_join ? join : any, a = any_unread();
    const bool two = known_ops[op].reads == Op::values;
    add(op, a, !two ? 0 : must_join || (unread.size() >= fields && below(3) == 0) ? any_unread() : any_but(a));
  }
  const std::vector<std::size_t> left_over = unread;
  for (std::size_t i = 0; i < fields; ++i) {
    add(below(bounding), i < left_over.size() ? left_over[i] : any_but(0));
    new_state_.push_back(fields + lines_.size());
  }
}

std::vector<Shape> Program::parameters(Index hidden) const {
  std::vector<Shape> shapes;
  for (const bool matrix : is_matrix_) shapes.push_back(matrix ? Shape{hidden, hidden} : Shape{hidden});
  return shapes;
}

std::vector<Tensor> Program::run(const Tensor& xW, const std::vector<Tensor>& fields,
                                 const std::vector<Tensor>& parameters) const {
  std::vector<Tensor> values{xW}, result;
  values.insert(values.end(), fields.begin(), fields.end());
  for (const Line& line : lines_) {
    const Op& op = known_ops[line.op];
    const Tensor b = op.reads == Op::value ? Tensor() : op.reads == Op::values ? values[line.b] : parameters[line.b];
    values.push_back(op.run(values[line.a], b));
  }
  for (const std::size_t value : new_state_) result.push_back(values[value]);
  return result;
}

std::string Program::text() const {
  std::string result = "v0 = x W";
  for (std::size_t i = 1; i <= fields_; ++i) result += fmt::format("; v{} = field {}", i, i);
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const Line& line = lines_[i];
    const Op& op = known_ops[line.op];
    result += fmt::format("; v{} = ", fields_ + 1 + i) +
              fmt::format(fmt::runtime(op.text), fmt::format("v{}", line.a),
                          fmt::format("{}{}", op.reads == Op::values ? "v" : "P", line.b));
  }
  return result;
}

}  // namespace cell_table
