// What an op of a random program is given.
#include <algorithm>

#include "tests/random/sketch.hpp"

namespace random_programs {

namespace {

using namespace argument;
using Kind = Argument::Kind;

Arguments binary(const std::string& op, Sketch& s) {
  const bool left = op.find("(Real") != std::string::npos, right = op.find("Real)") != std::string::npos;
  if (op.starts_with("pow")) {
    static const std::vector<double> bases{0.5, 1.5, 2}, whole{0, 1, 2, 3}, negative{-2, -1}, broken{0.5, 1.5, 2.5};
    if (left)
      return {real(s.draw().chance(90) ? s.draw().of(bases) : 0),
              value(s.any(s.draw().chance(50) ? Domain::positive : Domain::any))};
    if (!right) {
      const int base = s.any(Domain::positive);
      return {value(base), value(s.beside(base))};
    }
    if (s.draw().chance(50)) return {value(s.any()), real(s.draw().of(whole))};
    if (s.draw().chance(40)) return {value(s.any(Domain::away_from_0)), real(s.draw().of(negative))};
    return {value(s.any(Domain::positive)), real(s.draw().of(broken))};
  }
  const Domain divisor = op.starts_with("operator/") ? Domain::away_from_0 : Domain::any;
  if (left) return {real(s.number()), value(s.any(divisor))};
  if (right) return {value(s.any()), real(s.number())};
  const int v = s.any();
  const int w = s.beside(v, divisor);
  if (divisor == Domain::any && s.draw().chance(50)) return {value(w), value(v)};
  return {value(v), value(w)};
}

Arguments product(Sketch& s) {
  const int v = s.of_rank(1);
  const Shape& known = s.shape(v);
  const bool left = s.draw().chance(50);  // what v is
  const bool vector = known.size() == 1;
  const Index inner = left || vector ? known.back() : known[known.size() - 2];
  if (s.draw().chance(40)) {
    const int w = s.existing([&](int w) {
      if (s.rank(w) == 0) return false;
      return (!left || s.rank(w) == 1 ? s.shape(w).back() : s.shape(w)[s.shape(w).size() - 2]) == inner;
    });
    if (w >= 0) return left ? Arguments{value(v), value(w)} : Arguments{value(w), value(v)};
  }
  Shape other = left ? Shape{inner, s.draw().between(1, 4)} : Shape{s.draw().between(1, 4), inner};
  if (s.draw().chance(25))
    other = {inner};
  else if (s.draw().chance(40) && known.size() <= 3) {
    if (known.size() == 3)
      other.insert(other.begin(), s.draw().chance(50) ? 1 : known[0]);
    else
      other.insert(other.begin(), s.draw().between(1, 3));
  }
  const int w = s.leaf(other);
  return left ? Arguments{value(v), value(w)} : Arguments{value(w), value(v)};
}

// The same numbers otherwise arranged.
Shape another_shape(const Shape& shape, Draw& draw) {
  Shape other = shape;
  if (draw.chance(25)) return {size_of(shape)};
  if (!other.empty() && draw.chance(50)) {  // an axis in two
    const auto axis = static_cast<std::size_t>(draw.below(static_cast<Index>(other.size())));
    for (Index factor : {2, 3, 5})
      if (other[axis] > 0 && other[axis] % factor == 0 && other.size() < 6) {
        other[axis] /= factor;
        other.insert(other.begin() + static_cast<std::ptrdiff_t>(axis + (draw.chance(50) ? 1 : 0)), factor);
        return other;
      }
  }
  if (other.size() >= 2 && draw.chance(60)) {  // two axes in one
    const auto axis = static_cast<std::size_t>(draw.below(static_cast<Index>(other.size()) - 1));
    other[axis] *= other[axis + 1];
    other.erase(other.begin() + static_cast<std::ptrdiff_t>(axis) + 1);
    return other;
  }
  if (other.size() < 5) other.insert(other.begin() + draw.between(0, static_cast<Index>(other.size())), 1);
  return other;
}

}  // namespace

Arguments arguments_for(const std::string& op, Sketch& s) {
  const std::string name = op.substr(0, op.find('('));
  const bool two = op.find(", Tensor)") != std::string::npos || op.find(", Real)") != std::string::npos;

  if (op.starts_with("nn::")) return nn_arguments(op, s);
  if (name == "where") {
    const int c = s.condition(), a = s.beside(c), b = s.draw().chance(50) ? s.beside(a) : s.beside(c);
    const bool a_number = op.starts_with("where(Tensor, Real"), b_number = op.ends_with("Real)");
    return {value(c), a_number ? real(s.number()) : value(a), b_number ? real(s.number()) : value(b)};
  }
  if (name == "clamp") {
    const double x = s.number(), y = s.number();
    return {value(s.any()), real(std::min(x, y)), real(std::max(x, y))};
  }
  if (name == "matmul") return product(s);
  if (name == "log" || name == "sqrt") return {value(s.any(Domain::positive))};
  if (name == "log1p" && s.draw().chance(50)) return {value(s.any(Domain::positive))};
  if (name == "pad") {
    const int v = s.of_rank(1);
    const Index before = s.draw().between(0, 2), after = s.draw().between(0, 2);
    return {value(v), integer(s.axis_of(v)), integer(before), integer(after), real(s.number())};
  }
  if (two && name != "sum_to") return binary(op, s);

  if (op.ends_with("(Tensor, Axes, bool)") || name == "var") {
    const int v = s.any();
    Arguments arguments{value(v), axes(s.some_axes(v)), flag(s.draw().chance(50))};
    if (name == "var") arguments.push_back(integer(s.draw().between(0, 1)));
    return arguments;
  }
  if (op.ends_with("(Tensor, int)")) {  // softmax, log_softmax, cumsum
    const int v = s.of_rank(1);
    return {value(v), integer(s.axis_of(v))};
  }
  if (name == "add_all" || name == "concat" || name == "stack") {
    const int v = s.of_rank(name == "concat" ? 1 : 0);
    const Index axes = s.rank(v) + (name == "stack" ? 1 : 0);
    const Index axis = name == "add_all" ? 0 : s.draw().below(axes);
    std::vector<int> list{v};
    for (Index n = s.draw().between(0, 2); n > 0; --n) {
      Shape wanted = s.shape(v);
      if (name == "concat" && s.draw().chance(40)) wanted[static_cast<std::size_t>(axis)] = s.draw().between(0, 3);
      list.push_back(s.draw().chance(15) ? v : s.of_shape(wanted));
    }
    s.draw().shuffle(list);
    Arguments arguments{{op.find("initializer") != std::string::npos ? Kind::list : Kind::values, list}};
    if (name != "add_all") arguments.push_back(integer(s.signed_axis(axis, axes)));
    return arguments;
  }
  if (name == "reshape") {
    const int v = s.any();
    return {value(v), argument::shape(another_shape(s.shape(v), s.draw()))};
  }
  if (name == "permute") {
    const int v = s.any();
    std::vector<Index> order;
    for (Index axis = 0; axis < s.rank(v); ++axis) order.push_back(s.signed_axis(axis, s.rank(v)));
    s.draw().shuffle(order);
    return {value(v), axes(order)};
  }
  if (name == "transpose") {
    const int v = s.of_rank(1);
    const Index a = s.axis_of(v), b = s.axis_of(v);
    return {value(v), integer(a), integer(b)};
  }
  if (name == "T") return {value(s.of_rank(2))};
  if (name == "broadcast_to") {
    const int v = s.any();
    Shape wanted = s.shape(v);
    for (Index& e : wanted)
      if (e == 1 && s.draw().chance(60)) e = s.draw().between(0, 3);
    if (wanted.size() < 4 && s.draw().chance(50)) wanted.insert(wanted.begin(), s.draw().between(1, 3));
    return {value(v), argument::shape(wanted)};
  }
  if (name == "sum_to") {
    const int v = s.any();
    Shape wanted = s.shape(v);
    for (Index& e : wanted)
      if (s.draw().chance(40)) e = 1;
    if (s.draw().chance(40)) wanted.erase(wanted.begin(), wanted.begin() + s.draw().between(0, s.rank(v)));
    return {value(v), argument::shape(wanted)};
  }
  if (name == "slice") {
    const int v = s.of_rank(1);
    const Index axis = s.draw().below(s.rank(v)), n = s.shape(v)[static_cast<std::size_t>(axis)];
    Index start = s.draw().between(0, n), stop = s.draw().between(0, n);
    if (start > stop) std::swap(start, stop);
    if (start == stop && stop < n && s.draw().chance(80)) ++stop;
    if (start < n && s.draw().chance(30)) start -= n;
    if (stop < n && s.draw().chance(30)) stop -= n;
    return {value(v), integer(s.signed_axis(axis, s.rank(v))), integer(start), integer(stop)};
  }
  if (name == "split") {
    const int v = s.of_rank(1);
    const Index axis = s.draw().below(s.rank(v)), n = s.shape(v)[static_cast<std::size_t>(axis)];
    std::vector<Index> divisors{1};
    for (Index d = 2; d <= n; ++d)
      if (n % d == 0) divisors.push_back(d);
    const Index pieces = s.draw().of(divisors);
    return {value(v),
            integer(s.signed_axis(axis, s.rank(v))),
            integer(pieces),
            {Kind::piece, {}, 0, {s.draw().below(pieces)}}};
  }
  if (name == "operator[]") {
    const int v = s.of_rank(1);
    const Index n = std::max<Index>(1, s.shape(v)[0]);
    return {value(v), integer(s.draw().between(-n, n - 1))};
  }
  if (name == "flip") {
    const int v = s.any();
    return {value(v), axes(s.some_axes(v))};
  }
  const auto ids = [&](const Shape& shape, Index limit) {
    Argument argument{Kind::ids, {}, 0, {}, shape};
    for (Index k = size_of(shape); k > 0; --k) argument.integers.push_back(s.draw().below(std::max<Index>(1, limit)));
    return argument;
  };
  if (name == "embedding") {
    const int v = s.of_rank(1);
    Shape places(static_cast<std::size_t>(s.draw().between(0, 2)));
    for (Index& e : places) e = s.extent();
    return {value(v), ids(places, s.shape(v)[0])};
  }
  if (name == "scatter_add") {
    const int v = s.any();
    const Shape places(s.shape(v).begin(), s.shape(v).begin() + s.draw().between(0, s.rank(v)));
    const Index rows = s.draw().between(1, 4);
    return {value(v), ids(places, rows), integer(rows)};
  }
  if (name == "gather") {
    const int v = s.of_rank(1);
    const Index axis = s.draw().below(s.rank(v));
    Shape places = s.shape(v);
    places[static_cast<std::size_t>(axis)] = s.extent();
    return {value(v), integer(s.signed_axis(axis, s.rank(v))), ids(places, s.shape(v)[static_cast<std::size_t>(axis)])};
  }
  return {value(s.any())};  // the other ops of one tensor
}

}  // namespace random_programs
