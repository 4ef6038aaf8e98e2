#include "tests/random/sketch.hpp"

#include <algorithm>

#include "tests/random/shrink.hpp"

namespace random_programs {

namespace {

// Whether two shapes broadcast to one of at most `limit` numbers.
bool broadcast_within(const Shape& a, const Shape& b, Index limit) {
  Index size = 1;
  for (std::size_t k = 1; k <= std::max(a.size(), b.size()); ++k) {
    const Index x = k <= a.size() ? a[a.size() - k] : 1, y = k <= b.size() ? b[b.size() - k] : 1;
    if (x != y && x != 1 && y != 1) return false;
    size *= x == 1 ? y : x;
  }
  return size <= limit;
}

}  // namespace

// ---- Leaves ----
Index Sketch::extent() {
  static const std::vector<Index> extents{1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 7};
  return draw_.chance(2) ? 0 : draw_.of(extents);
}
Shape Sketch::random_shape() {
  static const std::vector<Index> ranks{0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4};
  if (draw_.chance(6)) return {draw_.between(8, 37)};  // more than the lanes of a processor
  if (draw_.chance(4)) {
    const Index rows = draw_.between(2, 4);
    return {rows, draw_.between(8, 13)};
  }
  if (limit_ >= 800 && draw_.chance(50)) {  // more than one block of a pairwise sum
    const Index rows = draw_.between(130, 180);
    return draw_.chance(50) ? Shape{rows * 4} : Shape{rows, draw_.between(1, 4)};
  }
  while (true) {
    Shape shape(static_cast<std::size_t>(draw_.of(ranks)));
    for (Index& e : shape) e = extent();
    if (size_of(shape) <= limit_) return shape;
  }
}
int Sketch::leaf(const Shape& shape, Domain domain, bool variable, int shrink) {
  Leaf made{shape, {}, variable};
  for (Index k = size_of(shape); k > 0; --k) {
    double x =
        ties_ ? static_cast<double>(draw_.between(-4, 4)) / 2 : static_cast<double>(draw_.between(-512, 512)) / 256;
    if (domain != Domain::any && x > -0.25 && x < 0.25) x += 0.5;
    if (domain == Domain::positive && x < 0) x = -x;
    made.numbers.push_back(x / shrink);
  }
  reference_.add(made);
  items_.push_back({true, leaves_.size()});
  leaves_.push_back(std::move(made));
  return count() - 1;
}
int Sketch::leaf(const Shape& shape, Domain domain) { return leaf(shape, domain, draw_.chance(70)); }

// ---- Choosing values ----

bool Sketch::in_domain(int v, Domain domain) const {
  for (const Number& number : at(v).numbers) {
    const Long x = domain == Domain::away_from_0 ? std::abs(number.x.value) : number.x.value;
    if (domain != Domain::any && x < 0.15L) return false;
  }
  return true;
}
int Sketch::existing(const std::function<bool(int)>& fits) {
  std::vector<int> found;
  for (int v = 0; v < count(); ++v)
    if (fits(v)) found.push_back(v);
  if (found.empty()) return -1;
  const Index n = static_cast<Index>(found.size());
  return found[static_cast<std::size_t>(std::max(draw_.below(n), draw_.below(n)))];
}
int Sketch::any(Domain domain) {
  if (draw_.chance(90))
    if (const int v = existing([&](int v) { return in_domain(v, domain); }); v >= 0) return v;
  return domain != Domain::any && draw_.chance(70) ? guarded() : leaf(random_shape(), domain);
}
int Sketch::of_rank(Index least, Domain domain) {
  const int v = existing([&](int v) { return rank(v) >= least && in_domain(v, domain); });
  if (v >= 0) return v;
  Shape shape = random_shape();
  while (static_cast<Index>(shape.size()) < least) shape.push_back(draw_.between(1, 3));
  return leaf(shape, domain);
}
int Sketch::of_shape(const Shape& wanted) {
  if (draw_.chance(75))
    if (const int v = existing([&](int v) { return shape(v) == wanted; }); v >= 0) return v;
  return leaf(wanted);
}
int Sketch::guarded() {
  const int v = any();
  static const std::vector<std::string> to_positive{"square(Tensor)", "abs(Tensor)", "sigmoid(Tensor)",
                                                    "softplus(Tensor)"};
  return tried(draw_.of(to_positive), {argument::value(v)}) &&
                 tried("operator+(Tensor, Real)", {argument::value(count() - 1), argument::real(0.25)})
             ? count() - 1
             : leaf(shape(v), Domain::positive);
}
int Sketch::beside(int v, Domain domain) {
  if (draw_.chance(10) && in_domain(v, domain)) return v;
  if (draw_.chance(60))
    if (const int w =
            existing([&](int w) { return broadcast_within(shape(v), shape(w), limit_) && in_domain(w, domain); });
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
  if (!broadcast_within(shape(v), other, limit_)) other = shape(v);
  return leaf(other, domain);
}
double Sketch::number() {
  static const std::vector<double> numbers{-2, -1.5, -1, -0.75, -0.5, 0.25, 0.5, 1, 1.5, 2};
  return ties_ && draw_.chance(25) ? 0 : draw_.of(numbers);
}
Index Sketch::axis_of(int v) { return signed_axis(draw_.below(rank(v)), rank(v)); }
Index Sketch::signed_axis(Index axis, Index rank) { return draw_.chance(40) ? axis - rank : axis; }
std::vector<Index> Sketch::some_axes(int v) {
  std::vector<Index> list;
  for (Index axis = 0; axis < rank(v); ++axis)
    if (draw_.chance(45)) list.push_back(signed_axis(axis, rank(v)));
  draw_.shuffle(list);
  return list;
}
int Sketch::condition() {
  const auto is_mask = [&](int v) {
    return std::all_of(at(v).numbers.begin(), at(v).numbers.end(),
                       [](const Number& x) { return x.node < 0 && (x.x.value == 0 || x.x.value == 1); });
  };
  if (draw_.chance(50))
    if (const int v = existing(is_mask); v >= 0) return v;
  const int v = any();
  if (draw_.chance(80) && tried("operator>(Tensor, Real)", {argument::value(v), argument::real(number())}))
    return count() - 1;
  return any();
}

bool Sketch::tried(const std::string& op, Arguments arguments) {
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
Program Sketch::finished() const {
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

}  // namespace random_programs
