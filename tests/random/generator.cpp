#include "tests/random/generator.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "tests/random/draw.hpp"
#include "tests/random/reference.hpp"
#include "tests/random/shrink.hpp"

namespace random_programs {

namespace {

using Kind = Argument::Kind;
using Arguments = std::vector<Argument>;

Argument value(int v) { return {Kind::value, {v}}; }
Argument real(double x) { return {Kind::real, {}, x}; }
Argument integer(Index i) { return {Kind::integer, {}, 0, {i}}; }
Argument flag(bool on) { return {Kind::flag, {}, 0, {on ? 1 : 0}}; }
Argument axes(std::vector<Index> list) { return {Kind::axes, {}, 0, std::move(list)}; }
Argument shape_of(Shape shape) { return {Kind::shape, {}, 0, std::move(shape)}; }

enum class Domain { any, positive, away_from_0 };

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : draw_(seed), ties_(draw_.chance(33)), limit_(draw_.chance(8) ? 200 : 48) {}

  Program program() {
    const Index leaves = draw_.between(1, 3),
                statements = draw_.chance(25) ? draw_.between(12, 30) : draw_.between(1, 11);
    for (Index i = 0; i < leaves; ++i) leaf(random_shape(), Domain::any, i == 0 || draw_.chance(80));
    for (Index i = 0; i < statements; ++i) statement();
    return renumbered();
  }

 private:
  struct Item {  // in the order in which it was made
    bool is_leaf;
    std::size_t at;
  };

  // ---- Leaves ----
  Index extent() {
    static const std::vector<Index> extents{1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 7};
    return draw_.chance(2) ? 0 : draw_.of(extents);
  }
  Shape random_shape() {
    static const std::vector<Index> ranks{0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4};
    if (draw_.chance(6)) return {draw_.between(8, 37)};  // more than the lanes of a processor
    while (true) {
      Shape shape(static_cast<std::size_t>(draw_.of(ranks)));
      for (Index& e : shape) e = extent();
      if (size_of(shape) <= limit_) return shape;
    }
  }
  int leaf(const Shape& shape, Domain domain, bool variable) {
    Leaf made{shape, {}, variable};
    for (Index k = size_of(shape); k > 0; --k) {
      double x =
          ties_ ? static_cast<double>(draw_.between(-4, 4)) / 2 : static_cast<double>(draw_.between(-512, 512)) / 256;
      if (domain != Domain::any && x > -0.25 && x < 0.25) x += 0.5;
      if (domain == Domain::positive && x < 0) x = -x;
      made.numbers.push_back(x);
    }
    reference_.add(made);
    items_.push_back({true, leaves_.size()});
    leaves_.push_back(std::move(made));
    return count() - 1;
  }
  int leaf(const Shape& shape, Domain domain = Domain::any) { return leaf(shape, domain, draw_.chance(70)); }

  // ---- Choosing values ----
  int count() const { return static_cast<int>(items_.size()); }
  const Value& at(int v) const { return reference_.values()[static_cast<std::size_t>(v)]; }
  const Shape& shape(int v) const { return at(v).shape; }
  Index rank(int v) const { return static_cast<Index>(shape(v).size()); }

  bool in_domain(int v, Domain domain) const {
    for (const Number& number : at(v).numbers) {
      const Long x = domain == Domain::away_from_0 ? std::abs(number.x.value) : number.x.value;
      if (domain != Domain::any && x < 0.15L) return false;
    }
    return true;
  }
  // One of those that fit, the later ones more often; −1 if there is none.
  int existing(const std::function<bool(int)>& fits) {
    std::vector<int> found;
    for (int v = 0; v < count(); ++v)
      if (fits(v)) found.push_back(v);
    if (found.empty()) return -1;
    const Index n = static_cast<Index>(found.size());
    return found[static_cast<std::size_t>(std::max(draw_.below(n), draw_.below(n)))];
  }
  int any(Domain domain = Domain::any) {
    if (draw_.chance(90))
      if (const int v = existing([&](int v) { return in_domain(v, domain); }); v >= 0) return v;
    return domain != Domain::any && draw_.chance(70) ? guarded() : leaf(random_shape(), domain);
  }
  int of_rank(Index least, Domain domain = Domain::any) {
    const int v = existing([&](int v) { return rank(v) >= least && in_domain(v, domain); });
    if (v >= 0) return v;
    Shape shape = random_shape();
    while (static_cast<Index>(shape.size()) < least) shape.push_back(draw_.between(1, 3));
    return leaf(shape, domain);
  }
  int of_shape(const Shape& wanted) {
    if (draw_.chance(75))
      if (const int v = existing([&](int v) { return shape(v) == wanted; }); v >= 0) return v;
    return leaf(wanted);
  }
  // A positive value made from any.
  int guarded() {
    const int v = any();
    static const std::vector<std::string> to_positive{"square(Tensor)", "abs(Tensor)", "sigmoid(Tensor)",
                                                      "softplus(Tensor)"};
    return tried(draw_.of(to_positive), {value(v)}) &&
                   tried("operator+(Tensor, Real)", {value(count() - 1), real(0.25)})
               ? count() - 1
               : leaf(shape(v), Domain::positive);
  }
  static bool joins(const Shape& a, const Shape& b, Index limit) {
    Index size = 1;
    for (std::size_t k = 1; k <= std::max(a.size(), b.size()); ++k) {
      const Index x = k <= a.size() ? a[a.size() - k] : 1, y = k <= b.size() ? b[b.size() - k] : 1;
      if (x != y && x != 1 && y != 1) return false;
      size *= x == 1 ? y : x;
    }
    return size <= limit;
  }
  // A value that broadcasts against v: the same, another, or a leaf that is smaller or larger in some axes.
  int beside(int v, Domain domain = Domain::any) {
    if (draw_.chance(10) && in_domain(v, domain)) return v;
    if (draw_.chance(60))
      if (const int w = existing([&](int w) { return joins(shape(v), shape(w), limit_) && in_domain(w, domain); });
          w >= 0)
        return w;
    Shape other = shape(v);
    for (Index& e : other)
      if (e == 1 && draw_.chance(30))
        e = draw_.between(2, 3);
      else if (draw_.chance(25))
        e = 1;
    if (draw_.chance(30))
      other.erase(other.begin(), other.begin() + draw_.between(0, static_cast<Index>(other.size())));
    else if (other.size() < 4 && draw_.chance(10))
      other.insert(other.begin(), 2);
    if (!joins(shape(v), other, limit_)) other = shape(v);
    return leaf(other, domain);
  }
  double number() {
    static const std::vector<double> numbers{-2, -1.5, -1, -0.75, -0.5, 0.25, 0.5, 1, 1.5, 2};
    return ties_ && draw_.chance(25) ? 0 : draw_.of(numbers);
  }
  Index axis_of(int v) { return signed_axis(draw_.below(rank(v)), rank(v)); }
  Index signed_axis(Index axis, Index rank) { return draw_.chance(40) ? axis - rank : axis; }
  std::vector<Index> some_axes(int v) {
    std::vector<Index> list;
    for (Index axis = 0; axis < rank(v); ++axis)
      if (draw_.chance(45)) list.push_back(signed_axis(axis, rank(v)));
    draw_.shuffle(list);
    return list;
  }
  int condition() {
    const auto is_mask = [&](int v) {
      return std::all_of(at(v).numbers.begin(), at(v).numbers.end(),
                         [](const Number& x) { return x.node < 0 && (x.x.value == 0 || x.x.value == 1); });
    };
    if (draw_.chance(50))
      if (const int v = existing(is_mask); v >= 0) return v;
    const int v = any();
    if (draw_.chance(80) && tried("operator>(Tensor, Real)", {value(v), real(number())})) return count() - 1;
    return any();
  }

  // ---- Adding statements ----
  bool tried(const std::string& op, Arguments arguments) {
    Statement statement{op, std::move(arguments)};
    try {
      reference_.add(statement);
    } catch (const Invalid&) {
      return false;
    }
    if (static_cast<Index>(reference_.values().back().numbers.size()) > 4 * limit_) {
      reference_.drop();
      return false;
    }
    items_.push_back({false, statements_.size()});
    statements_.push_back(std::move(statement));
    return true;
  }
  void statement();
  Arguments arguments_for(const std::string& op);
  Arguments binary(const std::string& op);
  Arguments product();
  Shape another_shape(const Shape& shape);

  // With leaves first.
  Program renumbered() const {
    std::vector<int> number(items_.size());
    for (std::size_t i = 0; i < items_.size(); ++i)
      number[i] = static_cast<int>(items_[i].at + (items_[i].is_leaf ? 0 : leaves_.size()));
    Program program{leaves_, statements_, {}};
    std::vector<bool> used(items_.size());
    for (Statement& statement : program.statements)
      for (Argument& argument : statement.arguments)
        for (int& v : argument.values) {
          v = number[static_cast<std::size_t>(v)];
          used[static_cast<std::size_t>(v)] = true;
        }
    for (int v = program.value_count(); --v >= static_cast<int>(leaves_.size());)
      if (!used[static_cast<std::size_t>(v)] && program.outputs.size() < 4) program.outputs.push_back(v);
    return tidied(program);
  }

  Draw draw_;
  bool ties_;
  Index limit_;  // how many numbers a value has, about
  std::vector<Item> items_;
  std::vector<Leaf> leaves_;
  std::vector<Statement> statements_;
  Reference reference_;
};

// How often an op is drawn; 4 for most.
const std::vector<std::string>& drawn_ops() {
  static const std::vector<std::string> urn = [] {
    const std::map<std::string, int> often{{"matmul(Tensor, Tensor)", 16},
                                           {"sum(Tensor, Axes, bool)", 8},
                                           {"operator[](Tensor, Index)", 8},
                                           {"slice(Tensor, int, Index, Index)", 8},
                                           {"operator+(Tensor, Tensor)", 8},
                                           {"operator*(Tensor, Tensor)", 8},
                                           {"operator-(Tensor, Tensor)", 8},
                                           {"operator/(Tensor, Tensor)", 6},
                                           {"embedding(Tensor, Indices)", 6},
                                           {"concat(span<Tensor>, int)", 6},
                                           {"detach(Tensor)", 2},
                                           {"sign(Tensor)", 2}};
    std::vector<std::string> result;
    for (const std::string& op : known_ops()) {
      const bool comparison = op.starts_with("operator") && std::string("<>=!").find(op[8]) != std::string::npos;
      const auto found = often.find(op);
      for (int n = found != often.end() ? found->second : comparison ? 1 : 4; n > 0; --n) result.push_back(op);
    }
    return result;
  }();
  return urn;
}

void Generator::statement() {
  for (int attempt = 0; attempt < 30; ++attempt) {
    const std::string& op = draw_.of(drawn_ops());
    for (int again = 0; again < 4; ++again)
      if (tried(op, arguments_for(op))) return;
  }
}

Arguments Generator::binary(const std::string& op) {
  const bool left = op.find("(Real") != std::string::npos, right = op.find("Real)") != std::string::npos;
  if (op.starts_with("pow")) {
    static const std::vector<double> bases{0.5, 1.5, 2}, whole{0, 1, 2, 3}, negative{-2, -1}, broken{0.5, 1.5, 2.5};
    if (left)
      return {real(draw_.chance(90) ? draw_.of(bases) : 0),
              value(any(draw_.chance(50) ? Domain::positive : Domain::any))};
    if (!right) {
      const int base = any(Domain::positive);
      return {value(base), value(beside(base))};
    }
    if (draw_.chance(50)) return {value(any()), real(draw_.of(whole))};
    if (draw_.chance(40)) return {value(any(Domain::away_from_0)), real(draw_.of(negative))};
    return {value(any(Domain::positive)), real(draw_.of(broken))};
  }
  const Domain divisor = op.starts_with("operator/") ? Domain::away_from_0 : Domain::any;
  if (left) return {real(number()), value(any(divisor))};
  if (right) return {value(any()), real(number())};
  const int v = any();
  const int w = beside(v, divisor);
  if (divisor == Domain::any && draw_.chance(50)) return {value(w), value(v)};
  return {value(v), value(w)};
}

Arguments Generator::product() {
  const int v = of_rank(1);
  const Shape& known = shape(v);
  const bool left = draw_.chance(50);  // what v is
  const bool vector = known.size() == 1;
  const Index inner = left || vector ? known.back() : known[known.size() - 2];
  if (draw_.chance(40)) {
    const int w = existing([&](int w) {
      if (rank(w) == 0) return false;
      return (!left || rank(w) == 1 ? shape(w).back() : shape(w)[shape(w).size() - 2]) == inner;
    });
    if (w >= 0) return left ? Arguments{value(v), value(w)} : Arguments{value(w), value(v)};
  }
  Shape other = left ? Shape{inner, draw_.between(1, 4)} : Shape{draw_.between(1, 4), inner};
  if (draw_.chance(25))
    other = {inner};
  else if (draw_.chance(40) && known.size() <= 3) {
    if (known.size() == 3)
      other.insert(other.begin(), draw_.chance(50) ? 1 : known[0]);
    else
      other.insert(other.begin(), draw_.between(1, 3));
  }
  const int w = leaf(other);
  return left ? Arguments{value(v), value(w)} : Arguments{value(w), value(v)};
}

// The same numbers otherwise arranged.
Shape Generator::another_shape(const Shape& shape) {
  Shape other = shape;
  if (draw_.chance(25)) return {size_of(shape)};
  if (!other.empty() && draw_.chance(50)) {  // an axis in two
    const auto axis = static_cast<std::size_t>(draw_.below(static_cast<Index>(other.size())));
    for (Index factor : {2, 3, 5})
      if (other[axis] > 0 && other[axis] % factor == 0 && other.size() < 6) {
        other[axis] /= factor;
        other.insert(other.begin() + static_cast<std::ptrdiff_t>(axis + (draw_.chance(50) ? 1 : 0)), factor);
        return other;
      }
  }
  if (other.size() >= 2 && draw_.chance(60)) {  // two axes in one
    const auto axis = static_cast<std::size_t>(draw_.below(static_cast<Index>(other.size()) - 1));
    other[axis] *= other[axis + 1];
    other.erase(other.begin() + static_cast<std::ptrdiff_t>(axis) + 1);
    return other;
  }
  if (other.size() < 5) other.insert(other.begin() + draw_.between(0, static_cast<Index>(other.size())), 1);
  return other;
}

Arguments Generator::arguments_for(const std::string& op) {
  const std::string name = op.substr(0, op.find('('));
  const bool two = op.find(", Tensor)") != std::string::npos || op.find(", Real)") != std::string::npos;

  if (name == "where") {
    const int c = condition(), a = beside(c), b = draw_.chance(50) ? beside(a) : beside(c);
    const bool a_number = op.starts_with("where(Tensor, Real"), b_number = op.ends_with("Real)");
    return {value(c), a_number ? real(number()) : value(a), b_number ? real(number()) : value(b)};
  }
  if (name == "clamp") {
    const double x = number(), y = number();
    return {value(any()), real(std::min(x, y)), real(std::max(x, y))};
  }
  if (name == "matmul") return product();
  if (name == "log" || name == "sqrt") return {value(any(Domain::positive))};
  if (name == "log1p" && draw_.chance(50)) return {value(any(Domain::positive))};
  if (name == "pad") {
    const int v = of_rank(1);
    const Index before = draw_.between(0, 2), after = draw_.between(0, 2);
    return {value(v), integer(axis_of(v)), integer(before), integer(after), real(number())};
  }
  if (two && name != "sum_to") return binary(op);

  if (op.ends_with("(Tensor, Axes, bool)") || name == "var") {
    const int v = any();
    Arguments arguments{value(v), axes(some_axes(v)), flag(draw_.chance(50))};
    if (name == "var") arguments.push_back(integer(draw_.between(0, 1)));
    return arguments;
  }
  if (op.ends_with("(Tensor, int)")) {  // softmax, log_softmax, cumsum
    const int v = of_rank(1);
    return {value(v), integer(axis_of(v))};
  }
  if (name == "add_all" || name == "concat" || name == "stack") {
    const int v = of_rank(name == "concat" ? 1 : 0);
    const Index axes = rank(v) + (name == "stack" ? 1 : 0);
    const Index axis = name == "add_all" ? 0 : draw_.below(axes);
    std::vector<int> list{v};
    for (Index n = draw_.between(0, 2); n > 0; --n) {
      Shape wanted = shape(v);
      if (name == "concat" && draw_.chance(40)) wanted[static_cast<std::size_t>(axis)] = draw_.between(0, 3);
      list.push_back(draw_.chance(15) ? v : of_shape(wanted));
    }
    draw_.shuffle(list);
    Arguments arguments{{op.find("initializer") != std::string::npos ? Kind::list : Kind::values, list}};
    if (name != "add_all") arguments.push_back(integer(signed_axis(axis, axes)));
    return arguments;
  }
  if (name == "reshape") {
    const int v = any();
    return {value(v), shape_of(another_shape(shape(v)))};
  }
  if (name == "permute") {
    const int v = any();
    std::vector<Index> order;
    for (Index axis = 0; axis < rank(v); ++axis) order.push_back(signed_axis(axis, rank(v)));
    draw_.shuffle(order);
    return {value(v), axes(order)};
  }
  if (name == "transpose") {
    const int v = of_rank(1);
    const Index a = axis_of(v), b = axis_of(v);
    return {value(v), integer(a), integer(b)};
  }
  if (name == "T") return {value(of_rank(2))};
  if (name == "broadcast_to") {
    const int v = any();
    Shape wanted = shape(v);
    for (Index& e : wanted)
      if (e == 1 && draw_.chance(60)) e = draw_.between(0, 3);
    if (wanted.size() < 4 && draw_.chance(50)) wanted.insert(wanted.begin(), draw_.between(1, 3));
    return {value(v), shape_of(wanted)};
  }
  if (name == "sum_to") {
    const int v = any();
    Shape wanted = shape(v);
    for (Index& e : wanted)
      if (draw_.chance(40)) e = 1;
    if (draw_.chance(40)) wanted.erase(wanted.begin(), wanted.begin() + draw_.between(0, rank(v)));
    return {value(v), shape_of(wanted)};
  }
  if (name == "slice") {
    const int v = of_rank(1);
    const Index axis = draw_.below(rank(v)), n = shape(v)[static_cast<std::size_t>(axis)];
    Index start = draw_.between(0, n), stop = draw_.between(0, n);
    if (start > stop) std::swap(start, stop);
    if (start == stop && stop < n && draw_.chance(80)) ++stop;
    if (start < n && draw_.chance(30)) start -= n;
    if (stop < n && draw_.chance(30)) stop -= n;
    return {value(v), integer(signed_axis(axis, rank(v))), integer(start), integer(stop)};
  }
  if (name == "split") {
    const int v = of_rank(1);
    const Index axis = draw_.below(rank(v)), n = shape(v)[static_cast<std::size_t>(axis)];
    std::vector<Index> divisors{1};
    for (Index d = 2; d <= n; ++d)
      if (n % d == 0) divisors.push_back(d);
    const Index pieces = draw_.of(divisors);
    return {
        value(v), integer(signed_axis(axis, rank(v))), integer(pieces), {Kind::piece, {}, 0, {draw_.below(pieces)}}};
  }
  if (name == "operator[]") {
    const int v = of_rank(1);
    const Index n = std::max<Index>(1, shape(v)[0]);
    return {value(v), integer(draw_.between(-n, n - 1))};
  }
  if (name == "flip") {
    const int v = any();
    return {value(v), axes(some_axes(v))};
  }
  const auto ids = [&](const Shape& shape, Index limit) {
    Argument argument{Kind::ids, {}, 0, {}, shape};
    for (Index k = size_of(shape); k > 0; --k) argument.integers.push_back(draw_.below(std::max<Index>(1, limit)));
    return argument;
  };
  if (name == "embedding") {
    const int v = of_rank(1);
    Shape places(static_cast<std::size_t>(draw_.between(0, 2)));
    for (Index& e : places) e = extent();
    return {value(v), ids(places, shape(v)[0])};
  }
  if (name == "scatter_add") {
    const int v = any();
    const Shape places(shape(v).begin(), shape(v).begin() + draw_.between(0, rank(v)));
    const Index rows = draw_.between(1, 4);
    return {value(v), ids(places, rows), integer(rows)};
  }
  if (name == "gather") {
    const int v = of_rank(1);
    const Index axis = draw_.below(rank(v));
    Shape places = shape(v);
    places[static_cast<std::size_t>(axis)] = extent();
    return {value(v), integer(signed_axis(axis, rank(v))), ids(places, shape(v)[static_cast<std::size_t>(axis)])};
  }
  return {value(any())};  // the other ops of one tensor
}

}  // namespace

Program generated(std::uint64_t seed) {
  for (std::uint64_t attempt = 0;; ++attempt) {
    Program program = Generator(seed * 1000 + attempt).program();
    try {
      const auto result = interpreted(program).result(program.outputs);
      if (result.largest_adjoint > 0 && result.largest_adjoint < 300 && result.largest_tangent < 30000) return program;
    } catch (const Invalid&) {
    }
  }
}

}  // namespace random_programs
