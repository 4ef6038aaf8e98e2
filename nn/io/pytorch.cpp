#include "nn/io/pytorch.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>

#include "autograd/error.hpp"
#include "autograd/rule.hpp"
#include "nn/embedding.hpp"
#include "nn/gru_cell.hpp"
#include "nn/io/differences.hpp"
#include "nn/layer_norm.hpp"
#include "nn/linear.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/transformer.hpp"

namespace unroll::nn::io {

namespace {

Array transposed(const Array& x) { return permute(x, {1, 0}); }

// What both sides call the parameters of a model, and how each side's numbers are made of the other's.
class Mapping {
 public:
  explicit Mapping(const Module& model) {
    module("", model);
    if (!refused_.empty()) throw Error(fmt::format("PyTorch does not have {}", fmt::join(refused_, ", nor ")));
  }

  struct Parameter {
    Tensor tensor;
    std::function<Array(const TensorFile&)> from;  // a file in PyTorch's names
  };
  std::vector<NamedArray> theirs;  // as they are to be saved
  std::vector<Parameter> ours;

 private:
  // ---- One parameter ----
  void same(const std::string& name, const Tensor& ours_is) {
    theirs.push_back({name, ours_is.value()});
    ours.push_back({ours_is, [name](const TensorFile& file) { return file.at(name); }});
  }
  void weight(const std::string& name, const Tensor& W) {
    theirs.push_back({name, transposed(W.value())});
    ours.push_back({W, [name](const TensorFile& file) { return transposed(file.at(name)); }});
  }
  // bias_ih and bias_hh are both added, always.
  void biases(const std::string& ih, const std::string& hh, const Tensor& b) {
    theirs.push_back({ih, b.value()});
    theirs.push_back({hh, Array::zeros(b.shape())});
    ours.push_back({b, [=](const TensorFile& file) { return file.at(ih) + file.at(hh); }});
  }
  // Of a GRU, only those of r and z: n's second bias is multiplied by r.
  void biases(const std::string& ih, const std::string& hh, const Tensor& b, const Tensor& b_hn) {
    const Index rz = b.dim(0) - b_hn.dim(0), all = b.dim(0);
    theirs.push_back({ih, b.value()});
    theirs.push_back({hh, concat(std::array{Array::zeros({rz}), b_hn.value()}, 0)});
    ours.push_back({b, [=](const TensorFile& file) {
                      const Array &x = file.at(ih), sum = x + file.at(hh);
                      return concat(std::array{slice(sum, 0, 0, rz), slice(x, 0, rz, all)}, 0);
                    }});
    ours.push_back({b_hn, [=](const TensorFile& file) { return slice(file.at(hh), 0, rz, all); }});
  }

  // ---- One module; false if it is of another kind ----
  bool cell(const std::string& prefix, const std::string& suffix, const std::string& path, const Module& module) {
    const auto name = [&](const char* theirs_is) { return prefix + theirs_is + suffix; };
    const auto refuse = [&](const char* what) { refused_.push_back(fmt::format(fmt::runtime(what), shown(path))); };
    const auto weights = [&](const Tensor& W_xh, const Tensor& W_hh) {
      weight(name("weight_ih"), W_xh);
      weight(name("weight_hh"), W_hh);
    };
    if (const auto* rnn = dynamic_cast<const RNNCell*>(&module)) {
      weights(rnn->W_xh, rnn->W_hh);
      biases(name("bias_ih"), name("bias_hh"), rnn->b);
    } else if (const auto* lstm = dynamic_cast<const LSTMCell*>(&module)) {
      if (lstm->options().output != OutputActivation::tanh)
        refuse("an LSTM without output activation, like {}: give it OutputActivation::tanh");
      if (lstm->W_hr && suffix.empty())
        refuse("an LSTMCell with a projection, like {}: make it a Recurrent<LSTMCell>, which is PyTorch's LSTM");
      weights(lstm->W_xh, lstm->W_hh);
      biases(name("bias_ih"), name("bias_hh"), lstm->b);
      if (lstm->W_hr) weight(name("weight_hr"), lstm->W_hr);
    } else if (const auto* gru = dynamic_cast<const GRUCell*>(&module)) {
      if (!gru->b_hn) {
        refuse("a GRU whose reset comes before the product, like {}: give it Reset::after_product");
        return true;
      }
      weights(gru->W_xh, gru->W_hh);
      biases(name("bias_ih"), name("bias_hh"), gru->b, gru->b_hn);
    } else {
      return false;
    }
    return true;
  }

  // Layers of cells: layers.0 or layers.0.past is _l0, layers.0.future is _l0_reverse.
  bool layers(const std::string& prefix, const Module& module) {
    const auto is_cell = [](const Module::Child& child) {
      return dynamic_cast<const RNNCell*>(child.module) || dynamic_cast<const LSTMCell*>(child.module) ||
             dynamic_cast<const GRUCell*>(child.module);
    };
    const auto& children = module.children();
    if (!dynamic_cast<const SequenceLayer*>(&module) || !std::all_of(children.begin(), children.end(), is_cell))
      return false;
    for (const auto& [name, child] : children) {
      const std::string number = name.substr(name.find('.') + 1);
      cell(prefix, "_l" + number.substr(0, number.find('.')) + (name.ends_with(".future") ? "_reverse" : ""),
           prefix + name, *child);
    }
    return true;
  }

  bool known(const std::string& prefix, const Module& any) {
    if (const auto* linear = dynamic_cast<const Linear*>(&any)) {
      weight(prefix + "weight", linear->W);
      same(prefix + "bias", linear->b);
    } else if (const auto* embedding = dynamic_cast<const Embedding*>(&any)) {
      same(prefix + "weight", embedding->W);
    } else if (const auto* norm = dynamic_cast<const LayerNorm*>(&any)) {
      same(prefix + "weight", norm->g);
      same(prefix + "bias", norm->b);
    } else if (const auto* attention = dynamic_cast<const MultiheadAttention*>(&any)) {
      weight(prefix + "in_proj_weight", attention->W_qkv);
      same(prefix + "in_proj_bias", attention->b_qkv);
      weight(prefix + "out_proj.weight", attention->W_o);
      same(prefix + "out_proj.bias", attention->b_o);
    } else if (const auto* layer = dynamic_cast<const TransformerEncoderLayer*>(&any)) {
      module(prefix + "self_attn.", layer->attention);
      module(prefix + "linear1.", layer->widen);
      module(prefix + "linear2.", layer->narrow);
      module(prefix + "norm1.", layer->norm_1);
      module(prefix + "norm2.", layer->norm_2);
    } else {
      return cell(prefix, "", prefix.substr(0, prefix.rfind('.')), any) || layers(prefix, any);
    }
    return true;
  }

  void module(const std::string& prefix, const Module& any) {
    const std::size_t before = ours.size(), refusals = refused_.size();
    const auto parameters = any.named_parameters();
    if (known(prefix, any)) {
      // A class made of a known one may have more than that.
      if (ours.size() - before != parameters.size() && refused_.size() == refusals)
        refused_.push_back(fmt::format("the parameters that {} has besides those of its kind",
                                       shown(prefix.substr(0, prefix.rfind('.')))));
      return;
    }
    std::size_t own = parameters.size();  // they come first
    for (const auto& child : any.children()) own -= child.module->named_parameters().size();
    for (std::size_t i = 0; i < own; ++i) same(prefix + parameters[i].name, parameters[i].tensor);
    for (const auto& child : any.children()) module(prefix + child.name + ".", *child.module);
  }

  static std::string shown(const std::string& path) { return path.empty() ? "this model" : detail::shown(path); }

  std::vector<std::string> refused_;
};

}  // namespace

std::vector<NamedArray> pytorch_state(const Module& model) { return Mapping(model).theirs; }

void save_pytorch(const std::filesystem::path& path, const Module& model, const Metadata& metadata, Dtype dtype) {
  write_safetensors(path, pytorch_state(model), metadata, dtype);
}

void load_pytorch(const std::filesystem::path& path, Module& model) {
  const Mapping mapping(model);
  const TensorFile file = read_safetensors(path);
  detail::Differences differences(file);
  for (const auto& [name, array] : mapping.theirs) differences.take(name, array.shape());
  differences.refuse_the_rest();
  differences.check("make both models of the same modules, with the same sizes");
  std::vector<Array> values;
  for (const auto& parameter : mapping.ours) values.push_back(parameter.from(file));
  for (std::size_t i = 0; i < values.size(); ++i) mapping.ours[i].tensor.assign(values[i]);
}

}  // namespace unroll::nn::io
