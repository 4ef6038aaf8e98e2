#include "nn/make_layer.hpp"

#include "autograd/random.hpp"
#include "nn/bidirectional.hpp"
#include "nn/gru_cell.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/recurrent.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/zoo/antisymmetric_cell.hpp"
#include "nn/zoo/cornn_cell.hpp"
#include "nn/zoo/mgu_cell.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "nn/zoo/ugrnn_cell.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(make_layer)

namespace {

constexpr Index I = 3, H = 4;

// The layer of that name is the one of this type: the same seed gives both the same numbers.
template <class C>
void check_named(const std::string& name, const typename C::Options& cell = {}) {
  const Tensor xs(random_array({5, 2, I}, 81)), transposed = transpose(xs, 0, 1);
  for (const bool bidirectional : {false, true}) {
    const auto wanted = [&](const nn::LayerOptions& options) -> std::unique_ptr<nn::SequenceLayer> {
      seed(82);
      if (bidirectional) return std::make_unique<nn::Bidirectional<C>>(I, H, options, cell);
      return std::make_unique<nn::Recurrent<C>>(I, H, options, cell);
    };
    const auto check = [&](const nn::MakeLayerOptions& options, const nn::LayerOptions& same_options, const Tensor& x) {
      const auto theirs = wanted(same_options);
      seed(82);
      const auto ours = nn::make_layer(name, I, H, options);
      const nn::SequenceLayer &got = *ours, &expected = *theirs;
      BOOST_TEST((typeid(got) == typeid(expected)), name);
      BOOST_TEST(ours->outputs() == theirs->outputs());
      const auto run = [&](nn::SequenceLayer& layer) {
        seed(83);  // of dropout
        return layer(x, {5, 3}).value();
      };
      BOOST_TEST(same(run(*ours), run(*theirs)), name << ": ");
    };
    check({.bidirectional = bidirectional}, {}, xs);
    check({.layers = 2, .dropout = Real(0.5), .batch_first = true, .bidirectional = bidirectional},
          {.layers = 2, .dropout = Real(0.5), .batch_first = true}, transposed);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(names_choose_cells) {
  check_named<nn::RNNCell>("rnn");
  check_named<nn::RNNCell>("rnn-relu", {.nonlinearity = nn::Nonlinearity::relu});
  check_named<nn::LSTMCell>("lstm");
  check_named<nn::GRUCell>("gru");
  check_named<nn::MGUCell>("mgu");
  check_named<nn::UGRNNCell>("ugrnn");
  check_named<nn::AntisymmetricCell>("antisymmetric");
  check_named<nn::MinGRUCell>("mingru");
  check_named<nn::CoRNNCell>("cornn");
  BOOST_TEST(nn::layer_names().size() == 9u);
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_answered_with_those_known) {
  BOOST_TEST(
      message_of([] { nn::make_layer("GRU", I, H); }) ==
      "make_layer: there is no layer \"GRU\"; choose one of rnn, rnn-relu, lstm, gru, mgu, ugrnn, antisymmetric, "
      "mingru, cornn");
  for (const std::string& name : nn::layer_names()) BOOST_TEST(nn::make_layer(name, 1, 1)->outputs() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
