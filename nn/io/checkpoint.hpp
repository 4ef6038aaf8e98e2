// A model's parameters as a file, and checkpoints: all that training needs to go on as if it had never stopped.
//
//   Index step = 0;
//   if (std::filesystem::exists("run.safetensors")) step = nn::io::load_checkpoint("run.safetensors", model, adam);
//   while (step < 10000) {
//     …
//     if (++step % 100 == 0) nn::io::save_checkpoint("run.safetensors", model, adam, step);
//   }
//
// Both are safetensors files. In one of parameters, a tensor is called as its parameter is ("head.W"). In a checkpoint
// it is "model.head.W"; what the optimizer remembers is "optimizer.0.m"; the step and the state of the random numbers
// are texts in the metadata. Training that is resumed gives the same weights bit for bit, if all that it draws comes
// from that generator and the precision is the same. A process that is killed while it saves leaves the old file or
// the new one (write_file).
//
// Loading checks everything first: if a name is missing or unexpected or has another shape, a FileError lists them
// all, and nothing has changed.
#pragma once

#include "autograd/error.hpp"
#include "autograd/random.hpp"
#include "nn/io/safetensors.hpp"
#include "nn/module.hpp"

namespace unroll::nn::io {

void save_parameters(const std::filesystem::path& path, const Module& model, const Metadata& metadata = {});
void load_parameters(const std::filesystem::path& path, Module& model);

namespace detail {

void save_checkpoint(const std::filesystem::path& path, const Module& model, const std::vector<NamedArray>& optimizer,
                     Index step, const Random& random);

// A checkpoint that is read, and not yet in use.
class Loading {
 public:
  Loading(const std::filesystem::path& path, Module& model);

  const std::vector<NamedArray>& optimizer() const { return optimizer_; }
  // Throws what does not fit the model, and `other`, what does not fit the optimizer.
  void check(const std::string& other) const;
  Index finish(Random& random) const;  // changes the model and the generator; the step

 private:
  TensorFile file_;
  Module& model_;
  Index step_ = 0;
  Random::State random_;
  std::vector<NamedArray> optimizer_;
};

}  // namespace detail

// `optimizer`: one of unroll::optim, or anything with its state() and restore().
template <class Optimizer>
void save_checkpoint(const std::filesystem::path& path, const Module& model, const Optimizer& optimizer, Index step,
                     const Random& random = random_numbers()) {
  detail::save_checkpoint(path, model, optimizer.state(), step, random);
}

// Into a model and an optimizer that were made as those were that were saved. Returns the step.
template <class Optimizer>
Index load_checkpoint(const std::filesystem::path& path, Module& model, Optimizer& optimizer,
                      Random& random = random_numbers()) {
  const detail::Loading loading(path, model);
  const std::vector<NamedArray> before = optimizer.state();
  std::string refused;
  try {
    optimizer.restore(loading.optimizer());  // all or nothing
  } catch (const Error& error) {
    refused = error.what();
  }
  try {
    loading.check(refused);
  } catch (...) {
    if (refused.empty()) optimizer.restore(before);
    throw;
  }
  return loading.finish(random);
}

}  // namespace unroll::nn::io
