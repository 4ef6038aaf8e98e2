#include "tests/random/generator.hpp"

#include <map>

#include "tests/random/sketch.hpp"

namespace random_programs {

namespace {

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
                                           {"nn::attention(Tensor, Tensor, Tensor)", 2},
                                           {"nn::linear(Tensor, Tensor, Tensor)", 2},
                                           {"nn::LayerNorm", 2},
                                           {"detach(Tensor)", 2},
                                           {"sign(Tensor)", 2}};
    std::vector<std::string> result;
    for (const std::string& op : known_ops()) {
      const bool comparison = op.starts_with("operator") && std::string("<>=!").find(op[8]) != std::string::npos;
      const auto found = often.find(op);
      for (int n = found != often.end() ? found->second : comparison || op.starts_with("nn::") ? 1 : 4; n > 0; --n)
        result.push_back(op);
    }
    return result;
  }();
  return urn;
}

void add_statement(Sketch& sketch) {
  for (int attempt = 0; attempt < 30; ++attempt) {
    const std::string& op = sketch.draw().of(drawn_ops());
    for (int again = 0; again < 4; ++again)
      if (sketch.tried(op, arguments_for(op, sketch))) return;
  }
}

// Products of these sizes go their own ways in the engine, where a weight is used at every step, and where another
// library multiplies.
void add_large(Sketch& sketch) {
  Draw& draw = sketch.draw();
  if (const Index which = draw.below(4); which < 2) {
    sketch.tried(which == 0 ? "nn::Recurrent" : "nn::TransformerEncoderLayer", large_arguments(which == 0, sketch));
    return;
  }
  const Index width = draw.between(64, 72), batch = draw.chance(50) ? draw.between(1, 3) : draw.between(8, 25);
  const int h = sketch.leaf({batch, width}, Domain::any, true);
  const int w = sketch.leaf({width, width}, Domain::any, true);
  sketch.tried("operator*(Tensor, Real)", {argument::value(w), argument::real(1. / 16)});
  const int small = sketch.count() - 1;
  sketch.tried("matmul(Tensor, Tensor)", {argument::value(h), argument::value(small)});
  for (int step = 0; step < 2; ++step) {
    sketch.tried("tanh(Tensor)", {argument::value(sketch.count() - 1)});
    sketch.tried("matmul(Tensor, Tensor)", {argument::value(sketch.count() - 1), argument::value(small)});
  }
}

Program drafted(std::uint64_t seed) {
  Draw draw(seed);
  const bool ties = draw.chance(33), large = draw.chance(1);
  Sketch sketch(draw, ties, large ? 800 : draw.chance(8) ? 200 : 48);
  if (!large && draw.below(200) == 0) {
    add_large(sketch);
    for (int i = 0; i < 3; ++i) add_statement(sketch);
    return sketch.finished();
  }
  const Index leaves = draw.between(1, 3), statements = draw.chance(25) ? draw.between(12, 30) : draw.between(1, 11);
  for (Index i = 0; i < leaves; ++i) {
    const Shape shape = sketch.random_shape();
    sketch.leaf(shape, Domain::any, i == 0 || draw.chance(80));
  }
  for (Index i = 0; i < statements; ++i) add_statement(sketch);
  return sketch.finished();
}

}  // namespace

Program generated(std::uint64_t seed) {
  for (std::uint64_t attempt = 0;; ++attempt) {
    Program program = drafted(seed * 1000 + attempt);
    try {
      const auto result = interpreted(program).result(program.outputs);
      if (result.largest_adjoint > 0 && result.largest_adjoint < 300 && result.largest_tangent < 30000) return program;
    } catch (const Invalid&) {
    }
  }
}

}  // namespace random_programs
