// The table of cells: one row, one line in cell_table.cpp, for each cell with its options. A row forgets the type of
// the cell, so that each check of cells_test.cpp and cell_gradients_test.cpp is written and compiled once.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "nn/bidirectional.hpp"
#include "nn/recurrent.hpp"

namespace cell_table {

using unroll::Index, unroll::Indices, unroll::Tensor;
namespace nn = unroll::nn;

using Fields = std::vector<Tensor>;  // of a state, in the order of its names

struct Run {
  std::vector<Fields> states;  // states[0] is t = 1
  Fields last;
  Tensor outputs;
};

class AnyCell {
 public:
  virtual ~AnyCell() = default;
  virtual nn::Module& module() = 0;
  virtual Index inputs() const = 0;
  virtual Index outputs() const = 0;
  virtual std::vector<std::string> names() const = 0;
  virtual bool projects() const = 0;
  virtual Fields start(Index batch) = 0;
  virtual Fields step(const Tensor& x, const Fields& state) = 0;
  virtual Fields detached(const Fields& state) = 0;
  virtual Fields advance_projected(const Tensor& x, const Fields& state) = 0;  // if it projects
  virtual Run unrolled(const Tensor& xs, const Fields& start, const nn::UnrollOptions& options = {}) = 0;
  virtual Run unrolled(const std::vector<Tensor>& xs, const Fields& start, const nn::UnrollOptions& options = {}) = 0;
};

struct LayerRun {
  Tensor outputs;
  std::vector<Fields> last;  // of each cell
};

// Recurrent or Bidirectional.
class AnyLayer {
 public:
  virtual ~AnyLayer() = default;
  virtual nn::SequenceLayer& layer() = 0;
  // From below; past before future.
  virtual std::vector<std::unique_ptr<AnyCell>> cells() = 0;
  virtual LayerRun run(const Tensor& xs, const std::vector<Fields>& start, const Indices& lengths = {}) = 0;
  virtual Tensor step(const Tensor& x, std::vector<Fields>& states) = 0;  // Recurrent's only
};

struct CellRow {
  std::string name;
  std::function<std::unique_ptr<AnyCell>(Index inputs, Index hidden)> cell;
  std::function<std::unique_ptr<AnyLayer>(Index inputs, Index hidden, const nn::LayerOptions&options)> recurrent,
      bidirectional;
};

const std::vector<CellRow>& cell_table();
std::vector<CellRow> generated_rows();  // cell_table_generated.cpp

// ---- What a row is made of ----

template <class State>
Fields fields_of(const State& state) {
  Fields all;
  for (const Tensor* field : nn::fields(state)) all.push_back(*field);
  return all;
}
template <class State>
State state_of(const Fields& all) {
  State state;
  const auto fields = nn::fields(state);
  for (std::size_t i = 0; i < fields.size(); ++i) *fields[i] = all.at(i);
  return state;
}

template <class C>
class TypedCell : public AnyCell {
  using State = typename C::State;

 public:
  explicit TypedCell(std::shared_ptr<C> cell) : cell_(std::move(cell)) {}
  nn::Module& module() override { return *cell_; }
  Index inputs() const override { return cell_->inputs(); }
  Index outputs() const override { return cell_->outputs(); }
  std::vector<std::string> names() const override { return {State::names.begin(), State::names.end()}; }
  bool projects() const override { return nn::ProjectingCell<C>; }
  Fields start(Index batch) override { return fields_of(cell_->start(batch)); }
  Fields step(const Tensor& x, const Fields& state) override {
    return fields_of(cell_->step(x, state_of<State>(state)));
  }
  Fields detached(const Fields& state) override { return fields_of(nn::detach(state_of<State>(state))); }
  Fields advance_projected(const Tensor& x, const Fields& state) override {
    if constexpr (nn::ProjectingCell<C>)
      return fields_of(cell_->advance(cell_->project(x), state_of<State>(state)));
    else
      return {};
  }
  Run unrolled(const Tensor& xs, const Fields& start, const nn::UnrollOptions& options) override {
    return forget(nn::unrolled(*cell_, xs, state_of<State>(start), options));
  }
  Run unrolled(const std::vector<Tensor>& xs, const Fields& start, const nn::UnrollOptions& options) override {
    return forget(nn::unrolled(*cell_, xs, state_of<State>(start), options));
  }

 private:
  static Run forget(const nn::Unrolled<State>& typed) {
    Run run{{}, fields_of(typed.last()), typed.outputs()};
    for (const State& state : typed.states) run.states.push_back(fields_of(state));
    return run;
  }
  std::shared_ptr<C> cell_;
};

template <class C>
std::unique_ptr<AnyCell> view(C& cell) {  // of one that lives elsewhere
  return std::make_unique<TypedCell<C>>(std::shared_ptr<C>(&cell, [](C*) {}));
}

template <class C>
class TypedRecurrent : public AnyLayer {
 public:
  TypedRecurrent(Index inputs, Index hidden, const nn::LayerOptions& options, const typename C::Options& cell)
      : layer_(inputs, hidden, options, cell) {}
  nn::SequenceLayer& layer() override { return layer_; }
  std::vector<std::unique_ptr<AnyCell>> cells() override {
    std::vector<std::unique_ptr<AnyCell>> all;
    for (Index l = 0; l < layer_.layers(); ++l) all.push_back(view(layer_.cell(l)));
    return all;
  }
  LayerRun run(const Tensor& xs, const std::vector<Fields>& start, const Indices& lengths) override {
    const auto run = layer_.run(xs, typed(start), lengths);
    return {run.outputs, forget(run.last)};
  }
  Tensor step(const Tensor& x, std::vector<Fields>& states) override {
    auto typed_states = typed(states);
    const Tensor h = layer_.step(x, typed_states);
    states = forget(typed_states);
    return h;
  }

 private:
  using States = typename nn::Recurrent<C>::States;
  static States typed(const std::vector<Fields>& states) {
    States result;
    for (const Fields& each : states) result.push_back(state_of<typename C::State>(each));
    return result;
  }
  static std::vector<Fields> forget(const States& states) {
    std::vector<Fields> result;
    for (const auto& state : states) result.push_back(fields_of(state));
    return result;
  }
  nn::Recurrent<C> layer_;
};

template <class C>
class TypedBidirectional : public AnyLayer {
 public:
  TypedBidirectional(Index inputs, Index hidden, const nn::LayerOptions& options, const typename C::Options& cell)
      : layer_(inputs, hidden, options, cell) {}
  nn::SequenceLayer& layer() override { return layer_; }
  std::vector<std::unique_ptr<AnyCell>> cells() override {
    std::vector<std::unique_ptr<AnyCell>> all;
    for (Index l = 0; l < layer_.layers(); ++l) {
      all.push_back(view(layer_.past(l)));
      all.push_back(view(layer_.future(l)));
    }
    return all;
  }
  LayerRun run(const Tensor& xs, const std::vector<Fields>& start, const Indices& lengths) override {
    using State = typename C::State;
    typename nn::Bidirectional<C>::States states;
    for (std::size_t i = 0; i < start.size(); i += 2)
      states.push_back({state_of<State>(start[i]), state_of<State>(start[i + 1])});
    const auto run = layer_.run(xs, std::move(states), lengths);
    LayerRun result{run.outputs, {}};
    for (const auto& both : run.last) {
      result.last.push_back(fields_of(both.past));
      result.last.push_back(fields_of(both.future));
    }
    return result;
  }
  Tensor step(const Tensor&, std::vector<Fields>&) override { return {}; }

 private:
  nn::Bidirectional<C> layer_;
};

template <class C>
CellRow row(std::string name, const typename C::Options& cell = {}) {
  return {std::move(name),
          [cell](Index inputs, Index hidden) {
            return std::make_unique<TypedCell<C>>(std::make_shared<C>(inputs, hidden, cell));
          },
          [cell](Index inputs, Index hidden, const nn::LayerOptions& options) {
            return std::make_unique<TypedRecurrent<C>>(inputs, hidden, options, cell);
          },
          [cell](Index inputs, Index hidden, const nn::LayerOptions& options) {
            return std::make_unique<TypedBidirectional<C>>(inputs, hidden, options, cell);
          }};
}

}  // namespace cell_table
