#include "tests/determinism/trainings.hpp"

#include <cmath>
#include <span>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/dropout.hpp"
#include "nn/encoder_decoder.hpp"
#include "nn/gru_cell.hpp"
#include "nn/layer_norm.hpp"
#include "nn/linear.hpp"
#include "nn/linear_attention.hpp"
#include "nn/losses.hpp"
#include "nn/make_layer.hpp"
#include "nn/positions.hpp"
#include "nn/recurrent.hpp"
#include "nn/sequential.hpp"
#include "nn/transformer.hpp"
#include "optim/adam.hpp"
#include "optim/adamw.hpp"
#include "optim/clip.hpp"
#include "optim/rmsprop.hpp"
#include "optim/schedule.hpp"
#include "optim/sgd.hpp"

namespace determinism {

using namespace unroll;

namespace {

constexpr Index steps = 60;

Tensor normal(const Shape& shape) { return Tensor(random_numbers().normal(shape)); }

template <class Optimizer, class Options>
Task task(std::unique_ptr<nn::Module> model, const Options& options, std::function<Tensor()> loss) {
  auto optimizer = std::make_unique<Optimizer>(model->parameters(), options);
  return {std::move(model), std::move(optimizer), std::move(loss)};
}

// Says the mean over time of what it reads, of sequences of different lengths.
struct Reader : nn::Module {
  std::unique_ptr<nn::SequenceLayer> layer;
  nn::Linear head;
  explicit Reader(std::unique_ptr<nn::SequenceLayer> made) : layer(std::move(made)), head(layer->outputs(), 1) {
    submodule("layer", *layer);
    submodule("head", head);
  }
};

using MakeLayer = std::function<std::unique_ptr<nn::SequenceLayer>()>;

template <class Optimizer, class Options>
Training reader(const std::string& name, const MakeLayer& make_layer, const Options& options) {
  const auto make = [=] {
    auto model = std::make_unique<Reader>(make_layer());
    const auto loss = [&model = *model] {
      const Tensor xs = normal({5, 4, 3});
      const Tensor said = model.head(mean((*model.layer)(xs, {5, 4, 5, 5}), 0));
      return nn::squared_error(said, 4 * mean(slice(xs, 2, 0, 1), 0));
    };
    return task<Optimizer>(std::move(model), options, loss);
  };
  return {name, make};
}

MakeLayer layer(const std::string& name, const nn::MakeLayerOptions& options = {}) {
  return [=] { return nn::make_layer(name, 3, 5, options); };
}

// Which symbol came last?
struct Follower : nn::Module {
  nn::Embedding symbols{6, 8};
  nn::LearnedPositions positions{5, 8};
  nn::TransformerEncoder encoder;
  nn::Linear head{8, 6};
  explicit Follower(const nn::TransformerOptions& each) : encoder(8, 2, {.layers = 2}, each) {
    submodule("symbols", symbols);
    submodule("positions", positions);
    submodule("encoder", encoder);
    submodule("head", head);
  }
};

Task follow(const nn::TransformerOptions& each) {
  auto model = std::make_unique<Follower>(each);
  const auto loss = [&model = *model] {
    const Indices ids = random_numbers().below({5, 4}, 6);
    std::vector<Index> last(ids.values().end() - 4, ids.values().end());
    const Tensor read = model.encoder(model.positions(model.symbols(ids)));
    return nn::cross_entropy(model.head(read[4]), Indices(std::move(last)), {.label_smoothing = Real(0.1)});
  };
  return task<optim::Adam>(std::move(model), optim::AdamOptions{.lr = Real(0.01)}, loss);
}

// Says what it has read. Scores, a decoder, two tables of vectors, padding.
Task copy() {
  using Model = nn::EncoderDecoder<nn::GRUCell>;
  auto model = std::make_unique<Model>(6, 6, nn::EncoderDecoderOptions{.embedding = 4, .hidden = 5});
  const auto loss = [&model = *model] {
    const Indices ids = random_numbers().below({4, 3}, 6);
    return nn::cross_entropy(model(ids, {4, 2, 3}, ids).output, ids, {.ignore_index = 5});
  };
  return task<optim::RMSprop>(std::move(model), optim::RMSpropOptions{.momentum = Real(0.5), .centered = true}, loss);
}

// Matrices that are large enough to be multiplied block by block, with sides that no vector's length divides.
Task wide() {
  auto model = std::make_unique<nn::Sequential>();
  model->add<nn::Linear>(67, 131);
  model->add(gelu);
  model->add<nn::LayerNorm>(131);
  model->add<nn::Dropout>(Real(0.2));
  model->add<nn::Linear>(131, 129);
  model->add(tanh);
  model->add<nn::Linear>(129, 1);
  const auto loss = [&model = *model] {
    const Tensor xs = normal({65, 67});
    return nn::squared_error(model(xs), 3 * slice(xs, 1, 0, 1));
  };
  return task<optim::SGD>(std::move(model),
                          optim::SGDOptions{.lr = Real(0.05), .momentum = Real(0.9), .nesterov = true}, loss);
}

// A penalty on the slope makes the loss's gradient a second derivative.
Task smooth() {
  auto model = std::make_unique<nn::Sequential>();
  model->add<nn::Linear>(3, 8);
  model->add(softplus);
  model->add<nn::Linear>(8, 1);
  const auto loss = [&model = *model] {
    const Tensor xs = variable(random_numbers().normal({1, 3})), y = model(xs);
    const Tensor slope = grad(sum(y), xs, {.create_graph = true});
    return nn::squared_error(y, 2 * slice(xs, 1, 0, 1)) + mean(square(slope - 1)) / 10;
  };
  return task<optim::Adam>(std::move(model), optim::AdamOptions{.lr = Real(0.02)}, loss);
}

// FNV-1a.
class Digest {
 public:
  template <class Number>
  void add(std::span<const Number> numbers) {
    for (const std::byte byte : std::as_bytes(numbers)) bits_ = (bits_ ^ std::uint64_t(byte)) * 0x100000001b3;
  }
  std::uint64_t bits() const { return bits_; }

 private:
  std::uint64_t bits_ = 0xcbf29ce484222325;
};

double norm(const Array& x) {
  double squares = 0;
  for (const Real v : x.numbers()) squares += double(v) * double(v);
  return std::sqrt(squares);
}

double held_out(const Task& task) {
  const NoGrad evaluating;
  seed(2);
  task.model->train(false);
  double sum = 0;
  for (int batch = 0; batch < 10; ++batch) {
    const Recording as_in_training(true);  // a slope may be a part of the loss
    sum += double(task.loss().item());
  }
  task.model->train(true);
  return sum;
}

}  // namespace

const std::vector<Training>& trainings() {
  static const std::vector<Training> all = [] {
    using namespace optim;
    std::vector<Training> list;
    for (const std::string& name : nn::layer_names())
      list.push_back(reader<Adam>(name, layer(name), AdamOptions{.lr = Real(0.2)}));
    const auto attention = [] { return std::make_unique<nn::Recurrent<nn::LinearAttentionCell>>(3, 5); };
    list.push_back(reader<AdamW>("linear attention", attention, AdamWOptions{.lr = Real(0.05), .amsgrad = true}));
    list.push_back(reader<RMSprop>("lstm, two layers, dropout", layer("lstm", {.layers = 2, .dropout = Real(0.3)}),
                                   RMSpropOptions{.lr = Real(0.01)}));
    list.push_back(reader<SGD>("gru, both directions", layer("gru", {.bidirectional = true}),
                               SGDOptions{.lr = Real(0.1), .momentum = Real(0.5)}));
    list.push_back({"transformer, dropout", [] { return follow({.dropout = Real(0.1)}); }});
    list.push_back({"transformer, causal",
                    [] { return follow({.activation = nn::Activation::gelu, .norm_first = true, .causal = true}); }});
    list.push_back({"encoder and decoder", copy});
    list.push_back({"wide", wide});
    list.push_back({"slope", smooth});
    return list;
  }();
  return all;
}

Result train(const Training& training, const Backward& backward) {
  seed(1);
  const Task task = training.task();
  const optim::Schedule schedule = optim::linear(3) * optim::cosine_decay(2 * steps);
  Result result;
  result.before = held_out(task);
  seed(3);
  Digest digest;
  for (Index step = 0; step < steps; ++step) {
    task.optimizer->clear_grad();
    const Tensor loss = task.loss();
    digest.add(loss.value().numbers());
    backward(loss);
    if (step == 0) {
      result.first_step.emplace_back("L", loss.item());
      for (const auto& [name, tensor] : task.model->named_parameters())
        if (const Array gradient = tensor.grad()) result.first_step.emplace_back("∂L/∂" + name, norm(gradient));
    }
    optim::clip_grad_norm(task.model->parameters(), 5);
    task.optimizer->scale_lr(schedule(step));
    task.optimizer->step();
  }
  for (const Tensor& parameter : task.model->parameters()) {
    digest.add(parameter.value().numbers());
    if (const Array gradient = parameter.grad()) digest.add(gradient.numbers());
  }
  const std::uint64_t next = random_numbers().next();
  digest.add(std::span(&next, 1));
  result.bits = digest.bits();
  result.after = held_out(task);
  return result;
}

Result train(const Training& training) {
  return train(training, [](const Tensor& loss) { loss.backward(); });
}

}  // namespace determinism
