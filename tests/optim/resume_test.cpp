// Training that stops and resumes from its checkpoint gives the same weights, bit for bit, as training that never
// stopped: with every optimizer, dropout, random batches, clipping and a changing learning rate.
#include <functional>
#include <memory>

#include "autograd/ops.hpp"
#include "nn/dropout.hpp"
#include "nn/io/checkpoint.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/recurrent.hpp"
#include "optim/adam.hpp"
#include "optim/adamw.hpp"
#include "optim/clip.hpp"
#include "optim/rmsprop.hpp"
#include "optim/sgd.hpp"
#include "support.hpp"
#include "tests/autograd/folder.hpp"

using namespace unroll;

namespace {

struct Model : nn::Module {
  nn::Recurrent<nn::LSTMCell> lstm{2, 3, {.layers = 2, .dropout = Real(0.25)}};
  nn::Linear head{3, 1}, idle{2, 2};  // idle never gets a gradient
  Model() {
    submodule("lstm", lstm);
    submodule("head", head);
    submodule("idle", idle);
  }
};

using Make = std::function<std::unique_ptr<optim::Optimizer>(const Model&)>;

void train(Model& model, optim::Optimizer& optimizer, Index from, Index to) {
  for (Index step = from; step < to; ++step) {
    optimizer.scale_lr(1 / (1 + double(step)));
    const Tensor xs(random_numbers().normal({3, 5, 2})), ys(random_numbers().normal({5, 1}));
    random_numbers().normal();  // an odd count, so that one is left over for the next step
    optimizer.clear_grad();
    nn::squared_error(model.head(model.lstm(xs)[2]), ys).backward();
    optim::clip_grad_norm(model.parameters(), Real(0.1));
    optimizer.step();
  }
}

std::vector<Array> values(const Model& model) {
  std::vector<Array> all;
  for (const Tensor& parameter : model.parameters()) all.push_back(parameter.value());
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(resume)

BOOST_AUTO_TEST_CASE(training_resumes_bit_for_bit) {
  using namespace optim;
  const std::pair<const char*, Make> table[] = {
      {"SGD", [](const Model& m) { return std::make_unique<SGD>(m.parameters()); }},
      {"SGD with momentum",
       [](const Model& m) { return std::make_unique<SGD>(m.parameters(), SGDOptions{.momentum = Real(0.9)}); }},
      {"RMSprop", [](const Model& m) { return std::make_unique<RMSprop>(m.parameters()); }},
      {"RMSprop, centered, with momentum",
       [](const Model& m) {
         return std::make_unique<RMSprop>(m.parameters(), RMSpropOptions{.momentum = Real(0.5), .centered = true});
       }},
      {"Adam", [](const Model& m) { return std::make_unique<Adam>(m.parameters()); }},
      {"AdamW with amsgrad",
       [](const Model& m) { return std::make_unique<AdamW>(m.parameters(), AdamWOptions{.amsgrad = true}); }},
      {"Adam in two groups", [](const Model& m) {
         return std::make_unique<Adam>(std::vector<Group<AdamOptions>>{
             {m.lstm.parameters(), {.lr = Real(0.1)}}, {m.head.parameters(), {.weight_decay = Real(0.1)}}});
       }}};
  for (const auto& [name, make] : table) {
    const Folder folder;
    const auto path = folder.path / "run.safetensors";
    seed(4);
    Model whole;
    const auto start = values(whole);
    {
      const auto optimizer = make(whole);
      train(whole, *optimizer, 0, 4);
      nn::io::save_checkpoint(path, whole, *optimizer, 4);
      train(whole, *optimizer, 4, 9);
    }
    seed(77);  // another run: nothing is as it was
    Model resumed;
    const auto optimizer = make(resumed);
    const Index step = nn::io::load_checkpoint(path, resumed, *optimizer);
    BOOST_TEST(step == 4);
    const auto half = values(resumed);
    train(resumed, *optimizer, step, 9);

    const auto wanted = values(whole), got = values(resumed);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      BOOST_TEST(same(got[i], wanted[i]), name << ", " << whole.named_parameters()[i].name);
      const bool idle = i + 2 >= wanted.size();
      BOOST_TEST(static_cast<bool>(same(got[i], half[i])) == idle);  // training trains
      BOOST_TEST(static_cast<bool>(same(half[i], start[i])) == idle);
    }
  }
}

// Each part of a checkpoint matters: without it, the weights come out differently.
BOOST_AUTO_TEST_CASE(no_part_can_be_left_out) {
  const Folder folder;
  const auto path = folder.path / "run.safetensors";
  seed(4);
  Model whole;
  optim::Adam adam(whole.parameters());
  train(whole, adam, 0, 4);
  nn::io::save_checkpoint(path, whole, adam, 4);
  train(whole, adam, 4, 6);
  const auto wanted = values(whole);
  for (const char* part : {"nothing", "step", "optimizer", "random"}) {
    const std::string left_out = part;
    seed(77);
    Model resumed;
    optim::Adam fresh(resumed.parameters()), another(resumed.parameters());
    Random ignored;
    nn::io::load_checkpoint(path, resumed, left_out == "optimizer" ? another : fresh,
                            left_out == "random" ? ignored : random_numbers());
    const Index step = left_out == "step" ? 0 : 4;
    train(resumed, fresh, step, step + 2);
    BOOST_TEST(static_cast<bool>(same(values(resumed)[0], wanted[0])) == (left_out == "nothing"), part);
  }
}

BOOST_AUTO_TEST_CASE(a_checkpoint_of_another_optimizer_is_refused) {
  const Folder folder;
  const std::string path = (folder.path / "run").string();
  Model model;
  optim::Adam adam(model.parameters());
  train(model, adam, 0, 1);
  nn::io::save_checkpoint(path, model, adam, 1);
  optim::SGD sgd(model.parameters(), {.momentum = Real(0.9)});
  const auto before = values(model);
  const std::string message = message_of<FileError>([&] { nn::io::load_checkpoint(path, model, sgd); });
  BOOST_TEST(message.starts_with(path + " does not fit the model: SGD: the state to restore does not fit: "), message);
  BOOST_TEST(holds(message, "\"0.m\" is unexpected"));
  for (std::size_t i = 0; i < before.size(); ++i) BOOST_TEST(same(values(model)[i], before[i]));
}

BOOST_AUTO_TEST_SUITE_END()
