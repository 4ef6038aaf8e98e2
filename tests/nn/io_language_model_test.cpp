// A two-layer bidirectional LSTM language model, from PyTorch to here and from here to PyTorch. What PyTorch did is
// written down by tests/reference/language_model.py.
//
// Double only, because it agrees with PyTorch to 1e-9.
#include <cstdlib>

#include "autograd/file.hpp"
#include "nn/bidirectional.hpp"
#include "nn/embedding.hpp"
#include "nn/io/npy.hpp"
#include "nn/io/pytorch.hpp"
#include "nn/linear.hpp"
#include "nn/lstm_cell.hpp"
#include "support.hpp"
#include "tests/autograd/folder.hpp"

using namespace unroll;

namespace {

struct LanguageModel : nn::Module {
  nn::Embedding embedding{11, 4};
  nn::Bidirectional<nn::LSTMCell> lstm{4, 5, {.layers = 2}};
  nn::Linear head{10, 11};
  LanguageModel() {
    submodule("embedding", embedding);
    submodule("lstm", lstm);
    submodule("head", head);
  }
  Tensor operator()(const Indices& ids) { return head(lstm(embedding(ids))); }
};

Indices some_ids() {
  std::vector<Index> ids;
  for (Index t = 0; t < 7; ++t)
    for (Index b = 0; b < 3; ++b) ids.push_back((3 * t + 5 * b) % 11);
  return {{7, 3}, ids};
}

std::string path(const char* file) { return std::string("tests/reference/") + file; }

}  // namespace

BOOST_AUTO_TEST_SUITE(io_language_model)

BOOST_AUTO_TEST_CASE(pytorchs_file_gives_pytorchs_logits) {
  LanguageModel model;
  nn::io::load_pytorch(path("language_model.safetensors"), model);
  BOOST_TEST(close(model(some_ids()).value(), nn::io::read_npy(path("language_model.npy")), 1e-9));
}

// PyTorch has loaded that very file and computed those logits.
BOOST_AUTO_TEST_CASE(our_file_gives_our_logits_in_pytorch) {
  LanguageModel model;
  Random random(12);  // uniform numbers are the same with every compiler and library, to the bit
  for (const Tensor& parameter : model.parameters()) parameter.assign(random.uniform(parameter.shape(), -0.5, 0.5));
  const std::string committed = path("unroll_language_model.safetensors");
  if (std::getenv("UNROLL_REWRITE")) nn::io::save_pytorch(committed, model);
  const Folder folder;
  nn::io::save_pytorch(folder.path / "m", model);
  BOOST_TEST((read_file(folder.path / "m") == read_file(committed)), "we write " << committed << " byte for byte");
  BOOST_TEST(close(model(some_ids()).value(), nn::io::read_npy(path("unroll_language_model.npy")), 1e-9));
}

BOOST_AUTO_TEST_SUITE_END()
