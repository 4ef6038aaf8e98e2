// A program in the making: what it has so far, and how the generator chooses among it.
#pragma once

#include <functional>

#include "tests/random/draw.hpp"
#include "tests/random/reference.hpp"

namespace random_programs {

enum class Domain { any, positive, away_from_0 };
using Arguments = std::vector<Argument>;

class Sketch {
 public:
  // With `ties`, leaves and numbers are small multiples of a half. Values have about as many numbers as the limit.
  Sketch(Draw& draw, bool ties, Index limit) : draw_(draw), ties_(ties), limit_(limit) {}

  // ---- Adding: both return whether, or where ----
  int leaf(const Shape& shape, Domain domain, bool variable, int shrink = 1);  // its numbers are divided by that
  int leaf(const Shape& shape, Domain domain = Domain::any);
  bool tried(const std::string& op, Arguments arguments);  // false if the reference refuses it

  // ---- What is there ----
  int count() const { return static_cast<int>(items_.size()); }
  const Value& at(int v) const { return reference_.values()[static_cast<std::size_t>(v)]; }
  const Shape& shape(int v) const { return at(v).shape; }
  Index rank(int v) const { return static_cast<Index>(shape(v).size()); }

  // ---- Choosing a value: one that is there, the later ones more often, or a new leaf ----
  int existing(const std::function<bool(int)>& fits);  // −1 if none fits
  int any(Domain domain = Domain::any);
  int of_rank(Index least, Domain domain = Domain::any);
  int of_shape(const Shape& wanted);
  int beside(int v, Domain domain = Domain::any);  // broadcasts against v: v itself, another, a smaller or larger leaf
  int condition();                                 // of 0 and 1, mostly

  // ---- Choosing an attribute ----
  double number();
  Index extent();
  Shape random_shape();
  Index axis_of(int v);
  Index signed_axis(Index axis, Index rank);  // from the front or from the end
  std::vector<Index> some_axes(int v);

  Draw& draw() { return draw_; }
  Program finished() const;  // with leaves first, and without what does not count

 private:
  bool in_domain(int v, Domain domain) const;
  int guarded();  // a positive value made from any

  struct Item {
    bool is_leaf;
    std::size_t at;
  };
  Draw& draw_;
  bool ties_;
  Index limit_;
  std::vector<Item> items_;  // in the order in which they were made
  std::vector<Leaf> leaves_;
  std::vector<Statement> statements_;
  Reference reference_;
};

// Arguments for an op; some of them may not fit, and the reference then refuses the statement.
Arguments arguments_for(const std::string& op, Sketch& sketch);
Arguments nn_arguments(const std::string& op, Sketch& sketch);
// Of a Recurrent, or of a layer of the Transformer, that are as large as layers are in earnest.
Arguments large_arguments(bool recurrent, Sketch& sketch);

}  // namespace random_programs
