// The table of ops: one row for each declaration in autograd/ops.hpp (op_list_test.sh compares the two). A row
// says how to run the op, on which shapes and numbers, and how to compute its value independently: in long double,
// by the textbook's formula or by naive loops. ops_test.cpp derives every check from it; adding an op is one row.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "autograd/ops.hpp"

namespace op_table::inline UNROLL_PRECISION {

using unroll::Array, unroll::Index, unroll::Real, unroll::Shape, unroll::Tensor;
using Position = std::vector<Index>;

// An array in long double, without any help from the engine.
struct Numbers {
  Shape shape;
  std::vector<long double> values;

  long double at(const Position& position) const;
  // The entry that stands at `position` once this array is broadcast to a larger shape.
  long double broadcast(const Position& position) const;
};
using AllNumbers = std::vector<Numbers>;

// The array whose entry at each position is f(position).
Numbers made(const Shape& shape, const std::function<long double(const Position&)>& f);

struct Range {
  double low = -2, high = 2;
  double step = 1. / 4096;  // numbers are multiples of it: exact in float, and with step 1 often equal
};
using Inputs = std::vector<Tensor>;
using Run = std::function<Tensor(const Inputs&)>;

// A call that must throw an error with the op's name, the shapes, the place and these words.
struct Wrong {
  Run run;
  std::vector<Shape> shapes;
  std::string remedy;
};

struct OpRow {
  std::string op;    // its declaration, without parameters' names: "pow(Tensor, Real)"
  std::string name;  // what messages and nodes call it
  Run run;
  std::function<Numbers(const AllNumbers&)> reference;
  std::vector<std::vector<Shape>> shapes = {};  // of all inputs, case by case; the first is a large one
  std::vector<Range> ranges = {};               // of each input's numbers, away from kinks and poles
  bool broadcasts = false;                      // then the shapes are chosen by the driver
  bool constant = false;                        // no gradient flows through it
  std::vector<Wrong> wrong = {};
};

const std::vector<OpRow>& op_table();
std::vector<OpRow> elementwise_rows();
std::vector<OpRow> reduction_rows();
std::vector<OpRow> structural_rows();

// ---- What a driver needs ----
std::string title(const OpRow& row, const std::vector<Shape>& shapes);
// The shapes to try: the row's own, or for a broadcasting op every input in turn smaller than the others.
std::vector<std::vector<Shape>> all_shapes(const OpRow& row);
// Random numbers in the row's ranges that are exact in both precisions; the same ones for the same row and shapes.
std::vector<Array> inputs(const OpRow& row, const std::vector<Shape>& shapes);
// Random, uneven weights of an output: a wrong gradient cannot hide behind symmetry.
Array output_weights(const Shape& shape);
Numbers in_long_double(const Array& array);

}  // namespace op_table::inline UNROLL_PRECISION
