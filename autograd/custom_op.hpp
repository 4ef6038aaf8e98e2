// How an op is written: its value, its rule's text, its inputs, and the rule itself, once, as a generic lambda.
// The library's own ops are written with this, and so are yours: see CONTRIBUTING.md.
//
//   Tensor tanh(const Tensor& x) {
//     return elementwise("tanh", "dx = dy (1 - y²)", x,
//                        [](auto x) { return tanh(x); },
//                        [](auto dy, auto x, auto y) { return dy * (1 - y * y); });
//   }
//
// A rule gets dy, the inputs and the answer y; it may capture numbers, shapes and indices, but never a tensor:
// a node that held a handle on itself would never be freed.
#pragma once

#include <optional>
#include <tuple>

#include "autograd/lanes.hpp"
#include "autograd/ops.hpp"
#include "autograd/rule.hpp"

namespace unroll::inline UNROLL_PRECISION {

using ThisProcessor = std::type_identity<xsimd::default_arch>;

// In place of a rule, where no gradient flows into an input; and the rule dx = dy, which costs nothing.
struct NoGradient {};
inline constexpr NoGradient no_gradient{};
struct PassOn {
  template <class Value, class... Rest>
  Value operator()(const Value& dy, const Rest&...) const {
    return dy;
  }
};
inline constexpr PassOn pass_on{};

[[noreturn, gnu::cold]] void refuse_input(const char* op, const Tensor& x);

// A use of a tensor by an op that is being recorded: counts a reference, and the version that the op has seen.
inline Input use(const Tensor& tensor) {
  retain(tensor.node());
  return {tensor.node(), tensor.node()->version_};
}
// The value of an op's input; throws if the tensor is a handle on nothing, has been freed, or is another thread's.
inline const Array& input_value(const char* op, const Tensor& x) {
  const Node* node = x.node();
  if (!node || node->thread() != building.thread || !node->value) [[unlikely]]
    refuse_input(op, x);
  return node->value;
}

template <int N, class... Rules>
class Elementwise final : public Node {
 public:
  Elementwise(Literal name, Literal text, Array&& y, std::array<Input, N> inputs, std::tuple<Rules...> rules)
      : Node(ThisProcessor(), name, text, Kind::arithmetic, std::move(y)), slots_(inputs), rules_(std::move(rules)) {
    use(slots_.data(), N);
    needs_grad = true;
  }

  void pull(Array&& dy) override { pull_each(dy, std::make_index_sequence<N>()); }
  bool flows_to(int i) const override {
    bool flows = false;
    for_input(i, [&]<std::size_t I>() { flows = true; });
    return flows;
  }
  Term contribution(int i, const Array& dy) const override {
    Storage dx(value.size());
    for_input(i, [&]<std::size_t I>() { run<I>(dx.write(value.size()), dy); });
    return Array(value.shape(), std::move(dx));
  }
  TensorTerm contribution(int i, const Tensor& dy) const override {
    Tensor dx;
    for_input(i, [&]<std::size_t I>() { dx = read<I>(dy, std::make_index_sequence<N>()); });
    return dx;
  }

 private:
  template <std::size_t I>
  static constexpr bool has_rule = !std::is_same_v<std::tuple_element_t<I, std::tuple<Rules...>>, NoGradient>;

  template <class Body>
  static void for_input(int i, const Body& body) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (..., [&] {
        if constexpr (has_rule<I>)
          if (static_cast<int>(I) == i) body.template operator()<I>();
      }());
    }
    (std::make_index_sequence<N>());
  }

  template <std::size_t I>
  bool reaches() const {
    return has_rule<I> && slots_[I].node->needs_grad;
  }

  template <std::size_t... I>
  void pull_each(Array& dy, std::index_sequence<I...>) {
    int left = (0 + ... + int(reaches<I>()));
    (..., [&] {
      if constexpr (has_rule<I>)
        if (reaches<I>()) pull_one<I>(dy, --left == 0);
    }());
  }

  // In one pass over memory: dx += rule(dy, x…, y). The last input may take over dy's own buffer.
  template <std::size_t I>
  void pull_one(Array& dy, bool last) {
    Storage& dx = slots_[I].node->gradient_.numbers(value.shape());
    const Index n = value.size();
    if constexpr (std::is_same_v<std::tuple_element_t<I, std::tuple<Rules...>>, PassOn>) {
      if (!dx) {
        dx = last ? std::move(dy.storage()) : dy.storage();
        return;
      }
    }
    if (!dx) {
      Storage fresh = last && dy.storage().unique() ? dy.storage() : Storage(n);
      run<I>(const_cast<Real*>(fresh.data()), dy);
      dx = std::move(fresh);
    } else {
      const auto& of_input = std::get<I>(rules_);
      Real* out = dx.write(n);
      [&]<std::size_t... K>(std::index_sequence<K...>) {
        map_rows(
            out, n, [&](Lanes sum, Lanes d, auto... xy) -> Lanes { return sum + of_input(d, xy...); }, Array::Rows{out},
            dy.rows(), slots_[K].node->value.rows()..., value.rows());
      }
      (std::make_index_sequence<N>());
    }
  }

  template <std::size_t I>
  void run(Real* dx, const Array& dy) const {
    const auto& of_input = std::get<I>(rules_);
    [&]<std::size_t... K>(std::index_sequence<K...>) {
      map_rows(
          dx, value.size(), [&](Lanes d, auto... xy) -> Lanes { return of_input(d, xy...); }, dy.rows(),
          slots_[K].node->value.rows()..., value.rows());
    }
    (std::make_index_sequence<N>());
  }

  template <std::size_t I, std::size_t... K>
  Tensor read(const Tensor& dy, std::index_sequence<K...>) const {
    return std::get<I>(rules_)(dy, Tensor(slots_[K].node)..., Tensor(const_cast<Elementwise*>(this)));
  }

  std::array<Input, N> slots_;
  [[no_unique_address]] std::tuple<Rules...> rules_;
};

namespace detail {

template <class F, class... Rules, class... X>
Tensor record_elementwise(Literal op, Literal rule, const F& f, const std::tuple<Rules...>& rules, const X&... x) {
  const auto run = [&](const auto&... v) {
    const Array& first = std::get<0>(std::tie(v...));
    Array y = Array::uninitialized(first.shape());
    map_rows(
        y.write(), y.size(), [&](auto... lanes) -> Lanes { return f(lanes...); }, v.rows()...);
    return y;
  };
  Array y = run(input_value(op.text, x)...);
  if (!building.recording || !(... || x.node()->needs_grad)) return Tensor(std::move(y));
  return Tensor(new Elementwise<sizeof...(X), Rules...>(op, rule, std::move(y), {use(x)...}, rules));
}

}  // namespace detail

// An elementwise op of one, two or three tensors (broadcast first, by visible nodes), with a rule for each.
template <class F, class Rule>
Tensor elementwise(Literal op, Literal rule_text, const Tensor& x, F f, Rule rule) {
  return detail::record_elementwise(op, rule_text, f, std::tuple(rule), x);
}

template <class F, class RuleA, class RuleB>
Tensor elementwise(Literal op, Literal rule_text, const Tensor& a, const Tensor& b, F f, RuleA da, RuleB db) {
  const Shape &p = input_value(op.text, a).shape(), &q = input_value(op.text, b).shape();
  if (p == q) return detail::record_elementwise(op, rule_text, f, std::tuple(da, db), a, b);
  const Shape joint = broadcast_shape(op.text, p, q);
  return detail::record_elementwise(op, rule_text, f, std::tuple(da, db), broadcast_to(a, joint),
                                    broadcast_to(b, joint));
}

template <class F, class RuleA, class RuleB, class RuleC>
Tensor elementwise(Literal op, Literal rule_text, const Tensor& a, const Tensor& b, const Tensor& c, F f, RuleA da,
                   RuleB db, RuleC dc) {
  const Shape joint = broadcast_shape(
      op.text, broadcast_shape(op.text, input_value(op.text, a).shape(), input_value(op.text, b).shape()),
      input_value(op.text, c).shape());
  return detail::record_elementwise(op, rule_text, f, std::tuple(da, db, dc), broadcast_to(a, joint),
                                    broadcast_to(b, joint), broadcast_to(c, joint));
}

// A structural op: the value is computed by the caller; each input has a rule (dy, x…, y) -> its gradient.
template <class... Rules>
class Structural final : public Node {
  static constexpr std::size_t N = sizeof...(Rules);

 public:
  Structural(Literal name, Literal text, Kind k, Array&& y, std::array<Input, N> inputs, std::tuple<Rules...> rules)
      : Node(ThisProcessor(), name, text, k, std::move(y)), slots_(inputs), rules_(std::move(rules)) {
    use(slots_.data(), N);
    needs_grad = true;
  }
  Term contribution(int i, const Array& dy) const override {
    return read<Term>(
        i, dy, [](Node* node) -> const Array& { return node->value; }, std::make_index_sequence<N>());
  }
  TensorTerm contribution(int i, const Tensor& dy) const override {
    return read<TensorTerm>(
        i, dy, [](Node* node) { return Tensor(node); }, std::make_index_sequence<N>());
  }

 private:
  template <class Result, class Value, class Get, std::size_t... I>
  Result read(int i, const Value& dy, const Get& get, std::index_sequence<I...>) const {
    std::optional<Result> result;
    const auto apply = [&](const auto& of_input) -> Result {
      return of_input(dy, get(slots_[I].node)..., get(const_cast<Structural*>(this)));
    };
    (..., (static_cast<int>(I) == i ? void(result.emplace(apply(std::get<I>(rules_)))) : void()));
    return std::move(*result);
  }

  std::array<Input, N> slots_;
  [[no_unique_address]] std::tuple<Rules...> rules_;
};

template <class Rule>
Tensor structural(Literal op, Literal rule_text, Kind kind, Array value, const Tensor& x, Rule rule) {
  if (!building.recording || !x.node()->needs_grad) return Tensor(std::move(value));
  return Tensor(new Structural<Rule>(op, rule_text, kind, std::move(value), {use(x)}, std::tuple(rule)));
}
template <class RuleA, class RuleB>
Tensor structural(Literal op, Literal rule_text, Kind kind, Array value, const Tensor& a, const Tensor& b, RuleA da,
                  RuleB db) {
  if (!building.recording || !(a.node()->needs_grad || b.node()->needs_grad)) return Tensor(std::move(value));
  return Tensor(
      new Structural<RuleA, RuleB>(op, rule_text, kind, std::move(value), {use(a), use(b)}, std::tuple(da, db)));
}

// A structural op of any number of inputs; the rule (dy, i) gives the gradient of input i.
template <class Rule>
class StructuralList final : public Node {
 public:
  StructuralList(Literal name, Literal text, Kind k, Array&& y, std::span<const Tensor> xs, Rule list_rule)
      : Node(ThisProcessor(), name, text, k, std::move(y)), rule_(std::move(list_rule)) {
    slots_.reserve(xs.size());
    for (const Tensor& x : xs) slots_.push_back(unroll::use(x));
    use(slots_.data(), slots_.size());
    needs_grad = true;
  }
  Term contribution(int i, const Array& dy) const override { return rule_(dy, i); }
  TensorTerm contribution(int i, const Tensor& dy) const override { return rule_(dy, i); }

 private:
  std::vector<Input> slots_;
  [[no_unique_address]] Rule rule_;
};

template <class Rule>
Tensor structural(Literal op, Literal rule_text, Kind kind, Array value, std::span<const Tensor> xs, Rule rule) {
  bool record = false;
  for (const Tensor& x : xs) record = record || x.node()->needs_grad;
  if (!building.recording || !record) return Tensor(std::move(value));
  return Tensor(new StructuralList<Rule>(op, rule_text, kind, std::move(value), xs, std::move(rule)));
}

}  // namespace unroll::inline UNROLL_PRECISION
