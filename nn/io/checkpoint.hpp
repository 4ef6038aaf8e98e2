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
// it is "model.head.W"; what the optimizer remembers is "optimizer.0.m"; the step, the state of the random numbers and
// a digest of all, which finds damage, are texts in the metadata. Training that is resumed gives the same weights bit
// for bit, if all that it draws comes from that generator and the precision is the same. A process that is killed while
// it saves leaves the old file or the new one (write_file).
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

// What a program keeps in its checkpoint besides, under names of its own.
struct Besides {
  Metadata notes = {};
  std::vector<NamedArray> arrays = {};
};

namespace detail {

void save_checkpoint(const std::filesystem::path& path, const Module& model, const std::vector<NamedArray>& optimizer,
                     Index step, const Random::State& random, const Besides& besides);
// Of a file with these tensors, and these notes besides that of the digest.
std::string digest_of(const std::vector<NamedArray>& tensors, const Metadata& notes);

}  // namespace detail

// `optimizer`: one of unroll::optim, or anything with its state() and restore().
template <class Optimizer>
void save_checkpoint(const std::filesystem::path& path, const Module& model, const Optimizer& optimizer, Index step,
                     const Random& random = random_numbers()) {
  detail::save_checkpoint(path, model, optimizer.state(), step, random.state(), {});
}
template <class Optimizer>
void save_checkpoint(const std::filesystem::path& path, const Module& model, const Optimizer& optimizer, Index step,
                     const Random::State& random, const Besides& besides) {
  detail::save_checkpoint(path, model, optimizer.state(), step, random, besides);
}

// A checkpoint that is read and whole, and not yet in use.
class Checkpoint {
 public:
  explicit Checkpoint(const std::filesystem::path& path);

  Index step() const { return step_; }
  const Besides& besides() const { return besides_; }
  // Into a model and an optimizer that were made as those were that were saved.
  template <class Optimizer>
  void load(Module& model, Optimizer& optimizer, Random& random = random_numbers()) const;

 private:
  // Throws what does not fit the model, and `other`, what does not fit the optimizer.
  void check(const Module& model, const std::string& other) const;
  void assign(Module& model, Random& random) const;

  TensorFile file_;
  Index step_ = 0;
  Random::State random_;
  std::vector<NamedArray> optimizer_;
  Besides besides_;
};

// Loads, and returns the step.
template <class Optimizer>
Index load_checkpoint(const std::filesystem::path& path, Module& model, Optimizer& optimizer,
                      Random& random = random_numbers()) {
  const Checkpoint checkpoint(path);
  checkpoint.load(model, optimizer, random);
  return checkpoint.step();
}

template <class Optimizer>
void Checkpoint::load(Module& model, Optimizer& optimizer, Random& random) const {
  const std::vector<NamedArray> before = optimizer.state();
  std::string refused;
  try {
    optimizer.restore(optimizer_);  // all or nothing
  } catch (const Error& error) {
    refused = error.what();
  }
  try {
    check(model, refused);
  } catch (...) {
    if (refused.empty()) optimizer.restore(before);
    throw;
  }
  assign(model, random);
}

}  // namespace unroll::nn::io
