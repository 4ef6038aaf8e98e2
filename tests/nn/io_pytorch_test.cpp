// Models go to PyTorch and come back: loaded from its state_dict, every module answers as PyTorch's does (the numbers
// are those of tests/reference/pytorch.py), and what we save has its names, its order, its shapes.
#include "nn/io/pytorch.hpp"

#include "nn/bidirectional.hpp"
#include "nn/embedding.hpp"
#include "nn/gru_cell.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/recurrent.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/sequential.hpp"
#include "nn/transformer.hpp"
#include "support.hpp"
#include "tests/autograd/folder.hpp"
#include "tests/reference/reference.hpp"

using namespace unroll;
using namespace unroll::nn::io;

namespace {

// As All in pytorch.py, in the same order.
struct All : nn::Module {
  Tensor temperature = parameter("temperature", Array::ones({2, 3}));
  nn::Recurrent<nn::RNNCell> rnn{3, 4, {.layers = 2}, {nn::Nonlinearity::relu}};
  nn::Bidirectional<nn::RNNCell> birnn{3, 4};
  nn::Recurrent<nn::LSTMCell> lstm{3, 4, {.layers = 2}};
  nn::Bidirectional<nn::LSTMCell> bilstm{3, 4, {.layers = 2}, {.projection = 2}};
  nn::Recurrent<nn::GRUCell> gru{3, 4, {.layers = 2}};
  nn::Bidirectional<nn::GRUCell> bigru{3, 4, {.layers = 2}};
  nn::RNNCell rnn_cell{3, 4};
  nn::LSTMCell lstm_cell{3, 4};
  nn::GRUCell gru_cell{3, 4};
  nn::Linear linear{3, 5};
  nn::Embedding embedding{7, 3, {.padding_index = 1}};
  nn::LayerNorm layer_norm{3};
  nn::MultiheadAttention attention{6, 2};
  nn::TransformerEncoderLayer post{6, 2, {.feedforward = 5}};
  nn::TransformerEncoderLayer pre{6, 3, {.feedforward = 5, .activation = nn::Activation::gelu, .norm_first = true}};
  nn::TransformerEncoder encoder{6, 2, {.layers = 2}, {.feedforward = 4, .norm_first = true}};
  nn::Sequential inner;
  All() {
    submodule("rnn", rnn);
    submodule("birnn", birnn);
    submodule("lstm", lstm);
    submodule("bilstm", bilstm);
    submodule("gru", gru);
    submodule("bigru", bigru);
    submodule("rnn_cell", rnn_cell);
    submodule("lstm_cell", lstm_cell);
    submodule("gru_cell", gru_cell);
    submodule("linear", linear);
    submodule("embedding", embedding);
    submodule("layer_norm", layer_norm);
    submodule("attention", attention);
    submodule("post", post);
    submodule("pre", pre);
    submodule("encoder", encoder);
    inner.add<nn::Linear>(3, 2);
    inner.add(tanh);
    auto nested = std::make_unique<nn::Sequential>();
    nested->add<nn::Linear>(2, 3);
    inner.add(std::move(nested));
    submodule("inner", inner);
  }
};

// A cell that PyTorch lacks.
struct Cell : nn::Module {
  struct Options {};
  struct State {
    Tensor h;
    static constexpr std::array names{"h"};
  };
  Cell(Index inputs, Index hidden, Options) : U(parameter("U", Array::ones({inputs, hidden}))) {}
  Index inputs() const { return U.dim(0); }
  Index outputs() const { return U.dim(1); }
  State start(Index batch) const { return {Tensor(Array::zeros({batch, outputs()}))}; }
  State step(const Tensor& x, const State& state) const { return {matmul(x, U) + state.h}; }
  const Tensor U;
};

const char* const state_dict = "tests/reference/pytorch.safetensors";

bool is_bias_of_cell(const std::string& name) {
  return name.find("bias_ih") != name.npos || name.find("bias_hh") != name.npos;
}

std::vector<Array> values(const nn::Module& model) {
  std::vector<Array> all;
  for (const Tensor& p : model.parameters()) all.push_back(p.value());
  return all;
}

bool equal(const std::vector<Array>& a, const std::vector<Array>& b) {
  bool all = a.size() == b.size();
  for (std::size_t i = 0; all && i < a.size(); ++i) all = static_cast<bool>(same(a[i], b[i]));
  return all;
}

template <class Model>
std::string refusal(Model&& model) {
  return message_of([&] { pytorch_state(model); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(io_pytorch)

BOOST_AUTO_TEST_CASE(every_module_answers_as_pytorchs_does) {
  All model;
  load_pytorch(state_dict, model);
  const auto wanted = [](const char* name) { return reference("pytorch_outputs", name); };
  const Tensor x(wanted("x")), wide(wanted("wide")), h(wanted("h")), c(wanted("c"));
  const auto check = [&](const char* name, const Tensor& got) {
    BOOST_TEST(close(got.value(), wanted(name), is_double ? 1e-9 : 1e-5), name);
  };
  check("rnn", model.rnn(x));
  check("birnn", model.birnn(x));
  check("lstm", model.lstm(x));
  check("bilstm", model.bilstm(x));
  check("gru", model.gru(x));
  check("bigru", model.bigru(x));
  check("rnn_cell", model.rnn_cell.step(x[0], {h}).h);
  const auto state = model.lstm_cell.step(x[0], {h, c});
  check("lstm_cell", state.h);
  check("lstm_cell.c", state.c);
  check("gru_cell", model.gru_cell.step(x[0], {h}).h);
  check("linear", model.linear(x));
  std::vector<Index> ids;
  for (Index i = 0; i < 10; ++i) ids.push_back(i % 7);
  check("embedding", model.embedding(Indices({5, 2}, ids)));
  check("layer_norm", model.layer_norm(x));
  const Tensor keys = slice(wide, 0, 0, 3);
  check("attention", model.attention(wide, keys, keys).output);
  check("post", model.post(wide));
  check("pre", model.pre(wide));
  check("encoder", model.encoder(wide));
  check("inner", model.inner(x));
}

BOOST_AUTO_TEST_CASE(what_is_saved_is_a_state_dict) {
  All model;
  load_pytorch(state_dict, model);
  const TensorFile theirs = read_safetensors(state_dict);
  const auto ours = pytorch_state(model);
  BOOST_TEST_REQUIRE(ours.size() == theirs.tensors.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    BOOST_TEST(ours[i].name == theirs.tensors[i].name);
    if (!is_bias_of_cell(ours[i].name)) BOOST_TEST(same(ours[i].array, theirs.tensors[i].array), ours[i].name);
  }
  // One bias instead of two that are added; of a GRU, n's stay apart.
  const auto numbers = [&](std::string name) { return theirs.at(name).numbers(); };
  const TensorFile saved{"saved", ours, {}};
  for (const char* name : {"rnn.bias_ih_l1", "bilstm.bias_ih_l1_reverse", "gru.bias_ih_l1", "gru_cell.bias_ih"}) {
    std::string other = name;
    other.replace(other.find("_ih"), 3, "_hh");
    const bool gru = other.starts_with("gru");
    const auto ih = saved.at(name).numbers(), hh = saved.at(other).numbers();
    for (std::size_t i = 0; i < ih.size(); ++i) {
      const bool apart = gru && i >= 8;
      BOOST_TEST(ih[i] == numbers(name)[i] + (apart ? 0 : numbers(other)[i]), name);
      BOOST_TEST(hh[i] == (apart ? numbers(other)[i] : 0), name);
    }
  }
}

BOOST_AUTO_TEST_CASE(there_and_back) {
  const Folder folder;
  All saved, loaded;
  BOOST_TEST(!equal(values(saved), values(loaded)));
  save_pytorch(folder.path / "m", saved);
  load_pytorch(folder.path / "m", loaded);
  BOOST_TEST(equal(values(saved), values(loaded)));
  BOOST_TEST(read_safetensors(folder.path / "m").note("format") == "pt");
  save_pytorch(folder.path / "half", saved, {}, Dtype::F32);
  load_pytorch(folder.path / "half", loaded);
  for (std::size_t i = 0; i < values(saved).size(); ++i) BOOST_TEST(close(values(loaded)[i], values(saved)[i], 1e-7));
}

BOOST_AUTO_TEST_CASE(all_that_does_not_fit_is_listed_and_nothing_changes) {
  const Folder folder;
  const std::string path = (folder.path / "m").string();
  struct Tagger : nn::Module {
    nn::Embedding embedding{7, 3};
    nn::Bidirectional<nn::GRUCell> encoder;
    nn::Linear head;
    explicit Tagger(Index hidden) : encoder(3, hidden), head(2 * hidden, 2) {
      submodule("embedding", embedding);
      submodule("encoder", encoder);
      submodule("head", head);
    }
  };
  Tagger model(4);
  const auto before = values(model);
  auto tensors = pytorch_state(Tagger(4));
  tensors[0].name = "emb.weight";
  tensors.erase(tensors.begin() + 4);  // encoder.bias_hh_l0
  for (auto& tensor : tensors)
    if (tensor.name == "head.weight") tensor.array = Array::zeros({8, 2});  // not transposed
  write_safetensors(path, tensors);
  BOOST_TEST(message_of<FileError>([&] { load_pytorch(path, model); }) ==
             path +
                 " does not fit the model: missing \"embedding.weight\" (7, 3), \"encoder.bias_hh_l0\" (12); "
                 "unexpected \"emb.weight\" (7, 3); of another shape \"head.weight\" is (8, 2), not (2, 8); "
                 "make both models of the same modules, with the same sizes");
  BOOST_TEST(equal(values(model), before));
  save_pytorch(path, Tagger(5));
  const std::string message = message_of<FileError>([&] { load_pytorch(path, model); });
  for (const char* part : {"\"encoder.weight_ih_l0\" is (15, 3), not (12, 3)", "\"encoder.bias_hh_l0_reverse\" is (15)",
                           "\"head.weight\" is (2, 10), not (2, 8)"})
    BOOST_TEST(holds(message, part));
  write_safetensors(path, {{"embedding.W", Array::zeros({7, 3})}});  // our names
  BOOST_TEST(holds(message_of<FileError>([&] { load_pytorch(path, model); }), "unexpected \"embedding.W\""));
  BOOST_TEST(equal(values(model), before));
}

BOOST_AUTO_TEST_CASE(what_pytorch_does_not_have) {
  const nn::Recurrent<nn::GRUCell> before_product(3, 4, {.layers = 2}, {nn::Reset::before_product});
  BOOST_TEST(refusal(before_product) ==
             "PyTorch does not have a GRU whose reset comes before the product, like \"layers.0\": give it "
             "Reset::after_product, nor a GRU whose reset comes before the product, like \"layers.1\": give it "
             "Reset::after_product");
  struct Model : nn::Module {
    nn::LSTMCell plain{3, 4, {.output = nn::OutputActivation::none}}, narrow{3, 4, {.projection = 2}};
    Model() {
      submodule("plain", plain);
      submodule("narrow", narrow);
    }
  } model;
  BOOST_TEST(refusal(model) ==
             "PyTorch does not have an LSTM without output activation, like \"plain\": give it "
             "OutputActivation::tanh, nor an LSTMCell with a projection, like \"narrow\": make it a "
             "Recurrent<LSTMCell>, which is PyTorch's LSTM");
  const auto before = values(model);
  BOOST_TEST(holds(message_of([&] { load_pytorch(state_dict, model); }), "PyTorch does not have"));
  BOOST_TEST(equal(values(model), before));
  struct Scaled : nn::Linear {
    Scaled() : Linear(2, 3) { parameter("scale", Array::ones({3})); }
  };
  BOOST_TEST(refusal(nn::LSTMCell(2, 3, {.projection = 1}))
                 .starts_with("PyTorch does not have an LSTMCell with a projection, like this model: "));
  BOOST_TEST(refusal(Scaled()) == "PyTorch does not have the parameters that this model has besides those of its kind");
}

// Cells that PyTorch lacks keep their names and their layout.
BOOST_AUTO_TEST_CASE(modules_of_ones_own) {
  struct Model : nn::Module {
    nn::Bidirectional<Cell> own{2, 3};
    nn::Linear head{6, 1};
    Model() {
      submodule("own", own);
      submodule("head", head);
    }
  };
  Model saved, loaded;
  saved.own.past(0).U.assign(random_array({2, 3}));
  const auto state = pytorch_state(saved);
  std::string names;
  for (const auto& tensor : state) names += tensor.name + to_string(tensor.array.shape()) + " ";
  BOOST_TEST(names == "own.layers.0.past.U(2, 3) own.layers.0.future.U(2, 3) head.weight(1, 6) head.bias(1) ");
  const Folder folder;
  save_pytorch(folder.path / "m", saved);
  load_pytorch(folder.path / "m", loaded);
  BOOST_TEST(equal(values(saved), values(loaded)));
}

BOOST_AUTO_TEST_SUITE_END()
